"""Whoever coordinates a circonscription is told that its map changed, once, and which dossiers
cannot follow it, when that lasts. References and numbers only."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from rules.actors import Role
from rules.redrawing import Redrawing
from rules.rulebook import Rulebook
from workflow.database.store import Tx
from workflow.organisations import offices
from workflow.post import outbox
from workflow.territory import beside
from workflow.territory.followed import Followed

OCCASION = "territoire_redecoupe"
BLOCKED = "redecoupage_bloque"

NEWS = timedelta(days=31)
"""A redrawing first looked at later than this after its day is told to nobody."""

MOST_LOOKS = 3
"""How many looks in a row may leave dossiers that cannot follow before a human is told."""


def is_news(rulebook: Rulebook, redrawing: Redrawing, first_look: datetime) -> bool:
    """Whether there is somebody to tell: what happened before the service, or long before the
    registry heard of it, has been known for long."""
    served = rulebook.in_service is None or redrawing.day >= rulebook.in_service
    return served and rulebook.local_day(first_look) - redrawing.day <= NEWS


def tell(tx: Tx, rulebook: Rulebook, done: Followed, now: datetime) -> None:
    """What moved, to each circonscription that loses people or receives some."""
    key = beside.mark(done.redrawing)
    for code in done.redrawing.concerned:
        _write(tx, rulebook, code, OCCASION, _told(done, code), key=key, now=now)


def tell_blocked(tx: Tx, rulebook: Rulebook, done: Followed, now: datetime) -> None:
    """How many could not follow, to the circonscription where they stand."""
    key = f"{beside.mark(done.redrawing)}-bloque-{rulebook.local_day(now)}"
    for code, number in sorted(Counter(one.before for one in done.refused).items()):
        data = {
            "reference": f"circonscription {code}",
            "jour": done.redrawing.day.isoformat(),
            "nombre": number,
        }
        _write(tx, rulebook, code, BLOCKED, data, key=key, now=now)


def _write(
    tx: Tx,
    rulebook: Rulebook,
    code: str,
    occasion: str,
    data: Mapping[str, object],
    *,
    key: str,
    now: datetime,
) -> None:
    subject = offices.circonscription(tx, code)
    if subject is None:
        return
    roles = {kind.coordinator for kind in rulebook.kinds if kind.territorial} | {Role.BOP}
    for recipient in sorted({outbox.office(role, code) for role in roles}):
        outbox.write(
            tx,
            subject=subject,
            occasion=occasion,
            recipient=recipient,
            data=data,
            key=f"{key}-{code}-{recipient.replace(':', '-')}",
            now=now,
        )


def _told(done: Followed, code: str) -> dict[str, object]:
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
        "membres": sum(one.before == code for one in done.unseated),
        "agents": len({one.agent_id for one in done.unassigned if one.before == code}),
        "suivantes": ", ".join(redrawing.heirs(code)) or None,
    }
