"""``/parametres/sante``: whether the sweeps run, what waits to leave, what was lost."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Response

from entrypoints.web.desks.settings.health import looked_at
from entrypoints.web.forms import acts
from entrypoints.web.forms.posted import FormOf, go, new_key
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Closed, Here, Visit
from entrypoints.words.messages import whom
from notifications.titles import title_of
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.fields import GREATEST
from rules.lost_messages import FORMS, GIVEN_UP, LABELS, RESENT, not_allowed
from rules.refusals import Refusal, Refused
from workflow.agents.lost_messages import mend
from workflow.reading import correspondents, messages

router = APIRouter(prefix="/parametres/sante")

Number = Annotated[int, Path(ge=1, le=GREATEST)]

_ACTS = {"renvoyer": RESENT, "abandonner": GIVEN_UP}


@router.get("")
def show(visit: Here) -> Response:
    """All is well, or what is not, in words."""
    found = looked_at(visit)
    known = correspondents.behind(
        visit.store, [one.recipient for one in found.lost], visit.rulebook.words
    )
    return page(
        visit,
        "settings/health.html",
        sweep=found.sweep,
        silent=found.silent,
        never=found.never,
        waiting=found.waiting,
        stuck=found.stuck,
        more=found.more,
        night=found.night,
        lost=[(one, title_of(one.occasion), whom(one, known)) for one in found.lost],
        mends=not_allowed(RESENT, visit.actor) is None,
        well=found.well,
    )


@router.get("/messages/{number}/{what}")
def ask(visit: Here, number: Number, what: str) -> Response:
    """Why a lost message may leave now, or has not to."""
    visit.enter(Right.SANTE)
    return _form(visit, number, what)


@router.post("/messages/{number}/{what}")
def settle(visit: Here, number: Number, what: str, form: FormOf) -> Response:
    """Sent again, or given up, with the motive."""
    visit.enter(Right.SANTE)
    event = _event(what)
    act = acts.act_of(visit, event, form, only=FORMS[event])
    try:
        mend(visit.store, act, [number])
    except Refused as refused:
        return _form(visit, number, what, typed=form.values, refusals=refused.refusals)
    return go(visit, "/parametres/sante", f"{LABELS[event]} : c’est fait.")


def _event(what: str) -> str:
    if what not in _ACTS:
        raise Closed((OUTSIDE,))
    return _ACTS[what]


def _form(
    visit: Visit,
    number: int,
    what: str,
    *,
    typed: dict[str, str] | None = None,
    refusals: Sequence[Refusal] = (),
) -> Response:
    event = _event(what)
    message, _ = messages.message(visit.store, number)
    return page(
        visit,
        "settings/message.html",
        status=422 if refusals else 200,
        title=LABELS[event],
        number=number,
        told=title_of(message.occasion),
        questions=acts.questions(visit, FORMS[event], typed=typed, refusals=refusals),
        refusals=refusals,
        key=new_key(),
    )
