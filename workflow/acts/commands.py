"""The current of a command: lock, look, decide, write; all of it or none.

Everything that changes a dossier comes through here: an operator's act, a line of an import, a
bulk act, the scheduler. A refusal is written too, in a short transaction of its own after the
first was rolled back.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from rules.actors import SYSTEM
from rules.guards.ligne import aucune_ligne
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.situation import Act, Situation
from rules.subjects import Subject, SubjectKind
from rules.wording import local_instant
from states.decision import Decision, Way, born, decide, ways
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.acts import (
    adjusting,
    attempts,
    claims,
    named,
    placing,
    prescribers,
    put_off,
    receipts,
    recording,
)
from workflow.acts.cases import Case
from workflow.acts.drafts import Draft, draft
from workflow.acts.recording import Outcome
from workflow.acts.situations import look, machine_of
from workflow.database.store import Store, Tx
from workflow.trail import journal
from workflow.trail.journal import Entry, UnknownSubject

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What is asked of a dossier. ``passage_id`` names one of its lines when it has several.

    ``expected_version`` is the version that the operator had before their eyes. ``key`` makes a
    repeated command return the first answer. ``batch`` ties the acts of one lot together.
    ``places``: those that the lot gives to lines of the séance, by line: where they will stand is
    what the act is judged by, so that two may change places.
    """

    dossier_id: int
    act: Act
    passage_id: int | None = None
    expected_version: int | None = None
    key: str | None = None
    batch: str | None = None
    places: Mapping[int, int] = field(default_factory=dict)

    @property
    def whose(self) -> tuple[object, ...]:
        """What it bears upon."""
        return ("dossier", self.dossier_id, self.passage_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanwhile:
    """Who changed a dossier first since it was opened, by which act in its words, when (local)."""

    by: str
    act: str
    at: datetime

    def __str__(self) -> str:
        return f"« {self.act} » par {self.by}, le {local_instant(self.at)}"


class StaleDossier(Exception):
    """Somebody else changed the dossier since the operator opened it. ``meanwhile``: what was
    done; None for a reader to whom the journal of the dossier does not show it."""

    def __init__(
        self, dossier_id: int, *, seen: int, found: int, meanwhile: Meanwhile | None
    ) -> None:
        self.dossier_id, self.seen, self.found = dossier_id, seen, found
        self.meanwhile = meanwhile
        changed = (
            f"Quelqu’un d’autre a changé le dossier n° {dossier_id} depuis que vous l’avez ouvert."
            if meanwhile is None
            else f"Le dossier n° {dossier_id} a changé depuis que vous l’avez ouvert : {meanwhile}."
        )
        super().__init__(f"{changed} Rien n’a été enregistré : relisez-le, puis recommencez.")


def perform(store: Store, rulebook: Rulebook, command: Command) -> Outcome:
    """Carries a command out in its own transaction, begun again when PostgreSQL undid it for
    another's sake.

    Raises Refused (journalled), StaleDossier (not journalled: nothing was attempted) or
    UnknownDossier.
    """
    act = command.act
    try:
        outcome = store.attempt(
            lambda tx: receipts.once(
                tx,
                command.key,
                act,
                command.whose,
                Outcome,
                lambda: carry_out(tx, rulebook, command),
            )
        )
    except Refused as refused:
        with store.write() as tx:
            journal_refusal(tx, Subject(SubjectKind.DOSSIER, command.dossier_id), act, refused)
        _log.info(
            "act.refused",
            act=act.event,
            dossier=command.dossier_id,
            role=act.actor.role.value,
            codes=[refusal.code for refusal in refused.refusals],
        )
        raise
    if outcome.repeated:
        return outcome
    _log.info(
        "act.done",
        act=act.event,
        dossier=outcome.dossier_id,
        role=act.actor.role.value,
        state=outcome.state,
        seq=outcome.seq,
    )
    return outcome


def carry_out(tx: Tx, rulebook: Rulebook, command: Command) -> Outcome:
    """The same inside a transaction that the caller opened: lots, imports, séances, rungs."""
    case, act, situation, decision = _judge(tx, rulebook, command)
    made = draft(case, situation, decision, act.occurred)
    outcome = recording.record(
        tx,
        rulebook,
        case,
        made,
        act,
        decision,
        seance=situation.seance,
        batch=command.batch,
    )
    followed = put_off.carry_on(tx, rulebook, case, made, act, seq=outcome.seq, batch=command.batch)
    followed.messages += prescribers.let_go(tx, rulebook, case, made, act, seq=outcome.seq)
    if made.dossier["service_id"] != case.dossier["service_id"]:
        followed.inscribed += _follow_service(tx, rulebook, made, act, command)
    return followed.after(outcome)


def _follow_service(
    tx: Tx, rulebook: Rulebook, made: Draft, act: Act, command: Command
) -> Iterator[Outcome]:
    """The dossier passes to the only sector of the service that takes it over (S2); of several, or
    when its line waits for a result, it stays until somebody says which."""
    service, here = made.dossier["service_id"], made.dossier["circonscription"]
    day = rulebook.local_day(act.known)
    there = placing.led_to(tx, rulebook, service, here, day)
    if there is not None:
        its = replace(act, event=placing.ATTRIBUTE, actor=SYSTEM, data={"circonscription": there})
        follows = Command(dossier_id=command.dossier_id, act=its, batch=command.batch)
        with suppress(Refused):
            yield carry_out(tx, rulebook, follows)
            return
    if placing.disputed(tx, rulebook, service, here, day):
        personne_id = made.dossier["personne_id"]
        assert isinstance(personne_id, int)
        placing.wait(tx, personne_id, command.dossier_id, service, act)


def objections(store: Store, rulebook: Rulebook, command: Command) -> tuple[Refusal, ...]:
    """Why the act would be refused now, nothing being locked or written; empty when it would be
    done. Raises StaleDossier or UnknownDossier as the act would."""
    with store.glance() as tx:
        try:
            _judge(tx, rulebook, command)
        except Refused as refused:
            return refused.refusals
    return ()


def _judge(tx: Tx, rulebook: Rulebook, command: Command) -> tuple[Case, Act, Situation, Decision]:
    """The case, the act dated where the département lives, what guards saw, and their decision."""
    machine = machine_of(command.act.event, command.passage_id)
    case, act, situation = look(
        tx,
        rulebook,
        machine,
        command.act,
        command.dossier_id,
        command.passage_id,
        command.places,
    )
    if command.expected_version is not None:
        check_version(tx, rulebook, case, command.expected_version)
    decision = attempts.decide(
        act,
        machine,
        _state(situation, act.event, machine),
        lambda: _decide(situation, act, machine),
        lambda values: named.unknown(tx, values, case.id),
        lambda values: adjusting.of_dossier(rulebook, act.event, values, case),
        lambda values: claims.objections(tx, rulebook, case, act, values),
    )
    return case, act, situation, decision


def _state(situation: Situation, event: str, machine: Machine) -> str | None:
    """Where the machine stands; None for a line that is to be born, or is not there."""
    if machine is Machine.PASSAGE and event in PROCEDURE.births[machine]:
        return None
    stands = situation.dossier if machine is Machine.DOSSIER else situation.passage
    return None if stands is None else stands.state


def _decide(situation: Situation, act: Act, machine: Machine) -> Decision:
    """The decision of the machine, a line's birth included. Raises Refused."""
    if machine is Machine.PASSAGE and act.event in PROCEDURE.births[machine]:
        return born(replace(situation, passage=None), act, machine)
    if machine is Machine.PASSAGE and situation.passage is None:
        raise Refused(act.event, (aucune_ligne(situation, act),))
    return decide(situation, act, machine)


def possible(
    store: Store, rulebook: Rulebook, command: Command
) -> tuple[tuple[Machine, tuple[Way, ...]], ...]:
    """What may happen next to the dossier and to its open line, with every reason why not."""
    with store.glance() as tx:
        found = []
        for machine in (Machine.DOSSIER, Machine.PASSAGE):
            case, act, situation = look(
                tx, rulebook, machine, command.act, command.dossier_id, command.passage_id
            )
            if machine is Machine.DOSSIER or case.passages:
                found.append((machine, ways(situation, act, machine)))
            if not case.passages:
                break  # what a line could do is not looked at where there is none
        return tuple(found)


def journal_refusal(tx: Tx, subject: Subject, act: Act, refused: Refused) -> None:
    """The attempt and its reasons' codes; the form stays as fresh as it was."""
    try:
        chain = journal.lock(tx, subject)
    except UnknownSubject:
        return  # its key was another act's, so nobody had looked yet: there is no chain to write in
    journal.append(
        tx,
        chain,
        Entry(
            act=journal.REFUSAL,
            actor=act.actor,
            occurred=act.occurred,
            known=act.known,
            body={
                "evenement": act.event,
                "refus": [refusal.code for refusal in refused.refusals],
            },
            changes=False,
        ),
    )


def check_version(tx: Tx, rulebook: Rulebook, case: Case, seen: int) -> None:
    """Raises StaleDossier when the dossier is no longer at the version that was seen, and
    UnknownVersion when it is not there yet."""
    found: int = case.dossier["version"]
    if found == seen:
        return
    subject = Subject(SubjectKind.DOSSIER, case.id)
    by, act, at = journal.first_after(tx, subject, seen, f"du dossier n° {case.id}")
    raise StaleDossier(
        case.id,
        seen=seen,
        found=found,
        meanwhile=Meanwhile(by=by, act=act, at=at.astimezone(rulebook.calendar.tz)),
    )
