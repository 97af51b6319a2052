"""Who is awaited in a séance, as guards see them."""

from collections import defaultdict
from datetime import date

from sqlalchemy import bindparam, or_, select

from rules.rulebook import Rulebook
from rules.seances.kinds import SeanceKind
from rules.seances.seats import Answer, Participant, Presence
from rules.situation import SeanceView
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables import seats
from workflow.tables.columns import table

_PARTICIPANT, _MEMBER = table(seats.Participant), table(seats.Membre)
_AWAITED = Statement(
    select(
        *(_PARTICIPANT.c[name] for name in ("id", "siege", "membre_id", "service_id", "referent")),
        *(_PARTICIPANT.c[name] for name in ("reponse", "presence", "arrivee", "depart")),
    )
    .where(_PARTICIPANT.c.seance_id == bindparam("id"), _PARTICIPANT.c.sits == 1)
    .order_by(_PARTICIPANT.c.id)
)
_DEPUTIES = Statement(
    select(_MEMBER.c.suppleant_de, _MEMBER.c.id)
    .join_from(_MEMBER, _PARTICIPANT, _PARTICIPANT.c.membre_id == _MEMBER.c.suppleant_de)
    .where(
        _PARTICIPANT.c.seance_id == bindparam("id"),
        _MEMBER.c.du <= bindparam("day"),
        or_(_MEMBER.c.au.is_(None), _MEMBER.c.au >= bindparam("day")),
    )
    .order_by(_MEMBER.c.id)
)


def presenting(
    tx: Tx, rulebook: Rulebook, kind: SeanceKind | None, seance: SeanceView | None
) -> tuple[Participant, ...]:
    """Those who are awaited there, where whoever presents a line comes in person; elsewhere nobody
    asks."""
    seat = None if kind is None else kind.prescriber
    if seat is None or not seat.in_person or seance is None:
        return ()
    return awaited(tx, seance.id, rulebook.local_day(seance.held))


def awaited(tx: Tx, seance_id: int, day: date) -> tuple[Participant, ...]:
    """Those who sit in the séance, held that day, by number."""
    deputies: dict[int, list[int]] = defaultdict(list)
    for member, deputy in tx.all(_DEPUTIES, {"id": seance_id, "day": day.isoformat()}):
        deputies[member].append(deputy)
    return tuple(
        Participant(
            id=row[0],
            seat=row[1],
            member=row[2],
            service=row[3],
            referent=row[4],
            answer=None if row[5] is None else Answer(row[5]),
            presence=None if row[6] is None else Presence(row[6]),
            arrived=row[7],
            left=row[8],
            deputies=frozenset(deputies.get(row[2], ())),
        )
        for row in tx.all(_AWAITED, {"id": seance_id})
    )
