"""Of whom a deadline is awaited, as conditions of a list of deadlines."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from sqlalchemy import ColumnElement, and_, bindparam, true

from rules.actors import Actor, Role
from rules.deadlines.rule import Duty
from rules.deadlines.wants import Want
from rules.rulebook import Rulebook
from workflow.access.perimeter import inside
from workflow.database.instants import to_micros
from workflow.deadlines.ladders import followed_since
from workflow.tables.columns import table
from workflow.tables.trail import DeadlineRow

_DEADLINE = table(DeadlineRow)

_OF_ROLES = {Role.BOP: (Duty.BOP,), Role.BAT: (Duty.BAT,), Role.PRESIDENT: (Duty.PRESIDENT,)}
_OF_A_SERVICE = (Role.REFERENT, Role.RESPONSABLE_SERVICE)


def of_rules(codes: Sequence[str]) -> ColumnElement[bool]:
    """Those of these rules."""
    return _DEADLINE.c.rule.in_(codes)


def begun(rulebook: Rulebook) -> int | None:
    """From which instant on what opens a deadline makes it alert somebody, in microseconds."""
    since = followed_since(rulebook)
    return None if since is None else to_micros(since)


def followed(since: int | None) -> ColumnElement[bool]:
    """The open deadlines that alert somebody, what was ``begun`` being known."""
    late_enough = true() if since is None else _DEADLINE.c.opened_at >= since
    return and_(_DEADLINE.c.closed_at.is_(None), late_enough)


class Owner(Enum):
    """Who owes the deadline: their own service (the parameter ``service``), none, or whoever."""

    THEIRS = "theirs"
    NOBODY = "nobody"
    WHOEVER = "whoever"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why deadlines are awaited of somebody: they are of these ``rules``, owed so, in their
    ``territory`` (None: all of the département), and about séances of that ``genre`` when it says
    one."""

    rules: tuple[str, ...] = ()
    owner: Owner = Owner.WHOEVER
    territory: frozenset[str] | None = None
    genre: str | None = None

    def among(self, rules: Collection[str]) -> "Reason":
        """The same of these rules alone: a database that reads the names of two lists takes their
        deadlines for fewer than they are."""
        return replace(self, rules=tuple(one for one in self.rules if one in rules))

    @property
    def holds(self) -> ColumnElement[bool]:
        """As a condition of a list."""
        return and_(of_rules(self.rules), *self._there())

    def _there(self) -> Iterator[ColumnElement[bool]]:
        if self.genre is not None:
            yield _DEADLINE.c.genre == self.genre
        if self.owner is Owner.THEIRS:
            yield _DEADLINE.c.service_id == bindparam("service")
        if self.owner is Owner.NOBODY:
            yield _DEADLINE.c.service_id.is_(None)
        yield inside(self.territory, _DEADLINE.c.circonscription)


def reasons(rulebook: Rulebook, actor: Actor) -> Iterator[Reason]:
    """Why a deadline is awaited of them: no deadline for two of these reasons."""
    if actor.role in _OF_A_SERVICE:
        if actor.service_id is not None:
            yield Reason(rules=rulebook.owed((Duty.SERVICE,)), owner=Owner.THEIRS)
        return
    seen: set[str] = set()
    for named, those in _of_an_office(rulebook, actor):
        more = tuple(code for code in named if code not in seen)
        if more:
            yield from (replace(one, rules=more, territory=actor.circonscriptions) for one in those)
        seen.update(more)


def called(rulebook: Rulebook, actor: Actor) -> Mapping[Want, tuple[str, ...]]:
    """The rules that may await more of them than to act, by what they wait for. Where nobody
    follows a person, it is a service that misses first: the BOP owes nothing else."""
    found: dict[Want, tuple[str, ...]] = defaultdict(tuple)
    for code in rulebook.owed(duties_of(rulebook, actor)):
        want = rulebook.rules[code][0].procedure.wants
        if want is not None:
            found[want] += (code,)
    return found


def duties_of(rulebook: Rulebook, actor: Actor) -> tuple[Duty, ...]:
    """What is awaited of them as what they act."""
    if actor.role in _OF_A_SERVICE:
        return (Duty.SERVICE,) if actor.service_id is not None else ()
    coordinates = (Duty.COORDINATION,) if _coordinated(rulebook, actor) else ()
    return (*_OF_ROLES.get(actor.role, ()), *coordinates)


def _of_an_office(
    rulebook: Rulebook, actor: Actor
) -> Iterator[tuple[tuple[str, ...], Sequence[Reason]]]:
    """The rules that are their own, those of what they coordinate, and those that a service would
    meet if there were one; which of their deadlines are theirs, each in the order of an index."""
    yield rulebook.owed(_OF_ROLES.get(actor.role, ())), (Reason(),)
    kinds = _coordinated(rulebook, actor)
    if kinds:
        yield rulebook.owed((Duty.COORDINATION,)), [Reason(genre=kind) for kind in kinds]
    if actor.role is Role.BOP:
        yield rulebook.owed((Duty.SERVICE,)), (Reason(owner=Owner.NOBODY),)


def _coordinated(rulebook: Rulebook, actor: Actor) -> list[str]:
    """The kinds of séance of which they are one of those who coordinate: what one of them does is
    done for all, though only the first is reminded."""
    return sorted({kind.code for kind in rulebook.kinds if actor.role in kind.coordinators})
