"""``/journal/verification``: whether the journal is whole."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from entrypoints.web.desks import errands
from entrypoints.web.desks.settings import verifying
from entrypoints.web.forms.posted import FormOf
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Here, Visit
from rules.access.grants import Right
from rules.fields import GREATEST
from workflow.accounts.errands import Errand
from workflow.reading import journal

router = APIRouter(prefix="/journal/verification")

Number = Annotated[int, Path(ge=1, le=GREATEST)]


@router.get("")
def verification(visit: Here) -> Response:
    """Whether every chain holds: what it is, before it is read again whole."""
    visit.enter(Right.VERIFICATION)
    return _verification(visit, None)


@router.post("")
def begin_verification(visit: Here, _form: FormOf) -> Response:
    """Reads it all again; a million entries take a minute."""
    return errands.watched(verifying.begin(visit))


@router.get("/{number}")
def verified(visit: Here, number: Number) -> Response:
    """What was found."""
    visit.enter(Right.VERIFICATION)
    return _verification(visit, errands.own(visit, number, verifying.VERIFYING))


def _verification(visit: Visit, done: Errand | None) -> Response:
    return page(
        visit,
        "trail/verification.html",
        total=journal.total(visit.store),
        verdict=None if done is None else done.outcome,
        at=None if done is None else done.ended,
    )
