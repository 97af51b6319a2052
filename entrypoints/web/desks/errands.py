"""Work that may last: done by a thread of this process, whose row every process can read.

The page that asks for it waits a moment: what is short is answered at once. The rest has a page of
its own, that says how far it is; one may leave it, the result waits a month.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Thread

import structlog
from fastapi import Response
from fastapi.responses import RedirectResponse

from entrypoints import clock
from entrypoints.logs import whereabouts
from entrypoints.web.visitors.visits import Closed, Visit
from rules.access.policy import OUTSIDE
from rules.refusals import Refused
from workflow.accounts import errands
from workflow.accounts.errands import Errand
from workflow.database.store import Store

PATH = "/travaux"
MOMENT = 0.8
"""Seconds that the page which asked waits for the answer."""
_OFTEN = timedelta(seconds=1)

_FAILED = "Une erreur s’est produite. Ce qui était déjà enregistré l’est ; recommencez."

_log: structlog.stdlib.BoundLogger = structlog.get_logger()


@dataclass(slots=True, kw_only=True)
class Progress:
    """Tells how far an errand is, not more than once a second."""

    store: Store
    number: int
    total: int | None = None
    done: int = 0
    _told: datetime = field(default_factory=clock.now)

    def reach(self, done: int) -> None:
        """So many are done."""
        self.done = done
        now = clock.now()
        if now - self._told >= _OFTEN:
            self._told = now
            errands.reach(self.store, self.number, done, self.total, now)

    def advance(self, more: int) -> None:
        """So many more are."""
        self.reach(self.done + more)


Work = Callable[[Progress], Mapping[str, object]]
"""What is done; it answers what came of it, as JSON can say it. May raise Refused."""


def account_of(visit: Visit) -> int:
    """The account that visits. Raises Closed."""
    if visit.signed is None:
        raise Closed((OUTSIDE,))
    return visit.signed.account


def run(
    visit: Visit,
    kind: str,
    work: Work,
    *,
    then: str,
    asked: Mapping[str, object] | None = None,
    key: str = "",
) -> Response:
    """Begins the work, and goes where it is looked at: to the address ``then``, followed by its
    number, as soon as it is over. ``key``: of the form; posted again, it goes to the same work."""
    return watched(begin(visit, kind, work, then=then, asked=asked, key=key))


def is_begun(visit: Visit, kind: str, key: str) -> bool:
    """Whether a work of that kind was begun under that key."""
    return errands.begun(visit.store, account_of(visit), kind, key) is not None


def watched(number: int) -> Response:
    """The browser goes where that errand is looked at."""
    return RedirectResponse(f"{PATH}/{number}", status_code=303)


def begin(
    visit: Visit,
    kind: str,
    work: Work,
    *,
    then: str,
    asked: Mapping[str, object] | None = None,
    key: str = "",
) -> int:
    """Begins the work and waits a moment for it; its number. Under a ``key`` that began it already,
    the number that it had."""
    already = errands.begun(visit.store, account_of(visit), kind, key)
    if already is not None:
        return already.id
    now = clock.now()
    told = begun_with(then, asked=asked, key=key)
    number = errands.begin(visit.store, account_of(visit), kind, told, now)
    progress = Progress(store=visit.store, number=number)
    thread = Thread(target=_carried_out, args=(progress, kind, work), name=kind, daemon=True)
    thread.start()
    thread.join(MOMENT)
    return number


def begun_with(
    then: str, *, asked: Mapping[str, object] | None = None, key: str = ""
) -> Mapping[str, object]:
    """How an errand began, as its row keeps it."""
    return {**(asked or {}), "suite": then, "cle": key}


def own(visit: Visit, number: int, kind: str | None = None) -> Errand:
    """The errand of that number, of that kind when one is named: nobody sees that of another.
    Raises Closed."""
    found = errands.errand(visit.store, account_of(visit), number)
    if found is None or kind not in (None, found.kind):
        raise Closed((OUTSIDE,))
    return found


def _carried_out(progress: Progress, kind: str, work: Work) -> None:
    outcome: Mapping[str, object] | None = None
    failed: str | None = None
    try:
        outcome = work(progress)
    except Refused as refused:
        failed = " ".join(one.sentence for one in refused.refusals)
    except ValueError as error:  # a file that cannot be read, in a sentence of ours
        failed = str(error)
    except Exception as error:
        _log.error("errand.failed", kind=kind, error=type(error).__name__, where=whereabouts(error))
        failed = _FAILED
    try:
        errands.end(progress.store, progress.number, clock.now(), outcome=outcome, failed=failed)
    except Exception as error:  # the base itself fails: the page will say that it stopped
        _log.error("errand.lost", kind=kind, error=type(error).__name__, where=whereabouts(error))
