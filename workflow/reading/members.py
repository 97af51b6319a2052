"""The members of séances and their deputies, as those who coordinate read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, or_, select

from workflow.database.store import Store
from workflow.tables.columns import table
from workflow.tables.seats import Invite, Membre, Participant
from workflow.tables.subjects import Service

_MEMBER, _SERVICE, _GUEST = table(Membre), table(Service), table(Invite)
_SEATED = table(Participant)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """A member, or the deputy of one (``deputy_of``). ``seat`` is a code of the configuration;
    ``end`` None: until further notice."""

    id: int
    version: int
    genre: str
    seat: str
    circonscription: str | None
    service_id: int | None
    service: str | None
    deputy_of: int | None
    name: str
    title: str | None
    email: str | None
    start: date
    end: date | None


def listing(
    store: Store,
    *,
    genre: str | None = None,
    circonscription: str | None = None,
    day: date | None = None,
    most: int = 50,
) -> list[MemberLine]:
    """Up to ``most`` members, by kind of séance and seat, each before their deputies; those of a
    circonscription include the département's. ``day``: those who are members that day."""
    where: list[ColumnElement[bool]] = []
    if genre is not None:
        where.append(_MEMBER.c.genre == genre)
    if circonscription is not None:
        here = _MEMBER.c.circonscription == circonscription
        where.append(or_(here, _MEMBER.c.circonscription.is_(None)))
    if day is not None:
        where.append(_MEMBER.c.du <= day.isoformat())
        where.append(or_(_MEMBER.c.au.is_(None), _MEMBER.c.au >= day.isoformat()))
    query = (
        select(_MEMBER, _SERVICE.c.libelle)
        .outerjoin(_SERVICE, _SERVICE.c.id == _MEMBER.c.service_id)
        .where(*where)
        .order_by(
            *(_MEMBER.c[name] for name in ("genre", "circonscription", "siege")), _MEMBER.c.id
        )
        .limit(most)
    )
    with store.read() as connection:
        return [
            MemberLine(
                id=row.id,
                version=row.version,
                genre=row.genre,
                seat=row.siege,
                circonscription=row.circonscription,
                service_id=row.service_id,
                service=row.libelle,
                deputy_of=row.suppleant_de,
                name=row.nom,
                title=row.qualite,
                email=row.email,
                start=date.fromisoformat(row.du),
                end=None if row.au is None else date.fromisoformat(row.au),
            )
            for row in connection.execute(query)
        ]


def addresses(connection: Connection) -> Mapping[str, str]:
    """The mail address behind each ``membre:N``, ``invite:N`` and ``intervenant:N`` that has one; a
    member without one has their service's."""
    members = select(_MEMBER.c.id, _MEMBER.c.email, _SERVICE.c.email).outerjoin(
        _SERVICE, _SERVICE.c.id == _MEMBER.c.service_id
    )
    guests = select(_GUEST.c.id, _GUEST.c.email).where(_GUEST.c.email.is_not(None))
    found = {
        f"membre:{key}": own or service
        for key, own, service in connection.execute(members)
        if own or service
    }
    visitors = select(_SEATED.c.id, _SEATED.c.email).where(_SEATED.c.email.is_not(None))
    found |= {f"invite:{key}": email for key, email in connection.execute(guests)}
    return found | {f"intervenant:{key}": email for key, email in connection.execute(visitors)}
