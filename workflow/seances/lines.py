"""What a séance does to its lines, one dossier at a time, in the séance's own transaction."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from rules.refusals import Refusal
from rules.rulebook import Rulebook
from rules.situation import Act, PassageView, SeanceView, Situation
from states.decision import Decision, follow
from states.ligne import REPORTER_FAUTE_DE_PLACE
from states.page import Exit, Machine
from states.procedure import PROCEDURE
from workflow.acts import dossier_locks, prescribers, put_off, recording
from workflow.acts.cases import Case
from workflow.acts.drafts import draft
from workflow.acts.put_off import CarriedOn
from workflow.acts.recording import Outcome
from workflow.database.store import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a séance does to one of its lines: the event, what is told of it, and the séance where
    the line then stands again."""

    line: PassageView
    event: str
    values: Mapping[str, object] = field(default_factory=dict)
    successor: SeanceView | None = None


@dataclass(slots=True)
class Taken:
    """What became of the lines. ``refused``: those that the next séance could not take, by
    dossier."""

    outcomes: list[Outcome] = field(default_factory=list)
    refused: list[tuple[int, tuple[Refusal, ...]]] = field(default_factory=list)


def steps(
    decision: Decision, lines: Iterable[PassageView], successor: SeanceView | None
) -> Iterator[Step]:
    """What the act of a séance drags on each open line whose state knows the event."""
    exit = decision.moves[0].exit
    for drag in exit.drags if isinstance(exit, Exit) else ():
        for line in lines:
            if drag.event in PROCEDURE.node(Machine.PASSAGE, line.state).by_event:
                yield Step(line=line, event=drag.event, successor=successor)


def take_along(
    tx: Tx, rulebook: Rulebook, seance: SeanceView, steps: Iterable[Step], act: Act, batch: str
) -> Taken:
    """Every step, in the open transaction. Raises Refused when a dossier does not allow its own."""
    taken = Taken()
    for step in steps:
        done, followed = drag(tx, rulebook, seance, step, act, batch)
        taken.outcomes += [done, *followed.inscribed]
        if followed.refused:
            taken.refused.append((step.line.dossier_id, followed.refused))
    return taken


def drag(
    tx: Tx, rulebook: Rulebook, seance: SeanceView, step: Step, act: Act, batch: str
) -> tuple[Outcome, CarriedOn]:
    """The step on its open line, and where the line goes when it puts it off. Raises Refused when
    its dossier does not allow it."""
    case, _ = dossier_locks.load(tx, step.line.dossier_id)
    act = replace(act, event=step.event)
    situation = _situation(rulebook, case, act, seance, step.line, step.values)
    decision = follow(situation, act, Machine.PASSAGE)
    made = draft(case, situation, decision, act.occurred)
    done = recording.record(tx, rulebook, case, made, act, decision, seance=seance, batch=batch)
    if step.event == REPORTER_FAUTE_DE_PLACE.event:  # of a séance that is held all the same
        prescribers.let_go(tx, rulebook, case, made, act, seq=done.seq)
    return done, put_off.carry_on(
        tx, rulebook, case, made, act, seq=done.seq, batch=batch, successor=step.successor
    )


def _situation(
    rulebook: Rulebook,
    case: Case,
    act: Act,
    seance: SeanceView,
    line: PassageView | None,
    values: Mapping[str, object],
) -> Situation:
    return Situation(
        today=act.occurred.date(),
        parameters=rulebook.parameters_at(act.occurred.date()),
        words=rulebook.words,
        territory=rulebook.territory,
        dossier=case.view(),
        demande=case.demande_view(),
        wished=case.wished,
        passage=line,
        seance=seance,
        kind=rulebook.kind_of(seance),
        stands_in=case.stands_in,
        facts=tuple(case.facts),
        values=values,
    )
