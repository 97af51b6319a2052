"""``/journee``: what there is to do, for whom, before when, and the button that does it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from entrypoints.web.desks.errands import account_of
from entrypoints.web.desks.letters.posting import may_post
from entrypoints.web.desks.lots.offering import on_a_line
from entrypoints.web.pages.day_lines import Line, lines_of
from entrypoints.web.rendering.addresses import Query
from entrypoints.web.rendering.frame import page, words_of
from entrypoints.web.rendering.say import Words
from entrypoints.web.visitors.visits import Here, Visit
from rules.access.grants import Right
from rules.actors import Role
from rules.deadlines.derivation import Status
from rules.procedures.catalogue import BY_CODE
from states.page import Exit
from workflow.batches.selection import MOST
from workflow.reading import batches, day_rows, news, piles, workload
from workflow.reading.cursors import BadCursor
from workflow.reading.day_filters import Filter, Near
from workflow.reading.day_rows import Row
from workflow.reading.piles import Asker, Pile
from workflow.reading.saisines import Standing
from workflow.reading.workload import Asked, Task

router = APIRouter(prefix="/journee")

CHIPS = {
    Filter.RETARD: "en retard",
    Filter.JOUR: "aujourd’hui",
    Filter.PROCHE: "bientôt",
    Filter.A_DECIDER: "à ma décision",
    Filter.A_COMPLETER: "à compléter",
    Filter.SUSPENDU: "suspendu",
    Filter.SANS_DATE: "sans échéance",
}
PILES = {
    Pile.LETTRES: ("lettre à poster", "lettres à poster", "/lettres?ou=a_poster"),
    Pile.SAISINES: (
        *("saisine reçue à vérifier", "saisines reçues à vérifier"),
        f"/courrier?etat={Standing.A_VERIFIER.value}",
    ),
    Pile.ECARTS: ("écart avec webRSA", "écarts avec webRSA", "/ecarts"),
    Pile.RECOURS: ("recours sans réponse", "recours sans réponse", "/recours"),
    Pile.LOTS: ("sélection à terminer", "sélections à terminer", "/lots?montrer=a_terminer"),
}
"""What piles up: one, several, and the list where they are dealt with, as many as are counted."""
_TOLD_STATES = 3
_LATE, _TODAY, _SOON, _LATER = "En retard", "Aujourd’hui", "Bientôt", "Plus tard"
_SATURDAY = 5
_RECENT = timedelta(days=2)
_HELD, _UNDATED = "Suspendus", "Sans échéance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The rows of one urgency. ``deadlines``: how many are of that urgency, whichever row tells
    them; 0 when the page has not all of them."""

    title: str
    lines: Sequence[Line]
    deadlines: int


@router.get("")
def show(visit: Here) -> Response:
    """The day's list: the most urgent first, grouped by when it is due."""
    visit.enter(Right.DOSSIER, named="la liste du jour")
    with visit.store.instant():
        return _day(visit)


