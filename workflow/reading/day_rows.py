"""The day's list as it is read: a row is an act to do, however many deadlines it meets."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from rules.deadlines.rule import Duty
from rules.deadlines.wants import Want
from rules.procedures.catalogue import BY_CODE
from states.page import Exit, Machine
from states.steps import Step, is_theirs, recording, step
from workflow.reading import workload
from workflow.reading.day_filters import Day
from workflow.reading.duties import duties_of
from workflow.reading.workload import Asked, Task

_OF_A_RESULT = (Want.RESULTAT, Want.RESULTATS)
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A thing to do: ``task`` is the nearest deadline that it meets, ``others`` the further ones.

    ``step``: what comes next, None when it is no act upon the dossier or the séance; ``seance``:
    where the line is that it is done upon. ``theirs``: whether they may do it; ``act`` is then the
    one to propose, None where they choose. ``lacks``: what misses first, which the act records when
    there is one for it; ``early``: the séance has not come, nothing is done before.
    """

    task: Task
    others: tuple[Task, ...] = ()
    step: Step | None = None
    act: Exit | None = None
    theirs: bool = False
    lacks: Want | None = None
    seance: int | None = None
    early: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        """What two deadlines have in common that one act meets; of its own where none is known."""
        if self.step is None or self.task.dossier is None:
            return (self.task.deadline,)
        return (self.task.dossier, self.act.event if self.act else self.step.rule)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some rows. ``following``: from where the next ones are listed, None when there are none."""

    rows: tuple[Row, ...]
    following: str | None


def listing(day: Day, asked: Asked, *, after: str | None = None, most: int = 50) -> Page:
    """The rows of up to ``most`` tasks: a task stands under the nearest of those that the same act
    meets, on whichever page that one is. A page whose tasks all stand elsewhere is passed over.
    Raises BadCursor."""
    page = _page(day, asked, after, most)
    while not page.rows and page.following is not None:
        page = _page(day, asked, page.following, most)
    return page


def _page(day: Day, asked: Asked, after: str | None, most: int) -> Page:
    found, tasks = workload.surrounded(day, asked, after=after, most=most)
    duties = duties_of(day.rulebook, day.actor)
    groups: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for task in tasks:
        row = _row(day, task, duties)
        groups[row.key].append(row)
    nearest = {}
    for rows in groups.values():
        first, *others = sorted(rows, key=_urgency) if len(rows) > 1 else rows
        if others:
            doing = next((one for one in rows if one.theirs), first)
            first = replace(doing, task=first.task, others=tuple(one.task for one in others))
        nearest[first.task.deadline] = first
    shown = (nearest.get(one.deadline) for one in found.tasks)
    return Page(rows=tuple(one for one in shown if one is not None), following=found.following)


def _urgency(row: Row) -> tuple[bool, datetime, int]:
    """As the list is sorted."""
    due = row.task.due
    return due is None, due or _NEVER, row.task.deadline


def _row(day: Day, task: Task, duties: Collection[Duty]) -> Row:
    procedure = BY_CODE.get(task.rule)
    want = None if procedure is None else procedure.wants
    lacks = want if task.lacks else None
    found = _step(task)
    early = want in _OF_A_RESULT and (task.anchor is None or task.anchor > day.near.now)
    if found is None or early:
        return Row(task=task, step=found, early=early, lacks=None if early else lacks)
    if lacks is not None and task.state is not None:
        for exit in recording(task.state, lacks):
            if is_theirs(exit, day.actor, task.circonscription):
                return Row(task=task, step=found, act=exit, theirs=True, lacks=lacks)
    mine = found.theirs(day.actor, task.circonscription)
    # Of a line, the séance is the one that the deadline is counted from, or is not known here. What
    # comes before is done by whom it is awaited of: others may, who only wait.
    elsewhere = found.machine is Machine.PASSAGE and task.counted_from is None
    if elsewhere or (found.ahead and BY_CODE[found.rule].duty not in duties):
        mine = ()
    chosen = found.chooses or (lacks is Want.RESULTATS and not found.ahead)
    act = None if chosen else next(iter(mine), None)
    seance = task.counted_from if found.machine is Machine.PASSAGE else task.seance
    return Row(task=task, step=found, act=act, theirs=bool(mine), lacks=lacks, seance=seance)


def _step(task: Task) -> Step | None:
    if task.dossier is not None and task.state is not None:
        return step(task.rule, Machine.DOSSIER, task.state)
    if task.standing is not None:
        return step(task.rule, Machine.SEANCE, task.standing)
    return None
