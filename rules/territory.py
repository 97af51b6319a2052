"""Where people live: the circonscriptions of the département and their communes, day by day."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

_SHORT = {"st": "saint", "ste": "sainte"}
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_CEDEX = re.compile(r"( cedex( \d+)?)+$")
_NEXT = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """A commune; ``insee`` is its five-character code."""

    name: str
    insee: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Circonscription:
    """A circonscription de service social between two days (inclusive; None: open-ended): the
    perimeter of one ICL-I. ``code`` is stored: never renamed. Told again for other days, it is the
    same one with other communes."""

    code: str
    label: str
    communes: tuple[Commune, ...]
    valid_from: date | None = None
    valid_to: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether it is so on that day."""
        after = self.valid_from is None or self.valid_from <= day
        return after and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """The circonscriptions of a département, and which one a commune is in, on a day. One that is
    told twice stands there twice."""

    circonscriptions: tuple[Circonscription, ...] = ()
    _by_code: Mapping[str, tuple[Circonscription, ...]] = field(
        init=False, repr=False, compare=False
    )
    _by_name: Mapping[str, tuple[Circonscription, ...]] = field(
        init=False, repr=False, compare=False
    )
    _by_insee: Mapping[str, tuple[Circonscription, ...]] = field(
        init=False, repr=False, compare=False
    )
    redrawings: tuple[date, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        placed = [(commune, one) for one in self.circonscriptions for commune in one.communes]
        for name, pairs in (
            ("_by_code", ((one.code, one) for one in self.circonscriptions)),
            ("_by_name", ((plain_name(commune.name), one) for commune, one in placed)),
            ("_by_insee", ((commune.insee, one) for commune, one in placed)),
        ):
            object.__setattr__(self, name, _grouped(pairs))
        object.__setattr__(self, "redrawings", tuple(self._redrawings()))

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all of them, past and to come, each once, in the order of the file."""
        return tuple(self._by_code)

    @property
    def labels(self) -> Mapping[str, str]:
        """The name of each, by its code, as it was last told."""
        return {code: told[-1].label for code, told in self._by_code.items()}

    def name_of(self, code: str) -> str:
        """« 93-01 (Bobigny) »; the code alone of one that the configuration never tells."""
        told = self._by_code.get(code)
        return f"{code} ({told[-1].label})" if told else code

    def on(self, day: date) -> tuple[Circonscription, ...]:
        """The map of that day."""
        return tuple(one for one in self.circonscriptions if one.in_force(day))

    def exists(self, code: str | None, day: date) -> bool:
        """Whether there is such a circonscription on that day. Nothing is known of one that the
        configuration never tells (None: the whole département): it is thought to be there."""
        told = self._by_code.get(code or "", ())
        return not told or _at(told, day) is not None

    def periods(self, code: str) -> tuple[Circonscription, ...]:
        """All that is told of that circonscription."""
        return self._by_code.get(code, ())

    def of_commune(self, name: str, day: date) -> str | None:
        """The code of the circonscription of a commune, by its name however it is written."""
        return _at(self._by_name.get(plain_name(name), ()), day)

    def of_insee(self, insee: str, day: date) -> str | None:
        """The code of the circonscription of a commune, by its INSEE code."""
        return _at(self._by_insee.get(insee, ()), day)

    def sectors(self, day: date) -> frozenset[str]:
        """The circonscriptions of no commune, by code: the sub-sectors of a town, or a public.
        Somebody's is that of their service, not of their address (S2)."""
        return frozenset(one.code for one in self.on(day) if not one.communes)

    def sector_among(self, places: Iterable[str], day: date) -> str | None:
        """The sector of the people of a service, by where it is competent; None when it is of
        several, or of circonscriptions that have communes: nothing but an agent tells then."""
        there = [code for code in places if self.exists(code, day)]
        return there[0] if len(there) == 1 and there[0] in self.sectors(day) else None

    def left(self, here: str, places: Collection[str], day: date) -> bool:
        """Whether somebody of the sector ``here`` is no longer of it, their service being competent
        in these places. A service of no place serves them all; where there are communes, the
        address tells, whatever the service."""
        return bool(places) and here not in places and here in self.sectors(day)

    def told_as(self, words: str, day: date) -> str | None:
        """The code of the circonscription of that code or that label, however they are written."""
        told = plain_name(words)
        return next(
            (one.code for one in self.on(day) if told in map(plain_name, (one.code, one.label))),
            None,
        )

    def covers(self, insee: str) -> bool:
        """Whether the commune is of a circonscription, one day or another."""
        return insee in self._by_insee

    def succeeding(self, codes: Iterable[str], day: date) -> frozenset[str]:
        """These circonscriptions and, of those that are over by that day, the ones that took their
        communes: whoever was competent there goes on with the same people."""
        found, left = set[str](), list(codes)
        while left:
            code = left.pop()
            if code in found:
                continue
            found.add(code)
            last = max((one.valid_to or date.max for one in self.periods(code)), default=date.max)
            if last < day:
                left += self.successors(code, last + _NEXT)
        return frozenset(found)

    def successors(self, code: str, day: date) -> tuple[str, ...]:
        """The circonscriptions in which the communes that it had the day before are on that day."""
        eve = [one for one in self.periods(code) if one.in_force(day - _NEXT)]
        after = [self.of_insee(commune.insee, day) for one in eve for commune in one.communes]
        return tuple(sorted({code for code in after if code is not None}))

    def _redrawings(self) -> Iterable[date]:
        """The days on which the map is another than the day before."""
        edges = {one.valid_from for one in self.circonscriptions}
        edges |= {one.valid_to and one.valid_to + _NEXT for one in self.circonscriptions}
        for day in sorted(edge for edge in edges if edge is not None):
            if _drawn(self.on(day - _NEXT)) != _drawn(self.on(day)):
                yield day


def _drawn(places: Iterable[Circonscription]) -> frozenset[tuple[str, frozenset[str]]]:
    return frozenset(
        (one.code, frozenset(commune.insee for commune in one.communes)) for one in places
    )


def _grouped(
    pairs: Iterable[tuple[str, Circonscription]],
) -> Mapping[str, tuple[Circonscription, ...]]:
    found: dict[str, list[Circonscription]] = {}
    for key, one in pairs:
        found.setdefault(key, []).append(one)
    return MappingProxyType({key: tuple(each) for key, each in found.items()})


def _at(told: Iterable[Circonscription], day: date) -> str | None:
    return next((one.code for one in told if one.in_force(day)), None)


def plain_name(commune: str) -> str:
    """A commune's name without what postal files lose: accents, case, hyphens, apostrophes, the
    « saint » in full, the cedex. « L’Île-Saint-Denis » and « L ILE ST DENIS CEDEX » are one."""
    folded = unicodedata.normalize("NFKD", commune).casefold().translate(_LIGATURES)
    letters = unicodedata.normalize("NFKD", folded)
    bare = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    words = " ".join(_SHORT.get(word, word) for word in bare.split())
    return _CEDEX.sub("", words)
