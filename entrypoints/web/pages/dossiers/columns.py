"""The columns of the list of dossiers: which there are, which an account chose, what a row says."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from entrypoints.web.rendering.say import Words
from entrypoints.words.dossiers import DROITS
from workflow.reading.dossier_list import DossierLine

MOST = 9
"""Columns shown at once."""

Cell = str | date | None


class Said(NamedTuple):
    """What a row says in a column, and under it; ``label``: of what, where no heading is shown;
    ``form``: that of a mark."""

    label: str
    words: str
    under: str = ""
    form: str = ""


class Row(NamedTuple):
    """A dossier as the list shows it; ``number``: theirs, unless a column says it; ``tone``: how
    the row looks."""

    id: int
    version: int
    name: str
    number: str | None
    tone: str
    cells: Sequence[Said]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its heading, and what a file says of a dossier in it. ``said``: what the list says,
    when that is more. ``personal``: it names the person."""

    heading: str
    cell: Callable[[DossierLine, Words], Cell]
    said: Callable[[DossierLine, Words], Said] | None = None
    personal: bool = False


def _since(one: DossierLine, say: Words) -> Said:
    return Said("depuis", say.since(one.since), say.day(one.since))


def _due(one: DossierLine, say: Words) -> Said:
    mark = say.due(one.due)
    if mark is None:
        return Said("", "sans échéance", form="muted")
    return Said("", mark.words, mark.date or "", mark.shape.value)


COLUMNS: Mapping[str, Column] = {
    "etape": Column(
        heading="Étape",
        cell=lambda one, say: say.state(one.state),
        said=lambda one, say: Said("", say.state(one.state)),
    ),
    "depuis": Column(heading="Depuis", cell=lambda one, say: say.local_day(one.since), said=_since),
    "service": Column(heading="Service", cell=lambda one, say: one.service),
    "echeance": Column(
        heading="Prochaine échéance",
        cell=lambda one, say: None if one.due is None else say.local_day(one.due),
        said=_due,
    ),
    "circonscription": Column(heading="Circonscription", cell=lambda one, say: one.circonscription),
    "matricule": Column(
        heading="Matricule CAF", cell=lambda one, say: one.matricule, personal=True
    ),
    "demande": Column(
        heading="N° de demande", cell=lambda one, say: one.numero_demande_rsa, personal=True
    ),
    "rang": Column(heading="Rang", cell=lambda one, say: str(one.rank) if one.rank else None),
    "droit": Column(heading="Droit RSA", cell=lambda one, say: DROITS.get(one.droit, one.droit)),
}
USUAL = ("etape", "depuis", "service", "echeance")


def chosen(setting: str | None) -> tuple[str, ...]:
    """The columns that a setting keeps, in their order; the usual ones when it keeps none."""
    found = tuple(one for one in (setting or "").split(",") if one in COLUMNS)
    return found[:MOST] or USUAL


def rows(
    lines: Iterable[DossierLine], codes: Sequence[str], say: Words, places: Mapping[str, str]
) -> Iterator[Row]:
    """The rows of the list, in these columns. ``places``: the circonscriptions in words."""
    columns = [_saying(code, places) for code in codes]
    for line in lines:
        mark = say.due(line.due)
        yield Row(
            id=line.id,
            version=line.version,
            name=say.person(line.nom, line.prenom),
            number=None
            if "matricule" in codes
            else line.matricule or line.numero_demande_rsa or "",
            tone="" if mark is None else f"is-{mark.shape.value}",
            cells=[said(line, say) for said in columns],
        )


def personal(codes: Iterable[str]) -> bool:
    """Whether one of these columns names people."""
    return any(COLUMNS[code].personal for code in codes)


def _saying(code: str, places: Mapping[str, str]) -> Callable[[DossierLine, Words], Said]:
    column = COLUMNS[code]
    label, cell = column.heading.lower(), column.cell
    if code == "circonscription":
        return lambda one, say: Said(label, _place(one.circonscription, places))
    return column.said or (lambda one, say: Said(label, str(cell(one, say) or "")))


def _place(code: str | None, places: Mapping[str, str]) -> str:
    return "" if code is None else places.get(code, code)
