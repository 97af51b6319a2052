"""Who is to sit in a séance: each place at the table, and whoever is to hold it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, or_, select

from rules.actors import Genre
from rules.seances.kinds import SeanceKind
from rules.situation import SeanceView
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables import seats
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Passage, SeanceService, Service

_MEMBER, _SITS, _SERVICE = table(seats.Membre), table(SeanceService), table(Service)
_LINE, _DOSSIER = table(Passage), table(Dossier)

_MEMBERS = Statement(
    select(_MEMBER.c.id, _MEMBER.c.siege, _MEMBER.c.service_id)
    .where(
        _MEMBER.c.genre == bindparam("genre"),
        _MEMBER.c.suppleant_de.is_(None),
        _MEMBER.c.du <= bindparam("day"),
        or_(_MEMBER.c.au.is_(None), _MEMBER.c.au >= bindparam("day")),
        or_(
            _MEMBER.c.circonscription.is_(None),
            _MEMBER.c.circonscription == bindparam("circonscription"),
        ),
    )
    .order_by(_MEMBER.c.id)
)
_SERVICES = Statement(
    select(_SERVICE.c.id, _SERVICE.c.genre)
    .join(_SITS, _SITS.c.service_id == _SERVICE.c.id)
    .where(_SITS.c.seance_id == bindparam("id"))
    .order_by(_SERVICE.c.id)
)
_PRESENTING = Statement(
    select(_DOSSIER.c.service_id, _DOSSIER.c.referent)
    .join(_LINE, _LINE.c.dossier_id == _DOSSIER.c.id)
    .where(
        _LINE.c.seance_id == bindparam("id"),
        _LINE.c.open == 1,
        _DOSSIER.c.service_id.is_not(None),
    )
    .distinct()
    .order_by(_DOSSIER.c.service_id, _DOSSIER.c.referent)
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place at the table, and whoever is to hold it."""

    seat: str
    member: int | None = None
    service: int | None = None
    referent: int | None = None


def of_seance(tx: Tx, seance: SeanceView, kind: SeanceKind, day: date) -> Iterator[Place]:
    """Who is to sit that day: the members, the services that name nobody for their seat, and
    whoever presents the lines where that is a seat of its own."""
    key = {"genre": kind.code, "day": day.isoformat(), "circonscription": seance.circonscription}
    named = set[tuple[str, int | None]]()
    for member, seat, service in tx.all(_MEMBERS, key):
        named.add((seat, service))
        yield Place(seat, member=member, service=service)
    for service, genre in tx.all(_SERVICES, {"id": seance.id}):
        held = kind.seat_of(Genre(genre))
        if held is not None and (held.code, service) not in named:
            yield Place(held.code, service=service)
    if kind.prescriber is not None:
        for service, referent in tx.all(_PRESENTING, {"id": seance.id}):
            yield Place(kind.prescriber.code, service=service, referent=referent)