def _day(visit: Visit) -> Response:
    query = Query.of(visit.request)
    asked, near = asked_of(query), visit.day.near
    place = asked.circonscription
    try:
        found = day_rows.listing(visit.day, asked, after=query.get("apres") or None)
    except BadCursor:
        return RedirectResponse(query.after(None), status_code=303)
    words = words_of(visit)
    lines = lines_of(visit, found.rows, words, query.here)
    groups = list(_groups(lines, near))
    if found.following is None and not query.get("apres"):
        groups = _counted(groups, found.rows, near)
    counts = workload.counts(visit.day)
    yesterday = _worked_day_before(words)
    midnight = datetime.combine(yesterday, time(), tzinfo=words.calendar.tz)
    changed = news.since(visit.store, visit.bearer, midnight)
    states = list(changed.by_state.items())[:_TOLD_STATES]
    asker = Asker(reader=visit.bearer, account=account_of(visit), now=visit.now)
    next_due = None
    if not groups and not query.get("apres"):
        next_due = workload.next_due(visit.day)
    return page(
        visit,
        "day.html",
        query=query,
        groups=groups,
        ticks=[f"{one.task.dossier}:{one.task.version}" for one in lines if one.task.dossier],
        bulk=_bulk(groups),
        most=MOST,
        lots=batches.latest(visit.store, account_of(visit), visit.now, since=_RECENT, most=3),
        following=found.following,
        counts=counts,
        chips=CHIPS,
        only=asked.only,
        asked=asked,
        place=None if place is None else visit.places.get(place, place),
        alone={rule: query.with_(regle=rule) for rule in {one.task.rule for one in lines}},
        off=_day_off(words),
        next_due=next_due,
        yesterday=yesterday,
        news=changed,
        states=states if len(states) > 1 else [],
        piles=piles.counts(visit.store, asker, _piles_of(visit)),
        about=PILES,
        seances=piles.decisions_to_come(visit.store, asker) if _sits(visit) else (),
    )


def _piles_of(visit: Visit) -> list[Pile]:
    """Those that are theirs to deal with."""
    theirs = {
        Pile.LETTRES: may_post(visit),
        Pile.SAISINES: visit.may(Right.COURRIER_RECU),
        Pile.ECARTS: visit.may(Right.ECART),
        Pile.RECOURS: visit.may(Right.COURRIER_RECU),
        Pile.LOTS: True,
    }
    return [one for one, told in theirs.items() if told]


def _sits(visit: Visit) -> bool:
    """Whether their work is that of the EP, and of what follows it."""
    return visit.actor.role in (Role.EP, Role.PRESIDENT)


def asked_of(query: Query) -> Asked:
    """The filters of the address; what is not understood is not asked."""
    told, rule = query.get("filtre"), query.get("regle")
    return Asked(
        only=Filter(told) if told in {one.value for one in Filter} else None,
        rule=rule if rule in BY_CODE else None,
        circonscription=query.get("circonscription") or None,
    )


def _bulk(groups: Sequence[Group]) -> list[Exit]:
    """The acts that do several of the tasks that are shown, the most frequent first."""
    acts = [line.act for group in groups for line in group.lines if line.act is not None]
    often = Counter(one.event for one in acts)
    first = {one.event: one for one in reversed(acts)}
    return on_a_line([first[event] for event, number in often.most_common() if number > 1])


def _groups(lines: Sequence[Line], near: Near) -> Iterator[Group]:
    """What is suspended and what has no date are listed together, both undated."""
    titled: dict[str, list[Line]] = defaultdict(list)
    for one in lines:
        titled[_title(one.task, near)].append(one)
    for title, of_it in titled.items():
        yield Group(title=title, lines=of_it, deadlines=0)


def _counted(groups: Sequence[Group], rows: Sequence[Row], near: Near) -> list[Group]:
    """As many deadlines as the filters count, one act meeting several of them."""
    every = (task for row in rows for task in (row.task, *row.others))
    found = Counter(_title(task, near) for task in every)
    return [replace(one, deadlines=found[one.title]) for one in groups]


def _title(task: Task, near: Near) -> str:
    if task.status is Status.SUSPENDUE:
        return _HELD
    if task.due is None:
        return _UNDATED
    if task.due <= near.now:
        return _LATE
    if task.due < near.tonight:
        return _TODAY
    return _SOON if task.due < near.soon else _LATER


def _worked_day_before(words: Words) -> date:
    day = words.today - timedelta(days=1)
    while words.calendar.reason_off(day) is not None:
        day -= timedelta(days=1)
    return day


def _day_off(words: Words) -> tuple[date, str] | None:
    """The next day of the week that is off, within a fortnight, and why."""
    for ahead in range(15):
        day = words.today + timedelta(days=ahead)
        why = words.calendar.reason_off(day)
        if why is not None and day.weekday() < _SATURDAY:
            return day, why
    return None
