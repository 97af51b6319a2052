"""The table of a séance to fill in: a line for each that waits for its result, with what its kind
of séance asks and nothing else."""

from datetime import datetime
from pathlib import Path

from exchanges.documents.line_words import NATURES
from exchanges.result_table.vocabulary import RESULT, columns, results_list, vocabulary
from exchanges.tableau import workbook
from exchanges.tableau.columns import KEY, LINE, on_one_line
from exchanges.tableau.workbook import Row, Sheet
from exchanges.tables.reader import Format
from exchanges.tables.writing import write_table
from exchanges.webrsa.writer import placed
from rules.rulebook import Rulebook
from rules.wording import local_instant, numbered, quantity
from workflow.database.store import Store
from workflow.reading import agendas
from workflow.reading.tableau import Tableau, TableauLine, tableau

_FORMAT = "resultats-1"
_TO_FILL = (
    "Les cases jaunes se remplissent : le résultat dans sa liste, puis ce qu’il demande. Une ligne "
    "laissée sans résultat attend encore. La table donnée deux fois ne refait rien."
)


def write_blank(
    path: Path,
    format: Format,
    store: Store,
    rulebook: Rulebook,
    seance_id: int,
    *,
    now: datetime,
) -> int:
    """The lines that wait for a result, to be filled in; how many. The file appears at ``path``
    only when whole. Raises UnknownSeance."""
    kind = agendas.agenda(store, rulebook, seance_id).kind
    shown = tableau(store, rulebook, seance_id)
    words = vocabulary(store, kind, shown.circonscription)
    lines = [line for line in shown.lines if line.state == "retenu"]
    asked = {
        key
        for nature in {*kind.natures, *(line.nature for line in lines)}
        for key in words.asked(nature)
    }
    wanted = [one for one in columns(asked) if format is Format.XLSX or one is not KEY]
    cells = {line.id: _cells(line) for line in lines}
    if format is not Format.XLSX:
        texts = ([cells[line.id].get(one.key, "") for one in wanted] for line in lines)
        write_table(path, format, [one.heading for one in wanted], texts)
        return len(lines)
    sheet = Sheet(
        seance=seance_id,
        viewer=None,
        exported=now,
        title=f"{_title(rulebook, shown)} : résultats à saisir",
        subtitle=_subtitle(rulebook, shown, len(lines)),
        note=_TO_FILL,
        columns=wanted,
        lists=words.lists,
        rows=[
            Row(
                line=line.id,
                version=line.version,
                cells=cells[line.id],
                fillable=frozenset({RESULT.key, *words.asked(line.nature)}),
                lists={RESULT.key: results_list(line.nature)},
            )
            for line in lines
        ],
        tab="Résultats",
        format=_FORMAT,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    with placed(path) as draft:
        draft.write_bytes(workbook.written(sheet))
    return len(lines)


def _title(rulebook: Rulebook, shown: Tableau) -> str:
    place = f" · {shown.circonscription}" if shown.circonscription else ""
    return f"{rulebook.label_of(shown.genre, shown.circonscription)}{place}"


def _subtitle(rulebook: Rulebook, shown: Tableau, lines: int) -> str:
    held = local_instant(shown.held.astimezone(rulebook.calendar.tz))
    waiting = quantity(lines, "ligne attend", "lignes attendent")
    return f"Séance {numbered(shown.seance_id)}, {held} – {waiting} un résultat"


def _cells(line: TableauLine) -> dict[str, str]:
    said = {
        LINE.key: str(line.id),
        "rang": "" if line.rank is None else str(line.rank),
        "nom": line.nom,
        "prenom": line.prenom,
        "dossier": str(line.dossier_id),
        "objet": NATURES[line.nature],
        "presentee": line.service or "",
        "souhaite": line.wished or "",
    }
    return {key: on_one_line(words) for key, words in said.items()}
