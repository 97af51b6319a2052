"""The addresses of diaries: for whom, since when, whether they are still read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, and_, func, select

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


def listing(
    store: Store, *, of: Subject | None = None, revoked: bool = False, most: int = 50
) -> list[AddressLine]:
    """Up to ``most`` addresses by number, those of a diary when one is given; ``revoked`` adds
    those that were."""
    place = _PLACE.c.code + " " + _PLACE.c.libelle
    named = (place, _SERVICE.c.libelle, _MEMBER.c.nom, _AGENT.c.nom)
    query = select(_ADDRESS, func.coalesce(*named).label("name"))
    for kind, owner in _OWNERS.items():
        is_its = and_(_ADDRESS.c.kind == kind.value, owner.c.id == _ADDRESS.c.subject_id)
        query = query.outerjoin(owner, is_its)
    if of is not None:
        query = query.where(_ADDRESS.c.kind == of.kind.value, _ADDRESS.c.subject_id == of.id)
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


_OWNERS: Mapping[SubjectKind, Table] = {
    SubjectKind.CIRCONSCRIPTION: _PLACE,
    SubjectKind.SERVICE: _SERVICE,
    SubjectKind.MEMBRE: _MEMBER,
    SubjectKind.AGENT: _AGENT,
}
