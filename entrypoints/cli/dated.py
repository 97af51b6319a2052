"""A date asked of the calendar: where days are counted, from when, how long; alone or in a lot."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from functools import cache
from json import JSONEncoder
from typing import TypeVar

from entrypoints import clock
from entrypoints.cli.errors import BadUsage
from entrypoints.clock import UnreadableInstant
from entrypoints.forms.registry import Json
from rules.days.calendar import Calendar, Direction, OutsideCalendar, Unit
from rules.days.zones import UnknownDepartement
from rules.delays.delay import HOURS, Delay, ImpossibleDelay, reckon
from rules.wording import NBSP, colon, quoted

_Choice = TypeVar("_Choice", bound=StrEnum)

FIELDS = "DATE;N;UNITE;SENS;DEPARTEMENT"

_REFUSED = (BadUsage, UnreadableInstant, ImpossibleDelay, UnknownDepartement, OutsideCalendar)
_ENCODE = JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where days are counted: by the law of a département, or with all the choices of our own, in
    one of its communes when it is named (its INSEE code)."""

    calendar: Calendar
    departement: str
    own: bool
    commune: str | None = None

    @property
    def told(self) -> str:
        """« département 93, calendrier légal »."""
        kind = "avec ses fermetures" if self.own else "calendrier légal"
        where = f"département {self.departement}"
        return f"{where}, {kind}" if self.commune is None else f"commune {self.commune}, {kind}"

    def as_json(self) -> Json:
        """The place in an answer."""
        return {
            "departement": self.departement,
            "commune": self.commune,
            "choix_locaux": self.own,
            "calendrier": self.calendar.version,
        }


def by_law(departement: str) -> Place:
    """The calendar that the law alone gives a département. Raises UnknownDepartement."""
    return Place(calendar=Calendar.compile(departement), departement=departement, own=False)


def anchor_of(text: str, unit: Unit, place: Place) -> datetime:
    """The instant typed; a day alone will do for what is not counted in hours.

    Raises BadUsage, UnreadableInstant.
    """
    tz = place.calendar.tz
    noon = clock.read_instant(text, tz, alone=time(12))
    if unit in HOURS and noon != clock.read_instant(text, tz):
        raise BadUsage(
            f"Des heures se comptent depuis une heure{NBSP}: écrivez par exemple {text}T09:30."
        )
    return noon


def dated(anchor: datetime, delay: Delay, place: Place) -> Json:
    """The date of a delay, and what was asked for it. Raises OutsideCalendar."""
    found, tz = reckon(anchor, delay, place.calendar), place.calendar.tz
    assert found.final is not None  # nothing is paused
    assert found.due is not None
    in_hours = delay.unit in HOURS
    return {
        "date": found.final.isoformat(),
        "terme": found.due.astimezone(tz).isoformat(timespec="seconds"),
        "depart": anchor.astimezone(tz).isoformat(timespec="seconds")
        if in_hours
        else found.start.isoformat(),
        "n": delay.n,
        "unite": delay.unit.value,
        "sens": delay.direction.value,
        **place.as_json(),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How a delay is counted where a line does not say: ``make`` builds one of n units, ``own`` is
    the place when no département is named."""

    unit: Unit
    direction: Direction
    make: Callable[[int, Unit, Direction], Delay]
    own: Callable[[], Place]


class Lot:
    """Lines « DATE;N;UNITE;SENS;DEPARTEMENT », answered one by one; ``wrong`` counts those that
    could not be."""

    def __init__(self, wanted: Wanted, *, in_json: bool) -> None:
        self.wrong = 0
        self._wanted = wanted
        self._in_json = in_json
        self._own = cache(wanted.own)
        self._by_law = cache(by_law)
        self._make = cache(wanted.make)

    def answers(self, lines: Iterable[str]) -> Iterator[str]:
        """The answer to each line, in order: a date (with its hour for hours), or « erreur »."""
        for number, line in enumerate(lines, start=1):
            try:
                found = self._answer(line)
            except _REFUSED as refused:
                self.wrong += 1
                if self._in_json:
                    yield _ENCODE({"erreur": str(refused), "ligne": number})
                else:
                    yield f"erreur{NBSP}: {refused}"
            else:
                in_hours = found["unite"] in HOURS
                yield (_ENCODE(found) if self._in_json else found["terme" if in_hours else "date"])

    def _answer(self, line: str) -> Json:
        fields = [field.strip() for field in line.split(";")]
        if len(fields) != 5:
            raise BadUsage(f"Il faut cinq champs, {FIELDS}.")
        day, n, unit, direction, departement = fields
        if not (n.isascii() and n.isdigit() and len(n) <= 9):
            raise BadUsage(f"{quoted(n)} n’est pas un nombre de jours, de mois ou d’heures.")
        delay = self._make(
            int(n),
            _among(Unit, unit) if unit else self._wanted.unit,
            _among(Direction, direction) if direction else self._wanted.direction,
        )
        place = self._by_law(departement) if departement else self._own()
        return dated(anchor_of(day, delay.unit, place), delay, place)


def _among(kind: type[_Choice], text: str) -> _Choice:
    try:
        return kind(text)
    except ValueError:
        choices = colon("Choix", ", ".join(kind))
        raise BadUsage(f"{quoted(text)} n’existe pas. {choices}.") from None
