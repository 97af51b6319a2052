"""The current of a command: lock, look, decide, write; all of it or none.

Everything that changes a dossier comes through here: an operator's act, a line of an import, a
bulk act, the scheduler. A refusal is written too, in a short transaction of its own after the
first was rolled back.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time
from functools import lru_cache

import structlog
from sqlalchemy import bindparam, select

from rules.fields import Field, Kind, parse_date
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.situation import Act, SeanceView, Situation
from rules.subjects import Subject, SubjectKind
from states.decision import Decision, Way, born, decide, ways
from states.page import Machine
from states.procedure import PROCEDURE
from workflow import cases, journal, named, recording
from workflow.canonical import encode
from workflow.cases import Case
from workflow.drafts import draft
from workflow.instants import to_micros
from workflow.journal import Entry
from workflow.recording import Outcome
from workflow.statements import Statement, insert_once
from workflow.store import Store, Tx
from workflow.tables.columns import table
from workflow.tables.post import ReceivedAct

_log = structlog.get_logger()

_RECEIVED = table(ReceivedAct)
_FIND_ANSWER = Statement(
    select(_RECEIVED.c.fingerprint, _RECEIVED.c.answer).where(_RECEIVED.c.key == bindparam("key"))
)
_KEEP_ANSWER = insert_once(ReceivedAct, "key", "fingerprint", "answer", "at")

_ANSWER = tuple(field.name for field in fields(Outcome))


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What is asked of a dossier. ``passage_id`` names one of its lines when it has several.

    ``expected_version`` is the version that the operator had before their eyes. ``key`` makes a
    repeated command return the first answer. ``batch`` ties the acts of one lot together.
    """

    dossier_id: int
    act: Act
    passage_id: int | None = None
    expected_version: int | None = None
    key: str | None = None
    batch: str | None = None


class StaleDossier(Exception):
    """Somebody else changed the dossier since the operator opened it."""

    def __init__(
        self, dossier_id: int, *, seen: int, found: int, by: str, act: str, at: datetime
    ) -> None:
        self.dossier_id, self.seen, self.found = dossier_id, seen, found
        self.by, self.act, self.at = by, act, at
        super().__init__(
            f"Le dossier n° {dossier_id} a changé depuis que vous l’avez ouvert : « {act} » par "
            f"{by}, le {at:%d/%m/%Y à %H h %M} (version {found}, vous aviez la {seen}). "
            "Rien n’a été enregistré : relisez-le, puis recommencez."
        )


def perform(store: Store, rulebook: Rulebook, command: Command) -> Outcome:
    """Carries a command out in its own transaction.

    Raises Refused (journalled), StaleDossier (not journalled: nothing was attempted) or
    UnknownDossier.
    """
    act = command.act
    try:
        with store.write() as tx:
            first = answered(tx, command)
            if first is not None:
                return first
            outcome = carry_out(tx, rulebook, command)
            keep(tx, command, outcome)
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
    machine = machine_of(command.act.event, command.passage_id)
    case, act, situation = _look(tx, rulebook, command, machine)
    if command.expected_version is not None:
        check_version(tx, rulebook, case, command.expected_version)
    decision = _decide(situation, act, machine)
    named.check(tx, act.event, decision.values, case.id)
    made = draft(case, situation, decision, act.occurred)
    return recording.record(
        tx,
        rulebook,
        case,
        made,
        act,
        decision,
        seance=situation.seance,
        batch=command.batch,
    )


def _decide(situation: Situation, act: Act, machine: Machine) -> Decision:
    """The decision of the machine, a line's birth included. Raises Refused."""
    if machine is Machine.PASSAGE and act.event in PROCEDURE.births[machine]:
        return born(replace(situation, passage=None), act, machine)
    if machine is Machine.PASSAGE and situation.passage is None:
        raise Refused(
            act.event,
            (
                Refusal(
                    code="aucune_ligne",
                    sentence="Le dossier n’a pas de ligne ouverte dans une séance.",
                    remedy="Inscrivez-le d’abord au tableau d’une séance.",
                ),
            ),
        )
    return decide(situation, act, machine)


def possible(
    store: Store, rulebook: Rulebook, command: Command
) -> tuple[tuple[Machine, tuple[Way, ...]], ...]:
    """What may happen next to the dossier and to its open line, with every reason why not."""
    with store.glance() as tx:
        found = []
        for machine in (Machine.DOSSIER, Machine.PASSAGE):
            case, act, situation = _look(tx, rulebook, command, machine)
            if machine is Machine.DOSSIER or case.passages:
                found.append((machine, ways(situation, act, machine)))
        return tuple(found)


def machine_of(event: str, passage_id: int | None = None) -> Machine:
    """Whose event it is: the dossier's first, its line's otherwise."""
    if passage_id is None and PROCEDURE.label(Machine.DOSSIER, event) is not None:
        return Machine.DOSSIER
    if PROCEDURE.label(Machine.PASSAGE, event) is not None:
        return Machine.PASSAGE
    return Machine.DOSSIER


