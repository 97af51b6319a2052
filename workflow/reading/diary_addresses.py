"""The addresses of diaries: for whom, since when, whether they are still read; whose somebody may
keep."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Table, and_, false, func, or_, select

from rules.actors import Actor
from rules.diaries import CREATE, DiaryOwner, not_allowed
from rules.subjects import Subject, SubjectKind
from workflow.database.instants import from_micros, instant_or_none
from workflow.database.store import Store
from workflow.tables.agents import Agent
from workflow.tables.columns import table
from workflow.tables.diaries import DiaryAddress
from workflow.tables.seats import Membre
from workflow.tables.subjects import Circonscription, Service

_ADDRESS, _MEMBER = table(DiaryAddress), table(Membre)
_PLACE, _SERVICE, _AGENT = table(Circonscription), table(Service), table(Agent)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressLine:
    """An address of the diary of a subject. ``name`` is the code and label of the
    circonscription, the label of the service, the name of the member or of the agent."""

    id: int
    subject: Subject
    name: str
    created: datetime
    created_by: str
    revoked: datetime | None
    revoked_by: str | None
    read: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryLine:
    """A diary to which an address may be given. ``label``: of whom, a circonscription without its
    code."""

    subject: Subject
    label: str


def kept_by(store: Store, actor: Actor, agent: int) -> list[DiaryLine]:
    """The diaries whose addresses that agent keeps in that capacity: theirs first, their service's,
    those of circonscriptions by their code."""
    places = select(_PLACE.c.id, _PLACE.c.code, _PLACE.c.libelle).order_by(_PLACE.c.code)
    with store.read() as connection:
        name = connection.execute(select(_AGENT.c.nom).where(_AGENT.c.id == agent)).scalar_one()
        service = connection.execute(
            select(_SERVICE.c.libelle).where(_SERVICE.c.id == actor.service_id)
        ).scalar_one_or_none()
        rows = connection.execute(places).all()
    known: list[tuple[DiaryOwner, str]] = [
        (DiaryOwner(subject=Subject(SubjectKind.AGENT, agent)), name)
    ]
    if actor.service_id is not None and service is not None:
        of = Subject(SubjectKind.SERVICE, actor.service_id)
        known.append((DiaryOwner(subject=of, service=actor.service_id), service))
    for number, code, label in rows:
        of = Subject(SubjectKind.CIRCONSCRIPTION, number)
        known.append((DiaryOwner(subject=of, circonscription=code), label))
    return [
        DiaryLine(subject=owner.subject, label=label)
        for owner, label in known
        if not_allowed(CREATE, actor, owner, agent) is None
    ]


def listing(
    store: Store,
    *,
    of: Collection[Subject] | None = None,
    revoked: bool = False,
    most: int = 50,
) -> list[AddressLine]:
    """Up to ``most`` addresses by number, those of some diaries when they are given; ``revoked``
    adds those that were."""
    place = _PLACE.c.code + " " + _PLACE.c.libelle
    named = (place, _SERVICE.c.libelle, _MEMBER.c.nom, _AGENT.c.nom)
    query = select(_ADDRESS, func.coalesce(*named).label("name"))
    for kind, owner in _OWNERS.items():
        is_its = and_(_ADDRESS.c.kind == kind.value, owner.c.id == _ADDRESS.c.subject_id)
        query = query.outerjoin(owner, is_its)
    if of is not None:
        query = query.where(or_(false(), *map(_is_of, of)))
    if not revoked:
        query = query.where(_ADDRESS.c.revoked_at.is_(None))
    with store.read() as connection:
        return [
            AddressLine(
                id=row.id,
                subject=Subject(SubjectKind(row.kind), row.subject_id),
                name=row.name,
                created=from_micros(row.created_at),
                created_by=row.created_by,
                revoked=instant_or_none(row.revoked_at),
                revoked_by=row.revoked_by,
                read=instant_or_none(row.read_at),
            )
            for row in connection.execute(query.order_by(_ADDRESS.c.id).limit(most))
        ]


def _is_of(one: Subject) -> ColumnElement[bool]:
    return and_(_ADDRESS.c.kind == one.kind.value, _ADDRESS.c.subject_id == one.id)


_OWNERS: Mapping[SubjectKind, Table] = {
    SubjectKind.CIRCONSCRIPTION: _PLACE,
    SubjectKind.SERVICE: _SERVICE,
    SubjectKind.MEMBRE: _MEMBER,
    SubjectKind.AGENT: _AGENT,
}
