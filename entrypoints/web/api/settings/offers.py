"""``/api/offres`` and ``/api/services``: what is offered, by whom, when they are open."""

from enum import StrEnum

from fastapi import APIRouter, Depends, Response

from entrypoints.forms.offers import offer as offer_form
from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.acts import Fields
from entrypoints.web.api.answers.directories import (
    Hours,
    OfferDone,
    Offers,
    Services,
    ServiceSheet,
)
from entrypoints.web.api.protocol.acting import act_of
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of, json_only
from entrypoints.web.api.protocol.paging import Cursor, Limit, linked
from entrypoints.web.api.protocol.parameters import Code, Key, Of, Version, Words, YesNo, etag
from entrypoints.web.api.protocol.refusing import ACTS_REFUSED, BODY_REFUSED, ONCE_REFUSED
from entrypoints.web.visitors.visits import Closed, Visit
from rules import offers as of_offers
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from workflow.organisations import hours
from workflow.organisations import offers as offer_commands
from workflow.organisations.offers import OfferCommand
from workflow.reading import offers, service_book
from workflow.reading.cursors import paged
from workflow.reading.service_book import ServiceSheet as Sheet

router = APIRouter(route_class=Operation, tags=["Offre"])


class OfferAct(StrEnum):
    """What may be done of an offer that is published."""

    METTRE_A_JOUR = "mettre-a-jour"
    RETIRER = "retirer"


_OF_OFFERS = {
    OfferAct.METTRE_A_JOUR: of_offers.UPDATED,
    OfferAct.RETIRER: of_offers.WITHDRAWN,
}


@router.get("/offres", response_model=Offers, summary="Lister l’offre d’accompagnement")
def offered(
    visit: Here,
    response: Response,
    q: Words = None,
    circonscription: Code = None,
    genre: Code = None,
    retirees: YesNo = False,
    limite: Limit = 50,
    apres: Cursor = None,
) -> Json:
    """L’offre est ouverte à tous les acteurs. « q » : des débuts de mots de l’offre ou de qui la
    tient. « version » est à rendre dans « If-Match »."""
    visit.enter(Right.OFFRE)
    listed = offers.listing(
        visit.store,
        words=q or "",
        circonscription=circonscription,
        genre=genre,
        withdrawn=retirees,
        after=apres,
        most=limite + 1,
    )
    found, forms = paged(listed, limite, offers.cursor), forms_of(visit)
    return {
        "offres": [offer_form(forms, one) for one in found.lines],
        "suite": linked(visit, response, found.following),
    }


@router.post(
    "/offres",
    response_model=OfferDone,
    responses=ONCE_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Publier une offre",
)
def publish(visit: Here, response: Response, fields: Fields, key: Key = None) -> Json:
    """Les champs sont ceux de « offre publier »."""
    visit.enter(Right.OFFRE)
    act = act_of(visit, of_offers.PUBLISHED, dict(fields.root))
    return _offer(visit, response, OfferCommand(act=act, key=key))


@router.post(
    "/offres/{numero}/actes/{acte}",
    response_model=OfferDone,
    responses=ACTS_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Mettre à jour une offre, la retirer",
)
def keep_up(
    visit: Here,
    response: Response,
    number: Of,
    acte: OfferAct,
    fields: Fields,
    version: Version,
    key: Key = None,
) -> Json:
    """Sans aucun champ, une mise à jour confirme ce qui est dit."""
    visit.enter(Right.OFFRE)
    act = act_of(visit, _OF_OFFERS[acte], dict(fields.root))
    command = OfferCommand(act=act, offer_id=number, expected_version=version, key=key)
    return _offer(visit, response, command)


@router.get("/services", response_model=Services, summary="Lister les services")
def listed(
    visit: Here,
    response: Response,
    q: Words = None,
    circonscription: Code = None,
    limite: Limit = 50,
    apres: Cursor = None,
) -> Json:
    """Ceux qui sont en activité, comment les joindre, quand ils sont ouverts. « q » : des débuts de
    mots du nom."""
    visit.enter(Right.OFFRE)
    sheets = service_book.listing(
        visit.store, words=q or "", circonscription=circonscription, after=apres, most=limite + 1
    )
    found = paged(sheets, limite, service_book.cursor)
    return {
        "services": [_service(one) for one in found.lines],
        "suite": linked(visit, response, found.following),
    }


@router.put(
    "/services/{numero}/horaires",
    response_model=ServiceSheet,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Dire les horaires d’un service",
)
def say_hours(visit: Here, number: Of, told: Hours) -> Json:
    """Les lettres les diront désormais."""
    visit.enter(Right.OFFRE)
    if service_book.of_number(visit.store, number) is None:
        raise Closed((OUTSIDE,))
    hours.say(visit.store, act_of(visit, hours.SAY, None), number, told.horaires)
    found = service_book.of_number(visit.store, number)
    if found is None:
        raise Closed((OUTSIDE,))
    return _service(found)


def _offer(visit: Visit, response: Response, command: OfferCommand) -> Json:
    done = offer_commands.perform(visit.store, visit.rulebook, command)
    etag(response, done.version)
    return {"offre": done.offer_id, "version": done.version, "deja_fait": done.repeated}


def _service(one: Sheet) -> Json:
    return {
        "service": one.id,
        "libelle": one.label,
        "genre": one.genre,
        "circonscriptions": list(one.circonscriptions),
        "adresse": one.address,
        "telephone": one.telephone,
        "courriel": one.email,
        "horaires": one.hours,
    }
