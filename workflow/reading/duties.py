"""Of whom a deadline is awaited, as conditions of a list of the deadlines ``TOLD``."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, func, select, true

from rules.actors import Actor, Role
from rules.deadlines.rule import Duty
from rules.deadlines.wants import Want
from rules.rulebook import Rulebook
from rules.subjects import SubjectKind
from workflow.access.perimeter import within
from workflow.database.instants import to_micros
from workflow.deadlines.ladders import followed_since
from workflow.tables.columns import table
from workflow.tables.subjects import Seance
from workflow.tables.trail import DeadlineRow

_DEADLINE, _SEANCE = table(DeadlineRow), table(Seance)

TOLD = _DEADLINE.outerjoin(
    _SEANCE,
    and_(_DEADLINE.c.kind == SubjectKind.SEANCE.value, _DEADLINE.c.subject_id == _SEANCE.c.id),
)
"""The deadlines, those of a séance with it: its kind says who coordinates it."""

_COUNTED_FROM = _SEANCE.alias("counted_from")
_GENRE = func.coalesce(
    _SEANCE.c.genre,
    select(_COUNTED_FROM.c.genre)
    .where(_COUNTED_FROM.c.id == _DEADLINE.c.seance_id)
    .correlate(_DEADLINE)
    .scalar_subquery(),
)
"""The kind of the séance that a deadline is about: its own, or the one in which its line is."""
_OF_ROLES = {Role.BOP: (Duty.BOP,), Role.BAT: (Duty.BAT,), Role.PRESIDENT: (Duty.PRESIDENT,)}
_OF_A_SERVICE = (Role.REFERENT, Role.RESPONSABLE_SERVICE)


def followed(rulebook: Rulebook) -> Iterator[ColumnElement[bool]]:
    """The open deadlines that alert somebody."""
    yield _DEADLINE.c.closed_at.is_(None)
    since = followed_since(rulebook)
    if since is not None:
        yield _DEADLINE.c.opened_at >= to_micros(since)


def ways(rulebook: Rulebook, actor: Actor) -> Iterator[ColumnElement[bool]]:
    """Why a deadline is awaited of them: no deadline for two of these reasons."""
    if actor.role in _OF_A_SERVICE:
        if actor.service_id is not None:
            codes = _codes(rulebook, (Duty.SERVICE,))
            yield and_(_DEADLINE.c.rule.in_(codes), _DEADLINE.c.service_id == actor.service_id)
        return
    here = within(actor, _DEADLINE.c.circonscription)
    seen: Sequence[str] = ()
    for named, where in _reasons(rulebook, actor):
        more = [code for code in named if code not in seen]
        if more:
            yield and_(_DEADLINE.c.rule.in_(more), where, here)
        seen = [*seen, *more]


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


def _reasons(
    rulebook: Rulebook, actor: Actor
) -> Iterator[tuple[Sequence[str], ColumnElement[bool]]]:
    """The rules that are their own, those of what they coordinate, and those that a service would
    meet if there were one; which of their deadlines are theirs."""
    yield _codes(rulebook, _OF_ROLES.get(actor.role, ())), true()
    kinds = _coordinated(rulebook, actor)
    if kinds:
        yield _codes(rulebook, (Duty.COORDINATION,)), _GENRE.in_(kinds)
    if actor.role is Role.BOP:
        yield _codes(rulebook, (Duty.SERVICE,)), _DEADLINE.c.service_id.is_(None)


def _coordinated(rulebook: Rulebook, actor: Actor) -> list[str]:
    """The kinds of séance of which they are one of those who coordinate: what one of them does is
    done for all, though only the first is reminded."""
    return sorted({kind.code for kind in rulebook.kinds if actor.role in kind.coordinators})


def _codes(rulebook: Rulebook, duties: Sequence[Duty]) -> list[str]:
    """The rules of these duties that alert somebody, and that the scheduler does not meet alone."""
    return [
        code
        for code, versions in rulebook.rules.items()
        if any(
            one.ladder and one.procedure.act is None and one.procedure.duty in duties
            for one in versions
        )
    ]
