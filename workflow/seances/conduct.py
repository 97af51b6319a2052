"""The current of a command when it is the séance that acts, with all the lines it takes along."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from rules.refusals import Refused
from rules.rulebook import Rulebook
from rules.seances.agenda import Agenda
from rules.seances.kinds import SeanceKind
from rules.situation import Act, SeanceView, Situation
from rules.subjects import Subject, SubjectKind
from states.decision import Decision, decide
from states.page import Machine
from workflow.acts import adjusting, attempts, receipts, seance_locks
from workflow.acts.commands import journal_refusal
from workflow.acts.seance_locks import Held
from workflow.database.instants import to_micros
from workflow.database.store import Store, Tx
from workflow.post import outbox
from workflow.seances import births, dates, lines, programme, record, situations
from workflow.seances.commands import SeanceCommand, SeanceOutcome, StaleSeance, UnknownSeance
from workflow.seances.dates import Redated
from workflow.seances.lines import Step
from workflow.seances.outcomes import minutes
from workflow.seances.participants import convocations, seating, visitors
from workflow.seances.participants.seating import Seated
from workflow.seances.record import Row, ToWrite
from workflow.seances.tableau import agenda, points
from workflow.seances.yearly import conflicts, held_after
from workflow.trail import journal

# Events that change the programme: deadlines counted from a séance move with it.
_MOVES_DATES = frozenset({"deplacer", "annuler", "reporter", "constater_quorum_manquant"})


def perform(store: Store, rulebook: Rulebook, command: SeanceCommand) -> SeanceOutcome:
    """Carries the command out in one transaction, lines included.

    Raises Refused (journalled in the séance's chain), StaleSeance or UnknownSeance.
    """
    try:
        with store.write() as tx:
            return receipts.once(
                tx,
                command.key,
                command.act,
                command.whose,
                SeanceOutcome,
                lambda: carry_out(tx, rulebook, command),
            )
    except Refused as refused:
        if command.seance_id is not None:
            with store.write() as tx:
                subject = Subject(SubjectKind.SEANCE, command.seance_id)
                journal_refusal(tx, subject, command.act, refused)
        raise


def rehearse(store: Store, rulebook: Rulebook, command: SeanceCommand) -> SeanceOutcome:
    """What the command would bring about: it is carried out, then undone. Raises as ``perform``
    does, and journals nothing."""
    with store.write(kept=False) as tx:
        return carry_out(tx, rulebook, command)


def carry_out(tx: Tx, rulebook: Rulebook, command: SeanceCommand) -> SeanceOutcome:
    """The same inside a transaction that the caller opened."""
    zone = rulebook.calendar.tz
    act = replace(command.act, occurred=command.act.occurred.astimezone(zone))
    if command.seance_id is None:
        return births.of_seance(tx, rulebook, act, command.batch)
    held = seance_locks.hold(tx, command.seance_id, *_others(tx, command.seance_id, act))
    return _change(tx, rulebook, held, command.seance_id, command, act)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Accepted:
    """An act that nothing objects to, with what it found and what it leads to. ``following``: the
    séance that takes the lines that it puts off."""

    act: Act
    batch: str
    row: Row
    situation: Situation
    seance: SeanceView
    kind: SeanceKind
    sitting: list[int]
    decision: Decision
    settled: Agenda | None
    replaced_by: SeanceView | None
    following: SeanceView | None


def _change(
    tx: Tx,
    rulebook: Rulebook,
    held: Mapping[int, Held],
    seance_id: int,
    command: SeanceCommand,
    act: Act,
) -> SeanceOutcome:
    asked, last = _accepted(tx, rulebook, seance_id, command, act), outbox.last(tx)
    seance, kind, values = asked.seance, asked.kind, asked.decision.values
    after, steps = _after(tx, rulebook, asked), _steps(asked)
    taken = lines.take_along(tx, rulebook, seance, steps, act, asked.batch)
    points.change(tx, seance_id, act.event, values)
    replacing = _replacing(tx, asked)
    seated = seating.change(tx, rulebook, seance, kind, act, values)
    made = _to_write(tx, rulebook, asked, after, seated, replacing)
    written = record.write(tx, rulebook, made)
    convoked = convocations.tell(tx, rulebook, made, seance, seated, written.chain.seq)
    agenda.tell(tx, kind, asked.situation, steps, asked.settled, act, written.chain.seq)
    minutes.tell_changed(tx, rulebook, seance, act)
    redated = [*dates.of_seance(written.changes, seance_id)]
    for one in taken.outcomes:
        redated += dates.of_dossier(one.changes, one.dossier_id)
    if asked.decision.moves[0].exit.event in _MOVES_DATES:
        redated += dates.recount(tx, rulebook, held[seance_id].concerned, act, seance_id)
        redated += _along(tx, rulebook, held, asked)
    return SeanceOutcome(
        seance_id=seance_id,
        version=written.chain.version,
        state=str(after["state"]),
        event=act.event,
        source=asked.decision.moves[0].source,
        lines=tuple(taken.outcomes),
        refused=tuple(taken.refused),
        dates=dates.net(redated),
        messages=outbox.since(tx, last, act.known),
        convocations=convoked,
        agenda=asked.settled,
        following=None if asked.following is None else asked.following.id,
        following_held=None if asked.following is None else asked.following.held,
    )


def _accepted(
    tx: Tx, rulebook: Rulebook, seance_id: int, command: SeanceCommand, act: Act
) -> _Accepted:
    """Raises Refused, StaleSeance or UnknownSeance."""
    row = programme.read(tx, seance_id)
    if row is None:
        raise UnknownSeance(seance_id)
    _check_version(tx, rulebook, seance_id, row, command.expected_version)
    situation = situations.look(tx, rulebook, programme.view(seance_id, row), act)
    sitting = record.sitting(tx, seance_id)
    decision = _decide(tx, rulebook, situation, act, sitting, row["lieu"])
    seance, kind = _seance(situation), rulebook.kind_held(_seance(situation))
    successor = programme.successor(tx, decision.values, seance.genre)
    settled = agenda.settled(kind, situation, act, decision.values)
    return _Accepted(
        act=act,
        batch=command.batch or f"seance-{seance_id}-{int(str(row['seq'])) + 1}",
        row=row,
        situation=situation,
        seance=seance,
        kind=kind,
        sitting=sitting,
        decision=decision,
        settled=settled,
        replaced_by=successor,
        following=successor if settled is None else agenda.heir(tx, seance, settled),
    )


def _after(tx: Tx, rulebook: Rulebook, asked: _Accepted) -> Row:
    """What the séance's row becomes."""
    values = asked.decision.values
    after = {**asked.row, "state": asked.decision.moves[0].target}
    if "date_seance" in values:
        then = programme.held(rulebook, values)
        after["held_at"] = to_micros(then)
        after["a_la_suite_de"] = held_after.tie(tx, rulebook, asked.row["a_la_suite_de"], then)
    after["lieu"] = values.get("lieu", asked.row["lieu"])
    if asked.replaced_by is not None:
        after["remplacee_par"] = asked.replaced_by.id
    return after


def _replacing(tx: Tx, asked: _Accepted) -> Row | None:
    """The row of the séance that replaces this one, to which its points are handed over."""
    if asked.replaced_by is None:
        return None
    number = asked.replaced_by.id
    points.hand_over(tx, asked.situation.points, asked.seance.id, number, asked.act)
    return programme.read(tx, number)


def _to_write(
    tx: Tx,
    rulebook: Rulebook,
    asked: _Accepted,
    after: Row,
    seated: Seated,
    replacing: Row | None,
) -> ToWrite:
    """The séance with all that is told of it; whoever has just been named as its visitor is told
    otherwise."""
    kind, act, number = asked.kind, asked.act, asked.seance.id
    return ToWrite(
        seance_id=number,
        act=act,
        decision=asked.decision,
        before=asked.row,
        after=after,
        kind=kind,
        sitting=asked.sitting,
        batch=asked.batch,
        agenda=agenda.told(kind, asked.settled, asked.situation, act),
        sending=minutes.freeze(tx, rulebook, number, act, asked.decision),
        seated=seated.told,
        visitor=None if seated.visitor else visitors.to_tell(tx, rulebook, kind, number, after),
        replaced_by=replacing,
    )


def _steps(asked: _Accepted) -> list[Step]:
    """What becomes of each line."""
    situation, following = asked.situation, asked.following
    if asked.settled is None:
        return list(lines.steps(asked.decision, situation.passages, following))
    return list(agenda.steps(asked.settled, situation, following))


def _along(
    tx: Tx, rulebook: Rulebook, held: Mapping[int, Held], asked: _Accepted
) -> Iterator[Redated]:
    """Moves the séances that are held right after, and tells what becomes of their dates."""
    along = held_after.take_along(tx, rulebook, asked.act, asked.decision.values, asked.seance)
    for number, act in along.items():
        its = SeanceCommand(act=act, seance_id=number)
        yield from _change(tx, rulebook, held, number, its, act).dates


def _check_version(
    tx: Tx, rulebook: Rulebook, seance_id: int, row: Row, expected: int | None
) -> None:
    """Raises StaleSeance when the séance is no longer at the version that the operator saw."""
    if expected in (None, row["version"]):
        return
    subject = Subject(SubjectKind.SEANCE, seance_id)
    by, act, at = journal.first_after(tx, subject, expected or 0, f"de la séance n° {seance_id}")
    raise StaleSeance(
        seance_id,
        seen=expected or 0,
        found=int(str(row["version"])),
        by=by,
        act=act,
        at=at.astimezone(rulebook.calendar.tz),
    )


def _seance(situation: Situation) -> SeanceView:
    assert situation.seance is not None
    return situation.seance


def _decide(
    tx: Tx, rulebook: Rulebook, situation: Situation, act: Act, sitting: list[int], place: object
) -> Decision:
    """What the machine and the registry answer of a séance that is held at that ``place``. Raises
    Refused with the reasons of both."""
    seance = _seance(situation)
    return attempts.decide(
        act,
        Machine.SEANCE,
        seance.state,
        lambda: decide(situation, act, Machine.SEANCE),
        lambda values: programme.day_off(rulebook, values),
        lambda values: programme.not_held_then(rulebook, values, seance),
        lambda values: conflicts.objections(
            tx,
            rulebook,
            values,
            genre=seance.genre,
            circonscription=seance.circonscription,
            but=seance.id,
        ),
        lambda values: programme.no_successor(tx, rulebook, values, seance, situation.today),
        lambda values: programme.nothing_moves(rulebook, values, seance, place),
        lambda values: agenda.nowhere_to_go(
            tx,
            rulebook.words,
            agenda.settled(rulebook.kind_held(seance), situation, act, values),
            seance.id,
        ),
        lambda values: minutes.objections(tx, rulebook, act, values, seance.id),
        lambda values: adjusting.of_seance(
            tx, rulebook, act.event, values, situation.facts, sitting
        ),
    )


def _others(tx: Tx, seance_id: int, act: Act) -> tuple[int, ...]:
    """The other séance that the act may touch: the one that it names to replace this one, or the
    one that takes what it puts off."""
    if act.event in agenda.SETTLES | {"annuler"}:
        number = agenda.following(tx, seance_id)
        return () if number is None else (number,)
    return programme.numbered(act.data, "seance_remplacante")
