"""The results of a séance, typed in a table: one line each, every kind of result in one file.

For the room without network: the lines are written out, filled in on paper or on a laptop, and
given back. A line that already has its result is left as it is, so that a file given twice does
nothing the second time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path

from exchanges.tables import cells
from exchanges.tables.cells import Cell, Unreadable
from exchanges.tables.reader import Format, Row, Table, open_table
from exchanges.tables.writing import write_table
from exchanges.webrsa.problems import UnreadableFile
from rules.refusals import Refusal
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.territory import plain_name
from rules.wording import NBSP, numbered, quoted
from states.page import Exit, Machine
from states.procedure import PROCEDURE
from workflow.database.store import Store
from workflow.reading import seances
from workflow.reading.seances import TableLine
from workflow.seances.outcomes import results
from workflow.seances.outcomes.results import Awaited, Given

LINE, RESULT = "ligne", "resultat"
_FOR_READERS = ("dossier", "nom", "prenom", "demande")
_LOOKED_AT = 20
"""Rows among which the headings are looked for: titles may stand above them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What became of one line of the file, ``at`` its number there. ``given``: what the act
    brought about, or would; ``already``: the line has that result; ``problem``: why the file's
    line says nothing that can be done."""

    at: int
    line: int | None = None
    event: str | None = None
    given: Given | None = None
    already: bool = False
    problem: Refusal | None = None

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Every reason why nothing was recorded."""
        if self.problem is not None:
            return (self.problem,)
        return () if self.given is None else self.given.refusals

    @property
    def refused(self) -> bool:
        """Whether what the file asks was not done, or would not be."""
        return self.problem is not None or (self.given is not None and self.given.left)


def write_blank(path: Path, format: Format, store: Store, seance_id: int) -> int:
    """The lines that wait for a result, to be filled in; how many. Raises UnknownSeance."""
    waiting = results.awaited(store, seance_id)
    fields = sorted(_fields())
    rows = (
        (
            str(one.passage_id),
            str(one.dossier_id),
            one.nom,
            one.prenom,
            one.wished or one.nature,
            *("" for _ in (RESULT, *fields)),
        )
        for one in waiting
    )
    write_table(path, format, (LINE, *_FOR_READERS, RESULT, *fields), rows)
    return len(waiting)


def give_results(
    store: Store,
    rulebook: Rulebook,
    act: Act,
    path: Path,
    seance_id: int,
    *,
    rehearsed: bool,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Typed]:
    """Each line of the file, done or told why not, the others going on. ``act`` says who and when;
    its event and form are those of each line. Raises UnreadableFile, UnknownSeance before any."""
    table = open_table(path)
    columns, first = _headings(table)
    _, lines, _ = seances.seance(store, seance_id)
    known = {line.id: line for line in lines}
    waiting = {one.passage_id: one for one in results.awaited(store, seance_id)}
    seen: dict[int, int] = {}
    batch = f"resultats-{table.sha256[:16]}"
    for row in table.rows():
        if row.line <= first:
            continue
        typed = _typed(row, columns, known, waiting, seen, seance_id)
        if typed.problem is None and not typed.already:
            assert typed.line is not None
            assert typed.event is not None
            asked = replace(act, event=typed.event, data=_form(row, columns))
            chosen = [waiting[typed.line]]
            if rehearsed:
                (given,) = results.preview(store, rulebook, asked, chosen)
            else:
                (given,) = results.give(store, rulebook, asked, chosen, batch=batch)
            typed = replace(typed, given=given)
        if progress is not None:
            progress(1)
        yield typed


def _headings(table: Table) -> tuple[Mapping[int, str], int]:
    """Position → column, and the line of the headings. Raises UnreadableFile."""
    wanted = {LINE, RESULT, *_fields()}
    for row in islice(table.rows(), _LOOKED_AT):
        found = {
            position: name
            for position, cell in enumerate(row.cells)
            if (name := _folded(cell).replace(" ", "_")) in wanted
        }
        if {LINE, RESULT} <= set(found.values()):
            if len(set(found.values())) < len(found):
                raise UnreadableFile(table.path, "une colonne y est deux fois", line=row.line)
            return found, row.line
    raise UnreadableFile(
        table.path,
        f"il faut deux colonnes, {quoted(LINE)} et {quoted(RESULT)}{NBSP}; --modele en donne une"
        " table à remplir",
    )


