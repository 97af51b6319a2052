"""The completed tableau that goes with a compte rendu: each line with its result, to sort, filter
and copy from."""

from datetime import datetime, time
from pathlib import Path

from exchanges.documents.line_words import METHODS, NATURES, details, result
from exchanges.documents.minutes import PrintedMinutes, totals_words
from exchanges.printed_lists import Column, Form, PrintedList, write_list
from rules.seances.minutes import Examined
from rules.wording import colon

_COLUMNS = (
    Column(key="rang", heading="N°", width=6),
    Column(key="nom", heading="Nom", width=20),
    Column(key="prenom", heading="Prénom", width=16),
    Column(key="dossier", heading="Dossier", width=9),
    Column(key="service", heading="Service initial", width=26),
    Column(key="objet", heading="Objet", width=17),
    Column(key="demande", heading="Service demandé", width=26),
    Column(key="methode", heading="Méthode", width=15),
    Column(key="resultat", heading="Résultat", width=22),
    Column(key="precisions", heading="Précisions", width=60),
    Column(key="prochaine", heading="Prochaine séance", width=13, form=Form.DATE),
    Column(key="ligne", heading="Ligne", width=8),
)


def write_minutes_sheet(path: Path, minutes: PrintedMinutes) -> Path:
    """Writes the file, which appears at ``path`` only when whole."""
    one = minutes.content
    written = one.held if one.sent is None else datetime.combine(one.sent, time(), one.held.tzinfo)
    return write_list(
        path,
        PrintedList(
            title=colon(minutes.title, "tableau complété"),
            subtitle=minutes.subtitle,
            note=f"{totals_words(one)} {minutes.standing}.",
            tab="Résultats",
            produced=written,
            columns=_COLUMNS,
            lines=[_line(line) for line in one.lines],
            mark=minutes.standing,
        ),
    )


def _line(line: Examined) -> dict[str, str | int | None]:
    again = line.next_held
    return {
        "rang": line.rank,
        "nom": line.nom,
        "prenom": line.prenom,
        "dossier": line.dossier,
        "service": line.service,
        "objet": NATURES[line.nature],
        "demande": line.wished,
        "methode": METHODS.get(line.method or ""),
        "resultat": result(line),
        "precisions": "\n".join(colon(name, told) for name, told in details(line)),
        "prochaine": None if again is None else again.date().isoformat(),
        "ligne": line.line,
    }
