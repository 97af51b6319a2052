"""``/seances/{number}/tableau/coller``: rows copied from a spreadsheet, looked at before they are
taken.

What the preview shows is posted like the grid itself: what somebody else changes meanwhile is told,
cell by cell.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response

from entrypoints.web.desks.seances.opening import Number, Opened, open_seance
from entrypoints.web.forms.posted import FormOf
from entrypoints.web.pages.seances.grid import choices, kept, mark, open_cells, plain
from entrypoints.web.pages.seances.saving import heading_of
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Here, Visit
from exchanges.tableau.columns import ANSWER, BY_KEY, REMARK, WHO, Form, number_of, recognised
from exchanges.tables.headings import folded
from rules.access.grants import Right
from rules.fields import parse_date
from rules.wording import colon, quoted
from workflow.reading.tableau import Tableau, TableauLine, open_to

router = APIRouter(prefix="/seances/{number}/tableau/coller")

_MOST_ROWS, _LONGEST = 300, 200_000
_LINE = "ligne"
_WHO = frozenset(one.key for one in WHO)
_MINE = {"reponse": ANSWER, "votre reponse": ANSWER, "remarque": REMARK, "votre remarque": REMARK}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A cell that what was pasted changes."""

    key: str
    heading: str
    before: str
    after: str
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PastedRow:
    """A row that was pasted: whose line it is, what it changes, what of it is not taken and why."""

    number: int
    line: TableauLine | None
    who: str
    changes: tuple[Change, ...]
    objections: tuple[str, ...]


@router.get("")
def ask(visit: Here, number: Number) -> Response:
    """Where to paste."""
    found = open_seance(visit, number)
    visit.enter(Right.LIGNE)
    return _page(visit, found, "", None)


@router.post("")
def preview(visit: Here, number: Number, form: FormOf) -> Response:
    """What the rows would change; nothing is written."""
    found = open_seance(visit, number)
    visit.enter(Right.LIGNE)
    text = (form.several.get("texte") or ("",))[-1][:_LONGEST]
    shown = open_to(visit.store, visit.rulebook, number, visit.bearer)
    return _page(visit, found, text, list(_rows(visit, found, shown, text)))


def _page(visit: Visit, found: Opened, text: str, rows: Sequence[PastedRow] | None) -> Response:
    told = rows or []
    return page(
        visit,
        "seances/paste.html",
        found=found,
        text=text,
        rows=rows,
        changed=sum(bool(one.changes) for one in told),
        left=sum(bool(one.objections) for one in told),
    )


def _rows(visit: Visit, found: Opened, shown: Tableau, text: str) -> Iterator[PastedRow]:
    """Each row below the headings."""
    lines = [one.split("\t") for one in text.splitlines() if one.strip()]
    if not lines:
        return
    keys = [_key(found, cell) for cell in lines[0]]
    if not {_LINE, *_WHO} & set(keys):
        yield PastedRow(
            number=1,
            line=None,
            who="",
            changes=(),
            objections=(
                "La première ligne donne les titres des colonnes : « Ligne », « Dossier » ou"
                " « N° de demande RSA » d’abord, puis « Réponse », « Remarque »…",
            ),
        )
        return
    for number, cells in enumerate(lines[1 : _MOST_ROWS + 1], start=2):
        said = {key: plain(cell) for key, cell in zip(keys, cells, strict=False) if key is not None}
        yield _row(visit, found, shown, number, said)


def _key(found: Opened, heading: str) -> str | None:
    """The column of a heading; a service’s own answer and remark need not name it."""
    mine = _MINE.get(folded(heading))
    if mine is not None and found.mine is not None:
        return f"{mine}:{found.mine}"
    column = recognised(heading)
    return None if column is None else column.key


def _row(
    visit: Visit, found: Opened, shown: Tableau, number: int, said: Mapping[str, str]
) -> PastedRow:
    line = _line(shown, said)
    who = " ".join(filter(None, (said.get("prenom"), said.get("nom")))) or said.get(_LINE, "")
    if line is None:
        reason = "Cette ligne n’est pas au tableau que vous voyez : ajoutez-la d’abord."
        return PastedRow(number=number, line=None, who=who, changes=(), objections=(reason,))
    cells, open_ = kept(shown, line), open_cells(visit, found, shown, line)
    changes, objections = [], []
    for key, words in said.items():
        if key in _WHO or key == _LINE or not words:
            continue
        meant = _meant(key, words)
        if meant is None:
            objections.append(_unreadable(key, words))
        elif meant != cells.get(key, ""):
            if key in open_:
                changes.append(_change(key, cells, meant))
            elif key in cells:
                objections.append(f"{colon(heading_of(key), 'vous ne l’écrivez pas ici')}.")
    return PastedRow(
        number=number,
        line=line,
        who=f"{line.prenom} {line.nom}",
        changes=tuple(changes),
        objections=tuple(objections),
    )


def _change(key: str, cells: Mapping[str, str], meant: str) -> Change:
    return Change(
        key=key, heading=heading_of(key), before=cells[key], after=meant, seen=mark(cells[key])
    )


def _line(shown: Tableau, said: Mapping[str, str]) -> TableauLine | None:
    """The line that a row is about: by its number, the dossier’s, the demande’s; by the name when
    only one bears it."""
    lines = [one for one in shown.lines if not one.gone]
    for key, of in (
        (_LINE, lambda one: str(one.id)),
        ("dossier", lambda one: str(one.dossier_id)),
        ("numero_rsa", lambda one: one.numero_demande_rsa),
    ):
        if said.get(key):
            wanted = number_of(said[key])
            return next((one for one in lines if of(one) == wanted), None)
    named = [
        one
        for one in lines
        if said.get("nom")
        and folded(one.nom) == folded(said["nom"])
        and folded(one.prenom) == folded(said.get("prenom", ""))
    ]
    return named[0] if len(named) == 1 else None


def _meant(key: str, words: str) -> str | None:
    """What a cell says, as the tableau has it; None when it cannot."""
    if key in BY_KEY and BY_KEY[key].form is Form.DAY:
        day = parse_date(words)
        return None if day is None else day.isoformat()
    offered = choices(key)
    if not offered:
        return words
    return next((one for one in offered if folded(one) == folded(words)), None)


def _unreadable(key: str, words: str) -> str:
    offered = ", ".join(choices(key)) or "une date, jj/mm/aaaa"
    return f"{heading_of(key)} {quoted(words)} ne se lit pas : {offered}."
