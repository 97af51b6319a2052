"""``/services``: who accompanies, how they are reached, what they offer, what places are left."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi import Query as InQuery

from entrypoints.web.forms import acts
from entrypoints.web.forms.acts import Choice
from entrypoints.web.forms.overtaken import compared
from entrypoints.web.forms.posted import FormOf, found_again, go, new_key
from entrypoints.web.rendering.addresses import Query
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Closed, Here, Visit
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.actors import GENRE_LABELS
from rules.fields import GREATEST, Field
from rules.offers import (
    FORMS,
    GENRES,
    LABELS,
    OPERATEUR,
    PUBLISHED,
    SERVICE,
    STATED,
    UPDATED,
    WITHDRAWN,
    not_allowed,
)
from rules.refusals import Refusal, Refused
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from workflow.organisations import hours
from workflow.organisations.offers import OfferCommand, StaleOffer, perform
from workflow.reading import offers, service_book
from workflow.reading.cursors import BadCursor, paged
from workflow.reading.offers import OfferLine

router = APIRouter(prefix="/services")

Number = Annotated[int, Path(ge=1, le=GREATEST)]
Code = Annotated[str, InQuery(max_length=40)]
Words = Annotated[str, InQuery(max_length=100)]
After = Annotated[str | None, InQuery(max_length=400)]

_ROWS = 50
_PATHS = {"publier": PUBLISHED, "mettre-a-jour": UPDATED, "retirer": WITHDRAWN}
_HOURS = Field(name="horaires", label="les horaires d’ouverture", personal=False)


@router.get("")
def show(
    visit: Here,
    mots: Words = "",
    circonscription: Code = "",
    type: Code = "",
    apres_offre: After = None,
    apres_service: After = None,
) -> Response:
    """The services and their offers, all of them or those of a name, of a place or of a type."""
    visit.enter(Right.OFFRE)
    query, places = Query.of(visit.request), visit.places
    place = circonscription if circonscription in places else None
    genre = type if type in GENRES else None
    try:
        found = offers.listing(
            visit.store,
            words=mots,
            circonscription=place,
            genre=genre,
            after=apres_offre,
            most=_ROWS + 1,
        )
        sheets = service_book.listing(
            visit.store, words=mots, circonscription=place, after=apres_service, most=_ROWS + 1
        )
    except BadCursor:
        return go(visit, query.with_())
    offered = paged(found, _ROWS, offers.cursor)
    services = paged(sheets, _ROWS, service_book.cursor)
    own = visit.actor.service_id
    return page(
        visit,
        "services/list.html",
        query=query,
        services=services,
        offers=offered,
        share=offers.share(visit.store, visit.rulebook, visit.rulebook.local_day(visit.now), place),
        places=places,
        place=place or "",
        genres=GENRES,
        genre=genre or "",
        kinds={one.value: words for one, words in GENRE_LABELS.items()},
        own=own,
        named=None if own is None else visit.services.get(own),
        tells={one.id for one in services.lines if not hours.not_for(visit.actor, one.id)},
        publishes=_may(visit, PUBLISHED, own),
        keeps={one.id for one in offered.lines if _may(visit, UPDATED, one.service_id)},
    )


@router.get("/offres/publier")
def ask_to_publish(visit: Here) -> Response:
    """The form of a new offer."""
    visit.enter(Right.OFFRE)
    typed = found_again(visit) or {"service": str(visit.actor.service_id or "")}
    return _form(visit, None, "publier", typed=typed)


@router.post("/offres/publier")
def publish(visit: Here, form: FormOf) -> Response:
    """A new offer."""
    visit.enter(Right.OFFRE)
    act = acts.act_of(visit, PUBLISHED, form, only=FORMS[PUBLISHED])
    try:
        perform(visit.store, visit.rulebook, OfferCommand(act=act, key=form.key or None))
    except Refused as refused:
        return _form(visit, None, "publier", typed=form.values, refusals=refused.refusals)
    return go(visit, "/services", "L’offre est publiée.", more="Tous les acteurs la voient.")


@router.get("/offres/{number}/{what}")
def ask(visit: Here, number: Number, what: str) -> Response:
    """The form of an act on an offer."""
    visit.enter(Right.OFFRE)
    return _form(visit, _offer(visit, number), _known(what), typed=found_again(visit))


@router.post("/offres/{number}/{what}")
def act(visit: Here, number: Number, what: str, form: FormOf) -> Response:
    """The act; with nothing typed, an update confirms what is said."""
    visit.enter(Right.OFFRE)
    offer = _offer(visit, number)
    event = _PATHS[_known(what)]
    command = OfferCommand(
        act=acts.act_of(visit, event, form, only=FORMS[event]),
        offer_id=number,
        expected_version=form.version,
        key=form.key or None,
    )
    try:
        perform(visit.store, visit.rulebook, command)
    except Refused as refused:
        return _form(visit, offer, what, typed=form.values, refusals=refused.refusals)
    except StaleOffer as stale:
        return _form(visit, offer, what, typed=form.values, seen=stale.seen)
    return go(visit, "/services", f"{LABELS[event]} : c’est fait.")


@router.get("/{number}/horaires")
def ask_hours(visit: Here, number: Number) -> Response:
    """The opening hours of a service, as letters give them."""
    visit.enter(Right.OFFRE)
    return _hours(visit, number, typed=found_again(visit))


@router.post("/{number}/horaires")
def say_hours(visit: Here, number: Number, form: FormOf) -> Response:
    """From now on letters give these."""
    visit.enter(Right.OFFRE)
    said = Act(event=hours.SAY, actor=visit.actor, occurred=visit.now, known=visit.now)
    try:
        hours.say(visit.store, said, number, form.get("horaires"))
    except Refused as refused:
        return _hours(visit, number, typed=form.values, refusals=refused.refusals)
    return go(visit, "/services", "Les horaires sont enregistrés.", more="Les lettres les diront.")


def _may(visit: Visit, event: str, operator: int | None) -> bool:
    return not_allowed(event, visit.actor, operator) is None


def _known(what: str) -> str:
    if what not in _PATHS or what == "publier":
        raise Closed((OUTSIDE,))
    return what


def _offer(visit: Visit, number: int) -> OfferLine:
    found = offers.among(visit.store, [number]).get(number)
    if found is None or found.withdrawn is not None:
        raise Closed((OUTSIDE,))
    return found


def _form(
    visit: Visit,
    offer: OfferLine | None,
    what: str,
    *,
    typed: Mapping[str, str] | None = None,
    refusals: tuple[Refusal, ...] = (),
    seen: int | None = None,
) -> Response:
    event = _PATHS[what]
    fields, options = _asked(visit, event)
    questions = acts.questions(visit, fields, typed=typed, refusals=refusals, options=options)
    stale = None
    if seen is not None and offer is not None:
        stale = compared(
            visit,
            Subject(SubjectKind.OFFRE, offer.id),
            seen,
            fields=fields,
            questions=questions,
            events=STATED,
            whole=True,
        )
    operator = visit.actor.service_id if offer is None else offer.service_id
    shut = not_allowed(event, visit.actor, operator)
    return page(
        visit,
        "services/form.html",
        status=409 if stale else 422 if refusals else 200,
        title=LABELS[event],
        offer=offer,
        questions=questions if stale is None else stale.questions,
        refusals=refusals,
        shut=() if shut is None else (shut,),
        stale=stale,
        key=new_key(),
    )


def _asked(visit: Visit, event: str) -> tuple[Sequence[Field], Mapping[str, Sequence[Choice]]]:
    """The fields of the act and their answers: a service publishes its own offers alone."""
    own = visit.actor.service_id
    if event != PUBLISHED or own is None:
        return FORMS[event], {}
    fields = [
        replace(one, label="le service qui la tient", required=True) if one == SERVICE else one
        for one in FORMS[event]
        if one != OPERATEUR
    ]
    named = visit.services.get(own, str(own))
    return fields, {SERVICE.name: [Choice(value=str(own), label=named)]}


def _hours(
    visit: Visit,
    number: int,
    *,
    typed: Mapping[str, str] | None,
    refusals: tuple[Refusal, ...] = (),
) -> Response:
    found = service_book.of_number(visit.store, number)
    if found is None:
        raise Closed((OUTSIDE,))
    said = typed or {"horaires": found.hours or ""}
    return page(
        visit,
        "services/hours.html",
        status=422 if refusals else 200,
        service=found,
        questions=acts.questions(visit, (_HOURS,), typed=said, refusals=refusals),
        refusals=refusals,
        key=new_key(),
    )
