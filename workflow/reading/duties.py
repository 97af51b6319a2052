"""Of whom a deadline is awaited, as conditions of a list of deadlines."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import ColumnElement, and_, true

from rules.actors import Actor, Role
from rules.deadlines.rule import Duty
from rules.deadlines.wants import Want
from rules.rulebook import Rulebook
from workflow.access.perimeter import within
from workflow.database.instants import to_micros
from workflow.database.statements import fixed
from workflow.deadlines.ladders import followed_since
from workflow.tables.columns import table
from workflow.tables.trail import DeadlineRow

_DEADLINE = table(DeadlineRow)

_OF_ROLES = {Role.BOP: (Duty.BOP,), Role.BAT: (Duty.BAT,), Role.PRESIDENT: (Duty.PRESIDENT,)}
_OF_A_SERVICE = (Role.REFERENT, Role.RESPONSABLE_SERVICE)


@lru_cache(maxsize=1_024)
def of_rules(codes: tuple[str, ...]) -> ColumnElement[bool]:
    """Those of these rules."""
    return fixed(_DEADLINE.c.rule.in_(codes))


def followed(rulebook: Rulebook) -> ColumnElement[bool]:
    """The open deadlines that alert somebody."""
    since = followed_since(rulebook)
    return _followed(None if since is None else to_micros(since))


@lru_cache(maxsize=8)
def _followed(since: int | None) -> ColumnElement[bool]:
    late_enough = true() if since is None else _DEADLINE.c.opened_at >= since
    return fixed(and_(_DEADLINE.c.closed_at.is_(None), late_enough))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why deadlines are awaited of somebody: they are of these ``rules``, and it is so there."""

    rules: tuple[str, ...]
    there: ColumnElement[bool]

    def among(self, rules: Collection[str]) -> "Reason":
        """The same of these rules alone: a database that reads the names of two lists takes their
        deadlines for fewer than they are."""
        return Reason(tuple(one for one in self.rules if one in rules), self.there)

    @property
    def holds(self) -> ColumnElement[bool]:
        """As a condition of a list."""
        return and_(of_rules(self.rules), self.there)


def reasons(rulebook: Rulebook, actor: Actor) -> Iterator[Reason]:
    """Why a deadline is awaited of them: no deadline for two of these reasons."""
    if actor.role in _OF_A_SERVICE:
        if actor.service_id is not None:
            theirs = _DEADLINE.c.service_id == actor.service_id
            yield Reason(_codes(rulebook, (Duty.SERVICE,)), theirs)
        return
    here = within(actor, _DEADLINE.c.circonscription)
    seen: set[str] = set()
    for named, places in _of_an_office(rulebook, actor):
        more = tuple(code for code in named if code not in seen)
        if more:
            yield from (Reason(more, and_(one, here)) for one in places)
        seen.update(more)


def called(rulebook: Rulebook, actor: Actor) -> Mapping[Want, Sequence[str]]:
    """The rules that may await more of them than to act, by what they wait for. Where nobody
    follows a person, it is a service that misses first: the BOP owes nothing else."""
    found: dict[Want, list[str]] = defaultdict(list)
    for code in _codes(rulebook, duties_of(rulebook, actor)):
        want = rulebook.rules[code][0].procedure.wants
        if want is not None:
            found[want].append(code)
    return found


def duties_of(rulebook: Rulebook, actor: Actor) -> tuple[Duty, ...]:
    """What is awaited of them as what they act."""
    if actor.role in _OF_A_SERVICE:
        return (Duty.SERVICE,) if actor.service_id is not None else ()
    coordinates = (Duty.COORDINATION,) if _coordinated(rulebook, actor) else ()
    return (*_OF_ROLES.get(actor.role, ()), *coordinates)


def _of_an_office(
    rulebook: Rulebook, actor: Actor
) -> Iterator[tuple[tuple[str, ...], Sequence[ColumnElement[bool]]]]:
    """The rules that are their own, those of what they coordinate, and those that a service would
    meet if there were one; which of their deadlines are theirs, each in the order of an index."""
    yield _codes(rulebook, _OF_ROLES.get(actor.role, ())), (true(),)
    kinds = _coordinated(rulebook, actor)
    if kinds:
        coordinated = [_DEADLINE.c.genre == kind for kind in kinds]
        yield _codes(rulebook, (Duty.COORDINATION,)), coordinated
    if actor.role is Role.BOP:
        yield _codes(rulebook, (Duty.SERVICE,)), (_DEADLINE.c.service_id.is_(None),)


def _coordinated(rulebook: Rulebook, actor: Actor) -> list[str]:
    """The kinds of séance of which they are one of those who coordinate: what one of them does is
    done for all, though only the first is reminded."""
    return sorted({kind.code for kind in rulebook.kinds if actor.role in kind.coordinators})


def _codes(rulebook: Rulebook, duties: Sequence[Duty]) -> tuple[str, ...]:
    """The rules of these duties that alert somebody, and that the scheduler does not meet alone."""
    return tuple(
        code
        for code, versions in rulebook.rules.items()
        if any(
            one.ladder and one.procedure.act is None and one.procedure.duty in duties
            for one in versions
        )
    )
