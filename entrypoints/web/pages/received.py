"""``/courrier``: the saisines that came in, and the form that records one.

The day on which it was received is the one that counts; that on which it is entered is today.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import RedirectResponse

from entrypoints.web.forms import acts
from entrypoints.web.forms.overtaken import since
from entrypoints.web.forms.posted import FormOf, Posted, found_again, go, new_key
from entrypoints.web.pages.dossiers.sheet import ways
from entrypoints.web.rendering.addresses import Query
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Closed, Here, Visit
from entrypoints.words.acts import event_label
from entrypoints.words.choices import choice_words
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.fields import GREATEST, Field, Kind, read
from rules.refusals import Refusal, Refused
from rules.subjects import Subject, SubjectKind
from rules.wording import day_of_month
from states.forms import CANAL_SAISINE
from workflow.acts import commands
from workflow.acts.commands import Command, StaleDossier
from workflow.acts.receiving import received
from workflow.reading import dossiers, saisines
from workflow.reading.cursors import BadCursor
from workflow.reading.dossier_filters import Asked
from workflow.reading.dossier_list import Sort, listing
from workflow.reading.saisines import Standing

router = APIRouter(prefix="/courrier")

Number = Annotated[int, Path(ge=1, le=GREATEST)]

DEPOSIT = "deposer_saisine"
STANDINGS: Mapping[str, str] = {
    Standing.A_VERIFIER.value: "à vérifier",
    Standing.INCOMPLETE.value: "incomplètes",
}
_RECEIVED = Field(name="recu_le", label="reçu le", kind=Kind.DATE, past=True)
_BY_MAIL = "mail"
_CHANNEL = acts.Choice(value=_BY_MAIL, label=choice_words(CANAL_SAISINE.name, _BY_MAIL))
"""The only channel that brings a form here: what is typed in webRSA is typed by its service."""
_MOST = 20


@router.get("")
def show(visit: Here) -> Response:
    """What waits, the oldest reception first."""
    visit.enter(Right.COURRIER_RECU)
    query = Query.of(visit.request)
    told = query.get("etat")
    try:
        found = saisines.listing(
            visit.store,
            reader=visit.bearer,
            standing=Standing(told) if told in STANDINGS else None,
            after=query.get("apres") or None,
        )
    except BadCursor:
        return RedirectResponse(query.after(None), status_code=303)
    return page(
        visit,
        "received/list.html",
        query=query,
        found=found,
        standings=STANDINGS,
        counts=saisines.counts(visit.store, reader=visit.bearer),
    )


@router.get("/formulaire")
def recognise(visit: Here, q: str = "") -> Response:
    """Who the form is about: looked for first, so that nobody is entered twice."""
    visit.enter(Right.COURRIER_RECU)
    text = " ".join(q.split())[:80]
    lines = (
        listing(
            visit.store,
            Asked(search=text),
            reader=visit.bearer,
            now=visit.now,
            sort=Sort.NOM,
            most=_MOST,
        ).lines
        if len(text) >= 3
        else ()
    )
    return page(visit, "received/recognise.html", search=text, lines=lines)


@router.get("/formulaire/{number}")
def ask(visit: Here, number: Number) -> Response:
    """The form of that dossier; a saisine that is there already is told."""
    visit.enter(Right.COURRIER_RECU)
    visit.open(Right.DOSSIER, number)
    asked = acts.asked_among(ways(visit, number), DEPOSIT)
    if asked is None:
        raise Closed((OUTSIDE,))
    return _form(visit, number, asked, typed=found_again(visit))


@router.post("/formulaire/{number}")
def record(visit: Here, number: Number, form: FormOf) -> Response:
    """The saisine, dated of the day on which it was received."""
    visit.enter(Right.COURRIER_RECU)
    visit.open(Right.DOSSIER, number)
    values, refusals = read([_RECEIVED], {"recu_le": form.get("recu_le")})
    if refusals:
        return _again(visit, number, form, refusals)
    day = values["recu_le"]
    assert isinstance(day, date)  # what the field reads
    deposit = acts.act_of(visit, DEPOSIT, form, only=acts.fields_of(DEPOSIT).all)
    command = Command(
        dossier_id=number,
        act=received(visit.rulebook, deposit, day),
        expected_version=form.version,
        key=form.key or None,
    )
    try:
        done = commands.perform(visit.store, visit.rulebook, command)
    except Refused as refused:
        return _again(visit, number, form, refused.refusals)
    except StaleDossier as stale:
        return _again(visit, number, form, seen=stale.seen)
    said = f"{done.words or event_label(DEPOSIT)} : enregistré."
    return go(
        visit, "/courrier", said, more=f"Reçue le {day_of_month(day)}, c’est ce jour qui compte."
    )


def _again(
    visit: Visit,
    number: int,
    form: Posted,
    refusals: Sequence[Refusal] = (),
    seen: int | None = None,
) -> Response:
    """The form as it was typed, and why nothing was recorded; without its questions when the
    dossier takes no saisine any more: what was typed is then told."""
    asked = acts.asked_among(ways(visit, number), DEPOSIT)
    if asked is None:
        fields = acts.fields_of(DEPOSIT).all
        asked = acts.gone(event_label(DEPOSIT), fields, "le dossier", refusals)
    else:
        asked = replace(asked, shut=())
    return _form(visit, number, asked, typed=form.values, refusals=refusals, seen=seen)


def _form(
    visit: Visit,
    number: int,
    asked: acts.Asked,
    *,
    typed: Mapping[str, str] | None = None,
    refusals: Sequence[Refusal] = (),
    seen: int | None = None,
) -> Response:
    dossier = dossiers.dossier(visit.store, number)
    fields = (_RECEIVED, *(field for field in asked.fields if field == CANAL_SAISINE))
    questions = acts.questions(
        visit,
        fields,
        typed=typed or ({} if asked.shut else {CANAL_SAISINE.name: _BY_MAIL}),
        refusals=refusals,
        options={CANAL_SAISINE.name: (_CHANNEL,)},
    )
    stale = None if seen is None else since(visit, Subject(SubjectKind.DOSSIER, number), seen)
    return page(
        visit,
        "received/form.html",
        status=409 if stale else 422 if refusals else 200,
        dossier=dossier,
        asked=asked,
        again=dossier.state != "saisine_a_faire",
        questions=questions,
        refusals=refusals,
        stale=stale,
        key=new_key(),
    )
