"""What the services of the demo say of themselves: what they offer, and when they are open.

The operators are in no register: a régie de quartier, workshops, a crèche that nobody will find.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from entrypoints.demo import cast
from entrypoints.demo.stage import Stage
from rules.actors import Actor, Genre
from rules.offers import GLOBAL, PUBLISHED, UPDATED, WITHDRAWN
from rules.situation import Act
from rules.wording import NBSP
from workflow.organisations import hours, offers
from workflow.organisations.offers import OfferCommand
from workflow.reading import dossiers
from workflow.reading import offers as offer_book


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offer:
    """An offer of a kind of service, or of an ``operator`` of whom the BOP tells. ``places``: those
    that are free, at first then at each update; none: the operator forgets to say. ``ends``: it is
    withdrawn in summer."""

    label: str
    genre: str
    capacity: int
    places: tuple[int, ...] = ()
    of: Genre | None = None
    operator: str | None = None
    place: str | None = None
    ends: bool = False


_OFFERS = (
    _Offer(
        label="Suivi socioprofessionnel",
        genre="socioprofessionnel",
        capacity=120,
        places=(18, 9, 4),
        of=Genre.ALI,
        place="93-01",
    ),
    _Offer(
        label="Accompagnement social renforcé",
        genre="social",
        capacity=60,
        places=(11, 6, 2),
        of=Genre.SERVICE_SOCIAL,
        place="93-01",
    ),
    _Offer(
        label="Accompagnement global",
        genre=GLOBAL,
        capacity=70,
        places=(23, 12, 7),
        of=Genre.FRANCE_TRAVAIL,
        place="93-01",
    ),
    _Offer(
        label="Emploi avec une équipe dédiée",
        genre="emploi",
        capacity=150,
        places=(40, 31, 26),
        of=Genre.FRANCE_TRAVAIL,
        place="93-01",
    ),
    _Offer(
        label="Un métier, une marraine",
        genre="emploi",
        capacity=24,
        places=(24, 10, 3),
        of=Genre.ASSOCIATION,
    ),
    _Offer(
        label=f"Chantier d’insertion «{NBSP}Jardins suspendus{NBSP}»",
        genre="emploi",
        capacity=16,
        places=(5, 2, 0),
        operator="Régie de quartier des Trois-Lunes",
        place="93-02",
    ),
    _Offer(
        label="Permis de conduire et location de scooters",
        genre="autre",
        capacity=40,
        places=(14, 8, 12),
        operator="Garage solidaire du Tapis-Volant",
        ends=True,
    ),
    _Offer(
        label="Français à visée professionnelle",
        genre="socioprofessionnel",
        capacity=45,
        places=(20, 20, 6),
        operator="Ateliers Mot-à-Mot",
        place="93-01",
    ),
    _Offer(
        label="Garde d’enfants en horaires décalés",
        genre="social",
        capacity=20,
        places=(3, 1, 1),
        operator="Crèche du Petit-Poucet imaginaire",
        place="93-02",
    ),
    _Offer(
        label="Créer son activité",
        genre="autre",
        capacity=30,
        operator="Couveuse de l’Œuf-Carré",
    ),
)
_HOURS = {
    Genre.ALI: "du lundi au vendredi, 9 h à 12 h 30 et 13 h 30 à 17 h",
    Genre.SERVICE_SOCIAL: "du lundi au jeudi, 9 h à 17 h ; le vendredi sur rendez-vous",
    Genre.FRANCE_TRAVAIL: "du lundi au jeudi, 8 h 30 à 16 h 30 ; le vendredi de 8 h 30 à 13 h",
}


def publish(stage: Stage) -> bool:
    """Each service says what it offers and when it is open, the BOP what operators of no service
    offer."""
    for offer in _OFFERS:
        keeper, service = _keeper(stage, offer)
        said: dict[str, object] = {
            "libelle": offer.label,
            "genre": offer.genre,
            "capacite": offer.capacity,
            "operateur": offer.operator,
            "service": service,
            "circonscription": offer.place,
            "places": offer.places[0] if offer.places else None,
        }
        _tell(
            stage,
            PUBLISHED,
            keeper,
            {name: told for name, told in said.items() if told is not None},
        )
    for one in dossiers.services(stage.store):
        if one.active and one.genre in _HOURS:
            hours.say(stage.store, _act(stage, cast.BOP), one.id, _HOURS[Genre(one.genre)])
    stage.tell(f"offres d’accompagnement publiées : {len(_OFFERS)}")
    return True


def update_in_spring(stage: Stage) -> bool:
    """Who keeps an offer says what is left of it."""
    return _update(stage, turn=1)


def update_in_summer(stage: Stage) -> bool:
    """Again; what is over is withdrawn."""
    return _update(stage, turn=2)


def _update(stage: Stage, *, turn: int) -> bool:
    by_label = {one.libelle: one.id for one in offer_book.listing(stage.store)}
    for offer in _OFFERS:
        keeper, _ = _keeper(stage, offer)
        number = by_label[offer.label]
        if offer.places:
            _tell(stage, UPDATED, keeper, {"places": offer.places[turn]}, number)
        if offer.ends and turn == len(offer.places) - 1:
            _tell(stage, WITHDRAWN, keeper, {}, number)
    return True


def _keeper(stage: Stage, offer: _Offer) -> tuple[Actor, int | None]:
    """Who speaks of it, and the service that keeps it."""
    service = cast.of_genre(dossiers.services(stage.store), offer.of)
    if service is None or offer.of is None:
        return cast.BOP, None
    return stage.agent_of(service.id, offer.of), service.id


def _tell(
    stage: Stage, event: str, actor: Actor, said: Mapping[str, object], offer: int | None = None
) -> None:
    command = OfferCommand(act=replace(_act(stage, actor), event=event, data=said), offer_id=offer)
    offers.perform(stage.store, stage.rulebook, command)


def _act(stage: Stage, actor: Actor) -> Act:
    stage.now += timedelta(seconds=20)
    return Act(event="", actor=actor, occurred=stage.now, known=stage.now)
