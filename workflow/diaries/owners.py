"""Whose diary may be asked for: circonscriptions, services, members of séances,
agents."""

from collections.abc import Callable, Mapping

from sqlalchemy import bindparam, select

from rules.diaries import DiaryOwner
from rules.subjects import Subject, SubjectKind
from rules.wording import numbered
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.agents import Agent
from workflow.tables.columns import table
from workflow.tables.seats import Membre
from workflow.tables.subjects import Circonscription, Service

_CIRCONSCRIPTION, _SERVICE, _MEMBER = table(Circonscription), table(Service), table(Membre)
_AGENT = table(Agent)
_PLACE = Statement(select(_CIRCONSCRIPTION.c.code).where(_CIRCONSCRIPTION.c.id == bindparam("id")))
_IS_SERVICE = Statement(select(_SERVICE.c.id).where(_SERVICE.c.id == bindparam("id")))
_OF_MEMBER = Statement(
    select(_MEMBER.c.circonscription, _MEMBER.c.service_id).where(_MEMBER.c.id == bindparam("id"))
)
_IS_AGENT = Statement(
    select(_AGENT.c.id).where(_AGENT.c.id == bindparam("id"), _AGENT.c.actif == 1)
)
_NOUNS = {
    SubjectKind.CIRCONSCRIPTION: "La circonscription",
    SubjectKind.SERVICE: "Le service",
    SubjectKind.MEMBRE: "Le membre",
    SubjectKind.AGENT: "L’agent",
}


class UnknownOwner(LookupError):
    """Nobody who has a diary bears that number."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        super().__init__(f"{_NOUNS[subject.kind]} {numbered(subject.id)} n’existe pas.")


def owner(tx: Tx, subject: Subject) -> DiaryOwner:
    """Whose diary that subject's is. Raises UnknownOwner."""
    found = _READERS[subject.kind](tx, subject)
    if found is None:
        raise UnknownOwner(subject)
    return found


def _circonscription(tx: Tx, subject: Subject) -> DiaryOwner | None:
    row = tx.one(_PLACE, {"id": subject.id})
    return None if row is None else DiaryOwner(subject=subject, circonscription=row[0])


def _service(tx: Tx, subject: Subject) -> DiaryOwner | None:
    row = tx.one(_IS_SERVICE, {"id": subject.id})
    return None if row is None else DiaryOwner(subject=subject, service=row[0])


def _member(tx: Tx, subject: Subject) -> DiaryOwner | None:
    row = tx.one(_OF_MEMBER, {"id": subject.id})
    if row is None:
        return None
    return DiaryOwner(subject=subject, circonscription=row[0], service=row[1])


def _agent(tx: Tx, subject: Subject) -> DiaryOwner | None:
    row = tx.one(_IS_AGENT, {"id": subject.id})
    return None if row is None else DiaryOwner(subject=subject)


_READERS: Mapping[SubjectKind, Callable[[Tx, Subject], DiaryOwner | None]] = {
    SubjectKind.CIRCONSCRIPTION: _circonscription,
    SubjectKind.SERVICE: _service,
    SubjectKind.MEMBRE: _member,
    SubjectKind.AGENT: _agent,
}
