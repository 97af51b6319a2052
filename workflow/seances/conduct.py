"""The current of a command when it is the séance that acts, with all the lines it takes along."""

from collections.abc import Mapping
from dataclasses import replace

from rules.refusals import Refused
from rules.rulebook import Rulebook
from rules.situation import Act, SeanceView, Situation
from rules.subjects import Subject, SubjectKind
from states.decision import Decision, born, decide
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.acts import adjusting, attempts, named, receipts, seance_locks
from workflow.acts.commands import journal_refusal
from workflow.acts.seance_locks import Held
from workflow.database.instants import to_micros
from workflow.database.store import Store, Tx
from workflow.seances import dates, lines, programme, record, situations
from workflow.seances.commands import SeanceCommand, SeanceOutcome, StaleSeance, UnknownSeance
from workflow.seances.dates import Redated
from workflow.seances.outcomes import minutes
from workflow.seances.participants import convocations, seating
from workflow.seances.record import Row
from workflow.seances.tableau import agenda, points
from workflow.seances.yearly import conflicts, held_after
from workflow.trail import journal

# Events that change the programme: deadlines counted from a séance move with it.
_MOVES_DATES = frozenset({"deplacer", "annuler", "reporter", "constater_quorum_manquant"})


class _RehearsalOver(Exception):
    """Rolls a rehearsal back."""


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
    try:
        with store.write() as tx:
            outcome = carry_out(tx, rulebook, command)
            raise _RehearsalOver
    except _RehearsalOver:
        return outcome


def carry_out(tx: Tx, rulebook: Rulebook, command: SeanceCommand) -> SeanceOutcome:
    """The same inside a transaction that the caller opened."""
    zone = rulebook.calendar.tz
    act = replace(command.act, occurred=command.act.occurred.astimezone(zone))
    if command.seance_id is None:
        return _programme(tx, rulebook, act, command.batch)
    held = seance_locks.hold(tx, command.seance_id, *_others(tx, command.seance_id, act))
    return _change(tx, rulebook, held, command.seance_id, command, act)


def _programme(tx: Tx, rulebook: Rulebook, act: Act, batch: str | None) -> SeanceOutcome:
    kind = programme.kind(rulebook, act.data or {})
    situation = Situation(
        today=act.occurred.date(),
        parameters=rulebook.parameters_at(act.occurred.date()),
        territory=rulebook.territory,
        kind=kind,
    )
    decision = attempts.decide(
        act,
        Machine.SEANCE,
        None,
        lambda: born(situation, act, Machine.SEANCE),
        lambda values: named.unknown(tx, values),
        lambda values: programme.no_kind(rulebook, values, kind),
        lambda values: programme.past_day(values, situation.today),
        lambda values: programme.day_off(rulebook, values),
        lambda values: conflicts.objections(
            tx,
            rulebook,
            values,
            genre=values.get("genre"),
            circonscription=values.get("circonscription"),
        ),
        lambda values: held_after.objections(tx, rulebook, values),
    )
    assert kind is not None  # no_kind refused
    row: Row = {
        "genre": kind.code,
        "instance": kind.body.value,
        "circonscription": decision.values.get("circonscription"),
        "held_at": to_micros(programme.held(rulebook, decision.values)),
        "state": decision.moves[0].target,
        "remplacee_par": None,
        "lieu": decision.values.get("lieu"),
        "creneau": programme.slot(decision.values),
        "a_la_suite_de": decision.values.get("a_la_suite_de"),
        "version": 0,
        "seq": 0,
        "head": "",
    }
    seance_id, sitting = programme.add(tx, rulebook, row, kind)
    concerned = seance_locks.hold(tx, seance_id)[seance_id].concerned
    written = record.write(
        tx,
        rulebook,
        seance_id,
        {},
        row,
        act,
        decision,
        kind=kind,
        sitting=sitting,
        batch=batch,
    )
    moved = dates.redated(written.changes)
    moved += dates.recount(tx, rulebook, concerned, act, seance_id)
    return SeanceOutcome(
        seance_id=seance_id,
        version=written.chain.version,
        state=str(row["state"]),
        dates=tuple(moved),
    )


