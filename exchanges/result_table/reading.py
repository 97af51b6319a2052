"""A table of results read line by line: what each asks, or why it asks nothing that can be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from exchanges.result_table.vocabulary import (
    FIELDS,
    RESULT,
    Meant,
    Vocabulary,
    called,
    columns,
    offered,
    recognised,
)
from exchanges.tableau.columns import KEY, LINE
from exchanges.tables import cells
from exchanges.tables.cells import Unreadable
from exchanges.tables.reader import Row, Table
from exchanges.webrsa.problems import UnreadableFile, shown
from rules.refusals import Refusal
from rules.wording import NBSP, colon, numbered, quoted
from states.procedure import PROCEDURE
from workflow.reading.seances import TableLine
from workflow.seances.outcomes.results import Awaited

_LOOKED_AT = 20
"""Rows among which the headings are looked for: titles may stand above them."""
_DOSSIER = "dossier"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """The result that a line of the file gives to a line of the séance that waits for it."""

    awaited: Awaited
    event: str
    form: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a line of the file asks, ``at`` its number there. ``already``: nothing, or what the line
    of the séance already has; ``problem``: why it says nothing that can be done."""

    at: int
    line: int | None = None
    event: str | None = None
    already: bool = False
    problem: Refusal | None = None
    todo: ToDo | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The row of headings: its line, the key of the column at each place."""

    line: int
    columns: Mapping[int, str]


def headings(table: Table, words: Vocabulary) -> Header:
    """The headings of the file. Raises UnreadableFile."""
    for row in islice(table.rows(), _LOOKED_AT):
        written = {place: cell for place, cell in enumerate(row.cells) if isinstance(cell, str)}
        found = {place: key for place, cell in written.items() if (key := recognised(cell))}
        if not {LINE.key, RESULT.key} <= set(found.values()):
            continue
        if len(set(found.values())) < len(found):
            raise UnreadableFile(table.path, "une colonne y est deux fois", line=row.line)
        others = [cell for place, cell in written.items() if cell.strip() and place not in found]
        _check_not_renamed(table, words, set(found.values()), others)
        return Header(line=row.line, columns=found)
    raise UnreadableFile(
        table.path,
        f"il faut deux colonnes, {quoted(LINE.heading)} et {quoted(RESULT.heading)}{NBSP}; --modele"
        " en donne une table à remplir",
    )


def _check_not_renamed(
    table: Table, words: Vocabulary, found: set[str], others: Sequence[str]
) -> None:
    """A column of our own table that is gone while another one came is the same one under another
    heading: what was typed in it would be lost without a word."""
    ours = {one.key for one in columns(key for n in words.kind.natures for key in words.asked(n))}
    if KEY.key in found and others and not ours <= found:
        raise UnreadableFile(
            table.path,
            f"une colonne de la table n’y est plus, et {quoted(shown(others[0]))} n’en est pas une"
            f"{NBSP}: rendez-lui son titre d’origine",
        )


class _Wrong(Exception):
    """Why a line of the file says nothing that can be done."""

    def __init__(self, code: str, sentence: str, remedy: str) -> None:
        told = f"{sentence[0].upper()}{sentence[1:]}."
        self.refusal = Refusal(code=code, sentence=told, remedy=remedy)
        super().__init__(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads the lines of the file, one after the other. ``seen``: the line of the file that asked
    for each line of the séance."""

    seance: int
    words: Vocabulary
    columns: Mapping[int, str]
    known: Mapping[int, TableLine]
    waiting: Mapping[int, Awaited]
    seen: dict[int, int] = field(default_factory=dict)

    def asked(self, row: Row) -> Asked:
        """What the line asks, and whether it can be asked at all."""
        number: int | None = None
        try:
            said = self._said(row)
            number = self._line(said)
            return self._wanted(row.line, self.known[number], said)
        except _Wrong as wrong:
            return Asked(at=row.line, line=number, problem=wrong.refusal)

    def _said(self, row: Row) -> Mapping[str, str]:
        """What each column says, those that say nothing aside."""
        said: dict[str, str] = {}
        for place, key in self.columns.items():
            if place in row.odd:
                raise _Wrong("cellule_illisible", row.odd[place], "Corrigez cette cellule.")
            try:
                words = cells.text(row.cells[place]) if place < len(row.cells) else ""
            except Unreadable as problem:
                told = str(problem)
                raise _Wrong("cellule_illisible", told, "Corrigez cette cellule.") from problem
            if words:
                said[key] = words
        return said

    def _line(self, said: Mapping[str, str]) -> int:
        """The line of the séance that is meant."""
        number, whose = said.get(LINE.key, ""), said.get(KEY.key, "").partition("/")[0]
        if whose not in ("", str(self.seance)):
            raise _Wrong(
                "ligne_d_une_autre_seance",
                f"Cette ligne vient de la table de la séance n° {whose}",
                "Donnez la table de cette séance-ci.",
            )
        if not (number.isascii() and number.isdigit()) or int(number) not in self.known:
            raise _Wrong(
                "ligne_d_une_autre_seance",
                f"La ligne {quoted(number)} n’est pas dans la séance {numbered(self.seance)}",
                "Vérifiez le numéro de la ligne.",
            )
        line = self.known[int(number)]
        if said.get(_DOSSIER, str(line.dossier_id)) != str(line.dossier_id):
            raise _Wrong(
                "ligne_d_un_autre_dossier",
                f"La ligne {numbered(line.id)} est celle du dossier {numbered(line.dossier_id)}, et"
                " le fichier dit un autre dossier",
                "Remettez chaque ligne en face de la personne qu’elle concerne.",
            )
        return line.id

    def _wanted(self, at: int, line: TableLine, said: Mapping[str, str]) -> Asked:
        if RESULT.key not in said:
            self._check_nothing_lost(said)
            return Asked(at=at, line=line.id, already=True)
        if line.id in self.seen:
            raise _Wrong(
                "ligne_deux_fois",
                f"La ligne {numbered(line.id)} est déjà à la ligne {self.seen[line.id]} du fichier",
                "Gardez l’une des deux.",
            )
        self.seen[line.id] = at
        meant = self._meant(line, said[RESULT.key])
        event = meant.exit.event
        if line.state == meant.exit.target:
            return Asked(at=at, line=line.id, event=event, already=True)
        if line.id not in self.waiting:
            label = PROCEDURE.states[line.state].label
            raise _Wrong(
                "resultat_deja_donne",
                f"La ligne {numbered(line.id)} n’attend pas de résultat ({label})",
                "Corrigez d’abord le dossier.",
            )
        todo = ToDo(awaited=self.waiting[line.id], event=event, form=self._form(meant, said))
        return Asked(at=at, line=line.id, event=event, todo=todo)

    def _check_nothing_lost(self, said: Mapping[str, str]) -> None:
        left = [FIELDS[key].heading for key in FIELDS if key in said]
        if left:
            raise _Wrong(
                "resultat_manquant",
                f"{quoted(left[0])} est rempli, et le résultat ne l’est pas",
                "Dites le résultat de la ligne.",
            )

    def _meant(self, line: TableLine, words: str) -> Meant:
        meant = self.words.result(words)
        if meant is None:
            labels = ", ".join(
                called(self.words.kind, one) for one in offered(self.words.kind, line.nature)
            )
            raise _Wrong(
                "resultat_inconnu",
                f"Le résultat {quoted(words)} n’existe pas",
                f"Choisissez parmi : {labels}.",
            )
        return meant

    def _form(self, meant: Meant, said: Mapping[str, str]) -> dict[str, object]:
        """The fields that the line fills in, and those that its result says by itself."""
        form: dict[str, object] = dict(meant.fields)
        for key in FIELDS:
            if key not in said:
                continue
            heading, value = FIELDS[key].heading, self.words.value(key, said[key])
            if value is None:
                raise _Wrong(
                    "champ_invalide",
                    f"{colon(heading, quoted(said[key]))} n’est pas un choix possible",
                    f"Choisissez parmi : {', '.join(self.words.choices(key)) or 'rien'}.",
                )
            if form.setdefault(key, value) != value:
                raise _Wrong(
                    "resultat_contradictoire",
                    f"{quoted(heading)} ne dit pas la même chose que le résultat",
                    "Corrigez l’un des deux.",
                )
        return form
