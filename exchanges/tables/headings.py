"""The row of headings of a table, and which of our columns each of them is.

A heading is recognised whatever its case, accents and punctuation, by our name of the column, by
its title, or by the name that the organisation gives it.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

from exchanges.tables import cells
from exchanges.tables.columns import DAY, FACT, Column, people_and_facts, people_and_one_fact
from exchanges.tables.reader import Row, Table
from exchanges.webrsa.problems import UnreadableFile, shown
from rules.wording import NBSP, quoted

_LOOKED_AT = 20
"""Rows among which the headings are looked for: titles may stand above them."""

_MOST_SHOWN = 12
_FILLERS = frozenset({"de", "du", "des", "la", "le", "les", "l", "d", "a", "au", "en", "un", "une"})
_NUMBER = re.compile(r"\bn\s*[°º]|№|\bnum\b|\bno\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The headings of a file. ``columns`` by position, ``headings`` as they are written there;
    ``unknown`` are those that are none of ours; ``one_fact``: each line tells one fact."""

    line: int
    columns: Mapping[int, Column]
    headings: Mapping[int, str]
    unknown: tuple[str, ...]
    one_fact: bool


def recognise(
    table: Table, said_before: Sequence[Mapping[str, str]], said_now: Mapping[str, str]
) -> Header:
    """The headings of the table: those ``said_now``, then those ``said_before``, the strongest
    first, then by our own names and titles. Raises UnreadableFile."""
    best = look(table, (said_now, *said_before))
    if best is None or not any(one.clue for one in best.columns.values()):
        raise UnreadableFile(table.path, _no_header(next(iter(table.rows()), None)))
    _refuse_twice(table, best)
    _refuse_missing(table, best, said_now)
    if best.one_fact:
        _refuse_without_day(table, best)
    return best


def look(table: Table, called: Sequence[Mapping[str, str]]) -> Header | None:
    """The row where most is recognised, whatever is missing there; the first when nothing is. None:
    the table is empty."""
    best: Header | None = None
    for row in islice(table.rows(), _LOOKED_AT):
        found = _header(row, called)
        if best is None or len(found.columns) > len(best.columns):
            best = found
    return best


def _header(row: Row, called: Sequence[Mapping[str, str]]) -> Header:
    headings = {
        place: _heading(cell) for place, cell in enumerate(row.cells) if not cells.is_empty(cell)
    }
    folds = {place: folded(words) for place, words in headings.items()}
    by_name = _named(folds.values(), called)
    one_fact = any(
        by_name.get(fold, _recognised(fold, people_and_one_fact())) == FACT
        for fold in folds.values()
    )
    known = people_and_one_fact() if one_fact else people_and_facts()
    taken = set(by_name.values())
    columns: dict[int, Column] = {}
    for place, fold in folds.items():
        name = by_name.get(fold)
        if name is None:
            found = _recognised(fold, known)
            # A heading that the organisation gives another column is not this one too.
            name = None if found in taken else found
        if name is not None and name in known:
            columns[place] = known[name]
    return Header(
        line=row.line,
        columns=columns,
        headings=headings,
        unknown=tuple(words for place, words in headings.items() if place not in columns),
        one_fact=one_fact,
    )


def _named(folds: Collection[str], called: Sequence[Mapping[str, str]]) -> Mapping[str, str]:
    """Which of the headings there are called ours, each column by its strongest."""
    found: dict[str, str] = {}
    for names in called:
        for name, heading in names.items():
            if (fold := folded(heading)) in folds and name not in found.values():
                found.setdefault(fold, name)
    return found


def _heading(cell: cells.Cell) -> str:
    try:
        return cells.text(cell)
    except cells.Unreadable:
        return str(cell)


def _recognised(fold: str, known: Mapping[str, Column]) -> str | None:
    return _folds_of(known is people_and_one_fact()).get(fold)


@cache
def _folds_of(one_fact: bool) -> Mapping[str, str]:
    known = people_and_one_fact() if one_fact else people_and_facts()
    folds: dict[str, str] = {}
    for column in known.values():
        for words in (column.name, column.title, *column.aliases):
            folds.setdefault(folded(words), column.name)
    return folds


@lru_cache(maxsize=4096)
def folded(words: str) -> str:
    """A heading as it is compared: no case, accent, punctuation nor small word; « N° » is
    « numéro »."""
    bare = unicodedata.normalize("NFKD", words.casefold().replace("’", " ").replace("'", " "))
    letters = "".join(c for c in bare if not unicodedata.combining(c))
    letters = _NUMBER.sub(" numero ", letters)
    parts = "".join(c if c.isalnum() else " " for c in letters).split()
    return " ".join(part for part in parts if part not in _FILLERS) or " ".join(parts)


def _no_header(first: Row | None) -> str:
    read = (
        [] if first is None else [shown(_heading(c)) for c in first.cells if not cells.is_empty(c)]
    )
    words = ", ".join(map(quoted, read[:_MOST_SHOWN]))
    awaited = ", ".join(quoted(one.title) for one in people_and_facts().values() if one.clue)
    return (
        "aucune ligne d’en-têtes n’y est reconnue. Il faut au moins l’une de ces colonnes"
        f"{NBSP}: {awaited}. La première ligne dit{NBSP}: {words or 'rien'}"
    )


def _refuse_twice(table: Table, header: Header) -> None:
    places: dict[str, int] = {}
    for place, column in header.columns.items():
        other = places.setdefault(column.name, place)
        if other != place:
            first, second = quoted(header.headings[other]), quoted(header.headings[place])
            raise UnreadableFile(
                table.path,
                f"la colonne {quoted(column.name)} y est deux fois, {first} et {second}",
                line=header.line,
            )


def _refuse_missing(table: Table, header: Header, said_now: Mapping[str, str]) -> None:
    there = {column.name for column in header.columns.values()}
    missing = [(name, heading) for name, heading in said_now.items() if name not in there]
    if missing:
        name, heading = missing[0]
        read = ", ".join(quoted(shown(words)) for words in header.headings.values())
        raise UnreadableFile(
            table.path,
            f"l’en-tête {quoted(heading)}, donné pour {quoted(name)}, n’y est pas. Il y a"
            f"{NBSP}: {read}",
            line=header.line,
        )


def _refuse_without_day(table: Table, header: Header) -> None:
    if all(column.name != DAY for column in header.columns.values()):
        raise UnreadableFile(
            table.path,
            f"il a une colonne {quoted('fait')}, et aucune colonne pour sa date",
            line=header.line,
        )
