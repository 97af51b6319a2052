"""A redrawing that took place is followed: every dossier in a transaction of its own.

Looked at once a day, so that whoever awaited a result, came back or was placed by hand since is
seen; a look that finds nothing to do changes nothing.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from enum import Enum, auto

import structlog
from sqlalchemy import bindparam, select

from rules.actors import SYSTEM
from rules.redrawing import Redrawing
from rules.refusals import Refused
from rules.rulebook import Rulebook
from rules.situation import Act
from workflow.acts import commands
from workflow.acts.commands import Command, StaleDossier
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement, insert_once
from workflow.database.store import Store, Tx
from workflow.tables.columns import table
from workflow.tables.territory import RedrawingRow
from workflow.territory import beside, habilitations, members, telling
from workflow.territory.concerned import Concerned, beginning, concerned
from workflow.territory.followed import Followed

_ROW = table(RedrawingRow)
_COUNTED = ("moved", "waiting", "unplaced", "refused", "blocked")
_READ = Statement(
    select(*(_ROW.c[name] for name in ("since", "looked_at", "told_at", "moved", "blocked"))).where(
        _ROW.c.day == bindparam("of_day")
    )
)
_BEGIN = insert_once(RedrawingRow, "day", "since", "looked_at", *_COUNTED, "by")
_CLAIM = Statement(
    _ROW.update().where(_ROW.c.day == bindparam("of_day"), _ROW.c.looked_at == bindparam("seen")),
    ("looked_at",),
)
_CONCLUDE = Statement(
    _ROW.update().where(_ROW.c.day == bindparam("of_day")), ("told_at", *_COUNTED, "by")
)

_log = structlog.get_logger()

Progress = Callable[[int, int], None]
"""How many dossiers were gone through, of how many."""


def follow(
    store: Store,
    rulebook: Rulebook,
    redrawing: Redrawing,
    *,
    now: datetime,
    by: str,
    again: bool = False,
    progress: Progress | None = None,
) -> Followed | None:
    """Follows a redrawing that took place; None when it was looked at today already (``again``:
    even then) or is being looked at by another process. ``by`` names the process."""
    seen = _claim(store, rulebook, redrawing, now, by, again=again)
    if seen is None:
        return None
    try:
        return _follow(store, rulebook, redrawing, now, by, progress)
    except BaseException:
        with store.write() as tx:  # whoever comes next looks again
            _move_claim(tx, redrawing, to_micros(now), seen)
        raise


def command(rulebook: Rulebook, redrawing: Redrawing, one: Concerned, now: datetime) -> Command:
    """The act that has the dossier follow: of the first day of the new map, or of the day on which
    it entered its state, when that came after."""
    began = max(beginning(rulebook, redrawing), one.entered.astimezone(rulebook.calendar.tz))
    return Command(
        dossier_id=one.dossier_id,
        act=Act(
            event=beside.EVENT,
            actor=SYSTEM,
            occurred=began,
            known=now,
            data={"circonscription": one.after, "date": began.date()},
        ),
        batch=beside.mark(redrawing),
    )


def _follow(
    store: Store,
    rulebook: Rulebook,
    redrawing: Redrawing,
    now: datetime,
    by: str,
    progress: Progress | None,
) -> Followed:
    services = beside.extend_services(store, rulebook, redrawing, now)
    with store.glance() as tx:
        found = concerned(tx, rulebook, redrawing)
    moved, refused = [], []
    going = [one for one in found if one.follows]
    for number, one in enumerate(going, start=1):
        match _one(store, rulebook, redrawing, one, now):
            case _Fate.MOVED:
                moved.append(one)
            case _Fate.REFUSED:
                refused.append(one)
            case _Fate.CHANGED:
                pass
        if progress is not None:
            progress(number, len(going))
    people = beside.place_people(store, rulebook, redrawing, now)
    offers = beside.place_offers(store, rulebook, redrawing, now)
    seated = members.seat(store, rulebook, redrawing, now)
    extended = habilitations.extend(store, rulebook, redrawing, now)
    with store.glance() as tx:
        unseated = members.found(tx, rulebook, redrawing)
        unassigned = habilitations.found(tx, redrawing)
    done = Followed(
        redrawing=redrawing,
        moved=tuple(moved),
        waiting=tuple(one for one in found if one.awaits is not None),
        unplaced=tuple(one for one in found if one.after is None and one.awaits is None),
        refused=tuple(refused),
        people=people,
        services=services,
        offers=offers,
        members=seated,
        habilitations=extended,
        unseated=tuple(unseated),
        unassigned=tuple(unassigned),
    )
    beside.end(store, rulebook, redrawing, now)
    _conclude(store, rulebook, done, now, by)
    return done


class _Fate(Enum):
    """What became of a dossier that was to follow. ``CHANGED``: somebody acted upon it meanwhile;
    the next look sees what they did."""

    MOVED = auto()
    CHANGED = auto()
    REFUSED = auto()


def _one(
    store: Store, rulebook: Rulebook, redrawing: Redrawing, one: Concerned, now: datetime
) -> _Fate:
    """What became of it: whatever went wrong with one, the next must go on."""
    try:
        asked = replace(command(rulebook, redrawing, one, now), expected_version=one.version)
        store.attempt(lambda tx: commands.carry_out(tx, rulebook, asked))
    except StaleDossier:
        _log.info("redrawing.changed", dossier=one.dossier_id)
        return _Fate.CHANGED
    except Refused as refusal:
        codes = [each.code for each in refusal.refusals]
        _log.warning("redrawing.refused", dossier=one.dossier_id, codes=codes)
    except Exception as error:
        _log.error("redrawing.failed", dossier=one.dossier_id, error=type(error).__name__)
    else:
        return _Fate.MOVED
    return _Fate.REFUSED


def _claim(
    store: Store, rulebook: Rulebook, redrawing: Redrawing, now: datetime, by: str, *, again: bool
) -> int | None:
    """The instant of the look before this one, which is this process's now; None when it is not to
    be, or is another's."""
    day = redrawing.day.isoformat()
    with store.write() as tx:
        row = tx.one(_READ, {"of_day": day})
        if row is None:
            nobody = dict.fromkeys(_COUNTED, 0)
            began = {"day": day, "since": to_micros(now), "looked_at": 0, "by": by}
            tx.run(_BEGIN, {**nobody, **began})
        seen: int = 0 if row is None else row[1]
        if not again and rulebook.local_day(from_micros(seen)) >= rulebook.local_day(now):
            return None
        return seen if _move_claim(tx, redrawing, seen, to_micros(now)) else None


