"""The points of an agenda that are about nobody (note 2024-045: interconnaissance, offre nouvelle,
projets de territoire)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from rules.done import Done
from rules.names import folded


class Standing(StrEnum):
    """Where a point stands. Stored: never renamed. ``REPRIS``: by the séance that replaces its
    own."""

    PREVU = "prevu"
    TRAITE = "traite"
    RETIRE = "retire"
    REPRIS = "repris"


STANDING_LABELS: Mapping[Standing, str] = MappingProxyType(
    {
        Standing.PREVU: "prévu",
        Standing.TRAITE: "traité",
        Standing.RETIRE: "retiré",
        Standing.REPRIS: "repris à la séance qui la remplace",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A point: its place among those of its séance, from 1, what it is about, who brings it, for
    how long (None: not said), under which reference its document is, and what was concluded.
    ``added`` is read for who would add another."""

    id: int
    order: int
    title: str
    bearer: str
    minutes: int | None
    document: str | None
    standing: Standing
    conclusion: str | None
    added: Done | None = None

    @property
    def on_agenda(self) -> bool:
        """Whether it is on the agenda, treated or not."""
        return self.standing in (Standing.PREVU, Standing.TRAITE)


def same_point(point: Point, title: str, bearer: str) -> bool:
    """Whether the point has that title and is brought by them, whatever the case and accents."""
    return (folded(point.title), folded(point.bearer)) == (folded(title), folded(bearer))


def minutes_of(points: Iterable[Point]) -> int:
    """What the points of an agenda take of the séance."""
    return sum(point.minutes or 0 for point in points if point.on_agenda)
