"""All that a calendar is made of, as a value that can be stored and read again years later."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from hashlib import sha256
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from rules.days.closures import HalfDay
from rules.days.hours import Span


class UnreadableSnapshot(ValueError):
    """A stored content that is no calendar's."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"Ce contenu n’est pas celui d’un calendrier : {reason}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What a calendar knows, from ``first_day`` (1 January) to ``last_day`` (31 December).

    ``feasts`` and ``closed`` map a day off to its French name, ``half_days`` a day to the hour when
    it stops; ``spans`` are the working hours of a day; ``library`` is the release of ``holidays``
    that gave the feasts.
    """

    zone: str
    timezone: str
    first_day: date
    last_day: date
    library: str
    feasts: Mapping[date, str]
    closed: Mapping[date, str]
    half_days: Mapping[date, HalfDay]
    spans: tuple[Span, ...]

    def content(self) -> dict[str, Any]:
        """The snapshot as JSON can hold it. Its keys are stored: never renamed."""
        return {
            "zone": self.zone,
            "fuseau": self.timezone,
            "premier_jour": self.first_day.isoformat(),
            "dernier_jour": self.last_day.isoformat(),
            "bibliotheque": self.library,
            "feries": {day.isoformat(): name for day, name in self.feasts.items()},
            "fermetures": {day.isoformat(): label for day, label in self.closed.items()},
            "demi_journees": {
                day.isoformat(): {"jusqu_a": half.until.isoformat(), "libelle": half.label}
                for day, half in self.half_days.items()
            },
            "heures": [[opens.isoformat(), closes.isoformat()] for opens, closes in self.spans],
        }

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "Snapshot":
        """The snapshot that a content holds. Raises ``UnreadableSnapshot``."""
        try:
            read = cls(
                zone=content["zone"],
                timezone=ZoneInfo(content["fuseau"]).key,
                first_day=date.fromisoformat(content["premier_jour"]),
                last_day=date.fromisoformat(content["dernier_jour"]),
                library=content["bibliotheque"],
                feasts=_by_day(content["feries"].items()),
                closed=_by_day(content["fermetures"].items()),
                half_days=_half_days(content["demi_journees"]),
                spans=tuple(
                    (time.fromisoformat(opens), time.fromisoformat(closes))
                    for opens, closes in content["heures"]
                ),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UnreadableSnapshot(f"{type(error).__name__}, {error}") from error
        read._check()
        return read

    @property
    def version(self) -> str:
        """A hash of the content: two calendars of one version say the same."""
        canonical = json.dumps(
            self.content(), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        return sha256(canonical.encode()).hexdigest()[:16]

    def _check(self) -> None:
        """A day off beyond the years would be put on another day by the tables."""
        first, last = self.first_day, self.last_day
        if (first.month, first.day, last.month, last.day) != (1, 1, 12, 31) or last < first:
            raise UnreadableSnapshot(f"il va du {first} au {last}")
        for day in (*self.feasts, *self.closed):
            if not first <= day <= last:
                raise UnreadableSnapshot(f"le {day} est hors de ses années")


def _by_day(rows: Iterable[tuple[str, str]]) -> Mapping[date, str]:
    return MappingProxyType({date.fromisoformat(day): name for day, name in sorted(rows)})


def _half_days(rows: Mapping[str, Mapping[str, str]]) -> Mapping[date, HalfDay]:
    days = {date.fromisoformat(day): row for day, row in sorted(rows.items())}
    return MappingProxyType(
        {
            day: HalfDay(day, time.fromisoformat(row["jusqu_a"]), row["libelle"])
            for day, row in days.items()
        }
    )
