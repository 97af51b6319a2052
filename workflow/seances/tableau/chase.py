"""Chasing, in one act, whoever a séance still awaits something from: the services that owe it their
tableau or an answer, and those who were convoked and did not say whether they come."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from sqlalchemy import bindparam, select

from rules.guards.seance import coordinateur
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.seances.kinds import SeanceKind
from rules.situation import Act, SeanceView, Situation
from rules.subjects import Subject, SubjectKind
from rules.wording import numbered
from workflow.acts import dossier_locks
from workflow.acts.receipts import Repeatable, once
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement
from workflow.database.store import Row, Store, Tx
from workflow.post import outbox
from workflow.seances import programme
from workflow.seances.commands import UnknownSeance
from workflow.seances.participants import convocations
from workflow.seances.participants.convocations import Convoked
from workflow.tables.columns import table
from workflow.tables.trail import JournalRow
from workflow.trail import journal
from workflow.trail.journal import Entry

CHASE = "relancer"
"""The entry of a chase in the séance's chain. It changes nothing: a form opened before it stays
good."""

_OVER = frozenset({"tenue", "restituee", "close", "annulee", "reportee"})

_JOURNAL = table(JournalRow)
_TOLD = (_JOURNAL.c.actor, _JOURNAL.c.at, _JOURNAL.c.body)
_CHASED = (_JOURNAL.c.kind == SubjectKind.SEANCE.value, _JOURNAL.c.act == CHASE)
_SINCE = Statement(
    select(*_TOLD)
    .where(
        *_CHASED, _JOURNAL.c.subject_id == bindparam("id"), _JOURNAL.c.at >= bindparam("morning")
    )
    .order_by(_JOURNAL.c.seq)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """What a service owes: ``tableau`` to the BAT, ``partage`` to the other services, ``besoins``
    to whoever comes from outside, how many answers, and of how many of its lines the place, and
    who is invited."""

    service_id: int
    tableau: bool
    partage: bool
    reponses: int
    besoins: bool = False
    ordre: int = 0
    invites: int = 0

    @property
    def anything(self) -> bool:
        """Whether it owes something."""
        sent = self.tableau or self.partage or self.besoins
        return sent or self.reponses + self.ordre + self.invites > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """Somebody who was chased earlier, by whom and when: a service, or a participant."""

    by: str
    at: datetime
    service: int | None = None
    participant: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The services, and the participants of a séance, that were chased, each the last time."""

    services: Mapping[int, Earlier]
    participants: Mapping[int, Earlier]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chased(Repeatable):
    """The services and the participants that a message was written to, and those that have one of
    that day already."""

    seance_id: int
    services: tuple[int, ...]
    participants: tuple[int, ...] = ()
    earlier: tuple[Earlier, ...] = ()


def chase(
    store: Store,
    rulebook: Rulebook,
    act: Act,
    seance_id: int,
    owing: Collection[Owing],
    *,
    invited: Collection[int] = (),
    key: str | None = None,
) -> Chased:
    """Writes one message to each of these services, and to each of the participants ``invited`` who
    did not answer, in one transaction with its entry; none to whoever was already chased that day,
    and no entry when everybody was.

    Raises UnknownSeance, or Refused when nothing is awaited of them, when the séance is over or
    when the actor does not coordinate it.
    """
    act = replace(act, event=CHASE, occurred=act.occurred.astimezone(rulebook.calendar.tz))
    with store.write() as tx:
        return once(
            tx,
            key,
            act,
            (CHASE, seance_id),
            Chased,
            lambda: _chase(tx, rulebook, act, seance_id, sorted(owing, key=_service), invited),
        )


def _service(owing: Owing) -> int:
    return owing.service_id


