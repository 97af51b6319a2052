"""``/parametres/calendriers/appliquer``: the calendar of the file put in use by a manager, with a
motive; every open deadline that it changes is counted again."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from entrypoints.web.desks import errands
from entrypoints.web.desks.settings.calendar_passages import PASSAGE, asked, begin, shut
from entrypoints.web.desks.settings.calendars import File, file_of
from entrypoints.web.forms import acts
from entrypoints.web.forms.posted import FormOf, found_again, new_key
from entrypoints.web.pages.settings.calendars import PATH
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Closed, Here, Visit
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.fields import GREATEST
from rules.passages import not_allowed
from rules.refusals import Refusal, Refused

router = APIRouter(prefix=PATH)

Number = Annotated[int, Path(ge=1, le=GREATEST)]


@router.get("/appliquer")
def ask(visit: Here) -> Response:
    """What would be in use, and why it is wanted."""
    visit.enter(Right.ESSAI_CALENDRIER)
    return _form(visit, file_of(visit), found_again(visit) or {})


@router.post("/appliquer")
def apply(visit: Here, form: FormOf) -> Response:
    """Puts it in use; what is interrupted goes on when it is asked again."""
    visit.enter(Right.ESSAI_CALENDRIER)
    file = file_of(visit)
    typed = acts.typed_in(form, asked(file))
    try:
        return errands.watched(begin(visit, file, typed, key=form.key))
    except Refused as refused:
        closed = shut(visit, file)
        wrong = [one for one in refused.refusals if one not in closed]
        return _form(visit, file, typed, wrong, closed)


@router.get("/passages/{number}")
def applied(visit: Here, number: Number) -> Response:
    """What it did."""
    visit.enter(Right.ESSAI_CALENDRIER)
    outcome: Any = errands.own(visit, number, PASSAGE).outcome
    if outcome is None:
        raise Closed((OUTSIDE,))
    return page(visit, "settings/calendar_passage.html", outcome=outcome)


def _form(
    visit: Visit,
    file: File,
    typed: Mapping[str, str],
    refusals: Sequence[Refusal] = (),
    closed: tuple[Refusal, ...] | None = None,
) -> Response:
    return page(
        visit,
        "settings/calendar_apply.html",
        status=422 if visit.request.method == "POST" else 200,
        file=file,
        shut=shut(visit, file) if closed is None else closed,
        applies=not_allowed(visit.actor) is None,
        questions=acts.questions(visit, asked(file), typed=typed, refusals=refusals),
        refusals=refusals,
        key=new_key(),
    )
