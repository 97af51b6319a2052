"""Who a measured deadline is about, as they were on the day that it is counted from.

S1: the indicators are refined « par tranche d'âge, sexe, situation familiale, niveau de formation,
ancienneté dans le RSA et catégorie d'organisme accompagnateur », and only new entrants are counted
(« seule la question de la gestion du flux est traitée »). S1 gives no bands: these are those of the
ministry's yearly survey, that webRSA fills (« Statistiques ministérielles »).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from rules.facts import Fact


class Dimension(StrEnum):
    """What a count may be broken down by. Keys of a profile, but for the month: never renamed."""

    TRANCHE_AGE = "tranche_age"
    SEXE = "sexe"
    SITUATION_FAMILIALE = "situation_familiale"
    NIVEAU = "niveau"
    ANCIENNETE = "anciennete"
    ORGANISME = "organisme"
    SERVICE = "service"
    CIRCONSCRIPTION = "circonscription"
    MOIS = "mois"


OF_THE_PERSON = frozenset(
    {
        Dimension.TRANCHE_AGE,
        Dimension.SEXE,
        Dimension.SITUATION_FAMILIALE,
        Dimension.NIVEAU,
        Dimension.ANCIENNETE,
    }
)
"""What only a profile tells: nothing says today what they were then."""

POPULATION = "population"
ENTRANT, STOCK = "entrant", "stock"

_DESIGNATED = "designe"
"""Whether the organisme is the one designated since, none being known at the anchor."""

BANDS: Mapping[Dimension, Mapping[str, str]] = MappingProxyType(
    {
        Dimension.TRANCHE_AGE: {
            "moins_25": "moins de 25 ans",
            "25_29": "25 à 29 ans",
            "30_39": "30 à 39 ans",
            "40_49": "40 à 49 ans",
            "50_59": "50 à 59 ans",
            "60_plus": "60 ans et plus",
        },
        Dimension.SEXE: {"femme": "femmes", "homme": "hommes"},
        Dimension.SITUATION_FAMILIALE: {
            "seul_sans_enfant": "seul·e sans enfant",
            "seul_avec_enfant": "seul·e avec enfant",
            "seul": "seul·e, enfants non précisés",
            "couple_sans_enfant": "en couple sans enfant",
            "couple_avec_enfant": "en couple avec enfant",
            "couple": "en couple, enfants non précisés",
        },
        Dimension.NIVEAU: {
            "infra_cap": "inférieur au CAP ou BEP",
            "cap": "CAP ou BEP",
            "bac": "baccalauréat",
            "superieur": "supérieur au baccalauréat",
        },
        Dimension.ANCIENNETE: {
            "moins_6_mois": "moins de 6 mois",
            "6_12_mois": "6 mois à moins d’un an",
            "1_2_ans": "1 an à moins de 2 ans",
            "2_5_ans": "2 ans à moins de 5 ans",
            "5_ans_plus": "5 ans et plus",
        },
    }
)
"""The codes of each characteristic of a person, in order, with their labels. Stored."""

_ENTRIES = frozenset({"flux_transmis", "demande_complete"})
DECIDE_POPULATION = _ENTRIES | {"sortie", "accompagnement_commence"}
"""The facts that, told late, may change the population of a deadline opened after them."""
_AGES = ((25, "moins_25"), (30, "25_29"), (40, "30_39"), (50, "40_49"), (60, "50_59"))
_MONTHS = ((6, "moins_6_mois"), (12, "6_12_mois"), (24, "1_2_ans"), (60, "2_5_ans"))

# The words of webRSA's list « sitfam » and those that operators write; the first that match.
_FAMILIES = (
    (re.compile(r"\b(isol|separ|divor|veu[fv]|celib|seul|abandon|monoparent)"), "seul"),
    (re.compile(r"\b(mari|pacs|vie maritale|concubin|couple|union libre)"), "couple"),
)
_CHILDLESS = re.compile(r"\bsans (enfant|charge)")
_PARENT = re.compile(r"\b(avec \w* ?enfant|monoparent|parent isole)")
# webRSA's levels (« Niveau V : CAP ou BEP »), the national ones of 2019 (3 is a CAP), plain words.
_LEVELS = (
    (
        re.compile(
            r"\bniveau (v ?bis|vi|1|2)\b|\bpas de niveau|\bfin de scolarite|\baucun"
            r"|\bsans (diplome|qualification)|\binferieur (au|a un) (cap|bep)"
            r"|\b(primaire|college|colleges|cep|bepc|dnb)\b"
        ),
        "infra_cap",
    ),
    (
        re.compile(
            r"\bniveau (i|ii|iii|5|6|7|8)\b|\bbac ?(plus )?[1-8]\b"
            r"|\b(superieur|deug|bts|dut|deust|licence|maitrise|master|doctorat|ingenieur)"
        ),
        "superieur",
    ),
    (re.compile(r"\bniveau (v|3)\b|\b(cap|bep)\b"), "cap"),
    (re.compile(r"\bniveau (iv|4)\b|\bbac|\bbrevet (de )?(technicien|professionnel)"), "bac"),
)
_SEXES = (
    (re.compile(r"(f|femme|feminin|madame|mme|mlle|mademoiselle|2)"), "femme"),
    (re.compile(r"(h|m|mr|homme|masculin|monsieur|1)"), "homme"),
)


def in_order(dimension: Dimension, values: Iterable[str | None]) -> list[str | None]:
    """The values of a breakdown as they are read: bands from the lowest, the rest by code, what is
    not known at the end."""
    ranks = {code: rank for rank, code in enumerate(BANDS.get(dimension, ()))}

    def rank(value: str | None) -> tuple[bool, int, int, str]:
        number = int(value) if value is not None and value.isdecimal() else 0
        return value is None, ranks.get(value or "", len(ranks)), number, value or ""

    return sorted(values, key=rank)


class Person(NamedTuple):
    """What the registry says of somebody that a profile is made of, as it was told. Days are ISO
    text; ``enfants`` is how many there are in the foyer; ``demande_le`` the day of the claim."""

    date_naissance: str | None
    civilite: str | None
    sexe: str | None
    situation_familiale: str | None
    enfants: int | None
    niveau_etude: str | None
    demande_le: str | None


def profile(
    person: Person, opening: Fact, day: date, *, circonscription: str | None, entrant: bool
) -> dict[str, object]:
    """The profile of a deadline counted from that local day, without what is not known. The service
    and its kind are those of the opening fact, as they were when it happened."""
    said = {
        Dimension.TRANCHE_AGE: age_band(person.date_naissance, day),
        Dimension.SEXE: sex(person.sexe) or sex(person.civilite),
        Dimension.SITUATION_FAMILIALE: family(person.situation_familiale, person.enfants),
        Dimension.NIVEAU: level(person.niveau_etude),
        Dimension.ANCIENNETE: seniority_band(person.demande_le, day),
        Dimension.CIRCONSCRIPTION: circonscription,
        **_organisme(opening),
    }
    known: dict[str, object] = {
        key.value: value for key, value in said.items() if value is not None
    }
    return in_population(known, entrant=entrant)


def in_population(known: Mapping[str, object], *, entrant: bool) -> dict[str, object]:
    """The same profile, in that population."""
    return dict(known) | {POPULATION: ENTRANT if entrant else STOCK}


def designated(known: Mapping[str, object], closing: Fact | None) -> dict[str, object]:
    """The profile with the organisme that the fact which met the deadline designates, when none was
    at the anchor (S1 1b: « type d'organisme désigné »); without it once it is no longer met."""
    kept = dict(known)
    if kept.pop(_DESIGNATED, None) is not None:
        kept.pop(Dimension.ORGANISME.value, None)
        kept.pop(Dimension.SERVICE.value, None)
    if closing is None or Dimension.SERVICE.value in kept or Dimension.ORGANISME.value in kept:
        return kept
    found = {key.value: value for key, value in _organisme(closing).items() if value is not None}
    return kept | found | {_DESIGNATED: 1} if found else kept


def is_entrant(facts: Sequence[Fact], opening: Fact, *, dossier: int, rank: int | None) -> bool:
    """Whether the person is on the way to their first accompagnement since they last entered the
    RSA; the others are the stock. ``facts`` are all theirs, in order; ``rank`` is the *rang* of
    that dossier: one above the orientations that are known here was preceded by others.
    """
    if opening.code == "referent_fini":
        return False
    life: list[Fact] = []
    left = False
    for fact in facts:
        if fact.occurred > opening.occurred:
            break
        if fact.code == "sortie":
            life.clear()
            left = True
        else:
            life.append(fact)
    entered = (fact.state for fact in life if fact.subject == opening.subject and fact.state)
    if next(entered, None) == "accompagnement":
        return False
    if any(f.code == "accompagnement_commence" and f.subject != opening.subject for f in life):
        return False
    known = {fact.subject.id for fact in life if fact.subject.id <= dossier}
    if left or rank is None or rank <= len(known):
        return True
    return any(fact.code in _ENTRIES for fact in life)


def age_band(born: str | None, day: date) -> str | None:
    """The band of the age on that day."""
    if born is None:
        return None
    years = _months(date.fromisoformat(born), day) // 12
    return next((code for limit, code in _AGES if years < limit), "60_plus")


def seniority_band(asked: str | None, day: date) -> str | None:
    """How long ago, that day, the RSA was asked for."""
    if asked is None:
        return None
    months = _months(date.fromisoformat(asked), day)
    return next((code for limit, code in _MONTHS if months < limit), "5_ans_plus")


def sex(told: str | None) -> str | None:
    """From what a table says, or from a civilité: webRSA's files say nothing else."""
    words = _folded(told)
    return next((code for pattern, code in _SEXES if pattern.fullmatch(words)), None)


def family(told: str | None, children: int | None) -> str | None:
    """Alone or in couple, with or without children when that is known."""
    words = _folded(told)
    alone = next((code for pattern, code in _FAMILIES if pattern.search(words)), None)
    if alone is None:
        return None
    if children is None:
        children = 0 if _CHILDLESS.search(words) else 1 if _PARENT.search(words) else None
    if children is None:
        return alone
    return f"{alone}_avec_enfant" if children else f"{alone}_sans_enfant"


def level(told: str | None) -> str | None:
    """The level of study, from webRSA's label or from what a table says."""
    words = _folded(told)
    return next((code for pattern, code in _LEVELS if pattern.search(words)), None)


def _organisme(fact: Fact) -> dict[Dimension, object]:
    return {
        Dimension.ORGANISME: fact.data.get("genre"),
        Dimension.SERVICE: fact.data.get("service_referent"),
    }


def _months(since: date, day: date) -> int:
    return (day.year - since.year) * 12 + day.month - since.month - (day.day < since.day)


def _folded(told: str | None) -> str:
    """Words without accent, case or sign, « + » read as « plus »."""
    letters = unicodedata.normalize("NFKD", (told or "").replace("+", " plus ").casefold())
    bare = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join(bare.split())
