"""``/circonscriptions``: the séances that one coordinates, what misses, from whom, before when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from entrypoints.web.desks.seances.opening import coordinates, name_of
from entrypoints.web.rendering.addresses import Query
from entrypoints.web.rendering.frame import page
from entrypoints.web.rendering.naming import own_places
from entrypoints.web.visitors.visits import Closed, Here, Visit
from rules.access.grants import Right
from rules.refusals import Refusal
from workflow.reading import completeness, coordinated, deadlines, participants
from workflow.reading.completeness import Readiness
from workflow.reading.coordinated import TO_COME, Wanted, Which
from workflow.reading.cursors import BadCursor, Page
from workflow.reading.deadlines import DeadlineLine
from workflow.reading.lacking import IN_PREPARATION
from workflow.reading.participants import Answered
from workflow.reading.seances import SeanceLine

LIST = "/circonscriptions"
router = APIRouter(prefix=LIST)

FILTERS = {
    "": (Which.TO_COME, "à venir"),
    "manque": (Which.LACKING, "il manque quelque chose"),
    "comptes-rendus": (Which.TO_WRITE, "comptes rendus à faire"),
    "passees": (Which.PAST, "passées"),
}
EVERYWHERE = "Tout le département"
_AROUND = timedelta(days=92)

NOT_COORDINATING = Refusal(
    code="role_sans_acces",
    sentence="Votre rôle ne coordonne aucune séance.",
    remedy="Les séances que vous voyez sont à la page « Séances ».",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A séance that they coordinate. ``off`` is why its day is no longer worked, empty when it is;
    ``owing`` the services that still owe it something."""

    seance: SeanceLine
    name: str
    place: str
    next_due: DeadlineLine | None
    owing: tuple[Readiness, ...]
    answered: Answered | None
    off: str

    @property
    def waits(self) -> bool:
        """Whether it is being prepared."""
        return self.seance.state in IN_PREPARATION


@router.get("")
def show(visit: Here) -> Response:
    """Those to come, the nearest deadline first; the others by their filter."""
    enter(visit)
    query = Query.of(visit.request)
    asked = query.get("filtre")
    try:
        found = listed(visit, query)
    except BadCursor:
        return RedirectResponse(query.after(None), status_code=303)
    counts = coordinated.counts(visit.store, visit.rulebook, visit.actor, _wanted(visit, query))
    lines = _lines(visit, found.lines)
    return page(
        visit,
        "seances/places.html",
        query=query,
        asked=asked if asked in FILTERS else "",
        filters={code: (label, counts[which]) for code, (which, label) in FILTERS.items()},
        theirs=own_places(visit),
        place=_place(visit, query),
        lines=lines,
        following=found.following,
        chase=Query(f"{LIST}/relancer", query.asked).here,
        whole=is_whole(query, found),
        owing=len({each.service_id for one in lines for each in one.owing}),
        silent=any(one.answered and one.answered.silent for one in lines if one.waits),
    )


def enter(visit: Visit) -> None:
    """Whether they coordinate séances. Raises Closed."""
    visit.enter(Right.SEANCE)
    if not any(coordinates(visit, kind) for kind in visit.rulebook.kinds):
        raise Closed((NOT_COORDINATING,))


def listed(visit: Visit, query: Query) -> Page[SeanceLine]:
    """The page of the list that the address asks for. Raises BadCursor."""
    return coordinated.listing(
        visit.store,
        visit.rulebook,
        visit.actor,
        _wanted(visit, query),
        after=query.get("apres") or None,
    )


def is_whole(query: Query, found: Page[SeanceLine]) -> bool:
    """Whether that page is all that the filters ask for."""
    return found.following is None and not query.get("apres")


def _wanted(visit: Visit, query: Query) -> Wanted:
    """Three months before and after."""
    which, _ = FILTERS.get(query.get("filtre"), FILTERS[""])
    return Wanted(
        since=visit.now - _AROUND,
        until=visit.now + _AROUND,
        which=which,
        circonscription=_place(visit, query),
    )


def _place(visit: Visit, query: Query) -> str | None:
    """The circonscription of theirs that the address asks for."""
    asked = query.get("circonscription")
    return asked if asked in own_places(visit) else None


def _lines(visit: Visit, mine: Sequence[SeanceLine]) -> list[Line]:
    numbers = [one.id for one in mine]
    waiting = [one.id for one in mine if one.state in IN_PREPARATION]
    due = deadlines.next_of_seances(visit.store, numbers)
    ready = completeness.of_seances(visit.store, visit.rulebook, waiting)
    answered = participants.answered(visit.store, numbers)
    places = visit.places
    return [
        Line(
            seance=one,
            name=name_of(visit, one),
            place=places.get(one.circonscription or "", EVERYWHERE),
            next_due=due.get(one.id),
            owing=_owing(ready, one),
            answered=answered.get(one.id),
            off=_off(visit, one),
        )
        for one in mine
    ]


def _owing(ready: Mapping[int, Sequence[Readiness]], one: SeanceLine) -> tuple[Readiness, ...]:
    return tuple(each for each in ready.get(one.id, ()) if each.owing is not None)


def _off(visit: Visit, one: SeanceLine) -> str:
    if one.state not in TO_COME:
        return ""
    day = visit.rulebook.local_day(one.held)
    return visit.rulebook.calendar.reason_off(day) or ""
