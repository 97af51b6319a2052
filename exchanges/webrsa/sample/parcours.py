"""Where the parcours of a person of the sample stands: orientations, designations and contracts."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto
from random import Random
from typing import Any

from exchanges.webrsa.sample import codebook
from exchanges.webrsa.sample.codebook import Codebook
from exchanges.webrsa.sample.territory import Circonscription

Values = dict[str, Any]
"""A group as it will be written, by the names of the format."""

_CONTRACT = timedelta(days=182)


class Parcours(Enum):
    """The situations that the procedure begins from."""

    NON_ORIENTE = auto()
    DIAGNOSTIC = auto()
    """Oriented this month and tagged « Entretien diag »: the ALI must receive the person."""
    FRANCE_TRAVAIL = auto()
    SOCIAL = auto()
    ALI = auto()
    ASSOCIATION = auto()
    """Oriented there these last weeks, rang 1."""
    ACCOMPAGNE = auto()
    """Followed for months by a référent, with contracts."""
    REORIENTE = auto()
    """Once in a structure that has closed since, then réorienté: rang 2."""


RECENT = (Parcours.DIAGNOSTIC, Parcours.FRANCE_TRAVAIL, Parcours.SOCIAL, Parcours.ALI)


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """`asked_on` is the day of the RSA request, before every other date."""

    asked_on: date
    orientations: list[Values]
    designations: list[Values]
    contracts: list[Values]

    def groups(self, number: int) -> Values:
        """The groups of the dossier; `number` is the person's, from which identifiants are made."""
        found: Values = {}
        if self.designations:
            found["referents_parcours"] = {"referent_parcours": self.designations}
        if self.orientations:
            found["orientations"] = {
                "orientation": [
                    {"id_orient_webrsa": 700_001 + 8 * number + rang, "rang_orient": rang, **one}
                    for rang, one in enumerate(self.orientations, start=1)
                ]
            }
        if self.contracts:
            found["cers"] = {
                "cer": [
                    {"id_cer_webrsa": 500_003 + 8 * number + rang, "rang": rang, **one}
                    for rang, one in enumerate(self.contracts, start=1)
                ]
            }
        return found


def draw(
    kind: Parcours, book: Codebook, place: Circonscription, rng: Random, *, today: date
) -> Steps:
    """A parcours of this kind, as it stands `today`."""
    return _Draw(book, place, rng, today).steps(kind)


class _Draw:
    def __init__(self, book: Codebook, place: Circonscription, rng: Random, today: date) -> None:
        self._book = book
        self._place = place
        self._rng = rng
        self._today = today

    def steps(self, kind: Parcours) -> Steps:
        if kind is Parcours.NON_ORIENTE:
            return self._begun(self._ago(3, 25), [])
        if kind is Parcours.ACCOMPAGNE:
            return self._followed(self._ago(150, 700))
        if kind is Parcours.REORIENTE:
            return self._moved_on()
        day = self._ago(3, 35)
        tagged = kind is Parcours.DIAGNOSTIC
        structure = self._structure(Parcours.ALI if tagged else kind)
        return self._begun(day, [self._orientation(day, "cohorte", structure, tagged=tagged)])

    def _begun(self, day: date, orientations: list[Values]) -> Steps:
        return Steps(
            asked_on=day - timedelta(days=self._rng.randint(15, 60)),
            orientations=orientations,
            designations=[],
            contracts=[],
        )

    def _followed(self, day: date) -> Steps:
        kinds = (Parcours.ALI, Parcours.SOCIAL, Parcours.FRANCE_TRAVAIL, Parcours.ASSOCIATION)
        structure = self._structure(self._rng.choice(kinds))
        met = day + timedelta(days=self._rng.randint(10, 40))
        return Steps(
            asked_on=day - timedelta(days=self._rng.randint(20, 60)),
            orientations=[self._orientation(day, "cohorte", structure)],
            designations=[self._designation(structure, met)],
            contracts=self._contracts(structure, met),
        )

    def _moved_on(self) -> Steps:
        closed = self._book.id("structuresreferentes", "Projet insertion emploi")
        first, day = self._ago(900, 1400), self._ago(60, 400)
        structure = self._structure(Parcours.SOCIAL)
        old = self._designation(closed, first + timedelta(days=20))
        old["date_fin_designation"] = day
        return Steps(
            asked_on=first - timedelta(days=30),
            orientations=[
                self._orientation(first, "manuelle", closed),
                self._orientation(day, "reorientation", structure),
            ],
            designations=[old, self._designation(structure, day)],
            contracts=self._contracts(structure, day + timedelta(days=15)),
        )

    def _contracts(self, structure: int, first_day: date) -> list[Values]:
        """One contract after the other; the last may be running or over."""
        contracts: list[Values] = []
        day = first_day
        while day < self._today and len(contracts) < 4:
            contracts.append(
                {
                    "structure_referente": structure,
                    "statut": self._book.id("cer_statut", "99valide"),
                    "date_debut": day,
                    "date_fin": day + _CONTRACT - timedelta(days=1),
                }
            )
            day += _CONTRACT
        return contracts

    def _designation(self, structure: int, day: date) -> Values:
        return {
            "id_structure_referente": structure,
            "id_referent": self._rng.choice(self._book.staff(structure)),
            "date_debut_designation": day,
        }

    def _orientation(
        self, day: date, origin: str, structure: int, *, tagged: bool = False
    ) -> Values:
        return {
            "date_orient": day,
            "origine_orient": self._book.id("orient_origine", origin),
            "statut_orient": self._book.id("orient_statut", "Orienté"),
            "type_orient": self._book.type_of(structure),
            "structure_referente": structure,
            "tag_entretien_diag": tagged,
        }

    def _structure(self, kind: Parcours) -> int:
        name = {
            Parcours.ALI: self._place.ali_label,
            Parcours.SOCIAL: f"Service social – {self._place.name}",
            Parcours.ASSOCIATION: "Association Tremplin 93",
        }.get(kind)
        if name is None:
            name = f"France Travail {self._rng.choice(codebook.AGENCIES)}"
        return self._book.id("structuresreferentes", name)

    def _ago(self, least: int, most: int) -> date:
        return self._today - timedelta(days=self._rng.randint(least, most))
