"""The rows of the grid that somebody typed in, taken one by one: each cell by its act.

What two people wrote in the same cell is kept for both to see; the other cells are taken.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from entrypoints.web.desks.seances.opening import Opened
from entrypoints.web.forms.posted import Posted
from entrypoints.web.pages.seances.grid import Outcome, Refused, kept, mark, open_cells, plain
from entrypoints.web.rendering.frame import words_of
from entrypoints.web.visitors.visits import Visit
from exchanges.tableau import acts, columns
from exchanges.tableau.acts import Wanted
from exchanges.tableau.columns import REMARK
from exchanges.tableau.merging import merge
from exchanges.tableau.performing import Performer
from exchanges.tableau.telling import STAYS
from rules.fields import parse_date
from rules.refusals import Refusal
from rules.subjects import Subject, SubjectKind
from rules.wording import quantity
from workflow.acts.commands import StaleDossier
from workflow.reading import journal
from workflow.reading.tableau import Tableau, TableauLine, open_to

_TRIES = 3
_BUSY = "Cette ligne change sans cesse : recommencez."
_CHANGED = "\0"
"""What no cell says: it said something else when the page left."""
_DAYS = frozenset({"prevenue_le"})


class Prefer(StrEnum):
    """Whose words stay where two people wrote."""

    NEITHER = ""
    MINE = "mettre"
    THEIRS = "garder"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedRow:
    """A row as it was posted: what was typed by key, and the mark of what was there when the page
    left."""

    line: int
    cells: Mapping[str, str]
    seen: Mapping[str, str]

    @property
    def dirty(self) -> bool:
        """Whether something was typed in it."""
        return any(mark(words) != self.seen.get(key, "") for key, words in self.cells.items())

    @property
    def as_typed(self) -> Outcome:
        """What is shown of it as long as nobody saves it."""
        return Outcome(line=self.line, typed=self.cells, seen=self.seen)


def rows_of(form: Posted) -> dict[int, TypedRow]:
    """The rows of a form, by line: those that the page said it showed."""
    found: dict[int, TypedRow] = {}
    for name in form.several:
        if not (name.isascii() and name.isdigit() and len(name) < 11):
            continue
        seen = dict(one.partition("=")[::2] for one in form.get(name).split())
        cells = {key: _read(key, form.get(f"{name}.{key}")) for key in seen}
        found[int(name)] = TypedRow(line=int(name), cells=cells, seen=seen)
    return found


def _read(key: str, words: str) -> str:
    """A cell as it is compared; a day is typed as people write it."""
    day = parse_date(words) if key in _DAYS else None
    return plain(words) if day is None else day.isoformat()


@dataclass(slots=True, kw_only=True)
class Saving:
    """The taking of what one form says."""

    visit: Visit
    found: Opened
    performer: Performer
    shown: Tableau = field(init=False)

    @classmethod
    def begun(cls, visit: Visit, found: Opened) -> "Saving":
        """With the tableau as it is now."""
        performer = Performer(
            transact=visit.store.attempt, rulebook=visit.rulebook, by=visit.actor, now=visit.now
        )
        saving = cls(visit=visit, found=found, performer=performer)
        saving.look()
        return saving

    def look(self) -> None:
        """The tableau as it is now."""
        visit = self.visit
        self.shown = open_to(visit.store, visit.rulebook, self.found.id, visit.bearer)

    def take(self, rows: Iterable[TypedRow], prefer: Prefer = Prefer.NEITHER) -> dict[int, Outcome]:
        """Each of these rows, whatever becomes of the others."""
        outcomes = {row.line: self._take(row, prefer) for row in rows if row.dirty}
        if outcomes:
            self.look()
        return outcomes

    def _take(self, row: TypedRow, prefer: Prefer) -> Outcome:
        for _ in range(_TRIES):
            line = next((one for one in self.shown.lines if one.id == row.line), None)
            if line is None:
                return self._lost(row, "Cette ligne n’est plus au tableau que vous voyez.")
            try:
                return self._merged(row, line, prefer)
            except StaleDossier:
                self.look()
        return self._lost(row, _BUSY)

    def _merged(self, row: TypedRow, line: TableauLine, prefer: Prefer) -> Outcome:
        """Raises StaleDossier before anything of the row is done."""
        now, open_ = kept(self.shown, line), open_cells(self.visit, self.found, self.shown, line)
        left = {key: _left(row, key, now.get(key, "")) for key in row.cells}
        merged = merge(now if prefer is Prefer.MINE else left, now, row.cells, open_)
        stays = [one for one in merged.taken if not one.typed and not one.key.startswith(REMARK)]
        taken = [one for one in merged.taken if one not in stays]
        wanted = list(acts.of_cells(taken, now))
        done = self.performer.each(wanted, line) if wanted else []
        refused = [
            *(_told(one, refusals) for one, refusals in zip(wanted, done, strict=True)),
            [Refused(key=one.key, reason=f"{STAYS[0].upper()}{STAYS[1:]}.") for one in stays],
            [
                Refused(key=one.key, reason="Cette case ne s’écrit plus d’ici.")
                for one in merged.locked
            ],
        ]
        conflicts = () if prefer is Prefer.THEIRS else merged.conflicts
        told = tuple(one for several in refused for one in several)
        waiting = {one.key for one in conflicts} | {one.key for one in told}
        return Outcome(
            line=line.id,
            saved=not conflicts and not told,
            conflicts=conflicts,
            by=self._by(line) if conflicts else "",
            refused=told,
            typed={key: words for key, words in row.cells.items() if key in waiting},
            seen=row.seen,
        )

    def _by(self, line: TableauLine) -> str:
        """Who changed the line last, and when."""
        subject = Subject(SubjectKind.DOSSIER, line.dossier_id)
        entries = journal.entries(self.visit.store, subject=subject, most=10)
        last = next((one for one in entries if not one.refused), None)
        if last is None:
            return ""
        words = words_of(self.visit)
        return f"{words.by(last)}, à {words.hour(last.known)}"

    def _lost(self, row: TypedRow, why: str) -> Outcome:
        return Outcome(
            line=row.line,
            refused=(Refused(key=None, reason=why),),
            typed=row.cells,
            seen=row.seen,
        )


def as_typed(rows: Iterable[TypedRow]) -> dict[int, Outcome]:
    """The rows that nobody saved yet, as they were typed."""
    return {row.line: row.as_typed for row in rows if row.dirty}


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """What became of a form of the grid: of the one row whose button was pressed (``only``), else
    of each that was changed; the others are shown as they were typed."""

    shown: Tableau
    outcomes: Mapping[int, Outcome]
    only: int | None
    saved: int

    @classmethod
    def of(cls, visit: Visit, found: Opened, form: Posted) -> "Posting":
        """Takes the form."""
        typed = rows_of(form)
        only, prefer = _asked(form)
        saving = Saving.begun(visit, found)
        done = saving.take([one for one in typed.values() if only in (None, one.line)], prefer)
        waiting = as_typed(one for one in typed.values() if one.line not in done)
        return cls(
            shown=saving.shown,
            outcomes={**waiting, **done},
            only=only,
            saved=sum(one.saved for one in done.values()),
        )

    @property
    def whole(self) -> bool:
        """Whether nothing that was typed is left."""
        return all(one.saved for one in self.outcomes.values())

    @property
    def said(self) -> str:
        """What was done, in a sentence."""
        if not self.saved:
            return "Aucune ligne n’a changé."
        return f"{quantity(self.saved, 'ligne enregistrée', 'lignes enregistrées')}."


def _asked(form: Posted) -> tuple[int | None, Prefer]:
    """The line whose button was pressed, and whose words stay; none: each that was changed."""
    for name, prefer in (
        ("ligne", Prefer.NEITHER),
        (Prefer.MINE, Prefer.MINE),
        (Prefer.THEIRS, Prefer.THEIRS),
    ):
        told = form.get(name)
        if told.isascii() and told.isdigit() and len(told) < 11:
            return int(told), prefer
    return None, Prefer.NEITHER


def _left(row: TypedRow, key: str, now: str) -> str:
    """What the cell said when the page left, as far as its mark tells: what is there now, what was
    typed, or something else."""
    seen = row.seen.get(key, "")
    if mark(now) == seen:
        return now
    return row.cells[key] if mark(row.cells[key]) == seen else _CHANGED


def _told(wanted: Wanted, refusals: Iterable[Refusal]) -> Iterator[Refused]:
    """The refusals of an act, on the cells that asked for it, in the words of the columns."""
    headings = {key: heading_of(key) for key in wanted.columns.values()}
    for one in refusals:
        key, reason = acts.told(one, wanted, headings)
        yield Refused(key=key or (wanted.cells[0].key if wanted.cells else None), reason=reason)


def heading_of(key: str) -> str:
    """What a column is called on a page."""
    known = columns.BY_KEY.get(key)
    if known is not None:
        return known.heading
    return "Remarque" if key.startswith(REMARK) else "Réponse"
