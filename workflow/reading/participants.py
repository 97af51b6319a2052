"""Who sits in a séance: invited, answered, there or not; the guests of its lines; its quorum."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, func, or_, select

from rules.rulebook import Rulebook
from rules.seances.guests import Whom
from rules.seances.kinds import SeanceKind
from rules.seances.seats import Answer, Participant, Presence, QuorumCount
from workflow.acts import participants, passed
from workflow.database.instants import instant_or_none
from workflow.database.statements import Statement
from workflow.database.store import Row, Store, Tx
from workflow.seances import programme
from workflow.seances.commands import UnknownSeance
from workflow.tables import seats
from workflow.tables.columns import table
from workflow.tables.subjects import CodeLine, Passage, Service

_PARTICIPANT, _MEMBER, _GUEST = table(seats.Participant), table(seats.Membre), table(seats.Invite)
_SERVICE, _CODE, _LINE = table(Service), table(CodeLine), table(Passage)
_SUBSTITUTE, _HERE = _MEMBER.alias("substitute"), _LINE.alias("here")

_AWAITED = Statement(
    select(
        *(_PARTICIPANT.c.id, _MEMBER.c.nom, _MEMBER.c.qualite, _PARTICIPANT.c.nom, _CODE.c.libelle),
        *(_SERVICE.c.libelle, _SUBSTITUTE.c.nom, _PARTICIPANT.c.remplacant),
        *(_PARTICIPANT.c[name] for name in ("invited_at", "arrivee", "depart", "email")),
    )
    .select_from(_PARTICIPANT)
    .outerjoin(_MEMBER, _MEMBER.c.id == _PARTICIPANT.c.membre_id)
    .outerjoin(_SUBSTITUTE, _SUBSTITUTE.c.id == _PARTICIPANT.c.remplacant_id)
    .outerjoin(_SERVICE, _SERVICE.c.id == _PARTICIPANT.c.service_id)
    .outerjoin(
        _CODE,
        and_(_CODE.c.liste == "referents", _CODE.c.identifiant == _PARTICIPANT.c.referent),
    )
    .where(_PARTICIPANT.c.seance_id == bindparam("id"))
)
_DEPUTIES = Statement(
    select(_MEMBER.c.id, _MEMBER.c.nom)
    .join_from(_MEMBER, _PARTICIPANT, _PARTICIPANT.c.membre_id == _MEMBER.c.suppleant_de)
    .where(_PARTICIPANT.c.seance_id == bindparam("id"))
)
_OF_DOSSIERS = _LINE.c.dossier_id.in_(
    select(_HERE.c.dossier_id).where(_HERE.c.seance_id == bindparam("id"))
)
_GUESTS = Statement(
    select(
        *(_GUEST.c[name] for name in ("id", "passage_id", "qui", "nom", "qualite")),
        *(_GUEST.c[name] for name in ("email", "confirmed_for", "present_at")),
    )
    .join_from(_GUEST, _LINE, _LINE.c.id == _GUEST.c.passage_id)
    .where(
        _OF_DOSSIERS,
        or_(_GUEST.c.withdrawn_at.is_(None), _GUEST.c.present_at == bindparam("id")),
    )
    .order_by(_GUEST.c.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deputy:
    """Somebody who may take a member's place that day."""

    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Somebody awaited in a séance, or who came. ``function`` is the seat's name; ``name`` None:
    the service sends whom it wants; ``title`` what the member is; ``email`` that of whoever was
    named to come from outside. ``substitute``: who takes their
    place, when they said so. ``arrived`` and ``left`` are hours, « 10:15 », when they were not
    there for all of it. ``invited`` None: nobody wrote to them."""

    id: int
    seat: str
    function: str
    in_person: bool
    member_id: int | None
    name: str | None
    title: str | None
    email: str | None
    service_id: int | None
    service: str | None
    invited: datetime | None
    answer: Answer | None
    substitute: str | None
    presence: Presence | None
    arrived: str | None
    left: str | None
    deputies: tuple[Deputy, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitedGuest:
    """A guest of a line of the séance. ``name`` None: the allocataire, or one that nobody named.
    ``confirmed``: written to for this séance; ``present``: they came."""

    id: int
    line: int
    dossier_id: int
    whom: Whom
    name: str | None
    title: str | None
    email: str | None
    confirmed: bool
    present: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """Who sits, in the order of the table, and who is invited, by line. ``vacant``: the functions
    to be held at every séance that nobody is awaited for. ``quorum`` None: none is wanted."""

    attendees: tuple[Attendee, ...]
    guests: tuple[InvitedGuest, ...]
    vacant: tuple[str, ...]
    quorum: QuorumCount | None

    @property
    def visitor(self) -> Attendee | None:
        """Whoever was named to come from outside."""
        return next((one for one in self.attendees if one.email is not None), None)

    @property
    def signed(self) -> bool:
        """Whether somebody noted who came."""
        noted = any(one.presence is not None for one in self.attendees)
        return noted or any(one.present for one in self.guests)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Of those who were convoked, how many said whether they come."""

    convoked: int
    answered: int

    @property
    def silent(self) -> int:
        """How many did not."""
        return self.convoked - self.answered


