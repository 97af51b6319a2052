"""Who else has just opened a dossier: told once, when the page is, and never a lock.

Out of the access log, which is for managers, it says no more than a colleague over the shoulder
would: a name and a role, for a quarter of an hour, of whoever may be acting there as well.
"""

from datetime import datetime, timedelta

from entrypoints.web.visits import Visit
from rules.access.grants import Right
from rules.access.grounds import Resource
from rules.access.policy import unseen
from rules.actors import Actor, Role
from rules.subjects import Subject, SubjectKind
from rules.wording import quantity
from workflow.accounts import consultations
from workflow.accounts.consultations import Seen

_LATELY = timedelta(minutes=15)
_MOST = 3
_ONLY_READS = frozenset({Role.MANAGER, Role.ADMINISTRATEUR})
"""Whoever looks over the others changes nothing there: their consultations stay in the log."""


def present(visit: Visit, number: int, found: Resource) -> list[str]:
    """« Karim Toumi, responsable de service, a ouvert ce dossier il y a 4 minutes », the latest
    first."""
    lately = consultations.others(
        visit.store,
        Right.DOSSIER,
        Subject(SubjectKind.DOSSIER, number),
        visit.now - _LATELY,
        than=visit.actor.name,
    )
    return [
        f"{one.actor}, {visit.rulebook.words.role(Role(one.role))}, a ouvert ce dossier"
        f" {_ago(one.at, visit.now)}"
        for one in lately
        if _acts_there(one, found)
    ][:_MOST]


def _acts_there(one: Seen, found: Resource) -> bool:
    """Whether it is open to them still, in the capacity in which they opened it."""
    if one.role not in set(Role) or Role(one.role) in _ONLY_READS:
        return False
    colleague = Actor(name=one.actor, role=Role(one.role), service_id=one.service)
    return not unseen(colleague, Right.DOSSIER, found)


def _ago(at: datetime, now: datetime) -> str:
    minutes = int((now - at).total_seconds()) // 60
    return f"il y a {quantity(minutes, 'minute', 'minutes')}" if minutes > 0 else "à l’instant"
