"""The offer of accompagnement: what is said of it, what cannot be, and when it is up to date.

S1, indicator 5: « 100 % de l'offre d'accompagnement d'un territoire visible de l'ensemble des
acteurs (opérateur, capacité, type, disponibilités) et à jour ». A share of a stock at a day, not of
deadlines; how long an offer stays up to date is rule ``5-OFFRE-A-JOUR``'s delay.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rules.actors import Actor, Role
from rules.days.calendar import Calendar
from rules.deadlines.rule import Rule
from rules.delays.delay import due
from rules.facts import Fact
from rules.fields import Field, Kind
from rules.refusals import Refusal
from rules.wording import day_of_month

PUBLISHED, UPDATED, WITHDRAWN = "offre_publiee", "offre_mise_a_jour", "offre_retiree"
STATED = frozenset({PUBLISHED, UPDATED})
RULE = "5-OFFRE-A-JOUR"

GLOBAL = "accompagnement_global"
"""« la seule offre contingentée à Pôle emploi » (S1): its places left are counted."""

GENRES: Mapping[str, str] = {
    "emploi": "accompagnement emploi",
    GLOBAL: "accompagnement global",
    "social": "accompagnement social",
    "socioprofessionnel": "accompagnement socioprofessionnel",
    "autre": "autre accompagnement",
}

LIBELLE = Field(name="libelle", label="le nom de l’offre", personal=True)
OPERATEUR = Field(
    name="operateur",
    label="le nom de l’opérateur, s’il n’est pas un service référent",
    required=False,
    personal=True,
)
SERVICE = Field(
    name="service",
    label="le service référent qui la tient",
    kind=Kind.SERVICE,
    required=False,
)
GENRE = Field(name="genre", label="le type d’offre", kind=Kind.CHOIX, choices=tuple(GENRES))
CIRCONSCRIPTION = Field(
    name="circonscription",
    label="la circonscription, si ce n’est pas tout le département",
    kind=Kind.CODE,
    required=False,
)
CAPACITE = Field(name="capacite", label="la capacité, en places", kind=Kind.ENTIER)
CAPACITE_NOUVELLE = Field(
    name="capacite", label="la capacité, si elle change", kind=Kind.ENTIER, required=False
)
PLACES = Field(
    name="places",
    label="les places disponibles, si elles sont comptées",
    kind=Kind.ENTIER,
    required=False,
)
CONTINGENT = Field(
    name="contingent", label="si ses places sont contingentées", kind=Kind.OUI_NON, required=False
)

FORMS: Mapping[str, tuple[Field, ...]] = {
    PUBLISHED: (
        *(LIBELLE, OPERATEUR, SERVICE, GENRE, CIRCONSCRIPTION),
        *(CAPACITE, PLACES, CONTINGENT),
    ),
    UPDATED: (CAPACITE_NOUVELLE, PLACES, CONTINGENT),
    WITHDRAWN: (),
}
"""What each act on an offer asks for, by the fact that it writes."""

LABELS: Mapping[str, str] = {
    PUBLISHED: "Publier l’offre",
    UPDATED: "Mettre l’offre à jour",
    WITHDRAWN: "Retirer l’offre",
}

_DEPARTEMENT = frozenset({Role.BOP, Role.BAT})
_OF_A_SERVICE = frozenset({Role.REFERENT, Role.RESPONSABLE_SERVICE})
_SOURCE = "S1, indicateur 5"


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The stock of offers of a territory at the end of a day. ``visible``: published and not
    withdrawn; the form wants operator, type, capacity and rationed places of each. ``current``:
    visible, and stated within the rule's delay."""

    day: date
    visible: int
    current: int

    @property
    def share(self) -> float | None:
        """The share visible and up to date, in percent; None without any offer."""
        return None if not self.visible else 100 * self.current / self.visible


def contingented(said: Mapping[str, object]) -> bool:
    """Whether its places are rationed: as it is said, else what its kind is in the document."""
    told = said.get("contingent")
    return bool(told) if told is not None else said.get("genre") == GLOBAL