def _change(
    tx: Tx,
    rulebook: Rulebook,
    held: Mapping[int, Held],
    seance_id: int,
    command: SeanceCommand,
    act: Act,
) -> SeanceOutcome:
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
    following = None if settled is None else agenda.heir(tx, seance, settled)
    after = {**row, "state": decision.moves[0].target}
    if "date_seance" in decision.values:
        then = programme.held(rulebook, decision.values)
        after["held_at"] = to_micros(then)
        after["a_la_suite_de"] = held_after.tie(tx, rulebook, row["a_la_suite_de"], then)
    after["lieu"] = decision.values.get("lieu", row["lieu"])
    if successor is not None:
        after["remplacee_par"] = successor.id
    batch = command.batch or f"seance-{seance_id}-{int(str(row['seq'])) + 1}"
    if settled is None:
        steps = list(lines.steps(decision, situation.passages, successor))
    else:
        steps = list(agenda.steps(settled, situation, following))
    taken = lines.take_along(tx, rulebook, seance, steps, act, batch)
    points.change(tx, seance_id, act.event, decision.values)
    if successor is not None:
        points.hand_over(tx, situation.points, seance_id, successor.id, act)
    seated = seating.change(tx, rulebook, seance, kind, act, decision.values)
    replacing = None if successor is None else programme.read(tx, successor.id)
    sending = minutes.freeze(tx, rulebook, seance_id, act, decision)
    written = record.write(
        tx,
        rulebook,
        seance_id,
        row,
        after,
        act,
        decision,
        kind=kind,
        sitting=sitting,
        batch=batch,
        agenda=agenda.told(kind, settled, situation, act),
        sending=sending,
        seated=seated.told,
        replaced_by=replacing,
    )
    convoked = convocations.tell(
        tx,
        rulebook,
        kind,
        seance,
        row,
        after,
        act,
        decision,
        seated,
        seq=written.chain.seq,
        sending=sending,
        replaced_by=replacing,
    )
    agenda.tell(tx, kind, situation, steps, settled, act, written.chain.seq)
    moved: list[Redated] = []
    if decision.moves[0].exit.event in _MOVES_DATES:
        moved += dates.redated(written.changes)
        moved += dates.recount(tx, rulebook, held[seance_id].concerned, act, seance_id)
        along = held_after.take_along(tx, rulebook, act, decision.values, seance)
        for number, its_act in along.items():
            its = SeanceCommand(act=its_act, seance_id=number)
            moved += _change(tx, rulebook, held, number, its, its_act).dates
    return SeanceOutcome(
        seance_id=seance_id,
        version=written.chain.version,
        state=str(after["state"]),
        lines=tuple(taken.outcomes),
        refused=tuple(taken.refused),
        dates=tuple(moved),
        convocations=convoked,
        agenda=settled,
        following=None if following is None else following.id,
    )


def _check_version(
    tx: Tx, rulebook: Rulebook, seance_id: int, row: Row, expected: int | None
) -> None:
    """Raises StaleSeance when the séance is no longer at the version that the operator saw."""
    if expected in (None, row["version"]):
        return
    subject = Subject(SubjectKind.SEANCE, seance_id)
    by, event, at = journal.first_after(tx, subject, expected or 0, f"de la séance n° {seance_id}")
    raise StaleSeance(
        seance_id,
        seen=expected or 0,
        found=int(str(row["version"])),
        by=by,
        act=PROCEDURE.label(Machine.SEANCE, event) or event,
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
            tx, agenda.settled(rulebook.kind_held(seance), situation, act, values), seance.id
        ),
        lambda values: minutes.objections(tx, rulebook, act, values, seance.id),
        lambda values: adjusting.of_seance(
            tx, rulebook, act.event, values, situation.facts, sitting
        ),
    )


def _others(tx: Tx, seance_id: int, act: Act) -> tuple[int, ...]:
    """The other séance that the act may touch: the one that it names to replace this one, or the
    one that takes what its agenda puts off."""
    if act.event in agenda.SETTLES:
        number = agenda.following(tx, seance_id)
        return () if number is None else (number,)
    text = str((act.data or {}).get("seance_remplacante", "")).strip()
    return (int(text),) if text.isascii() and text.isdigit() and len(text) < 16 else ()
