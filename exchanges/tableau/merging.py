"""What somebody typed, what the file had when it left, what the registry has now. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell in three states: ``exported`` in the file when it left, ``now`` in the registry,
    ``typed`` in the file that came back."""

    key: str
    exported: str
    now: str
    typed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What becomes of the cells of a line: those to take, those that somebody else changed
    meanwhile, those that were changed where nothing may be."""

    taken: tuple[Cell, ...] = field(default=())
    conflicts: tuple[Cell, ...] = field(default=())
    locked: tuple[Cell, ...] = field(default=())


def merge(
    exported: Mapping[str, str],
    now: Mapping[str, str],
    typed: Mapping[str, str],
    fillable: Collection[str],
) -> Merge:
    """The cells that were typed, each beside the two others; a column that the file no longer has
    is silent. What is typed as it left, or as it is now, changes nothing."""
    taken, conflicts, locked = [], [], []
    for key, words in typed.items():
        left, here = exported.get(key, ""), now.get(key, "")
        cell = Cell(key=key, exported=left, now=here, typed=words)
        if words in (left, here):
            continue
        if key not in fillable:
            locked.append(cell)
        elif here == left:
            taken.append(cell)
        else:
            conflicts.append(cell)
    return Merge(taken=tuple(taken), conflicts=tuple(conflicts), locked=tuple(locked))
