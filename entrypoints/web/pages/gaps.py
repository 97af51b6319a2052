"""``/ecarts``: what webRSA tells otherwise, side by side, until a file or somebody settles it."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from fastapi.responses import RedirectResponse

from entrypoints.web.forms import acts
from entrypoints.web.forms.posted import FormOf, found_again, go, new_key
from entrypoints.web.rendering.addresses import Query, actives
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Here, Visit
from entrypoints.words.gaps import NEXT, side
from rules import gaps as rule
from rules.access.grants import Right
from rules.actors import Role
from rules.fields import GREATEST
from rules.refusals import Refusal, Refused
from rules.situation import Act
from workflow.files import settled_gaps
from workflow.files.gaps import NATURES
from workflow.reading import dossiers, gaps
from workflow.reading.cursors import BadCursor, paged
from workflow.reading.gaps import GapLine

router = APIRouter(prefix="/ecarts")

Number = Annotated[int, Path(ge=1, le=GREATEST)]

_AT_ONCE = 50
_SETTLED = {"regles": "avec ceux qui sont réglés"}


@router.get("")
def show(visit: Here) -> Response:
    """The open ones, the oldest first; by nature."""
    visit.enter(Right.ECART)
    query = Query.of(visit.request)
    nature = query.get("nature") if query.get("nature") in NATURES else None
    try:
        listed = gaps.listing(
            visit.store,
            nature=nature,
            settled=bool(query.get("montrer")),
            reader=visit.bearer,
            after=query.get("apres") or None,
            most=_AT_ONCE + 1,
        )
    except BadCursor:
        return RedirectResponse(query.after(None), status_code=303)
    found = paged(listed, _AT_ONCE, gaps.cursor)
    return page(
        visit,
        "gaps/list.html",
        query=query,
        lines=found.lines,
        following=found.following,
        natures=NATURES,
        tallies=gaps.natures(visit.store, reader=visit.bearer),
        services=_services(visit, found.lines),
        side=side,
        next=NEXT,
        actives=actives(query, {"nature": NATURES, "montrer": _SETTLED}),
        settles=visit.actor.role is Role.BOP,
    )


@router.get("/{number}/regler")
def ask(visit: Here, number: Number) -> Response:
    """What is told here and there, and why what is here is kept."""
    visit.open(Right.ECART, number)
    return _form(visit, number, typed=found_again(visit))


@router.post("/{number}/regler")
def settle(visit: Here, number: Number, form: FormOf) -> Response:
    """Settles it: webRSA may go on telling the same, it is not listed again."""
    visit.open(Right.ECART, number)
    data = {"motif": form.get("motif")}
    act = Act(event=rule.SETTLE, actor=visit.actor, occurred=visit.now, known=visit.now, data=data)
    try:
        settled_gaps.settle(visit.store, act, number, key=form.key or None)
    except Refused as refused:
        return _form(visit, number, typed=form.values, refusals=refused.refusals)
    return go(
        visit,
        form.back or "/ecarts",
        "Écart réglé : ce qui est ici est gardé.",
        more="Il ne reviendra que si webRSA dit autre chose.",
    )


def _form(
    visit: Visit,
    number: int,
    *,
    typed: Mapping[str, str] | None = None,
    refusals: Sequence[Refusal] = (),
) -> Response:
    (line,) = gaps.listing(visit.store, number=number, settled=True, reader=visit.bearer)
    failed = bool(refusals)
    return page(
        visit,
        "gaps/settle.html",
        status=422 if failed else 200,
        line=line,
        nature=NATURES.get(line.nature, line.nature),
        services=_services(visit, [line]),
        side=side,
        next=NEXT,
        questions=acts.questions(visit, [rule.MOTIVE], typed=typed, refusals=refusals),
        refusals=refusals,
        shut=[] if failed else list(rule.unsettled(visit.actor, settled=line.settled is not None)),
        key=new_key(),
    )


def _services(visit: Visit, lines: Sequence[GapLine]) -> Mapping[Any, str]:
    """The services that these differences name."""
    named = {value for line in lines for value in line.detail.values() if isinstance(value, int)}
    return {one.id: one.label for one in dossiers.services(visit.store, sorted(named))}
