"""A tableau that comes back: its rows as they were typed, and what the file had when it left."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from exchanges.tableau import sealing
from exchanges.tableau.columns import (
    KEY,
    LINE,
    TYPED_AT_THE_BOTTOM,
    Column,
    Form,
    choices,
    of_service,
    on_one_line,
    recognised,
)
from exchanges.tableau.workbook import FORMAT, ORIGIN, letters
from exchanges.tables import cells
from exchanges.tables.cells import Cell
from exchanges.tables.headings import folded
from exchanges.tables.reader import LARGEST_FILE
from exchanges.tables.workbooks import Opened, open_workbook
from exchanges.webrsa.problems import UnreadableFile, shown
from rules.wording import NBSP, quoted

_ZIP = b"PK\x03\x04"
_LONGEST_NUMBER = 16
"""Digits that no number of ours has."""
_LOOKED_AT = 20
"""Rows among which the headings are looked for."""

_NOT_OURS = (
    "ce n’est pas un tableau exporté par l’application, ou il a été recopié dans un autre"
    " classeur : exportez-le de nouveau, et remplissez ce fichier-là"
)
FORMULA = "c’est une formule : tapez la valeur elle-même"
MERGED = "cette cellule est fusionnée avec d’autres : défusionnez-les"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What the file had when it left: the text of each cell by line then key, and the version of
    each line's dossier. ``viewer``: the service that it was for."""

    seance: int
    viewer: int | None
    exported: datetime
    cells: Mapping[int, Mapping[str, str]]
    versions: Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A row as somebody left it. ``number`` is its number in the sheet, from 1; ``line`` None: it
    was typed at the bottom. ``cells`` are texts by key, ``bad`` why a cell cannot be read, and
    ``where`` the name of each cell, « E14 »."""

    number: int
    line: int | None
    seance: int | None
    cells: Mapping[str, str]
    bad: Mapping[str, str]
    where: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A tableau that came back. ``notes`` are sentences on how it was read."""

    path: Path
    origin: Origin
    rows: Sequence[Typed]
    headings: Mapping[str, str]
    notes: tuple[str, ...]


def read(path: Path, *, password: str | None = None) -> Sheet:
    """The tableau of a file, checked whole. Raises UnreadableFile, in one clear sentence."""
    opened = open_workbook(path, _content(path, password))
    origin = _origin(path, opened)
    place, columns, written, aside = _headings(path, opened)
    _check_not_renamed(path, origin, written.keys(), aside)
    reader = _Reader(opened=opened, columns=columns, origin=origin)
    return Sheet(
        path=path,
        origin=origin,
        rows=list(reader.rows(after=place)),
        headings=written,
        notes=(*(note for note in opened.notes), *_set_aside(aside)),
    )


def _check_not_renamed(
    path: Path, origin: Origin, found: Collection[str], aside: Sequence[str]
) -> None:
    """A column of the tableau that is gone while another one came is the same one under another
    heading: what was typed in it would be lost without a word."""
    left = {key for cells in origin.cells.values() for key in cells}
    if origin.viewer is not None:
        left |= {one.key for one in of_service(origin.viewer, "")}
    if aside and not left <= set(found):
        raise UnreadableFile(
            path,
            f"une colonne du tableau n’y est plus, et {quoted(aside[0])} n’en est pas une :"
            " rendez-lui son titre d’origine, ou exportez de nouveau",
        )


def _set_aside(aside: Sequence[str]) -> Iterator[str]:
    if aside:
        listed = ", ".join(map(quoted, aside))
        yield f"Colonnes qui ne sont pas du tableau, laissées de côté{NBSP}: {listed}."


def _content(path: Path, password: str | None) -> bytes:
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise UnreadableFile(path, f"il dépasse {LARGEST_FILE // 2**20} Mo")
    if not content:
        raise UnreadableFile(path, "il est vide")
    if sealing.is_sealed(content):
        content = sealing.unseal(path, content, password)
    if not content.startswith(_ZIP):
        raise UnreadableFile(path, "ce n’est pas un classeur XLSX")
    return content


def _origin(path: Path, opened: Opened) -> Origin:
    said: dict[str, str] = {}
    texts: dict[int, dict[str, str]] = {}
    versions: dict[int, int] = {}
    try:
        for row in opened.hidden(ORIGIN) or ():
            match [str(cell) for cell in row]:
                case ["ligne", line, version, *_]:
                    versions[int(line)] = int(version)
                    texts.setdefault(int(line), {})
                case ["cellule", line, key, words, *_]:
                    texts[int(line)][key] = words
                case [name, value, *_]:
                    said[name] = value
        if said.get("format") != FORMAT:
            raise UnreadableFile(path, _NOT_OURS)
        return Origin(
            seance=int(said["seance"]),
            viewer=int(said["service"]) if said["service"] else None,
            exported=datetime.fromisoformat(said["exporte"]),
            cells=texts,
            versions=versions,
        )
    except (KeyError, ValueError) as error:
        raise UnreadableFile(path, _NOT_OURS) from error


