"""``/chiffres``: how many where, since how long, which delays are met. No ranking, no agent."""

from fastapi import APIRouter, Response

from entrypoints.web.pages.figures.counting import AGES, FEWEST, LIMIT, gathered
from entrypoints.web.rendering.addresses import Query
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Here
from entrypoints.words.acts import rule_label
from rules.access.grants import Right

router = APIRouter(prefix="/chiffres")


@router.get("")
def show(visit: Here) -> Response:
    """The figures of their territory, or of one of its circonscriptions, over a month."""
    visit.enter(Right.CHIFFRES)
    query = Query.of(visit.request)
    return page(
        visit,
        "figures.html",
        query=query,
        found=gathered(visit, query),
        ages=AGES,
        limit=LIMIT,
        fewest=FEWEST,
        rule_label=rule_label,
    )
