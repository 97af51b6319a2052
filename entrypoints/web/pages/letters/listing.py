"""``/lettres``: how far the post has them, by kind; those of a batch, its PDF, its mailing list."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import RedirectResponse

from entrypoints.web.desks.letters import mailings, posting
from entrypoints.web.forms import acts
from entrypoints.web.forms.posted import new_key
from entrypoints.web.rendering.addresses import Query, actives
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Here, Visit
from entrypoints.words.letters import model_words
from notifications.letters.models import MODELS
from rules.access.grants import Right
from rules.fields import GREATEST
from rules.names import alphabetical
from rules.refusals import Refusal
from workflow.reading import letter_list
from workflow.reading.cursors import BadCursor
from workflow.reading.letter_list import Asked, Tally, Where

router = APIRouter(prefix="/lettres")

Number = Annotated[int, Path(ge=1, le=GREATEST)]

PLACES: Mapping[str, str] = {
    Where.A_POSTER.value: "à poster",
    Where.POSTEE.value: "postées",
    Where.RECUE.value: "reçues",
    Where.REVENUE.value: "revenues",
    Where.ANNULEE.value: "annulées",
}


@router.get("")
def show(visit: Here) -> Response:
    """The letters of their perimeter: counted by kind, then one by one."""
    visit.enter(Right.LETTRE)
    query = Query.of(visit.request)
    told, kind = query.get("ou"), query.get("sorte")
    asked = Asked(
        where=Where(told) if told in PLACES else None, kind=kind if kind in MODELS else None
    )
    try:
        found = letter_list.listing(
            visit.store,
            visit.rulebook.calendar.tz,
            asked,
            reader=visit.bearer,
            after=query.get("apres") or None,
        )
    except BadCursor:
        return RedirectResponse(query.after(None), status_code=303)
    labels = {code: model.label for code, model in MODELS.items()}
    return page(
        visit,
        "letters/list.html",
        query=query,
        found=found,
        places=PLACES,
        table=_by_kind(letter_list.tallies(visit.store, reader=visit.bearer)),
        batches=letter_list.batches(visit.store, reader=visit.bearer),
        models=labels,
        actives=actives(query, {"ou": PLACES, "sorte": labels}),
        prints=posting.may_post(visit),
        key=new_key(),
    )


@router.get("/lots/{number}")
def batch(visit: Here, number: Number) -> Response:
    """The letters that were made together; when they leave, it is told here."""
    return batch_page(visit, number)


@router.get("/lots/{number}/lettres.pdf")
def batch_pdf(visit: Here, number: Number, partie: str = "") -> Response:
    """Its letters in one file, in the order of the envelopes."""
    return mailings.as_pdf(visit, number, partie, inline=True)


@router.get("/lots/{number}/envois.xlsx")
def batch_list(visit: Here, number: Number, partie: str = "") -> Response:
    """Its mailing list, as a spreadsheet."""
    return mailings.as_list(visit, number, partie)


def batch_page(
    visit: Visit,
    number: int,
    *,
    typed: Mapping[str, str] | None = None,
    refusals: Sequence[Refusal] = (),
) -> Response:
    """The page of a batch, with what was typed of its departure when that was refused."""
    told = mailings.batch(visit, number)
    found = letter_list.listing(
        visit.store,
        visit.rulebook.calendar.tz,
        Asked(batch=number),
        reader=visit.bearer,
        after=Query.of(visit.request).get("apres") or None,
    )
    fields = posting.FIELDS["envoi"][:2]
    said = typed or {"date": posting.today(visit)}
    return page(
        visit,
        "letters/batch.html",
        status=422 if refusals else 200,
        batch=told,
        found=found,
        query=Query.of(visit.request),
        parts=[one.name for one in mailings.parts(visit, number)],
        model=model_words,
        questions=acts.questions(
            visit, fields, typed=said, refusals=refusals, options=posting.OPTIONS
        ),
        refusals=refusals,
        prints=posting.may_post(visit),
        key=new_key(),
    )


def _by_kind(tallies: Sequence[Tally]) -> list[tuple[str, Mapping[str, int]]]:
    """The kinds in the order of their names, with how many the post has in each place."""
    kinds: dict[str, dict[str, int]] = {}
    for one in tallies:
        kinds.setdefault(one.kind, {})[one.where.value] = one.number
    return sorted(kinds.items(), key=lambda one: alphabetical(model_words(one[0])))