def _headings(
    path: Path, opened: Opened
) -> tuple[int, Mapping[int, Column], Mapping[str, str], tuple[str, ...]]:
    """The place of the row of headings, from 0, the column at each place, what the file calls each,
    and what is set aside."""
    best: tuple[int, dict[int, Column], list[str]] = (0, {}, [])
    rows = list(islice(opened.rows(), _LOOKED_AT))
    for number, row in enumerate(rows):
        found, others = dict[int, Column](), list[str]()
        for place, cell in enumerate(row):
            if isinstance(cell, str) and cell.strip():
                column = recognised(cell)
                if column is None:
                    others.append(cell)
                else:
                    found[place] = column
        if len(found) > len(best[1]):
            best = number, found, others
    number, found, others = best
    keys = [one.key for one in found.values()]
    twice = next((one for one in found.values() if keys.count(one.key) > 1), None)
    if twice is not None:
        raise UnreadableFile(
            path, f"la colonne {quoted(twice.heading)} y est deux fois", line=number + 1
        )
    if KEY.key not in keys and LINE.key not in keys:
        raise UnreadableFile(
            path,
            f"la colonne {quoted(LINE.heading)} n’y est plus : elle dit de quelle ligne il s’agit",
        )
    written = {one.key: str(rows[number][place]).strip() for place, one in found.items()}
    return number, found, written, tuple(shown(one) for one in others)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """Reads the rows below the headings."""

    opened: Opened
    columns: Mapping[int, Column]
    origin: Origin

    def rows(self, *, after: int) -> Iterator[Typed]:
        """Each row that says something."""
        for place, row in enumerate(self.opened.rows()):
            if place > after and (typed := self._row(place, row)) is not None:
                yield typed

    def _row(self, place: int, row: Sequence[Cell]) -> Typed | None:
        bad: dict[str, str] = {}
        raw: dict[str, Cell] = {}
        for column, known in self.columns.items():
            cell = row[column] if column < len(row) else ""
            if (why := self._cannot(place, column)) is not None:
                bad[known.key] = why
            raw[known.key] = cell
        line, seance = _key(raw)
        left = self.origin.cells.get(line or 0, {})
        texts: dict[str, str] = {}
        for known in self.columns.values():
            if known.key in bad or known.key == KEY.key:
                continue
            try:
                texts[known.key] = self._text(known, raw[known.key], left.get(known.key, ""))
            except cells.Unreadable as unreadable:
                bad[known.key] = str(unreadable)
        if line is None and not any(texts.get(key) or bad.get(key) for key in TYPED_AT_THE_BOTTOM):
            return None
        return Typed(
            number=place + 1,
            line=line,
            seance=seance,
            cells=texts,
            bad=bad,
            where={
                known.key: f"{letters(column)}{place + 1}" for column, known in self.columns.items()
            },
        )

    def _cannot(self, row: int, column: int) -> str | None:
        """Why what a cell says is not to be relied upon."""
        if self.opened.is_merged(row, column):
            return MERGED
        if (row, column) in self.opened.formulas:
            return FORMULA
        return self.opened.odd.get(row, {}).get(column)

    def _text(self, column: Column, cell: Cell, left: str) -> str:
        """What the cell says, as the registry would. Raises Unreadable."""
        if isinstance(cell, str):
            words = on_one_line(cell)
            if not words or words == left:
                return words
        if column.form is Form.DAY:
            return cells.day(cell, serial=self.opened.serial_dates).isoformat()
        words = on_one_line(cells.text(cell))
        if column.form is Form.ONE_OF and (offered := choices(column)):
            meant = next((one for one in offered.values() if folded(one) == folded(words)), None)
            if meant is None:
                raise cells.Unreadable(f"choisissez parmi : {', '.join(offered.values())}")
            return meant
        return words


def _key(raw: Mapping[str, Cell]) -> tuple[int | None, int | None]:
    """The line and the séance that the hidden key of a row says; the number that is shown alone
    when somebody lost the key; None where there is neither."""
    parts = str(raw.get(KEY.key, "")).split("/")
    if len(parts) == 3 and all(map(_is_number, parts)):
        return int(parts[1]), int(parts[0])
    try:
        number = cells.code(raw.get(LINE.key, ""))
    except cells.Unreadable:
        return None, None
    return (int(number), None) if _is_number(number) else (None, None)


def _is_number(words: str) -> bool:
    return words.isascii() and words.isdigit() and len(words) < _LONGEST_NUMBER
