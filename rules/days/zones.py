"""Which calendar a département lives by: its holidays and its hour. Our own table.

``holidays`` knows neither the départements 67 and 68 nor most others, and still answers, wrongly,
to some withdrawn names: it is only ever asked for the subdivisions written here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rules.wording import NBSP, quoted

VENDREDI_SAINT = "Vendredi saint"
LUNDI_DE_PENTECOTE = "Lundi de Pentecôte"


@dataclass(frozen=True, slots=True)
class Zone:
    """A territory with one list of holidays. ``subdivision`` is the library's code for it.

    ``customs`` are the days of its list that are kept by custom and in no law: the Code du travail
    (L3133-1, L3422-2) gives the Antilles neither Vendredi saint, Mi-Carême nor Schœlcher's day.
    ``parish_friday``: Vendredi saint is a holiday where the commune has a Protestant or a mixed
    church (L3134-13), so that the département says it.
    """

    code: str
    subdivision: str | None
    timezone: str
    customs: frozenset[str] = frozenset()
    parish_friday: bool = False


METROPOLE = Zone("metropole", None, "Europe/Paris")
_ALSACE = Zone("alsace", "6AE", "Europe/Paris", parish_friday=True)
_MOSELLE = Zone("moselle", "57", "Europe/Paris", parish_friday=True)
_SCHOELCHER = "Fête de Victor Schoelcher"
_GUADELOUPE_CUSTOMS = frozenset({VENDREDI_SAINT, "Mi-Carême", _SCHOELCHER})

ZONES: Mapping[str, Zone] = MappingProxyType(
    {f"{number:02}": METROPOLE for number in range(1, 96) if number != 20}
    | {"2A": METROPOLE, "2B": METROPOLE}
    | {"57": _MOSELLE, "67": _ALSACE, "68": _ALSACE}
    | {
        "971": Zone("guadeloupe", "971", "America/Guadeloupe", _GUADELOUPE_CUSTOMS),
        "972": Zone("martinique", "972", "America/Martinique", frozenset({_SCHOELCHER})),
        "973": Zone("guyane", "973", "America/Cayenne"),
        "974": Zone("reunion", "974", "Indian/Reunion"),
        "975": Zone("saint_pierre_et_miquelon", "PM", "America/Miquelon"),
        "976": Zone("mayotte", "976", "Indian/Mayotte"),
        "977": Zone("saint_barthelemy", "BL", "America/St_Barthelemy"),
        "978": Zone("saint_martin", "MF", "America/Marigot", frozenset({_SCHOELCHER})),
        "986": Zone("wallis_et_futuna", "WF", "Pacific/Wallis"),
        "987": Zone("polynesie_francaise", "PF", "Pacific/Tahiti"),
        "988": Zone("nouvelle_caledonie", "NC", "Pacific/Noumea"),
    }
)


_EVERYWHERE = frozenset(
    {
        *("Jour de l'an", "Lundi de Pâques", "Fête du Travail", "Fête de la Victoire", "Ascension"),
        *(LUNDI_DE_PENTECOTE, "Fête nationale", "Assomption", "Toussaint", "Armistice", "Noël"),
    }
)
_ABOLITION = "Abolition de l'esclavage"
_OWN_LAW = frozenset({"wallis_et_futuna", "polynesie_francaise", "nouvelle_caledonie"})
"""The territories that have a Code du travail of their own."""


def law_of(zone: str, name: str) -> str:
    """What makes a holiday of the zone of that code one: of several that fall together, the first
    that a law names."""
    if zone in _OWN_LAW:
        return "droit du travail du territoire"
    names = frozenset(name.split(", "))
    if names & _EVERYWHERE:
        return f"Code du travail, art.{NBSP}L.{NBSP}3133-1"
    if _ABOLITION in names:
        return f"Code du travail, art.{NBSP}L.{NBSP}3422-2"
    if zone in (_ALSACE.code, _MOSELLE.code):
        return f"Code du travail, art.{NBSP}L.{NBSP}3134-13"
    return "usage local"


class UnknownDepartement(ValueError):
    """No département has this code."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(
            f"Le département {quoted(code)} est inconnu. Écrivez son code officiel, de 01 à 95, "
            "2A ou 2B, ou les trois chiffres de l’outre-mer (971, 974…)."
        )


def zone_of(departement: str) -> Zone:
    """The zone of a département, by its official code; raises ``UnknownDepartement``."""
    try:
        return ZONES[departement]
    except KeyError:
        raise UnknownDepartement(departement) from None
