"""``/circonscriptions``: every séance that one coordinates, what misses, from whom, before when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Response

from entrypoints.web.desks.seances.opening import coordinates, name_of, view
from entrypoints.web.rendering.addresses import Query
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Closed, Here, Visit
from rules.access.grants import Right
from rules.refusals import Refusal
from rules.seances.kinds import SeanceKind
from workflow.reading import completeness, deadlines, participants, seances
from workflow.reading.completeness import Readiness
from workflow.reading.deadlines import DeadlineLine
from workflow.reading.participants import Answered
from workflow.reading.seances import SeanceLine
from workflow.seances.yearly.meetings import GIVEN_UP

router = APIRouter(prefix="/circonscriptions")

FILTERS = {
    "": "à venir",
    "manque": "il manque quelque chose",
    "comptes-rendus": "comptes rendus à faire",
    "passees": "passées",
}
IN_PREPARATION = frozenset({"preparee", "arretee", "ouverte"})
"""The states in which the tableau is open: before, nobody owes anything."""
EVERYWHERE = "Tout le département"
TO_COME = IN_PREPARATION | {"programmee"}
_TO_WRITE = "tenue"
_BEFORE, _AHEAD = timedelta(days=92), timedelta(days=92)

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

    @property
    def misses(self) -> bool:
        """Whether something is awaited before it is held, or from whoever holds it."""
        return bool(self.owing or self.off)


@router.get("")
def show(visit: Here) -> Response:
    """Those to come, the nearest deadline first; the others by their filter."""
    mine = [one for one in coordinated(visit) if one.state not in GIVEN_UP]
    query = Query.of(visit.request)
    told = query.get("filtre")
    asked = told if told in FILTERS else ""
    lines = _lines(visit, mine)
    owing = [each for one in lines for each in one.owing]
    return page(
        visit,
        "seances/places.html",
        query=query,
        asked=asked,
        filters={
            code: (label, sum(_is_of(one, code) for one in lines))
            for code, label in FILTERS.items()
        },
        lines=sorted((one for one in lines if _is_of(one, asked)), key=_urgency),
        owing=len({each.service_id for each in owing}),
        silent=any(one.answered and one.answered.silent for one in lines if one.waits),
    )


def coordinated(visit: Visit) -> list[SeanceLine]:
    """The séances that they coordinate, three months before and after, given up or not. Raises
    Closed."""
    visit.enter(Right.SEANCE)
    if not any(coordinates(visit, kind) for kind in visit.rulebook.kinds):
        raise Closed((NOT_COORDINATING,))
    opened = seances.opened(
        visit.store, visit.bearer, since=visit.now - _BEFORE, until=visit.now + _AHEAD
    )
    return [one for one in opened.values() if coordinates(visit, _kind(visit, one))]


def _lines(visit: Visit, mine: Sequence[SeanceLine]) -> list[Line]:
    numbers = [one.id for one in mine]
    to_come = [one.id for one in mine if one.state in TO_COME]
    due = deadlines.next_of_seances(visit.store, numbers)
    ready = completeness.of_seances(visit.store, visit.rulebook, to_come)
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


def _kind(visit: Visit, one: SeanceLine) -> SeanceKind:
    return visit.rulebook.kind_held(view(one))


def _owing(ready: Mapping[int, Sequence[Readiness]], one: SeanceLine) -> tuple[Readiness, ...]:
    if one.state not in IN_PREPARATION:
        return ()
    return tuple(each for each in ready.get(one.id, ()) if each.owing is not None)


def _off(visit: Visit, one: SeanceLine) -> str:
    if one.state not in TO_COME:
        return ""
    day = visit.rulebook.local_day(one.held)
    return visit.rulebook.calendar.reason_off(day) or ""


def _is_of(one: Line, filtre: str) -> bool:
    match filtre:
        case "manque":
            return one.seance.state in TO_COME and one.misses
        case "comptes-rendus":
            return one.seance.state == _TO_WRITE
        case "passees":
            return one.seance.state not in TO_COME
        case _:
            return one.seance.state in TO_COME or one.seance.state == _TO_WRITE


def _urgency(one: Line) -> tuple[bool, float, float]:
    """The nearest deadline first, those without one by their date."""
    due = None if one.next_due is None else one.next_due.due
    return due is None, 0.0 if due is None else due.timestamp(), one.seance.held.timestamp()
