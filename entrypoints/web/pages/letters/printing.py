"""``/lettres/apercu``, ``/lettres/imprimer``, ``/lettres/lots/{number}/depart``: letters together.

Each is work that may last: it is done by an errand, whose result has its own page.
"""

from fastapi import APIRouter, Response

from entrypoints.web.desks import errands
from entrypoints.web.desks.letters import posting, printing
from entrypoints.web.forms.posted import FormOf, new_key
from entrypoints.web.pages.letters.listing import Number, batch_page
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Closed, Here
from entrypoints.words.letters import model_words
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.refusals import Refused
from workflow.reading import letter_list

router = APIRouter(prefix="/lettres")


@router.post("/apercu")
def preview(visit: Here, form: FormOf) -> Response:
    """What would be printed, and what would be left out, each with its reasons; nothing is kept."""
    return errands.watched(printing.make(visit, kept=False))


@router.post("/imprimer")
def print_them(visit: Here, form: FormOf) -> Response:
    """Makes the letters that are missed; those that were made and still say the same are taken as
    they are, so that asking twice makes one batch."""
    return errands.watched(printing.make(visit, kept=True))


@router.post("/lots/{number}/depart")
def leave(visit: Here, number: Number, form: FormOf) -> Response:
    """The letters of a batch left that day: for a decision, that notifies it."""
    waiting = printing.waiting(visit, number)
    try:
        news = posting.read_news("envoi", form.values)
    except Refused as refused:
        return batch_page(visit, number, typed=form.values, refusals=refused.refusals)
    return errands.watched(printing.leave(visit, number, waiting, news))


@router.get("/resultats/{number}")
def result(visit: Here, number: Number) -> Response:
    """What came of it; of a preview, what would."""
    visit.enter(Right.LETTRE)
    found = errands.own(visit, number)
    if found.kind not in printing.KINDS or found.outcome is None:
        raise Closed((OUTSIDE,))
    told = found.outcome
    numbers = [one["dossier"] for one in told["ecartees"] if one.get("dossier")]
    return page(
        visit,
        "letters/result.html",
        kind=found.kind,
        at=found.ended,
        told=told,
        names=letter_list.names(visit.store, numbers, reader=visit.bearer),
        model=model_words,
        key=new_key(),
    )
