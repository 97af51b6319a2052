"""``/courrier``: the saisines that came in, and the form that records one.

The day on which it was received is the one that counts; that on which it is entered is today.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import RedirectResponse

from entrypoints.web import acts
from entrypoints.web.addresses import Query
from entrypoints.web.overtaken import since
from entrypoints.web.pages.dossiers.sheet import ways
from entrypoints.web.posted import FormOf, found_again, go, new_key
from entrypoints.web.rendering import page
from entrypoints.web.visits import Closed, Here, Visit
from entrypoints.words.choices import choice_words
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.fields import GREATEST, Field, Kind, read
from rules.refusals import Refusal, Refused
from rules.subjects import Subject, SubjectKind
from rules.wording import day_of_month
from states.decision import Way
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
    return _form(visit, number, _way(visit, number), typed=found_again(visit))


@router.post("/formulaire/{number}")
def record(visit: Here, number: Number, form: FormOf) -> Response:
    """The saisine, dated of the day on which it was received."""
    visit.enter(Right.COURRIER_RECU)
    visit.open(Right.DOSSIER, number)
    way = _way(visit, number)
    values, refusals = read([_RECEIVED], {"recu_le": form.get("recu_le")})
    if refusals:
        return _form(visit, number, way, typed=form.values, refusals=refusals)
    day = values["recu_le"]
    assert isinstance(day, date)  # what the field reads
    command = Command(
        dossier_id=number,
        act=received(visit.rulebook, acts.act_of(visit, DEPOSIT, form, only=way.exit.asks), day),
        expected_version=form.version,
        key=form.key or None,
    )
    try:
        done = commands.perform(visit.store, visit.rulebook, command)
    except Refused as refused:
        return _form(visit, number, way, typed=form.values, refusals=refused.refusals)
    except StaleDossier as stale:
        return _form(visit, number, way, typed=form.values, seen=stale.seen)
    said = f"{done.words or way.exit.label} : enregistré."
    return go(
        visit, "/courrier", said, more=f"Reçue le {day_of_month(day)}, c’est ce jour qui compte."
    )


def _way(visit: Visit, number: int) -> Way:
    found = next((one for one in ways(visit, number) if one.exit.event == DEPOSIT), None)
    if found is None:
        raise Closed((OUTSIDE,))
    return found


def _form(
    visit: Visit,
    number: int,
    way: Way,
    *,
    typed: Mapping[str, str] | None = None,
    refusals: Sequence[Refusal] = (),
    seen: int | None = None,
) -> Response:
    dossier = dossiers.dossier(visit.store, number)
    fields = (_RECEIVED, *(field for field in way.exit.asks if field == CANAL_SAISINE))
    questions = acts.questions(
        visit,
        fields,
        typed=typed or {CANAL_SAISINE.name: _BY_MAIL},
        refusals=refusals,
        options={CANAL_SAISINE.name: (_CHANNEL,)},
    )
    stale = None if seen is None else since(visit, Subject(SubjectKind.DOSSIER, number), seen)
    failed = bool(refusals) or stale is not None
    return page(
        visit,
        "received/form.html",
        status=409 if stale else 422 if refusals else 200,
        dossier=dossier,
        way=way,
        again=dossier.state != "saisine_a_faire",
        questions=questions,
        refusals=refusals,
        shut=[] if failed else acts.elsewhere(way.refusals),
        stale=stale,
        key=new_key(),
    )
