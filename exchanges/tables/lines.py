"""From a row of a table to a person and facts, or to a bad line that says every fault."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from exchanges.tables import cells
from exchanges.tables.cells import Cell, Unreadable
from exchanges.tables.columns import DAY, FACT, Column, Kind
from exchanges.tables.headings import Header, folded
from exchanges.tables.reader import Row, Table
from exchanges.webrsa.person import BadLine
from exchanges.webrsa.problems import Problem, shown
from rules import fields
from rules.facts import FACTS
from rules.wording import quoted
from workflow.acts.fact_entry import Entry, told_in_files
from workflow.people.matching import Clues

_FRENCH_ROLES = {
    "dem": "DEM",
    "demandeur": "DEM",
    "demandeuse": "DEM",
    "cjt": "CJT",
    "conjoint": "CJT",
    "conjointe": "CJT",
    "concubin": "CJT",
    "concubine": "CJT",
}
_RIGHTS = frozenset({"ouvert", "suspendu"})
_SEXES = {
    **dict.fromkeys(("f", "femme", "feminin", "2"), "F"),
    **dict.fromkeys(("m", "h", "homme", "masculin", "1"), "M"),
}
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]+")
_SMALL = frozenset({"d", "de", "du", "des", "l", "la", "le", "les", "par"})
_NUMBERS = frozenset({"dossier", "id_webrsa", "service_referent"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A fact that a line tells, with the headings of its day and of the columns of its values,
    filled or not, for what may be said of it."""

    entry: Entry
    heading: str
    values: Mapping[str, str]

    def heading_of(self, name: str | None) -> str:
        """The column that a refusal speaks of."""
        return self.heading if name is None else self.values.get(name, self.heading)

    def day_shown(self, name: str | None) -> str | None:
        """The day in that column, if it holds one; of anything else, nothing is repeated."""
        if self.heading_of(name) == self.heading:
            return f"{self.entry.day:%d/%m/%Y}"
        given = self.entry.values.get(name or "")
        return f"{given:%d/%m/%Y}" if isinstance(given, date) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """A line that could be read. ``identity``: the columns of a person, as the registry keeps
    them; ``service``, ``oriented``, ``accompanied``, ``droit`` serve a birth only; ``sector`` is
    what the line says of the circonscription, in its own words."""

    position: int
    line: int
    clues: Clues
    identity: Mapping[str, object]
    told: tuple[Told, ...]
    droit: str | None = None
    service: int | None = None
    oriented: date | None = None
    accompanied: date | None = None
    sector: str | None = None


def read(table: Table, header: Header) -> Iterator[PersonLine | BadLine]:
    """Every line below the headings."""
    reader = _Reader(table, header)
    position = 0
    for row in table.rows():
        if row.line > header.line:
            position += 1
            yield reader.read(row, position)


def bad_line(position: int, line: int, *problems: Problem) -> BadLine:
    """A line that is not taken. It bears no number of webRSA."""
    return BadLine(position=position, line=line, id_personne=None, problems=problems)


@dataclass(slots=True)
class _Read:
    """What was read of one row so far."""

    values: dict[str, object] = field(default_factory=dict)
    days: dict[str, tuple[date, str]] = field(default_factory=dict)
    given: dict[str, dict[str, tuple[object, str]]] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    """The facts whose day is there and cannot be read."""
    problems: list[Problem] = field(default_factory=list)


class _Reader:
    """Reads the rows of one table."""

    def __init__(self, table: Table, header: Header) -> None:
        self._serial = table.serial_dates
        self._header = header
        self._width = max(header.headings, default=0) + 1

    def read(self, row: Row, position: int) -> PersonLine | BadLine:
        read = _Read()
        for place, reason in row.odd.items():
            if place in self._header.columns:
                read.problems.append(self._problem(place, reason))
        for place, column in self._header.columns.items():
            if place < len(row.cells) and not cells.is_empty(row.cells[place]):
                self._take(read, column, place, row.cells[place])
        beyond = row.cells[self._width :]
        if not all(map(cells.is_empty, beyond)):
            reason = "il y a plus de cellules que d’en-têtes : la ligne est décalée"
            read.problems.append(Problem(field="ligne", value_shown=None, reason=reason))
        told = list(self._told(read))
        if read.problems:
            return bad_line(position, row.line, *read.problems)
        return _line(read.values, tuple(told), position, row.line)

    def _take(self, read: _Read, column: Column, place: int, cell: Cell) -> None:
        heading = self._header.headings[place]
        try:
            if column.kind is Kind.DAY:
                day = cells.day(cell, serial=self._serial)
                if column.fact is None:
                    read.values[column.name] = day
                else:
                    read.days[column.fact] = (day, heading)
            elif column.kind is Kind.VALUE:
                assert column.field is not None
                value = _value(column.field, cell, serial=self._serial)
                read.given.setdefault(column.fact or "", {})[column.field.name] = (value, heading)
            elif column.kind is Kind.TELEPHONE:
                read.values[column.name] = cells.telephone(cell)
            else:
                kind = cells.code if column.kind is Kind.CODE else cells.text
                read.values[column.name] = _checked(column.name, kind(cell))
        except Unreadable as error:
            visible = None
            if column.kind is Kind.DAY and column.name != "date_naissance":
                visible = shown(str(cell))
                read.unreadable.add(column.fact or "")
            read.problems.append(self._problem(place, str(error), visible))

    def _problem(self, place: int, reason: str, visible: str | None = None) -> Problem:
        return Problem(
            field=self._header.headings.get(place, f"colonne {place + 1}"),
            value_shown=visible,
            reason=reason,
        )

    def _told(self, read: _Read) -> Iterator[Told]:
        if self._header.one_fact:
            yield from self._only_told(read)
            return
        for code, given in read.given.items():
            if code not in read.days and code not in read.unreadable:
                heading = next(iter(given.values()))[1]
                title = f"{code}_le"
                reason = f"la date du fait manque (colonne {quoted(title)})"
                read.problems.append(Problem(field=heading, value_shown=None, reason=reason))
        for code, (day, heading) in read.days.items():
            yield self._fact(code, day, heading, read.given.get(code, {}))

    def _only_told(self, read: _Read) -> Iterator[Told]:
        """The fact of a line that tells one."""
        word, day = read.values.pop(FACT, None), read.values.pop(DAY, None)
        given = read.given.get("", {})
        headings = {
            column.name: self._header.headings[place]
            for place, column in self._header.columns.items()
        }
        if word is None and day is None and not given:
            return
        code = None if word is None else _code_of(str(word))
        if code is None or not isinstance(day, date):
            reason = (
                "le fait manque"
                if word is None
                else "ce fait n’est pas de ceux qu’un tableau peut dire (« fait codes » les donne)"
            )
            if code is None:
                visible = None if word is None else shown(str(word))
                read.problems.append(
                    Problem(field=headings[FACT], value_shown=visible, reason=reason)
                )
            if day is None and not any(one.field == headings[DAY] for one in read.problems):
                reason = "la date du fait manque"
                read.problems.append(Problem(field=headings[DAY], value_shown=None, reason=reason))
            return
        yield self._fact(code, day, headings[DAY], given)

    def _fact(
        self, code: str, day: date, heading: str, given: Mapping[str, tuple[object, str]]
    ) -> Told:
        return Told(
            entry=Entry(code=code, day=day, values={name: one[0] for name, one in given.items()}),
            heading=heading,
            values={
                column.field.name: self._header.headings[place]
                for place, column in self._header.columns.items()
                if column.field is not None and column.fact in (None, code)
            },
        )


