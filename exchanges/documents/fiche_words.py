"""What fiches of a dossier are made of, and how they tell dates, ages, avis, earlier séances."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from exchanges.documents.line_words import METHODS, NATURES
from rules.profiles import BANDS, Dimension, seniority_band
from rules.rulebook import Rulebook
from rules.wording import NBSP, colon, day_of_month, named, quantity
from states.procedure import PROCEDURE
from workflow.reading.fiche import Asked, Fiche, Heard

DROITS = {"ouvert": "ouvert", "suspendu": "suspendu", "ferme": "fermé"}
EP_TICKS = ("Acceptée", "Refusée", "Reportée au", "Annulée")

Row = tuple[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a fiche: its rows, name and value; a value of None is one that nobody gave."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A fiche as it is printed: what it is, of whom, its parts. ``ticks``: what is decided on it by
    hand; ``sign``: where it is signed."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    ticks: tuple[str, ...] = ()
    sign: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How a fiche tells what it tells. ``day``: the day that it is made for, from which ages are
    counted; nothing in it comes from the present. ``coarse``: a séance is told by its month,
    without its circonscription, so that whoever sat in it does not know whom it was about."""

    rulebook: Rulebook
    day: date
    coarse: bool = False

    def age(self, born: date | None) -> str | None:
        """« 46 ans »."""
        if born is None:
            return None
        before = (self.day.month, self.day.day) < (born.month, born.day)
        return quantity(self.day.year - born.year - before, "an", "ans")

    def seniority(self, since: date | None) -> str | None:
        """« 2 ans à moins de 5 ans », since the RSA was asked for."""
        asked = None if since is None else since.isoformat()
        return band(Dimension.ANCIENNETE, seniority_band(asked, self.day))

    def date(self, moment: datetime | None) -> str | None:
        """« 9 avril 2026 »."""
        return None if moment is None else day_of_month(self.rulebook.local_day(moment))

    def month(self, moment: datetime | None) -> str | None:
        """« avril 2026 »."""
        if moment is None:
            return None
        return named(self.rulebook.local_day(moment), f"MMMM{NBSP}YYYY")

    def avis(self, avis: Heard | None) -> Iterator[Row]:
        """The avis of an ICL-I on the request."""
        if avis is None:
            yield "Avis", None
            return
        yield "Séance", self.seance(avis)
        yield "Avis", PROCEDURE.states[avis.state].label
        yield "Méthode", METHODS.get(avis.method or "")

    def earlier(self, fiche: Fiche) -> Iterator[Row]:
        """What became of the person's lines in other séances."""
        for one in fiche.earlier:
            what = PROCEDURE.states[one.state].label
            yield self.seance(one), colon(NATURES[one.nature], what)

    def seance(self, one: Heard) -> str:
        """« ICL-I 93-01, 9 avril 2026 »; « ICL-I, avril 2026 »."""
        label = self.rulebook.label_of(one.genre)
        if self.coarse:
            return f"{label}, {self.month(one.held)}"
        where = "" if one.circonscription is None else f" {one.circonscription}"
        return f"{label}{where}, {self.date(one.held)}"

    def synthesis(
        self,
        fiche: Fiche,
        subtitle: str,
        *,
        person: Iterable[Row],
        served: Iterable[Row],
        request: Iterable[Row],
    ) -> Sheet:
        """A fiche de synthèse of these rows; what nobody gave is left out."""
        sections = (
            Section(name="Personne", rows=_said(person)),
            Section(name="Accompagnement actuel", rows=_said(served)),
            Section(name="Demande", rows=_said(request)),
            Section(name="Avis des services", rows=_said(self.avis(fiche.avis))),
            Section(name="Passages précédents", rows=tuple(self.earlier(fiche))),
        )
        return Sheet(
            title="Fiche de synthèse",
            subtitle=subtitle,
            sections=tuple(section for section in sections if section.rows),
            ticks=EP_TICKS,
        )


def band(dimension: Dimension, code: str | None) -> str | None:
    """The label of a code of a closed list."""
    return None if code is None else BANDS[dimension][code]


def count(children: int | None) -> str | None:
    """How many, none said aside."""
    return None if children is None else str(children)


def yes(value: bool | None) -> str | None:
    """« oui », « non »; None as long as nobody knows."""
    return None if value is None else "oui" if value else "non"


def accord(asked: Asked) -> str | None:
    """What the person answered. Somebody who could not be reached refused nothing."""
    if asked.accord is None and asked.unreachable:
        return "la personne n’a pas pu être consultée"
    return yes(asked.accord)


def _said(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple((name, value) for name, value in rows if value)
