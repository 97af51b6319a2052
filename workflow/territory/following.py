"""A redrawing that took place is followed: every dossier in a transaction of its own.

Looked at once a day, so that whoever awaited a result, came back or was placed by hand since is
seen; a look that finds nothing to do changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import bindparam

from rules.actors import SYSTEM, Role
from rules.redrawing import Redrawing, due
from rules.refusals import Refused
from rules.rulebook import Rulebook
from rules.situation import Act
from workflow.acts import commands
from workflow.acts.commands import Command
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement, insert_once
from workflow.database.store import Store, Tx
from workflow.organisations import offices
from workflow.post import outbox
from workflow.tables.columns import table
from workflow.tables.territory import RedrawingRow
from workflow.territory import beside
from workflow.territory.concerned import Concerned, beginning, concerned

OCCASION = "territoire_redecoupe"

_ROW = table(RedrawingRow)
_READ = Statement(
    _ROW.select()
    .with_only_columns(_ROW.c.looked_at, _ROW.c.moved)
    .where(_ROW.c.day == bindparam("of_day"))
)
_KEPT = ("looked_at", "moved", "waiting", "unplaced", "by")
_BEGIN = insert_once(RedrawingRow, "day", "since", *_KEPT)
_LOOK = Statement(_ROW.update().where(_ROW.c.day == bindparam("of_day")), _KEPT)

_log = structlog.get_logger()

Progress = Callable[[int, int], None]
"""How many dossiers were gone through, of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What a look brought about. ``moved`` followed; ``waiting`` await a result, ``unplaced`` wait
    to be placed by hand, ``refused`` could not go (an error is in the logs), by dossier.
    ``people``, ``services``, ``offers``: how many of each followed besides."""

    redrawing: Redrawing
    moved: tuple[Concerned, ...]
    waiting: tuple[Concerned, ...]
    unplaced: tuple[Concerned, ...]
    refused: tuple[int, ...]
    people: int
    services: int
    offers: int


def follow(
    store: Store,
    rulebook: Rulebook,
    *,
    now: datetime,
    by: str,
    again: bool = False,
    progress: Progress | None = None,
) -> tuple[Followed, ...]:
    """Follows each redrawing that took place and was not looked at today (``again``: even then),
    oldest first. ``by`` names the process."""
    today = rulebook.local_day(now)
    done = []
    for redrawing in due(rulebook.territory, today):
        with store.glance() as tx:
            row = tx.one(_READ, {"of_day": redrawing.day.isoformat()})
        if row is None or again or rulebook.local_day(from_micros(row[0])) < today:
            done.append(_follow(store, rulebook, redrawing, now, by, progress))
    return tuple(done)


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
        if _one(store, rulebook, redrawing, one, now):
            moved.append(one)
        else:
            refused.append(one.dossier_id)
        if progress is not None:
            progress(number, len(going))
    done = Followed(
        redrawing=redrawing,
        moved=tuple(moved),
        waiting=tuple(one for one in found if one.awaits is not None),
        unplaced=tuple(one for one in found if one.after is None and one.awaits is None),
        refused=tuple(refused),
        people=beside.place_people(store, redrawing),
        services=services,
        offers=beside.place_offers(store, rulebook, redrawing, now),
    )
    beside.end(store, rulebook, redrawing, now)
    _conclude(store, rulebook, done, now, by)
    return done


def _one(
    store: Store, rulebook: Rulebook, redrawing: Redrawing, one: Concerned, now: datetime
) -> bool:
    """Whether the dossier followed: whatever went wrong with one, the next must go on."""
    try:
        asked = command(rulebook, redrawing, one, now)
        store.attempt(lambda tx: commands.carry_out(tx, rulebook, asked))
    except Refused as refusal:
        codes = [each.code for each in refusal.refusals]
        _log.warning("redrawing.refused", dossier=one.dossier_id, codes=codes)
    except Exception as error:
        _log.error("redrawing.failed", dossier=one.dossier_id, error=type(error).__name__)
    else:
        return True
    return False


def _conclude(store: Store, rulebook: Rulebook, done: Followed, now: datetime, by: str) -> None:
    """The proof of the look; the first one is told to whoever coordinates there."""
    day = done.redrawing.day.isoformat()
    kept: dict[str, object] = {
        "looked_at": to_micros(now),
        "waiting": len(done.waiting),
        "unplaced": len(done.unplaced),
        "by": by,
    }
    with store.write() as tx:
        row = tx.one(_READ, {"of_day": day})
        moved = len(done.moved) + (0 if row is None else row[1])
        if row is None:
            since = to_micros(now)
            tx.write(_BEGIN, {"day": day, "since": since, "moved": moved, **kept})
            _tell(tx, rulebook, done, now)
        else:
            tx.write(_LOOK, {"of_day": day, "moved": moved, **kept})
    _log.info(
        "redrawing.followed",
        day=day,
        moved=len(done.moved),
        waiting=len(done.waiting),
        unplaced=len(done.unplaced),
        refused=len(done.refused),
    )


def _tell(tx: Tx, rulebook: Rulebook, done: Followed, now: datetime) -> None:
    redrawing = done.redrawing
    roles = {kind.coordinator for kind in rulebook.kinds if kind.territorial} | {Role.BOP}
    for code in redrawing.concerned:
        subject = offices.circonscription(tx, code)
        if subject is None:
            continue
        for recipient in sorted({outbox.office(role, code) for role in roles}):
            outbox.write(
                tx,
                subject=subject,
                occasion=OCCASION,
                recipient=recipient,
                data=_told(done, code),
                key=f"{beside.mark(redrawing)}-{code}-{recipient.replace(':', '-')}",
                now=now,
            )


def _told(done: Followed, code: str) -> dict[str, object]:
    """What a circonscription is told: references and numbers only."""
    redrawing = done.redrawing
    return {
        "reference": f"circonscription {code}",
        "jour": redrawing.day.isoformat(),
        "arretee": int(code in redrawing.ended),
        "creee": int(code in redrawing.begun),
        "partis": sum(one.before == code for one in done.moved),
        "arrives": sum(one.after == code for one in done.moved),
        "en_attente": sum(one.before == code for one in done.waiting),
        "a_rattacher": sum(one.before == code for one in done.unplaced),
        "suivantes": ", ".join(redrawing.heirs(code)) or None,
    }
