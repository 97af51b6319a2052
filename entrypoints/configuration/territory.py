"""The circonscriptions in the configuration: their form, and the territory made of it."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated

from pydantic import Field, model_validator

from entrypoints.configuration.document import Document
from entrypoints.configuration.kinds import Code, Day, Form, Insee, Text
from entrypoints.configuration.periods import apart, check_period
from entrypoints.configuration.problems import Steps
from rules.territory import Circonscription, Commune, Territory, plain_name
from rules.wording import NBSP, day_of_month

_ONE = timedelta(days=1)


class CommuneForm(Form):
    nom: Annotated[Text, Field(description="Nom de la commune")]
    insee: Insee


class CirconscriptionForm(Form):
    code: Annotated[Code, Field(description="Code de la circonscription ; ne change plus ensuite")]
    libelle: Annotated[Text, Field(description="Nom de la circonscription")]
    du: Annotated[Day | None, Field(description="Premier jour ; rien : depuis toujours")] = None
    au: Annotated[Day | None, Field(description="Dernier jour ; rien : jusqu’à nouvel ordre")] = (
        None
    )
    communes: Annotated[
        list[CommuneForm],
        Field(
            default_factory=list,
            description="Rien : des quartiers d’une commune, ou un public ; le service le dit",
        ),
    ]

    @model_validator(mode="after")
    def _in_order(self) -> "CirconscriptionForm":
        check_period(self.du, self.au)
        return self

    @property
    def period(self) -> str:
        """« du 1er septembre 2026 au 31 août 2027 »; empty when it is open at both ends."""
        if self.du is not None and self.au is not None:
            return f"du {day_of_month(self.du)} au {day_of_month(self.au)}"
        if self.du is not None:
            return f"depuis le {day_of_month(self.du)}"
        return "" if self.au is None else f"jusqu’au {day_of_month(self.au)}"


def territory_of(
    rows: list[CirconscriptionForm], departement: str, document: Document
) -> Territory:
    """The circonscriptions: on any day a commune is in one of them at most, and in the département;
    one that was in one is never left for some days."""
    told = _Told(document)
    for position, row in enumerate(rows):
        steps: Steps = ("circonscriptions", position)
        told.once(("code", row.code), f"la circonscription {row.code}", row, (*steps, "code"))
        for rank, commune in enumerate(row.communes):
            place: Steps = (*steps, "communes", rank)
            name, number = plain_name(commune.nom), commune.insee
            told.once(("nom", name), commune.nom, row, (*place, "nom"))
            told.once(("insee", number), f"la commune {number}", row, (*place, "insee"))
            if not commune.insee.startswith(departement):
                document.refuse(
                    (*place, "insee"), f"la commune n’est pas du département {departement}."
                )
    _without_holes(rows, document)
    return Territory(
        circonscriptions=tuple(
            Circonscription(
                code=row.code,
                label=row.libelle,
                communes=tuple(Commune(name=one.nom, insee=one.insee) for one in row.communes),
                valid_from=row.du,
                valid_to=row.au,
            )
            for row in rows
        )
    )


class _Told:
    """Where each thing was told, for which days."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._rows: dict[tuple[str, str], list[tuple[CirconscriptionForm, int]]] = {}

    def once(self, key: tuple[str, str], what: str, row: CirconscriptionForm, place: Steps) -> None:
        """Refuses what another row tells of the same days, with the line where it was."""
        earlier = self._rows.setdefault(key, [])
        clash = next(((other, line) for other, line in earlier if not apart(other, row)), None)
        if clash is None:
            earlier.append((row, self._document.line_of(place)))
            return
        other, line = clash
        if row.period or other.period:
            days = f" {other.period}" if other.period else ""
            where = "dite" if key[0] == "code" else f"de {other.code}"
            self._document.refuse(place, f"{what} est déjà {where}{days}, ligne{NBSP}{line}.")
        else:
            self._document.refuse(place, f"déjà écrit ligne{NBSP}{line}.")


def _without_holes(rows: list[CirconscriptionForm], document: Document) -> None:
    """A commune passes from a circonscription to another without a day between. One that is left
    to none for good is worth knowing: its people are to be placed by hand."""
    lives: dict[str, list[tuple[CirconscriptionForm, Steps]]] = {}
    for position, row in enumerate(rows):
        for rank, commune in enumerate(row.communes):
            steps: Steps = ("circonscriptions", position, "communes", rank, "nom")
            lives.setdefault(commune.insee, []).append((row, steps))
    for told in lives.values():
        told.sort(key=lambda one: one[0].du or date.min)
        for first, last, place in _holes(told):
            until = "" if first == last else f" au {day_of_month(last)}"
            document.refuse(
                place,
                f"la commune n’est d’aucune circonscription du {day_of_month(first)}{until}.",
            )
        row, place = max(told, key=lambda one: one[0].au or date.max)
        if row.au is not None:
            document.warn(
                place,
                f"à partir du {day_of_month(row.au + _ONE)}, la commune n’est plus d’aucune "
                f"circonscription{NBSP}: ses habitants seront à rattacher à la main.",
            )


def _holes(
    told: list[tuple[CirconscriptionForm, Steps]],
) -> Iterator[tuple[date, date, Steps]]:
    """The days between two periods that follow each other, where the second is told."""
    for (row, _), (after, place) in pairwise(told):
        if row.au is not None and after.du is not None and row.au + _ONE < after.du:
            yield row.au + _ONE, after.du - _ONE, place