def _chase(
    tx: Tx,
    rulebook: Rulebook,
    act: Act,
    seance_id: int,
    owing: Sequence[Owing],
    invited: Collection[int],
) -> Chased:
    seance = dossier_locks.seance(tx, seance_id)
    if seance is None:
        raise UnknownSeance(seance_id)
    kind = rulebook.kind_held(seance)
    chain = journal.lock(tx, Subject(SubjectKind.SEANCE, seance_id))
    silent = [one for one in convocations.silent(tx, seance_id) if one.id in invited]
    refusals = _refusals(rulebook, seance, kind, act, awaited=bool(owing or silent))
    if refusals:
        raise Refused(CHASE, tuple(refusals))
    morning = {"id": seance_id, "morning": _morning(act.occurred)}
    told = _told(tx.all(_SINCE, morning))
    fresh = [one for one in owing if one.service_id not in told.services]
    unasked = [one for one in silent if one.id not in told.participants]
    body = {
        "services": [one.service_id for one in fresh],
        "participants": [one.id for one in unasked],
    }
    if fresh or unasked:
        entry = Entry(
            act=CHASE,
            actor=act.actor,
            occurred=act.occurred,
            known=act.known,
            body=body,
            changes=False,
        )
        journal.append(tx, chain, entry)
        _write(tx, seance, kind, act, fresh, unasked)
    return Chased(
        seance_id=seance_id,
        services=tuple(body["services"]),
        participants=tuple(body["participants"]),
        earlier=(
            *(told.services[one.service_id] for one in owing if one.service_id in told.services),
            *(told.participants[one.id] for one in silent if one.id in told.participants),
        ),
    )


def last_told(store: Store, numbers: Collection[int]) -> Mapping[int, Told]:
    """Of each of these séances, who was already chased, and when for the last time."""
    query = (
        select(_JOURNAL.c.subject_id, *_TOLD)
        .where(*_CHASED, _JOURNAL.c.subject_id.in_(numbers))
        .order_by(_JOURNAL.c.subject_id, _JOURNAL.c.seq)
    )
    found: dict[int, list[Row]] = {number: [] for number in numbers}
    with store.read() as connection:
        for number, *told in connection.execute(query):
            found[number].append(tuple(told))
    return {number: _told(rows) for number, rows in found.items()}


def _morning(when: datetime) -> int:
    return to_micros(datetime.combine(when, time(), when.tzinfo))


def _told(rows: Iterable[Row]) -> Told:
    services: dict[int, Earlier] = {}
    participants: dict[int, Earlier] = {}
    for actor, at, text in rows:
        body, told = json.loads(text), from_micros(at)
        for one in body["services"]:
            services[one] = Earlier(by=actor, at=told, service=one)
        for one in body.get("participants", ()):
            participants[one] = Earlier(by=actor, at=told, participant=one)
    return Told(services=services, participants=participants)


def _write(
    tx: Tx,
    seance: SeanceView,
    kind: SeanceKind,
    act: Act,
    owing: Sequence[Owing],
    silent: Sequence[Convoked],
) -> None:
    subject = Subject(SubjectKind.SEANCE, seance.id)
    about = {
        "reference": str(subject),
        "circonscription": seance.circonscription,
        "genre": kind.label,
        "nouvelle_date": seance.held.isoformat(),
    }

    def write(occasion: str, recipient: str, one: object, said: Mapping[str, object]) -> None:
        outbox.write(
            tx,
            subject=subject,
            occasion=occasion,
            recipient=recipient,
            data={**about, **said},
            key=f"relance-{seance.id}-{act.occurred.date()}-{one}",
            now=act.known,
        )

    for service in owing:
        said = {
            "tableau": int(service.tableau),
            "partage": int(service.partage),
            "besoins": int(service.besoins),
            "reponses": service.reponses,
            "ordre": service.ordre,
            "invites": service.invites,
        }
        write("relance_tableau", f"service:{service.service_id}", service.service_id, said)
    row = programme.read(tx, seance.id) if silent else None
    place = None if row is None else row["lieu"]
    for one in silent:
        said_of = {**one.told_of(kind), "lieu": place}
        write("relance_convocation", one.address, f"participant-{one.id}", said_of)


def _refusals(
    rulebook: Rulebook, seance: SeanceView, kind: SeanceKind, act: Act, *, awaited: bool
) -> list[Refusal]:
    today = act.occurred.date()
    situation = Situation(
        today=today,
        parameters=rulebook.parameters_at(today),
        words=rulebook.words,
        seance=seance,
        kind=kind,
    )
    found = [coordinateur(situation, act)]
    if seance.state in _OVER:
        found.append(
            Refusal(
                code="seance_passee",
                sentence=f"La séance {numbered(seance.id)} n’attend plus rien.",
                remedy="Relancez pour une séance à venir.",
            )
        )
    elif not awaited:
        found.append(
            Refusal(
                code="personne_a_relancer",
                sentence=f"Rien n’est plus attendu d’eux pour la séance {numbered(seance.id)}.",
                remedy="Regardez ce que la séance attend encore.",
            )
        )
    return [refusal for refusal in found if refusal is not None]
