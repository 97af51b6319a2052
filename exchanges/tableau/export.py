"""The tableau of a séance as a file, for a service or for whoever coordinates."""

from datetime import datetime
from pathlib import Path

from exchanges.tableau import sealing, viewers, workbook
from exchanges.tableau.columns import (
    TYPED_AT_THE_BOTTOM,
    chosen,
    columns,
    fillable,
    texts,
    withheld,
)
from exchanges.tableau.workbook import Row, Sheet
from exchanges.webrsa.writer import placed
from rules.rulebook import Rulebook
from rules.wording import local_instant, numbered, quantity
from workflow.access.perimeter import WHOLE, Reader, Whole
from workflow.database.store import Store
from workflow.reading import codes
from workflow.reading.dossiers import MOTIVES, services
from workflow.reading.tableau import Tableau, open_to, tableau

_TO_FILL = "Les cases jaunes se remplissent, les autres sont protégées."
_LATER = "Sur les plus sombres, qui se rempliront plus tard, une note dit pourquoi."
_AT_THE_BOTTOM = (
    "Une personne qui n’est pas au tableau se tape en bas : son numéro de dossier, ou son nom, son "
    "prénom et sa date de naissance. Renvoyez ce fichier-ci, sans le recopier dans un autre."
)


def export_tableau(
    store: Store,
    rulebook: Rulebook,
    path: Path,
    seance_id: int,
    *,
    viewer: int | None,
    now: datetime,
    password: str | None = None,
    reader: Reader = WHOLE,
) -> Tableau:
    """Writes what ``viewer`` sees (None: everything), as far as the policy opens it to the
    ``reader``; the file appears at ``path`` only when whole.

    Raises UnknownSeance, WeakPassword, Refused for a service that the tableau does not concern.
    """
    if isinstance(reader, Whole):
        shown = tableau(store, rulebook, seance_id, viewer=viewer)
    else:
        shown = open_to(store, rulebook, seance_id, reader)
    viewers.admit("exporter_tableau", shown, viewer, rulebook.words)
    content = workbook.written(_sheet(store, rulebook, shown, viewer, now))
    if password is not None:
        content = sealing.seal(content, password)
    path.parent.mkdir(parents=True, exist_ok=True)
    with placed(path) as draft:
        draft.write_bytes(content)
    return shown


def _sheet(
    store: Store, rulebook: Rulebook, shown: Tableau, viewer: int | None, now: datetime
) -> Sheet:
    held = local_instant(shown.held.astimezone(rulebook.calendar.tz))
    where = "" if shown.place is None else f", {shown.place}"
    lines = [line for line in shown.lines if not line.gone]
    place = f" · {shown.circonscription}" if shown.circonscription else ""
    rows = [
        Row(
            line=line.id,
            version=line.version,
            cells=texts(shown, line),
            fillable=frozenset(fillable(shown, line, viewer)),
            withheld=dict(withheld(shown, line, viewer)),
        )
        for line in lines
    ]
    later = (_LATER,) if any(row.withheld for row in rows) else ()
    return Sheet(
        seance=shown.seance_id,
        viewer=viewer,
        exported=now,
        title=f"{rulebook.label_of(shown.genre, shown.circonscription)}{place} : tableau commun",
        subtitle=f"Séance {numbered(shown.seance_id)}, {held}{where}"
        f" – {quantity(len(lines), 'ligne', 'lignes')}"
        + ("" if viewer is None else f" – {shown.sitting.get(viewer, numbered(viewer))}"),
        note=" ".join((_TO_FILL, *later, _AT_THE_BOTTOM)),
        columns=columns(shown.sitting),
        bottom=TYPED_AT_THE_BOTTOM,
        lists=_lists(store, shown),
        rows=rows,
    )


def _lists(store: Store, shown: Tableau) -> dict[str, list[str]]:
    """The motives of a request, and the services that may be asked for there."""
    here = shown.circonscription
    return {
        "motifs": [chosen(int(one.value), one.label) for one in codes.of_list(store, MOTIVES)],
        "services": [
            chosen(one.id, one.label)
            for one in services(store)
            if one.active
            and (here is None or not one.circonscriptions or here in one.circonscriptions)
        ],
    }