def _move_claim(tx: Tx, redrawing: Redrawing, seen: int, looked_at: int) -> bool:
    day = redrawing.day.isoformat()
    return tx.run(_CLAIM, {"of_day": day, "seen": seen, "looked_at": looked_at}) == 1


def _conclude(store: Store, rulebook: Rulebook, done: Followed, now: datetime, by: str) -> None:
    """The proof of the look. Whoever coordinates there is told of the first one, and of dossiers
    that look after look cannot follow."""
    day = done.redrawing.day.isoformat()
    with store.write() as tx:
        row = tx.one(_READ, {"of_day": day})
        assert row is not None
        since, _, told_at, moved, blocked = row
        blocked = blocked + 1 if done.refused else 0
        if told_at is None and telling.is_news(rulebook, done.redrawing, from_micros(since)):
            telling.tell(tx, rulebook, done, now)
            told_at = to_micros(now)
        if blocked == telling.MOST_LOOKS:
            telling.tell_blocked(tx, rulebook, done, now)
        tx.write(
            _CONCLUDE,
            {
                "of_day": day,
                "told_at": told_at,
                "moved": moved + len(done.moved),
                "waiting": len(done.waiting),
                "unplaced": len(done.unplaced),
                "refused": len(done.refused),
                "blocked": blocked,
                "by": by,
            },
        )
    _log.info(
        "redrawing.followed",
        day=day,
        moved=len(done.moved),
        waiting=len(done.waiting),
        unplaced=len(done.unplaced),
        refused=len(done.refused),
    )
