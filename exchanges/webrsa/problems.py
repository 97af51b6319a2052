"""What is said of a file, or of one person of a file, that cannot be taken."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rules.wording import local_instant

LONGEST_SHOWN = 40
"""Characters of an offending value that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault of one field.

    `field` is the path of the element below its person (`orientations/orientation[2]/type_orient`);
    `value_shown` is the offending value, only for codes, numbers and dates: never a name, an
    address, a telephone or an identifier of a person.
    """

    field: str
    value_shown: str | None
    reason: str

    def __str__(self) -> str:
        shown = "" if self.value_shown is None else f" (« {self.value_shown} »)"
        return f"{self.field} : {self.reason}{shown}"


class UnreadableFile(Exception):
    """A file that cannot be taken at all: nothing of it may be used.

    `line` is the line of the file where it shows, when there is one.
    """

    def __init__(self, path: Path, reason: str, *, line: int | None = None) -> None:
        self.path = path
        self.reason = reason
        self.line = line
        name = path.name or str(path)  # « . » and « / » have none
        where = "" if line is None else f", ligne {line},"
        super().__init__(f"Le fichier « {name} »{where} ne peut pas être lu : {reason}.")


def shown(text: str) -> str:
    """The value as it may be printed: one line, cut at `LONGEST_SHOWN` characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_SHOWN else flat[: LONGEST_SHOWN - 1] + "…"


def refuse_future(path: Path, generated: datetime, now: datetime) -> None:
    """A file from the future would date every act after today. Raises `UnreadableFile`."""
    if generated > now:
        raise UnreadableFile(path, f"il se dit écrit le {local_instant(generated)}, à venir")