def journal_refusal(tx: Tx, subject: Subject, act: Act, refused: Refused) -> None:
    """The attempt and its reasons' codes; the form stays as fresh as it was."""
    journal.append(
        tx,
        journal.lock(tx, subject),
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


def _look(
    tx: Tx, rulebook: Rulebook, command: Command, machine: Machine
) -> tuple[Case, Act, Situation]:
    """The locked case, the act dated where the département lives, and what guards see."""
    act, data = command.act, command.act.data or {}
    asked = _asked(machine, act.event)
    seance_id = _number(data, asked, Kind.SEANCE)
    case, seance = cases.load(tx, command.dossier_id, seance_id=seance_id)
    service_id = _number(data, asked, Kind.SERVICE)
    line = case.line(command.passage_id)
    if machine is Machine.DOSSIER and line is not None and line.nature != "reorientation":
        line = None
    act = _dated(act, asked, case, rulebook)
    view = case.view()
    if service_id is None:
        service_id = view.service_id
    return (
        case,
        act,
        Situation(
            today=act.occurred.date(),
            parameters=rulebook.parameters_at(act.occurred.date()),
            dossier=view,
            demande=case.demande_view(),
            passage=line,
            seance=seance or _seance_of(case, line, seance_id),
            service=None if service_id is None else cases.service(tx, service_id),
            wished=case.wished,
            facts=tuple(case.facts),
            other_open_dossier=case.other_open,
        ),
    )


def _seance_of(case: Case, line: object, named: int | None) -> SeanceView | None:
    """The séance of the open line, unless the act names another one (that does not exist)."""
    if named is not None or line is None:
        return None
    seance_id = getattr(line, "seance_id", None)
    return None if seance_id is None else case.seances.get(seance_id)


@lru_cache(maxsize=256)
def _asked(machine: Machine, event: str) -> tuple[Field, ...]:
    """The fields of every exit of that event, whatever the state, or of its birth: they tell what
    the data mean."""
    birth = PROCEDURE.births[machine].get(event)
    nodes = PROCEDURE.nodes[machine].values()
    exits = [exit.asks for node in nodes for exit in node.by_event.get(event, ())]
    forms = exits if birth is None else [birth.asks, *exits]
    return tuple(dict.fromkeys(field for form in forms for field in form))


def _number(data: Mapping[str, object], asked: tuple[Field, ...], kind: Kind) -> int | None:
    for field in asked:
        if field.kind is not kind:
            continue
        text = str(data.get(field.name, "")).strip()
        if text.isascii() and text.isdigit() and len(text) < 16:
            return int(text)
    return None


def _dated(act: Act, asked: tuple[Field, ...], case: Case, rulebook: Rulebook) -> Act:
    """The act at the instant it happened: the day that its form must give, when there is one.

    A day alone is an instant of that day: now when it is today, otherwise noon, and never before
    what the dossier already knows of that day.
    """
    zone = rulebook.calendar.tz
    told = act.occurred.astimezone(zone)
    for field in asked:
        if not (field.past and field.required):
            continue
        raw = (act.data or {}).get(field.name)
        day = raw if isinstance(raw, date) else None if raw is None else parse_date(str(raw))
        if day is None or day >= told.date():
            continue
        told = datetime.combine(day, time(12), tzinfo=zone)
        known = [f.occurred for f in case.facts if f.occurred.astimezone(zone).date() == day]
        if known:
            told = max(told, max(known).astimezone(zone))
    return replace(act, occurred=told)


def check_version(tx: Tx, rulebook: Rulebook, case: Case, seen: int) -> None:
    """Raises StaleDossier when the dossier is no longer at the version that was seen, and
    UnknownVersion when it is not there yet."""
    found = case.chain.version
    if found == seen:
        return
    subject = Subject(SubjectKind.DOSSIER, case.id)
    by, act, at = journal.first_after(tx, subject, seen, f"du dossier n° {case.id}")
    raise StaleDossier(
        case.id,
        seen=seen,
        found=found,
        by=by,
        act=PROCEDURE.label(Machine.DOSSIER, act) or PROCEDURE.label(Machine.PASSAGE, act) or act,
        at=at.astimezone(rulebook.calendar.tz),
    )


def answered(tx: Tx, command: Command) -> Outcome | None:
    """The answer already given to that key. Raises Refused when the key was another act's."""
    if command.key is None:
        return None
    cases.lock_person(tx, command.dossier_id)  # the same act sent twice at once waits here
    row = tx.one(_FIND_ANSWER, {"key": command.key})
    if row is None:
        return None
    if row[0] != _fingerprint(command):
        raise _key_taken(command)
    answer = json.loads(row[1])
    for name in ("moves", "deadlines"):
        answer[name] = tuple(tuple(x) if isinstance(x, list) else x for x in answer[name])
    return Outcome(**{**answer, "repeated": True})


def keep(tx: Tx, command: Command, outcome: Outcome) -> None:
    """Keeps the answer for whoever repeats the command. Raises Refused when the same key served
    for somebody else at the same moment: of two dossiers no lock makes one wait for the other."""
    if command.key is None:
        return
    kept = tx.run(
        _KEEP_ANSWER,
        {
            "key": command.key,
            "fingerprint": _fingerprint(command),
            "answer": encode({name: getattr(outcome, name) for name in _ANSWER}),
            "at": to_micros(command.act.known),
        },
    )
    if not kept:
        raise _key_taken(command)


def _key_taken(command: Command) -> Refused:
    return Refused(
        command.act.event,
        (
            Refusal(
                code="cle_deja_utilisee",
                sentence=f"La clé « {command.key} » a déjà servi à un autre acte.",
                remedy="Utilisez une clé nouvelle pour chaque acte.",
            ),
        ),
    )


def _fingerprint(command: Command) -> str:
    """What makes two commands the same act: whose, what, by whom, with which form."""
    act = command.act
    content = encode(
        [
            command.dossier_id,
            command.passage_id,
            act.event,
            act.actor.name,
            act.actor.role.value,
            {name: str(value) for name, value in sorted((act.data or {}).items())},
        ]
    )
    return hashlib.sha256(content.encode()).hexdigest()
