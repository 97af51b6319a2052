"""What somebody opens, as the condition of a list: the rows that ``rules.access`` opens to them one
by one, and no other."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import Enum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    false,
    not_,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.sql.elements import True_

from rules.access.bearers import Bearer, Guest
from rules.access.grants import Right
from rules.access.grounds import Ground
from rules.access.policy import grounds
from rules.actors import Actor, Genre, at_work
from workflow.access.columns import opened, sits
from workflow.access.things import OPENED_BY, Thing


class Whole(Enum):
    """Whoever holds the machine: the command line, that lists everything."""

    WHOLE = "tout"


WHOLE = Whole.WHOLE
Reader = Bearer | Whole


def alike(reader: Reader) -> Reader:
    """Who stands for all that open the same: neither an agent's name nor number decides of it."""
    return replace(reader, name="", agent=None) if isinstance(reader, Actor) else reader


def visible(
    bearer: Reader, right: Right, of: ColumnElement[bool] | None = None
) -> ColumnElement[bool]:
    """The rows that the right opens to them, on the table of those rows, whatever is joined to it.

    Each ground alone is found by an index; several are the union of what each finds. Where one of
    them opens everything, nothing is looked up. ``of``: what the list is of, on the same table,
    when that is a few rows: these alone are judged, instead of all that the grounds find.
    """
    thing, found = OPENED_BY[right], _found(bearer, right)
    if _opens_all(found):
        return true()
    if thing.alone and len(found) < 2:
        return or_(false(), *found)
    if not found:
        return false()
    return thing.key.in_(_rows(thing, found) if of is None else _judged_of(thing, of, found))


def by_ground(bearer: Reader, right: Right) -> list[ColumnElement[bool]]:
    """What each of their grounds opens, of rows that stand with all that their perimeter is read
    from; what opens everything, or nothing, stands alone."""
    found = _found(bearer, right)
    return [true()] if _opens_all(found) else found or [false()]


def judged(bearer: Reader, right: Right) -> ColumnElement[bool]:
    """The same of rows that stand with all that their perimeter is read from (``Thing.source``)."""
    return or_(*by_ground(bearer, right))


def _found(bearer: Reader, right: Right) -> list[ColumnElement[bool]]:
    """What each of their grounds opens."""
    if isinstance(bearer, Whole):
        return [true()]
    if bearer is None:
        return []
    return [_condition(ground, bearer, OPENED_BY[right]) for ground in grounds(bearer, right)]


def _opens_all(found: Sequence[ColumnElement[bool]]) -> bool:
    return any(isinstance(one, True_) for one in found)


def _rows(thing: Thing, found: Sequence[ColumnElement[bool]]) -> CompoundSelect[Any]:
    return union_all(
        *(select(thing.key).select_from(thing.source).where(one).correlate(None) for one in found)
    )


def _judged_of(
    thing: Thing, of: ColumnElement[bool], found: Sequence[ColumnElement[bool]]
) -> Select[Any]:
    rows = select(thing.key).select_from(thing.source)
    return rows.where(of, or_(*found)).correlate(None)


def _condition(ground: Ground, bearer: Bearer, thing: Thing) -> ColumnElement[bool]:
    if isinstance(bearer, Guest):
        return _linked(bearer, thing) if ground is Ground.LINK else false()
    if bearer is None or ground not in _OF_AN_ACTOR:
        return false()
    return _OF_AN_ACTOR[ground](bearer, thing)


def within(actor: Actor, place: ColumnElement[str | None]) -> ColumnElement[bool]:
    """Whether the actor's territory includes the circonscription (``rules.actors.covers``)."""
    return inside(actor.circonscriptions, place)


def inside(
    territory: frozenset[str] | None, place: ColumnElement[str | None]
) -> ColumnElement[bool]:
    """Whether a territory includes the circonscription, or nobody knows where that is; None is all
    of the département."""
    if territory is None:
        return true()
    return or_(place.in_(sorted(territory)), place.is_(None))


def _followed(actor: Actor, thing: Thing) -> ColumnElement[bool]:
    own = actor.service_id
    if own is None or thing.service is None:
        return false()
    return and_(thing.service == own, within(actor, thing.place))


def _shown(actor: Actor, thing: Thing) -> ColumnElement[bool]:
    own = actor.service_id
    if own is None:
        return false()
    ways = [_in_sight(own, thing)]
    if thing.shown is not None:
        shown = thing.shown.subquery("shown")
        ways.append(thing.key.in_(select(shown.c.row).where(shown.c.service == own)))
    return and_(or_(*ways), within(actor, thing.place))


def _in_sight(viewer: int, thing: Thing) -> ColumnElement[bool]:
    """What ``Sight.shows`` says of whoever looks."""
    if thing.state is None or thing.seance is None or thing.service is None:
        return false()
    from_a_seat = and_(sits(viewer, thing.seance), opened(thing.service, thing.seance, thing.state))
    return and_(thing.state.is_not(None), or_(thing.service == viewer, from_a_seat))


def _shared(actor: Actor, thing: Thing) -> ColumnElement[bool]:
    shared = thing.shared
    if thing.state is not None and thing.seance is not None and thing.service is not None:
        sight = opened(thing.service, thing.seance, thing.state)
        shared = or_(and_(thing.state.is_not(None), sight), and_(thing.state.is_(None), shared))
    return and_(shared, within(actor, thing.place))


def _unfollowed(actor: Actor, thing: Thing) -> ColumnElement[bool]:
    nobody = true() if thing.service is None else thing.service.is_(None)
    return and_(nobody, not_(thing.closed), _located(actor, thing))


def _diagnosis(actor: Actor, thing: Thing) -> ColumnElement[bool]:
    if actor.genre is not Genre.ALI:
        return false()
    return and_(thing.awaits_ali, _located(actor, thing))


def _located(actor: Actor, thing: Thing) -> ColumnElement[bool]:
    places = at_work(actor)
    if places is None:
        return thing.place.is_not(None)
    return thing.place.in_(sorted(places))


def _linked(guest: Guest, thing: Thing) -> ColumnElement[bool]:
    if thing.seance is None:
        return false()
    if thing.line is None:
        shown: ColumnElement[bool] = true()
    elif guest.service is None:
        shown = thing.line.in_(sorted(guest.lines))
    else:
        shown = _in_sight(guest.service, thing)
    return and_(thing.seance == guest.seance, shown)


_OF_AN_ACTOR: Mapping[Ground, Callable[[Actor, Thing], ColumnElement[bool]]] = {
    Ground.EVERYWHERE: lambda actor, thing: true(),
    Ground.TERRITORY: lambda actor, thing: within(actor, thing.place),
    Ground.SHARED: _shared,
    Ground.FOLLOWED: _followed,
    Ground.SHOWN: _shown,
    Ground.UNFOLLOWED: _unfollowed,
    Ground.DIAGNOSIS: _diagnosis,
    Ground.BEFORE_EP: lambda actor, thing: and_(thing.before_ep, within(actor, thing.place)),
}