def of_seance(store: Store, rulebook: Rulebook, seance_id: int) -> Attendance:
    """Raises UnknownSeance."""
    with store.glance() as tx:
        return of(tx, rulebook, seance_id)


def silent(store: Store, rulebook: Rulebook, seance_id: int) -> tuple[Attendee, ...]:
    """Those who were convoked and did not say whether they come, as long as nobody noted that they
    did. Raises UnknownSeance."""
    every = of_seance(store, rulebook, seance_id).attendees
    return tuple(
        one
        for one in every
        if one.invited is not None and one.answer is None and one.presence is None
    )


def to_chase(
    store: Store, rulebook: Rulebook, seance_id: int, asked: Collection[int] | None = None
) -> list[int]:
    """The numbers of those who did not answer, or of these of them. Raises UnknownSeance."""
    silents = silent(store, rulebook, seance_id)
    return [one.id for one in silents if asked is None or one.id in asked]


def answered(store: Store, numbers: Collection[int]) -> Mapping[int, Answered]:
    """How many answered, in each of these séances; none for one where nobody was convoked."""
    query = (
        select(_PARTICIPANT.c.seance_id, func.count(), func.count(_PARTICIPANT.c.reponse))
        .where(
            _PARTICIPANT.c.seance_id.in_(numbers),
            _PARTICIPANT.c.sits == 1,
            _PARTICIPANT.c.invited_at.is_not(None),
        )
        .group_by(_PARTICIPANT.c.seance_id)
    )
    with store.read() as connection:
        rows = connection.execute(query)
        return {number: Answered(convoked=every, answered=some) for number, every, some in rows}


def of(tx: Tx, rulebook: Rulebook, seance_id: int) -> Attendance:
    """The same inside a reading that is already open."""
    row = programme.read(tx, seance_id)
    if row is None:
        raise UnknownSeance(seance_id)
    seance = programme.view(seance_id, row)
    kind = rulebook.kind_held(seance)
    awaited = participants.awaited(tx, seance_id, rulebook.local_day(seance.held))
    told = {one[0]: one for one in tx.all(_AWAITED, {"id": seance_id})}
    names = {key: str(name) for key, name in tx.all(_DEPUTIES, {"id": seance_id})}
    held = {one.seat for one in awaited}
    return Attendance(
        attendees=tuple(
            _attendee(kind, one, told[one.id], names)
            for one in sorted(awaited, key=lambda one: _place(kind, one))
        ),
        guests=_guests(tx, seance_id),
        vacant=tuple(
            seat.label
            for seat in (kind.seats if awaited else ())
            if seat.permanent and seat.code not in held
        ),
        quorum=kind.quorum_of(awaited),
    )


def _place(kind: SeanceKind, one: Participant) -> tuple[int, int, int]:
    """The order of the table: of the seats as the kind says them, then of the services."""
    order = {seat.code: rank for rank, seat in enumerate(kind.seats)}
    return order.get(one.seat, len(order)), one.service or 0, one.id


def _attendee(kind: SeanceKind, one: Participant, told: Row, names: dict[int, str]) -> Attendee:
    seat = kind.seat(one.seat)
    _, member, title, typed, referent, service, deputy, other, invited, *hours, email = told
    arrived, left = hours
    return Attendee(
        id=one.id,
        seat=one.seat,
        function=one.seat if seat is None else seat.label,
        in_person=seat is not None and seat.in_person,
        member_id=one.member,
        name=member or typed or referent,
        title=title,
        email=email,
        service_id=one.service,
        service=service,
        invited=instant_or_none(invited),
        answer=one.answer,
        substitute=deputy or other,
        presence=one.presence,
        arrived=arrived,
        left=left,
        deputies=tuple(Deputy(id=key, name=names[key]) for key in sorted(one.deputies)),
    )


def _guests(tx: Tx, seance_id: int) -> tuple[InvitedGuest, ...]:
    """Those of its lines, declared there or before they were put off; a line that was put off in
    its turn keeps those who came."""
    declared: dict[int, list[Row]] = {}
    for row in tx.all(_GUESTS, {"id": seance_id}):
        declared.setdefault(row[1], []).append(row)
    return tuple(
        InvitedGuest(
            id=row[0],
            line=line,
            dossier_id=same[0].dossier_id,
            whom=Whom(row[2]),
            name=row[3],
            title=row[4],
            email=row[5],
            confirmed=row[6] == seance_id,
            present=row[7] == seance_id,
        )
        for line, same in passed.of_seance(tx, seance_id).items()
        for passage in same
        for row in declared.get(passage.id, ())
    )
