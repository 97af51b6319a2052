"""The columns of the list of dossiers: which there are, which an account chose."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from entrypoints.web.rendering.say import Words
from entrypoints.words.dossiers import DROITS
from workflow.reading.dossier_list import DossierLine

MOST = 9
"""Columns shown at once."""

Cell = str | date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its heading, and what a file says of a dossier in it."""

    heading: str
    cell: Callable[[DossierLine, Words], Cell]


COLUMNS: Mapping[str, Column] = {
    "etape": Column(heading="Étape", cell=lambda one, say: say.state(one.state)),
    "depuis": Column(heading="Depuis", cell=lambda one, say: say.local_day(one.since)),
    "service": Column(heading="Service", cell=lambda one, say: one.service),
    "echeance": Column(
        heading="Prochaine échéance",
        cell=lambda one, say: None if one.due is None else say.local_day(one.due),
    ),
    "circonscription": Column(heading="Circonscription", cell=lambda one, say: one.circonscription),
    "matricule": Column(heading="Matricule CAF", cell=lambda one, say: one.matricule),
    "demande": Column(heading="N° de demande", cell=lambda one, say: one.numero_demande_rsa),
    "rang": Column(heading="Rang", cell=lambda one, say: str(one.rank) if one.rank else None),
    "droit": Column(heading="Droit RSA", cell=lambda one, say: DROITS.get(one.droit, one.droit)),
}
USUAL = ("etape", "depuis", "service", "echeance")


def chosen(setting: str | None) -> tuple[str, ...]:
    """The columns that a setting keeps, in their order; the usual ones when it keeps none."""
    found = tuple(one for one in (setting or "").split(",") if one in COLUMNS)
    return found[:MOST] or USUAL
