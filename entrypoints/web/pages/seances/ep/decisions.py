"""``/seances/{number}/decisions``: the avis of an EP and the decisions that follow, ticked line by
line, looked at together, then recorded, each dossier by itself.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Response
from fastapi import Query as InQuery

from entrypoints.web.desks.seances import deciding
from entrypoints.web.desks.seances.deciding import Ticked
from entrypoints.web.desks.seances.levels import DECISION, Level, level_of, unable
from entrypoints.web.desks.seances.opening import Number, Opened, coordinates, open_seance
from entrypoints.web.forms.posted import FormOf, Posted, new_key
from entrypoints.web.pages.seances.ep import completing, decided, ticking
from entrypoints.web.pages.seances.ep.ticking import FIELD, Group
from entrypoints.web.rendering.addresses import Query
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Closed, Here, Visit
from entrypoints.words.attendance import quorum_words
from rules.access.policy import OUTSIDE
from rules.fields import GREATEST
from rules.refusals import Refusal
from workflow.reading import before_ep, codes, participants
from workflow.reading.before_ep import EpLine

router = APIRouter(prefix="/seances/{number}/decisions")

MOST = 50
"""Lines of a page; what is ticked on one is kept while the others are looked at."""
OFTEN = 2
"""From so many postponements on, a line has its own filter."""
CHECK, EVERY, BACK = "verifier", "tout", "revenir"

Filter = Annotated[str, InQuery(max_length=20)]
After = Annotated[int | None, InQuery(ge=1, le=GREATEST)]


@router.get("")
def show(visit: Here, number: Number, montrer: Filter = "", apres: After = None) -> Response:
    """The lines of the EP, those that wait first to be seen."""
    found = open_seance(visit, number)
    if not found.decides:
        return page(visit, "seances/otherwise.html", found=found)
    return _list(visit, found, _lines(visit, number), kept={}, shown=montrer, after=apres)


@router.post("")
def go_on(
    visit: Here, number: Number, form: FormOf, montrer: Filter = "", apres: After = None
) -> Response:
    """Another page with what was ticked kept, or what would come of it all."""
    found, level = _open(visit, number), _level(visit)
    lines = _lines(visit, number)
    kept = ticking.ticked(form, level, lines)
    where = form.get("aller")
    if where == EVERY:
        kept = deciding.all_proposed(level, lines) | kept
    if where in {CHECK, EVERY} and kept:
        return _check(visit, found, level, lines, kept)
    after = int(where) if where.isascii() and where.isdigit() and len(where) < 11 else apres
    if where == BACK:
        after = None
    nothing = where in {CHECK, EVERY}
    return _list(visit, found, lines, kept=kept, shown=montrer, after=after, nothing=nothing)


@router.post("/enregistrer")
def record(visit: Here, number: Number, form: FormOf) -> Response:
    """Records what was looked at; a line that refuses leaves the others. Done once whatever the
    number of clicks."""
    found, level = _open(visit, number), _level(visit)
    lines = _lines(visit, number)
    kept = completing.typed(level, ticking.ticked(form, level, lines), form)
    missing = completing.missing(level, kept, form)
    if missing or not kept:
        return _check(visit, found, level, lines, kept, typed=form, refusals=missing)
    asked = [(line, kept[line.passage_id]) for line in lines if line.passage_id in kept]
    motives = {line: completing.motive_of(form, one) for line, one in kept.items()}
    return decided.record(visit, number, level, asked, motives, form.key)


def _open(visit: Visit, number: int) -> Opened:
    """The séance, when it is one of an EP. Raises Closed."""
    found = open_seance(visit, number)
    if not found.decides:
        raise Closed((OUTSIDE,))
    return found


def _level(visit: Visit) -> Level:
    """Raises Closed for whoever only looks."""
    level = level_of(visit)
    if level is None:
        raise Closed((OUTSIDE,))
    return level


def _two_levels(visit: Visit, found: Opened) -> bool:
    """Whether the président decides after the avis of that EP."""
    day = visit.rulebook.local_day(found.line.held)
    return visit.rulebook.parameters_at(day).deux_niveaux


def _lines(visit: Visit, number: int) -> list[EpLine]:
    return before_ep.lines(visit.store, visit.bearer, number)


def _list(
    visit: Visit,
    found: Opened,
    lines: Sequence[EpLine],
    *,
    kept: Mapping[int, Ticked],
    shown: str,
    after: int | None,
    nothing: bool = False,
) -> Response:
    level = level_of(visit)
    chips = _chips(level, lines)
    current = shown if shown in chips else next(iter(chips))
    listed = chips[current]
    start = next((i for i, one in enumerate(listed, 1) if one.passage_id == after), 0)
    of_page = listed[start : start + MOST]
    here = {one.passage_id for one in of_page}
    attendance = participants.of_seance(visit.store, visit.rulebook, found.id)
    return page(
        visit,
        "seances/decisions.html",
        found=found,
        level=level,
        two_levels=_two_levels(visit, found),
        lines=of_page,
        unable=unable,
        every=0 if level is None else len(deciding.all_proposed(level, lines)),
        chips={code: len(of_chip) for code, of_chip in chips.items()},
        current=current,
        kept=kept,
        elsewhere=[one for one in kept.values() if one.passage_id not in here],
        start=start,
        total=len(listed),
        following=of_page[-1].passage_id if start + MOST < len(listed) else None,
        before=None if start == 0 else 0 if start <= MOST else listed[start - MOST - 1].passage_id,
        shut=_shut(visit, level, lines),
        decided=len(chips["decides"]),
        unadvised=sum(1 for one in lines if one.unadvised),
        examined=sum(1 for one in lines if not one.gone),
        quorum=quorum_words(attendance),
        query=Query.of(visit.request),
        field=FIELD,
        nothing=nothing,
        recorded=[] if level is None else decided.of_seance(visit, found.id),
        printable=bool(lines) and coordinates(visit, found.kind),
    )


def _waits(level: Level | None, line: EpLine) -> bool:
    return line.waits or line.awaits if level is None else level.awaits(line)


def _chips(level: Level | None, lines: Sequence[EpLine]) -> dict[str, list[EpLine]]:
    """The filters and the lines that each shows, the first being shown when none is asked."""
    on = [one for one in lines if not one.gone]
    return {
        "a-decider": [one for one in on if _waits(level, one)],
        "decides": [one for one in on if not one.unadvised and not _waits(level, one)],
        "reportes": [one for one in on if one.put_off >= OFTEN],
        "tous": list(lines),
    }


def _shut(visit: Visit, level: Level | None, lines: Sequence[EpLine]) -> tuple[Refusal, ...]:
    """Why nothing can be decided now, whatever the line: what the first that waits objects to the
    decision that grants nothing."""
    line = None if level is None else next((one for one in lines if level.awaits(one)), None)
    if level is None or line is None:
        return ()
    refusing = level.choices[1]
    one = Ticked(passage_id=line.passage_id, event=refusing.event, version=line.version)
    (judged,) = deciding.judge(visit, level, refusing, [(line, one)])
    return judged.refusals


def _check(
    visit: Visit,
    found: Opened,
    level: Level,
    lines: Sequence[EpLine],
    kept: Mapping[int, Ticked],
    *,
    typed: Posted | None = None,
    refusals: Sequence[Refusal] = (),
) -> Response:
    asked = (
        deciding.granting(visit, level, found.id, lines, kept)
        if typed is None
        else [(line, kept[line.passage_id]) for line in lines if line.passage_id in kept]
    )
    groups = []
    for choice in level.choices:
        of_choice = [(line, one) for line, one in asked if one.event == choice.event]
        if of_choice:
            judged = deciding.judge(visit, level, choice, of_choice)
            groups.append(Group(choice=choice, judged=judged))
    wished = {line.wished_id for line, _ in asked if line.wished_id is not None}
    return page(
        visit,
        "seances/decisions_check.html",
        status=422 if refusals else 200,
        found=found,
        level=level,
        followed=level is not DECISION and _two_levels(visit, found),
        groups=groups,
        able=sum(len(group.able) for group in groups),
        types=codes.of_list(visit.store, codes.LISTS["type_orientation"]),
        places=before_ep.places_left(visit.store, wished),
        typed={} if typed is None else typed.values,
        refusals=refusals,
        key=new_key() if typed is None else typed.key,
        field=FIELD,
    )
