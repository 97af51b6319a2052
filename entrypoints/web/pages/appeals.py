"""``/recours``: the recours administratifs préalables, until when they are answered."""

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from entrypoints.web.rendering.addresses import Query
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Here
from rules.access.grants import Right
from workflow.reading import appeals
from workflow.reading.cursors import BadCursor

router = APIRouter(prefix="/recours")


@router.get("")
def show(visit: Here) -> Response:
    """Those that await an answer, the nearest term first; or those that had theirs."""
    visit.enter(Right.COURRIER_RECU, named="les recours")
    query = Query.of(visit.request)
    over = query.get("montrer") == "repondus"
    try:
        found = appeals.listing(
            visit.store, reader=visit.bearer, over=over, after=query.get("apres") or None
        )
    except BadCursor:
        return RedirectResponse(query.after(None), status_code=303)
    return page(visit, "appeals.html", query=query, found=found, over=over)
