"""What the words of a bilan are: the period, the territory, the values of a breakdown, times."""

from datetime import date

from entrypoints.assembly import Assembly
from rules.actors import GENRE_LABELS, Genre
from rules.days.calendar import Unit
from rules.deadlines.rule import Rule
from rules.delays.account import UNITS
from rules.delays.durations import Times
from rules.profiles import BANDS, Dimension
from rules.wording import NBSP, day_of_month, named
from workflow.reading import dossiers
from workflow.reading.shares import Asked

UNKNOWN = "non renseigné"
SHORT = {
    Unit.JOUR_OUVRE: "j. ouvrés",
    Unit.JOUR_OUVRABLE: "j. ouvrables",
    Unit.JOUR_CALENDAIRE: "j",
    Unit.JOUR_FRANC: "j. francs",
    Unit.HEURE: "h",
    Unit.HEURE_OUVREE: "h ouvrées",
}
"""The units that times are told in, in a column."""

_HEADINGS = {
    Dimension.TRANCHE_AGE: "Âge",
    Dimension.SEXE: "Sexe",
    Dimension.SITUATION_FAMILIALE: "Situation familiale",
    Dimension.NIVEAU: "Niveau de formation",
    Dimension.ANCIENNETE: "Ancienneté dans le RSA",
    Dimension.ORGANISME: "Type d’organisme",
    Dimension.SERVICE: "Service",
    Dimension.CIRCONSCRIPTION: "Circonscription",
    Dimension.MOIS: "Mois",
}


class Words:
    """The words of one bilan. Labels of services and places are read once."""

    def __init__(self, assembly: Assembly, asked: Asked) -> None:
        self.asked = asked
        self.rules = assembly.rulebook.rules
        self._services = {str(one.id): one.label for one in dossiers.services(assembly.store)}
        self._places = dossiers.circonscriptions(assembly.store)

    @property
    def period(self) -> str:
        """« du 1er mars 2024 au 30 avril 2024 »."""
        return between(self.asked.first, self.asked.last)

    @property
    def territory(self) -> str | None:
        """Where, None for the whole département."""
        asked = self.asked
        parts = [
            self.value(Dimension.CIRCONSCRIPTION, asked.circonscription),
            self.value(Dimension.SERVICE, None if asked.service is None else str(asked.service)),
            self.value(Dimension.ORGANISME, asked.genre),
        ]
        told = [part for part in parts if part != UNKNOWN]
        return ", ".join(told) if told else None

    @property
    def by(self) -> str | None:
        """The heading of the breakdown."""
        return None if self.asked.by is None else _HEADINGS[self.asked.by]

    def value(self, dimension: Dimension, value: str | None) -> str:
        """The label of one value of a breakdown."""
        if value is None:
            return UNKNOWN
        match dimension:
            case Dimension.SERVICE:
                return self._services.get(value, f"service n°{NBSP}{value}")
            case Dimension.CIRCONSCRIPTION:
                return self._places.get(value, value)
            case Dimension.ORGANISME:
                return GENRE_LABELS[Genre(value)]
            case Dimension.MOIS:
                return named(date.fromisoformat(f"{value}-01"), "MMMM YYYY")
            case _:
                return BANDS[dimension].get(value, value)

    def source(self, code: str) -> str | None:
        """Where the version of the rule comes from that was in force at the end of the period, the
        last one when the period has no end."""
        versions: tuple[Rule, ...] = self.rules.get(code, ())
        last = self.asked.last
        then = [one for one in versions if last is None or one.in_force(last)]
        return then[-1].source if then else None


def between(first: date | None, last: date | None) -> str:
    """A period, an end of None being open."""
    if first is None and last is None:
        return "depuis toujours"
    if last is None:
        assert first is not None
        return f"depuis le {day_of_month(first)}"
    until = f"au {day_of_month(last)}"
    return f"jusqu’{until}" if first is None else f"du {day_of_month(first)} {until}"


def percent(share: float | None) -> str:
    """« 66,6 % », « 100 % », a dash when nothing is judged."""
    return "–" if share is None else f"{decimal(share)}{NBSP}%"


def decimal(value: float) -> str:
    """With a comma, without a decimal that says nothing."""
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")


def lasted(value: int, unit: Unit) -> str:
    """« 3 jours ouvrés », « 3 jours ouvrés avant » what comes before its anchor."""
    one, several = UNITS[unit]
    words = f"{abs(value)}{NBSP}{one if abs(value) < 2 else several}"
    return f"{words} avant" if value < 0 else words


def times(told: Times) -> str:
    """« la moitié en 19 jours calendaires au plus, 90 % en 31 au plus ; 21,8 en moyenne »."""
    if told.median < 0 or told.ninth_decile < 0:
        return (
            f"la moitié {lasted(told.median, told.unit)} au moins, 90{NBSP}% "
            f"{lasted(told.ninth_decile, told.unit)} au moins"
        )
    return (
        f"la moitié en {lasted(told.median, told.unit)} au plus, 90{NBSP}% en "
        f"{told.ninth_decile} au plus{NBSP}; {decimal(told.mean)} en moyenne"
    )
