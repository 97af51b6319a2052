"""The current of a command when it is the séance that acts, with all the lines it takes along."""

from dataclasses import dataclass, replace
from datetime import datetime

from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.seances.agenda import Agenda
from rules.situation import Act, SeanceView, Situation
from rules.subjects import Subject, SubjectKind
from states.decision import Decision, born, decide
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.acts import adjusting, attempts, named, receipts, seance_locks
from workflow.acts.commands import journal_refusal
from workflow.acts.receipts import Repeatable
from workflow.acts.recording import Outcome
from workflow.database.instants import to_micros
from workflow.database.store import Store, Tx
from workflow.deadlines.writing import Change
from workflow.seances import agenda, conflicts, lines, programme, record, situations
from workflow.seances.record import Row
from workflow.trail import journal

# Events that change the programme: deadlines counted from a séance move with it.
_MOVES_DATES = frozenset({"deplacer", "annuler", "reporter", "constater_quorum_manquant"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SeanceCommand:
    """What is asked of a séance; ``seance_id`` None programmes a new one. The rest is as in
    ``commands.Command``."""

    act: Act
    seance_id: int | None = None
    expected_version: int | None = None
    key: str | None = None
    batch: str | None = None

    @property
    def whose(self) -> tuple[object, ...]:
        """What it bears upon."""
        return ("seance", self.seance_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeanceOutcome(Repeatable):
    """What the act brought about: for the séance, then for each line it took along.

    ``refused`` are lines that could not be inscribed on the séance that replaces this one: they
    wait to be inscribed by hand, none is lost. ``moved`` counts the deadlines that run to another
    date since, ``by_hand`` those whose date was set by hand and stays where it was. ``agenda`` is
    the one that the act settled, ``following`` the séance that takes what it put off.
    """

    seance_id: int
    version: int
    state: str
    lines: tuple[Outcome, ...] = ()
    refused: tuple[tuple[int, tuple[Refusal, ...]], ...] = ()
    moved: int = 0
    by_hand: int = 0
    agenda: Agenda | None = None
    following: int | None = None


class UnknownSeance(LookupError):
    """No séance bears that number."""

    def __init__(self, seance_id: int) -> None:
        self.seance_id = seance_id
        super().__init__(f"La séance n° {seance_id} n’existe pas.")


class StaleSeance(Exception):
    """Somebody else changed the séance since the operator opened it."""

    def __init__(
        self, seance_id: int, *, seen: int, found: int, by: str, act: str, at: datetime
    ) -> None:
        self.seance_id, self.seen, self.found = seance_id, seen, found
        self.by, self.act, self.at = by, act, at
        super().__init__(
            f"La séance n° {seance_id} a changé depuis que vous l’avez ouverte : « {act} » par "
            f"{by}, le {at:%d/%m/%Y à %H h %M} (version {found}, vous aviez la {seen}). "
            "Rien n’a été enregistré : relisez-la, puis recommencez."
        )


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
    return _change(tx, rulebook, command.seance_id, command, act)


def _programme(tx: Tx, rulebook: Rulebook, act: Act, batch: str | None) -> SeanceOutcome:
    kind = programme.kind(rulebook, act.data or {})
    situation = Situation(
        today=act.occurred.date(),
        parameters=rulebook.parameters_at(act.occurred.date()),
        kind=kind,
    )
    decision = attempts.decide(
        act,
        Machine.SEANCE,
        None,
        lambda: born(situation, act, Machine.SEANCE),
        lambda values: named.unknown(tx, values),
        lambda values: programme.no_kind(rulebook, values, kind),
        lambda values: programme.day_off(rulebook, values),
        lambda values: conflicts.objections(
            tx,
            rulebook,
            values,
            genre=values.get("genre"),
            circonscription=values.get("circonscription"),
        ),
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
        "version": 0,
        "seq": 0,
        "head": "",
    }
    seance_id, sitting = programme.add(tx, row, kind)
    concerned = seance_locks.hold(tx, seance_id) or []
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
    changes = [*written.changes, *programme.recount(tx, rulebook, concerned, act, seance_id)]
    return SeanceOutcome(
        seance_id=seance_id,
        version=written.chain.version,
        state=str(row["state"]),
        moved=sum(change.moved for change in changes),
    )


def _change(
    tx: Tx, rulebook: Rulebook, seance_id: int, command: SeanceCommand, act: Act
) -> SeanceOutcome:
    concerned = seance_locks.hold(tx, seance_id, *_others(tx, seance_id, act))
    row = programme.read(tx, seance_id)
    if concerned is None or row is None:
        raise UnknownSeance(seance_id)
    _check_version(tx, rulebook, seance_id, row, command.expected_version)
    situation = situations.look(tx, rulebook, programme.view(seance_id, row), act)
    sitting = record.sitting(tx, seance_id)
    decision = _decide(tx, rulebook, situation, act, sitting)
    seance, kind = _seance(situation), rulebook.kind_held(_seance(situation))
    successor = programme.successor(tx, decision.values, seance.genre)
    settled = agenda.settled(kind, situation, act, decision.values)
    following = None if settled is None else agenda.heir(tx, seance, settled)
    after = {**row, "state": decision.moves[0].target}
    if "date_seance" in decision.values:
        after["held_at"] = to_micros(programme.held(rulebook, decision.values))
    after["lieu"] = decision.values.get("lieu", row["lieu"])
    if successor is not None:
        after["remplacee_par"] = successor.id
    batch = command.batch or f"seance-{seance_id}-{int(str(row['seq'])) + 1}"
    if settled is None:
        steps = list(lines.steps(decision, situation.passages, successor))
    else:
        steps = list(agenda.steps(settled, situation.passages, following))
    taken = lines.take_along(tx, rulebook, seance, steps, act, batch)
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
        agenda=agenda.told(kind, settled),
        replaced_by=None if successor is None else programme.read(tx, successor.id),
    )
    agenda.tell(tx, kind, situation, steps, settled, act, written.chain.seq)
    changes: list[Change] = []
    if decision.moves[0].exit.event in _MOVES_DATES:
        changes += written.changes
        changes += programme.recount(tx, rulebook, concerned, act, seance_id)
    return SeanceOutcome(
        seance_id=seance_id,
        version=written.chain.version,
        state=str(after["state"]),
        lines=tuple(taken.outcomes),
        refused=tuple(taken.refused),
        moved=sum(change.moved for change in changes),
        by_hand=sum(change.stayed for change in changes),
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
    tx: Tx, rulebook: Rulebook, situation: Situation, act: Act, sitting: list[int]
) -> Decision:
    """What the machine and the registry answer. Raises Refused with the reasons of both."""
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
        lambda values: programme.no_successor(tx, values, seance.genre),
        lambda values: agenda.nowhere_to_go(
            tx, agenda.settled(rulebook.kind_held(seance), situation, act, values), seance.id
        ),
        lambda values: adjusting.of_seance(
            tx, rulebook, act.event, values, situation.facts, sitting
        ),
    )


def _others(tx: Tx, seance_id: int, act: Act) -> tuple[int, ...]:
    """The other séance that the act may touch: the one that it names to replace this one, or the
    one that takes what its agenda puts off."""
    if act.event == agenda.ARBITRATE:
        number = agenda.following(tx, seance_id)
        return () if number is None else (number,)
    text = str((act.data or {}).get("seance_remplacante", "")).strip()
    return (int(text),) if text.isascii() and text.isdigit() and len(text) < 16 else ()
