"""The tableau commun as a grid: what each row shows, which of its cells may be written.

A cell bears the mark of what it said when the page left, so that two people who write in the same
one are told, and two who do not are merged.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from entrypoints.web.desks.seances.opening import Opened, coordinates
from entrypoints.web.visitors.visits import Visit
from exchanges.tableau import columns
from exchanges.tableau.columns import ANSWER, REMARK
from exchanges.tableau.merging import Cell as Merged
from workflow.reading.answers import Answer
from workflow.reading.tableau import Tableau, TableauLine

PRIORITY = "priorite"
_ABREAST = 4
"""The services whose answers have a column; those of the others are on the page of the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service that sits, as a column."""

    id: int
    label: str
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A cell that may be written: its name in the form, what it says, what it may say. ``state`` is
    empty, « dirty », « wrong » or « conflict »."""

    name: str
    words: str
    choices: tuple[str, ...] = ()
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What was not taken of a row, and the cell that it is about."""

    key: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a row that was posted. ``typed`` is what was typed in it; ``conflicts`` what
    somebody else changed meanwhile, ``by`` whom and when in words."""

    line: int
    saved: bool = False
    conflicts: tuple[Merged, ...] = ()
    by: str = ""
    refused: tuple[Refused, ...] = ()
    typed: Mapping[str, str] | None = None
    seen: Mapping[str, str] | None = None

    @property
    def whole(self) -> bool:
        """Whether everything that was typed was taken."""
        return not self.conflicts and not self.refused

    @property
    def dirty(self) -> bool:
        """Whether something typed waits to be saved."""
        return not self.saved and self.typed is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the grid. ``answers``: those of the services that have a column, by their number;
    ``folded`` how many of the others answered. ``seen`` is the mark of each box as it left;
    ``carried`` what was typed elsewhere than in the grid and waits for somebody to choose."""

    line: TableauLine
    place: int
    answers: Mapping[int, Answer]
    folded: int
    answer: Box | None
    remark: Box | None
    priority: Box | None
    seen: str
    late: tuple[str, ...]
    shared: bool
    carried: Mapping[str, str]
    outcome: Outcome | None

    @property
    def writable(self) -> bool:
        """Whether something of it may be written here."""
        return None not in (self.answer, self.remark) or self.priority is not None

    @property
    def missing(self) -> bool:
        """Whether the viewer owes it an answer."""
        return self.answer is not None and not self.answer.words


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The whole of it. ``beyond``: how many services have no column."""

    shown: Tableau
    services: tuple[Service, ...]
    beyond: int
    rows: tuple[Row, ...]


def grid_of(
    visit: Visit,
    found: Opened,
    shown: Tableau,
    outcomes: Mapping[int, Outcome] | None = None,
) -> Grid:
    """The grid that they see. ``outcomes``: of the rows that were just posted."""
    services = _services(found, shown)
    told = outcomes or {}
    return Grid(
        shown=shown,
        services=services,
        beyond=len(shown.sitting) - len(services),
        rows=tuple(
            _row(visit, found, shown, line, place, services, told.get(line.id))
            for place, line in enumerate(_in_place(shown), start=1)
        ),
    )


def open_cells(visit: Visit, found: Opened, shown: Tableau, line: TableauLine) -> frozenset[str]:
    """The keys of the cells of a line that they may write: a service what it tells, whoever
    coordinates what services told otherwise."""
    if line.gone or line.decided:
        return frozenset()
    if found.mine is None and not coordinates(visit, found.kind):
        return frozenset()
    return frozenset(columns.fillable(shown, line, found.mine))


def kept(shown: Tableau, line: TableauLine) -> dict[str, str]:
    """What each cell says now."""
    return {key: plain(words) for key, words in columns.kept(shown, line).items()}


def plain(words: str) -> str:
    """The words as they are compared, whatever the browser makes of the ends of lines."""
    return "\n".join(words.strip().splitlines())


def mark(words: str) -> str:
    """What tells whether a cell still says what it said."""
    return hashlib.sha256(words.encode()).hexdigest()[:6] if words else ""


def marks(cells: Mapping[str, str], keys: Iterable[str]) -> str:
    """The marks of these cells, as a page carries them."""
    return " ".join(f"{key}={mark(cells[key])}" for key in sorted(keys))


def column_of(key: str) -> columns.Column | None:
    """The column of a key; None when it is none of the tableau's."""
    known = columns.BY_KEY.get(key)
    kind, _, number = key.partition(":")
    if known is not None or not number.isdecimal() or kind not in (ANSWER, REMARK):
        return known
    answer, remark = columns.of_service(int(number), "")
    return answer if kind == ANSWER else remark


def choices(key: str) -> tuple[str, ...]:
    """What a cell is chosen from; nothing where it is typed."""
    column = column_of(key)
    return () if column is None else tuple(columns.choices(column).values())


def _services(found: Opened, shown: Tableau) -> tuple[Service, ...]:
    """The viewer's own first."""
    every = [
        Service(id=number, label=label, mine=number == found.mine)
        for number, label in shown.sitting.items()
    ]
    return tuple(sorted(every, key=lambda one: not one.mine)[:_ABREAST])


def _in_place(shown: Tableau) -> Sequence[TableauLine]:
    """Those that are gone come last."""
    return sorted(shown.lines, key=lambda one: one.gone)


def _row(
    visit: Visit,
    found: Opened,
    shown: Tableau,
    line: TableauLine,
    place: int,
    services: Sequence[Service],
    outcome: Outcome | None,
) -> Row:
    cells, open_ = kept(shown, line), open_cells(visit, found, shown, line)
    typed = {} if outcome is None or outcome.typed is None else outcome.typed
    here = {key for key in _written_here(found) if key in open_}

    def box(key: str) -> Box | None:
        if key not in here:
            return None
        words = typed.get(key, cells[key])
        return Box(
            name=f"{line.id}.{key}",
            words=words,
            choices=choices(key),
            state=_state(key, words, cells, outcome),
        )

    columned = {one.id for one in services}
    return Row(
        line=line,
        place=line.rank or place,
        answers={one.service_id: one for one in line.answers if one.service_id in columned},
        folded=sum(one.service_id not in columned for one in line.answers),
        answer=box(f"{ANSWER}:{found.mine}"),
        remark=box(f"{REMARK}:{found.mine}"),
        priority=box(PRIORITY),
        seen=_seen(cells, here | typed.keys(), outcome),
        late=tuple(shown.late_words(line)),
        shared=shown.sight.opened(line.service_id),
        carried={key: words for key, words in typed.items() if key not in here},
        outcome=outcome,
    )


def _written_here(found: Opened) -> tuple[str, ...]:
    return (PRIORITY, f"{ANSWER}:{found.mine}", f"{REMARK}:{found.mine}")


def _seen(cells: Mapping[str, str], keys: Iterable[str], outcome: Outcome | None) -> str:
    """The marks of the cells as they are now; of what waits to be saved, or for somebody to choose,
    as they were when it was typed."""
    seen = {key: mark(cells.get(key, "")) for key in keys}
    if outcome is not None and outcome.seen is not None and outcome.typed is not None:
        seen |= {key: outcome.seen.get(key, "") for key in outcome.typed}
    return " ".join(f"{key}={seen[key]}" for key in sorted(seen))


def _state(key: str, words: str, cells: Mapping[str, str], outcome: Outcome | None) -> str:
    if outcome is None:
        return ""
    if any(cell.key == key for cell in outcome.conflicts):
        return "conflict"
    if any(one.key == key for one in outcome.refused):
        return "wrong"
    return "dirty" if words != cells.get(key, "") else ""
