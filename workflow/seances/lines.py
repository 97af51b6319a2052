"""What a séance does to its lines, one dossier at a time, in the séance's own transaction."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.seances.kinds import Body
from rules.situation import Act, PassageView, SeanceView, Situation
from states.decision import Decision, born, follow
from states.page import Exit, Machine
from states.procedure import PROCEDURE
from workflow.acts import dossier_locks, recording
from workflow.acts.cases import Case
from workflow.acts.drafts import REORIENTATION, draft
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
        taken.outcomes.append(drag(tx, rulebook, seance, step, act, batch))
        if step.successor is None:
            continue
        try:
            again = _inscribe_again(tx, rulebook, step.line, step.successor, act, batch)
        except Refused as refusal:
            taken.refused.append((step.line.dossier_id, refusal.refusals))
        else:
            taken.outcomes.append(again)
    return taken


def drag(
    tx: Tx, rulebook: Rulebook, seance: SeanceView, step: Step, act: Act, batch: str
) -> Outcome:
    """The step on its open line. Raises Refused when its dossier does not allow it."""
    case, _ = dossier_locks.load(tx, step.line.dossier_id)
    act = replace(act, event=step.event)
    situation = _situation(rulebook, case, act, seance, step.line, step.values)
    decision = follow(situation, act, Machine.PASSAGE)
    return _record(tx, rulebook, case, situation, act, decision, batch)


def _inscribe_again(
    tx: Tx, rulebook: Rulebook, line: PassageView, successor: SeanceView, act: Act, batch: str
) -> Outcome:
    """A second passage, in the séance that replaces the one where the line stood.

    Raises Refused when the successor cannot take it (another territory, agenda closed, another
    line of the dossier there).
    """
    case, _ = dossier_locks.load(tx, line.dossier_id, seance_id=successor.id)
    if line.nature == REORIENTATION:
        kind = rulebook.kind_of(successor)
        event = "inscrire_ep" if kind is not None and kind.body is Body.DECISION else "inscrire"
        act = replace(act, event=event)
        situation = _situation(rulebook, case, act, successor, None, {"seance": successor.id})
        decision = follow(situation, act, Machine.DOSSIER)
    else:
        act = replace(act, event="inscrire_ligne")
        values = {"seance": successor.id, "nature": line.nature}
        situation = _situation(rulebook, case, act, successor, None, values)
        decision = born(situation, act, Machine.PASSAGE, dragged=True)
    return _record(tx, rulebook, case, situation, act, decision, batch)


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


def _record(
    tx: Tx,
    rulebook: Rulebook,
    case: Case,
    situation: Situation,
    act: Act,
    decision: Decision,
    batch: str,
) -> Outcome:
    made = draft(case, situation, decision, act.occurred)
    return recording.record(
        tx, rulebook, case, made, act, decision, seance=situation.seance, batch=batch
    )