def _typed(
    row: Row,
    columns: Mapping[int, str],
    known: Mapping[int, TableLine],
    waiting: Mapping[int, Awaited],
    seen: dict[int, int],
    seance_id: int,
) -> Typed:
    """What the line asks, and whether it can be asked at all."""
    at = row.line
    for position in columns:
        if position in row.odd:
            return _wrong(at, "cellule_illisible", row.odd[position], "Corrigez cette cellule.")
    try:
        said = {name: cells.text(row.cells[p]) for p, name in columns.items() if p < len(row.cells)}
    except Unreadable as problem:
        return _wrong(at, "cellule_illisible", str(problem), "Corrigez cette cellule.")
    number, result = said.get(LINE, ""), said.get(RESULT, "")
    if not (number.isascii() and number.isdigit()) or int(number) not in known:
        sentence = f"La ligne {quoted(number)} n’est pas dans la séance {numbered(seance_id)}"
        return _wrong(at, "ligne_d_une_autre_seance", sentence, "Vérifiez le numéro de la ligne.")
    line = int(number)
    if not result:
        return Typed(at=at, line=line, already=True)
    if line in seen:
        sentence = f"La ligne {numbered(line)} est déjà à la ligne {seen[line]} du fichier"
        return _wrong(at, "ligne_deux_fois", sentence, "Gardez l’une des deux.", line)
    seen[line] = at
    exit = _results().get(plain_name(result))
    if exit is None:
        sentence = f"Le résultat {quoted(result)} n’existe pas"
        labels = ", ".join(dict.fromkeys(one.event for one in _results().values()))
        return _wrong(at, "resultat_inconnu", sentence, f"Choisissez parmi : {labels}.", line)
    state = known[line].state
    if state == exit.target:
        return Typed(at=at, line=line, event=exit.event, already=True)
    if line not in waiting:
        label = PROCEDURE.states[state].label
        sentence = f"La ligne {numbered(line)} n’attend pas de résultat ({label})"
        return _wrong(at, "resultat_deja_donne", sentence, "Corrigez d’abord le dossier.", line)
    return Typed(at=at, line=line, event=exit.event)


def _wrong(at: int, code: str, sentence: str, remedy: str, line: int | None = None) -> Typed:
    told = f"{sentence[0].upper()}{sentence[1:]}."
    return Typed(at=at, line=line, problem=Refusal(code=code, sentence=told, remedy=remedy))


def _form(row: Row, columns: Mapping[int, str]) -> dict[str, object]:
    """The fields that the line fills in."""
    said = {
        name: cells.text(row.cells[position])
        for position, name in columns.items()
        if position < len(row.cells) and name not in (LINE, RESULT)
    }
    return {name: value for name, value in said.items() if value}


@cache
def _results() -> Mapping[str, Exit]:
    """Every way to write a result: its code, the words of its act, those of the state."""
    found: dict[str, Exit] = {}
    for exit in _exits():
        assert exit.target is not None  # it ends the line
        for words in (exit.event, exit.label, PROCEDURE.states[exit.target].label):
            found.setdefault(plain_name(words), exit)
    return found


@cache
def _exits() -> Sequence[Exit]:
    """The acts by which somebody gives a line of the agenda its result."""
    return [
        exit
        for exit in PROCEDURE.node(Machine.PASSAGE, "retenu").exits
        if exit.asks and exit.target is not None and PROCEDURE.states[exit.target].final
    ]


def _fields() -> frozenset[str]:
    """The fields of all of them."""
    return frozenset(field.name for exit in _exits() for field in exit.asks) - {LINE, RESULT}


def _folded(cell: Cell) -> str:
    return plain_name(cell) if isinstance(cell, str) else ""