def _code_of(words: str) -> str | None:
    """The fact of that code, or of that label."""
    if words in told_in_files():
        return words
    fold = folded(words)
    found = (c for c in told_in_files() if fold in (folded(c), folded(FACTS[c])))
    return next(found, None)


def _value(asked: fields.Field, cell: Cell, *, serial: bool) -> object:
    """The value of a field, as its form takes it."""
    if asked.kind is fields.Kind.DATE:
        return cells.day(cell, serial=serial)
    if asked.kind is fields.Kind.CHOIX:
        words = cells.text(cell)
        return _choice(asked.choices, words) or words
    if asked.kind in (fields.Kind.TEXTE, fields.Kind.OUI_NON):
        return cells.text(cell)
    return cells.code(cell)


def _choice(choices: tuple[str, ...], words: str) -> str | None:
    """« Contrat d’engagement » is contrat_engagement."""
    wanted = _bare(words)
    return next((one for one in choices if _bare(one) == wanted), None)


def _bare(words: str) -> str:
    letters = unicodedata.normalize("NFKD", words.casefold())
    bare = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join(part for part in bare.split() if part not in _SMALL)


def _checked(name: str, words: str) -> str:
    """The value of a column of a person. Raises Unreadable."""
    match name:
        case "role":
            found = _FRENCH_ROLES.get(_bare(words))
            if found is None:
                raise Unreadable("le rôle est DEM (demandeur) ou CJT (conjoint)")
            return found
        case "droit":
            if _bare(words) not in _RIGHTS:
                raise Unreadable("le droit est ouvert ou suspendu")
            return _bare(words)
        case "sexe":
            found = _SEXES.get(_bare(words))
            if found is None:
                raise Unreadable("le sexe est F ou M")
            return found
        case "email":
            if not _EMAIL.fullmatch(words):
                raise Unreadable("ce n’est pas une adresse de courriel")
            return words
        case "code_postal":
            if not words.isdigit() or len(words) > 5:
                raise Unreadable("un code postal a cinq chiffres")
            return words.zfill(5)
        case _ if name in _NUMBERS:
            if not (words.isascii() and words.isdigit()) or int(words[:20]) > fields.GREATEST:
                raise Unreadable("un numéro est attendu")
            return words
        case _:
            return words


def _line(
    values: dict[str, object], told: tuple[Told, ...], position: int, line: int
) -> PersonLine | BadLine:
    def number(name: str) -> int | None:
        found = values.pop(name, None)
        return None if found is None else int(str(found))

    def day(name: str) -> date | None:
        found = values.pop(name, None)
        return found if isinstance(found, date) else None

    def words(name: str) -> str | None:
        found = values.get(name)
        if isinstance(found, date):
            return found.isoformat()
        return None if found is None else str(found)

    dossier, webrsa = number("dossier"), number("id_webrsa")
    service, oriented = number("service_referent"), day("oriente_le")
    accompanied, droit = day("accompagne_depuis"), values.pop("droit", None)
    sector = values.pop("secteur", None)
    clues = Clues(
        dossier=dossier,
        webrsa_id=webrsa,
        numero_demande_rsa=words("numero_demande_rsa"),
        reference=words("reference"),
        numero_caf=words("numero_caf"),
        role=words("role"),
        nom=words("nom"),
        prenom=words("prenom"),
        date_naissance=words("date_naissance"),
        telephone=words("telephone"),
        email=words("email"),
    )
    identity = {name: words(name) for name in values}
    return PersonLine(
        position=position,
        line=line,
        clues=clues,
        identity=identity,
        told=told,
        droit=None if droit is None else str(droit),
        service=service,
        oriented=oriented,
        accompanied=accompanied,
        sector=None if sector is None else str(sector),
    )
