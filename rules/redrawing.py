"""What a redrawing of the territory changes: circonscriptions that end or begin, communes that pass
from one to another, and where a person of one of them belongs from then on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from rules.territory import Territory, plain_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """A commune that passes from a circonscription to another. ``after`` None: to none."""

    name: str
    insee: str
    before: str
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Redrawing:
    """The map of ``day`` beside that of the day before: the codes of the circonscriptions that end
    with the day before, of those that begin, and the communes that pass. A commune that was in
    none passes from nowhere: nobody is moved by it."""

    day: date
    ended: tuple[str, ...]
    begun: tuple[str, ...]
    passings: tuple[Passing, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """The circonscriptions that some people leave, by code."""
        return tuple(sorted({*self.ended, *(one.before for one in self.passings)}))

    @property
    def concerned(self) -> tuple[str, ...]:
        """The circonscriptions that lose people or receive some, by code."""
        taken = {one.after for one in self.passings if one.after is not None}
        return tuple(sorted({*self.sources, *taken}))

    def heirs(self, code: str) -> tuple[str, ...]:
        """The circonscriptions that take communes of that one, by code."""
        after = {one.after for one in self.passings if one.before == code}
        return tuple(sorted(taken for taken in after if taken is not None))

    def heir(self, code: str) -> str | None:
        """The only circonscription that takes the communes of one that ends; None when there are
        several, or when one of its communes is left to none."""
        taken = {one.after for one in self.passings if one.before == code}
        return next(iter(taken)) if code in self.ended and len(taken) == 1 else None

    def destination(self, code: str, commune: str | None) -> str | None:
        """Where somebody of that circonscription belongs from that day on, by the name of their
        commune: the same one when they stay, None when nothing tells (the commune is not known, or
        not one of those that passed, and several circonscriptions share what ended)."""
        where = plain_name(commune or "")
        for one in self.passings:
            if one.before == code and plain_name(one.name) == where:
                return one.after
        return self.heir(code) if code in self.ended else code


def redrawn(territory: Territory, day: date) -> Redrawing:
    """What changes on that day."""
    eve = day - timedelta(days=1)
    before, after = territory.on(eve), territory.on(day)
    were, are = _codes(one.code for one in before), _codes(one.code for one in after)
    passings = [
        Passing(name=commune.name, insee=commune.insee, before=one.code, after=to)
        for one in before
        for commune in one.communes
        if (to := territory.of_insee(commune.insee, day)) != one.code
    ]
    return Redrawing(
        day=day,
        ended=tuple(code for code in were if code not in are),
        begun=tuple(code for code in are if code not in were),
        passings=tuple(passings),
    )


def due(territory: Territory, day: date) -> tuple[Redrawing, ...]:
    """The redrawings that took place by that day, oldest first."""
    return tuple(redrawn(territory, one) for one in territory.redrawings if one <= day)


def coming(territory: Territory, day: date) -> tuple[Redrawing, ...]:
    """The redrawings that are still to come on that day, soonest first."""
    return tuple(redrawn(territory, one) for one in territory.redrawings if one > day)


def stayed(territory: Territory, commune: str, code: str, day: date) -> bool:
    """Whether that commune was of that circonscription before some redrawing that took it away by
    that day: somebody who still lives there did not move, the map did."""
    where = plain_name(commune)
    return any(
        one.before == code and plain_name(one.name) == where
        for redrawing in due(territory, day)
        for one in redrawing.passings
    )


def _codes(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(codes)))
