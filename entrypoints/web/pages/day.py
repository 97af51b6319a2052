"""``/journee``: what there is to do, for whom, before when, and the button that does it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from entrypoints.web.addresses import Query
from entrypoints.web.errands import account_of
from entrypoints.web.expected import act_of
from entrypoints.web.offering import on_a_line
from entrypoints.web.rendering import page, words_of
from entrypoints.web.say import Words
from entrypoints.web.visits import Here, Visit
from entrypoints.words.acts import rule_label
from entrypoints.words.marks import Mark, Shape, mark_at
from rules.access.grants import Right
from rules.actors import Actor
from rules.deadlines.derivation import Status
from rules.delays.account import counted_from
from rules.procedures.catalogue import BY_CODE
from rules.rulebook import Rulebook
from states.page import Exit
from workflow.batches.selection import MOST
from workflow.reading import batches, dossiers, workload
from workflow.reading.cursors import BadCursor
from workflow.reading.day_filters import Filter, Near
from workflow.reading.dossier_filters import Asked as Changed
from workflow.reading.dossier_list import counted
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
_LATE, _TODAY, _SOON, _LATER = "En retard", "Aujourd’hui", "Bientôt", "Plus tard"
_SATURDAY = 5
_INFINITIVES = ("er", "ir", "re")
_RECENT = timedelta(days=2)
_HELD, _UNDATED = "Suspendus", "Sans échéance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A task as it is shown. ``counted``: from what its date is counted, once that is known.
    ``act`` is the act that does it, when the state of the dossier offers one; otherwise the dossier
    or the séance is opened."""

    task: Task
    mark: Mark | None
    words: str
    counted: str | None
    act: Exit | None

    @property
    def verb(self) -> str:
        """The verb of the act, what there is to do being told beside; its whole label when it does
        not begin by one."""
        label = "" if self.act is None else self.act.label
        verb = label.split(" ", 1)[0]
        return verb if verb.endswith(_INFINITIVES) else label


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The tasks of one urgency."""

    title: str
    lines: Sequence[Line]


@router.get("")
def show(visit: Here) -> Response:
    """The day's list: the most urgent first, grouped by when it is due."""
    visit.enter(Right.DOSSIER, named="la liste du jour")
    with visit.store.instant():
        return _day(visit)


def _day(visit: Visit) -> Response:
    query = Query.of(visit.request)
    near, asked = near_of(visit), asked_of(query)
    try:
        found = workload.listing(
            visit.store, visit.rulebook, visit.actor, asked, near, after=query.get("apres") or None
        )
    except BadCursor:
        return RedirectResponse(query.after(None), status_code=303)
    words = words_of(visit)
    groups = list(_groups(visit, found.tasks, words, near))
    counts = workload.counts(visit.store, visit.rulebook, visit.actor, near)
    yesterday = _worked_day_before(words)
    news = Changed(
        changed_since=datetime.combine(yesterday, time(), tzinfo=words.calendar.tz), open_only=False
    )
    next_due = (
        None if groups else workload.next_due(visit.store, visit.rulebook, visit.actor, visit.now)
    )
    return page(
        visit,
        "day.html",
        query=query,
        groups=groups,
        ticks=[f"{one.dossier}:{one.version}" for one in found.tasks if one.dossier],
        bulk=_bulk(groups),
        most=MOST,
        lots=batches.latest(visit.store, account_of(visit), visit.now, since=_RECENT, most=3),
        following=found.following,
        counts=counts,
        chips=CHIPS,
        only=asked.only,
        asked=asked,
        places=dossiers.circonscriptions(visit.store),
        off=_day_off(words),
        next_due=next_due,
        yesterday=yesterday,
        changed=counted(visit.store, news, reader=visit.bearer, now=visit.now),
    )


def near_of(visit: Visit) -> Near:
    """What divides the list at the instant of the visit."""
    return Near.of(visit.rulebook, visit.now, visit.assembly.configured.web.near)


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


def _groups(visit: Visit, tasks: Sequence[Task], words: Words, near: Near) -> Iterator[Group]:
    lines = [_line(visit, one, words) for one in tasks]
    for title, of_it in groupby(lines, key=lambda one: _title(one.task, near)):
        yield Group(title=title, lines=list(of_it))


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


def _line(visit: Visit, task: Task, words: Words) -> Line:
    return Line(
        task=task,
        mark=_mark(task, words),
        words=rule_label(task.rule),
        counted=_counted(visit.rulebook, task, words),
        act=_doing(task, visit.actor),
    )


def _counted(rulebook: Rulebook, task: Task, words: Words) -> str | None:
    rule = rulebook.version_for(task.rule, task.rule_version, task.opened)
    if rule is None or task.anchor is None:
        return None
    return counted_from(rule.delay, words.day(task.anchor))


def _mark(task: Task, words: Words) -> Mark | None:
    if task.status is Status.SUSPENDUE:
        return Mark(shape=Shape.SUSPENDUE, words="suspendu")
    mark = mark_at(task.due, words.now, words.calendar, words.near)
    if mark is not None and task.born_late and mark.shape is Shape.RETARD:
        return replace(mark, shape=Shape.TARDIVE, words="en retard à l’arrivée")
    return mark


def _doing(task: Task, actor: Actor) -> Exit | None:
    """The act of theirs by which the dossier meets the rule; the séance has its own page."""
    if task.dossier is None or task.state is None:
        return None
    return act_of(task.rule, task.state, actor, task.circonscription)


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
