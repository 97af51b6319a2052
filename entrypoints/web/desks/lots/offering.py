"""The acts that several dossiers offer to whoever ticked them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from typing import Protocol, TypeVar

from rules.actors import Actor, Who, may
from rules.fields import Field
from rules.names import alphabetical
from states.graph import by_hand
from states.page import Exit, Machine
from states.procedure import PROCEDURE

_OF_ONE = frozenset({"ligne", "invite", "dossier_maitre", "demande_maitre", "priorite"})
"""Fields that name one thing of one dossier: what asks for one is not asked of several."""


_LINE = 64
"""Characters of buttons that stand on one line at the foot of a list."""


class Labelled(Protocol):
    """What a button does, in words."""

    @property
    def label(self) -> str: ...


Act = TypeVar("Act", bound=Labelled)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where a dossier stands, and whose it is; ``passages``: the states of its open lines."""

    state: str
    service_id: int | None
    circonscription: str | None
    passages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An act and how many of the dossiers offer it; ``own``: each as an act of its stage, not as
    one that is possible at any time."""

    event: str
    label: str
    number: int
    own: bool


def offers(actor: Actor, stands: Mapping[Stand, int]) -> list[Offer]:
    """The acts of theirs that so many dossiers at each stand offer, those of their stages first,
    then those that most of them offer."""
    numbers: Counter[str] = Counter()
    labels: dict[str, str] = {}
    common: set[str] = set()
    for stand, times in stands.items():
        offered, everywhere = _offered(actor, stand)
        for event, label in offered.items():
            numbers[event] += times
            labels.setdefault(event, label)
        common |= everywhere
    told = [
        Offer(event=event, label=labels[event], number=number, own=event not in common)
        for event, number in numbers.items()
    ]
    return sorted(told, key=lambda one: (not one.own, -one.number, alphabetical(one.label)))


def on_a_line(acts: Sequence[Act]) -> list[Act]:
    """The first of them that one line of buttons holds; the others are a page further."""
    ends = accumulate(len(one.label) for one in acts)
    return [one for one, end in zip(acts, ends, strict=True) if end <= _LINE]


def shared(found: Sequence[Offer], among: int) -> list[Offer]:
    """Those that several offer; of one dossier alone, all."""
    return [one for one in found if one.number >= min(2, among)]


def fields_of(event: str, stands: Iterable[Stand]) -> tuple[Field, ...]:
    """What the act asks for where these dossiers stand, each field once."""
    return tuple(
        {
            field.name: field
            for stand in stands
            for exit, _ in _exits(stand)
            if exit.event == event
            for field in exit.asks
        }.values()
    )


@lru_cache(maxsize=4_096)
def _offered(actor: Actor, stand: Stand) -> tuple[Mapping[str, str], frozenset[str]]:
    """The acts of theirs there, in words; those that are possible at any time."""
    held = _held(actor, stand.service_id, stand.circonscription)
    found = {exit.event: (exit, is_own) for exit, is_own in _exits(stand, held)}
    return (
        {event: exit.label for event, (exit, _) in found.items()},
        frozenset(event for event, (_, is_own) in found.items() if not is_own),
    )


def _exits(stand: Stand, held: frozenset[Who] = frozenset(Who)) -> Iterator[tuple[Exit, bool]]:
    yield from _of_state(Machine.DOSSIER, stand.state, held)
    for state in stand.passages:
        yield from _of_state(Machine.PASSAGE, state, held)


@cache
def _of_state(machine: Machine, state: str, held: frozenset[Who]) -> tuple[tuple[Exit, bool], ...]:
    """The exits of a state that several dossiers may take together by who holds these capacities,
    each with whether it is its own."""
    node = PROCEDURE.node(machine, state)
    return tuple(
        (exit, exit in node.own)
        for exit in node.exits
        if not held.isdisjoint(exit.who)
        and by_hand(exit)
        and not any(one.required and one.name in _OF_ONE for one in exit.asks)
    )


def _held(actor: Actor, service_id: int | None, circonscription: str | None) -> frozenset[Who]:
    """The capacities of theirs there: asked once of a dossier, not of each of its acts."""
    return frozenset(
        who
        for who in Who
        if may(actor, who, service_id=service_id, circonscription=circonscription)
    )
