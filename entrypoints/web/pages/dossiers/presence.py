"""Who else has just opened a dossier: told once, when the page is, and never a lock.

Out of the access log, which is for managers, it says no more than a colleague over the shoulder
would: a name and a role, for a quarter of an hour, of whoever may be acting there as well.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from entrypoints.web.visitors.visits import Visit
from rules.access.grants import Right
from rules.access.grounds import Resource
from rules.access.policy import unseen
from rules.actors import Actor, Role
from rules.subjects import Subject, SubjectKind
from rules.wording import quantity
from workflow.accounts import consultations
from workflow.accounts.consultations import Seen
from workflow.reading import agents

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
    there = (
        f"{one.actor}, {visit.rulebook.words.role(Role(one.role))}, a ouvert ce dossier"
        f" {_ago(one.at, visit.now)}"
        for one in lately
        if _acts_there(visit, one, found)
    )
    return list(islice(there, _MOST))


def _acts_there(visit: Visit, one: Seen, found: Resource) -> bool:
    """Whether it is open to them still, in the capacity in which they opened it."""
    if one.role not in set(Role) or Role(one.role) in _ONLY_READS:
        return False
    still = list(_still(visit, one))
    # The log has names: of two who bear the same one, it is not known which.
    return bool(still) and not any(unseen(actor, Right.DOSSIER, found) for actor in still)


def _still(visit: Visit, one: Seen) -> Iterator[Actor]:
    """Whoever bears that name and holds that capacity today, as they now hold it."""
    day = visit.rulebook.local_day(visit.now)
    for actor in agents.acting(visit.store, one.actor, day):
        if (actor.role, actor.service_id) == (one.role, one.service):
            yield actor


def _ago(at: datetime, now: datetime) -> str:
    minutes = int((now - at).total_seconds()) // 60
    return f"il y a {quantity(minutes, 'minute', 'minutes')}" if minutes > 0 else "à l’instant"
