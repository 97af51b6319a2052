"""``/parametres/sante``: whether the sweeps run, what waits to leave, what was lost."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Response

from entrypoints import silence
from entrypoints.web import acts
from entrypoints.web.posted import FormOf, go, new_key
from entrypoints.web.rendering import page
from entrypoints.web.visits import Closed, Here, Visit
from entrypoints.words.messages import whom
from notifications.titles import title_of
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.fields import GREATEST
from rules.lost_messages import FORMS, GIVEN_UP, LABELS, RESENT, not_allowed
from rules.refusals import Refusal, Refused
from rules.telling import State
from workflow.agents.lost_messages import mend
from workflow.reading import correspondents, deadlines, messages, proofs
from workflow.reading.messages import Asked

router = APIRouter(prefix="/parametres/sante")

Number = Annotated[int, Path(ge=1, le=GREATEST)]

_MOST = 100
_ACTS = {"renvoyer": RESENT, "abandonner": GIVEN_UP}


@router.get("")
def show(visit: Here) -> Response:
    """All is well, or what is not, in words."""
    visit.enter(Right.SANTE)
    lost = messages.listing(visit.store, Asked(state=State.DEAD.value), most=_MOST + 1)
    more, lost = len(lost) > _MOST, lost[:_MOST]
    known = correspondents.behind(
        visit.store, [one.recipient for one in lost], visit.rulebook.words
    )
    silent = silence.since(visit.store, visit.now)
    never = silence.from_the_start(visit.store)
    waiting = messages.queue(visit.store, visit.now)
    stuck = waiting.since is not None and visit.now - waiting.since > silence.ABSENCE
    night = proofs.last_reconciliation(visit.store)
    return page(
        visit,
        "settings/health.html",
        sweep=deadlines.last_sweep(visit.store),
        silent=silent,
        never=never,
        waiting=waiting,
        stuck=stuck,
        more=more,
        night=night,
        lost=[(one, title_of(one.occasion), whom(one, known)) for one in lost],
        mends=not_allowed(RESENT, visit.actor) is None,
        well=not (silent or never or stuck or lost or (night and night.found)),
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