def not_allowed(code: str, actor: Actor, operator: object) -> Refusal | None:
    """The département keeps every offer, a service its own."""
    if actor.role in _DEPARTEMENT:
        return None
    if actor.role in _OF_A_SERVICE and operator is not None and actor.service_id == operator:
        return None
    return Refusal(
        code="acteur_non_autorise",
        sentence=f"« {LABELS[code]} » ne vous est pas ouvert.",
        remedy="Demandez-le au service qui tient l’offre, ou à un bureau du département.",
    )


def impossible(said: Mapping[str, object]) -> Iterator[Refusal]:
    """What an offer cannot be, once all that is said of it is put together."""
    if said.get("service") is None and said.get("operateur") is None:
        yield Refusal(
            code="operateur_manquant",
            sentence="Une offre dit qui la tient.",
            remedy="Indiquez « service » ou « operateur ».",
            source=_SOURCE,
            to_enter=True,
            field="operateur",
        )
    capacity, places = said.get("capacite"), said.get("places")
    if isinstance(capacity, int) and isinstance(places, int) and places > capacity:
        yield Refusal(
            code="places_au_dela_de_la_capacite",
            sentence=f"{places} places disponibles pour une capacité de {capacity}.",
            remedy="Corrigez « places » ou « capacite ».",
            source=_SOURCE,
            field="places",
        )
    if contingented(said) and places is None:
        yield Refusal(
            code="places_a_compter",
            sentence="Une offre contingentée dit combien de places sont disponibles.",
            remedy="Indiquez « places ».",
            source=_SOURCE,
            to_enter=True,
            field="places",
        )


def out_of_order(code: str, facts: Sequence[Fact], at: datetime) -> Refusal | None:
    """An offer is published once, then updated or withdrawn until it is withdrawn."""
    if code == PUBLISHED:
        return None
    before = [fact for fact in facts if fact.occurred <= at]
    if not before:
        return Refusal(
            code="offre_pas_encore_publiee",
            sentence=f"Le {day_of_month(at)}, l’offre n’était pas encore publiée.",
            remedy="Corrigez la date.",
            source=_SOURCE,
        )
    withdrawn = [fact for fact in facts if fact.code == WITHDRAWN]
    if withdrawn and (code == WITHDRAWN or withdrawn[0].occurred <= at):
        day = withdrawn[0].occurred.astimezone(at.tzinfo)
        return Refusal(
            code="offre_retiree",
            sentence=f"L’offre a été retirée le {day_of_month(day)}.",
            remedy="Publiez une nouvelle offre.",
            source=_SOURCE,
        )
    if code == WITHDRAWN and before != list(facts):
        return Refusal(
            code="offre_tenue_depuis",
            sentence="L’offre a été mise à jour depuis : elle n’était pas retirée ce jour-là.",
            remedy="Corrigez la date.",
            source=_SOURCE,
        )
    return None


def palette(
    offers: Sequence[Sequence[Fact]], day: date, versions: Sequence[Rule], calendar: Calendar
) -> Palette:
    """The stock at the end of that local day. ``offers``: the facts of each, in order. Without the
    rule, nothing says when an offer is out of date: all that is visible is current."""
    visible = current = 0
    for facts in offers:
        by_then = [f for f in facts if f.occurred.astimezone(calendar.tz).date() <= day]
        if not by_then or by_then[-1].code == WITHDRAWN:
            continue
        visible += 1
        current += _current(by_then[-1], day, versions, calendar)
    return Palette(day=day, visible=visible, current=current)


def _current(last: Fact, day: date, versions: Sequence[Rule], calendar: Calendar) -> bool:
    since = last.occurred.astimezone(calendar.tz).date()
    rule = next((rule for rule in versions if rule.in_force(since)), None)
    if rule is None:
        return True
    limit = due(last.occurred, rule.delay, calendar)
    return limit is None or limit.astimezone(calendar.tz).date() >= day
