"""What people are told when another calendar is in use: how many of their delays moved."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from rules.rulebook import Rulebook
from workflow.database.statements import Statement
from workflow.database.store import Store, Tx
from workflow.post import notices, outbox
from workflow.recalculation.movements import Movement, Nature
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier

OCCASION = "calendrier_applique"

_DOSSIER = table(Dossier)
_WHERE = Statement(
    select(_DOSSIER.c.service_id, _DOSSIER.c.circonscription).where(
        _DOSSIER.c.id == bindparam("id")
    )
)


def tell(
    store: Store,
    rulebook: Rulebook,
    passage: int,
    movements: Sequence[Movement],
    now: datetime,
) -> None:
    """One message for each of those who are awaited under delays that have another date, however
    many these are."""
    with store.write() as tx:
        for recipient, count in sorted(_moved(tx, rulebook, movements, now).items()):
            outbox.write(
                tx,
                subject=outbox.NOWHERE,
                occasion=OCCASION,
                recipient=recipient,
                data={
                    "reference": f"calendrier, passage {passage}",
                    "jour": now.isoformat(),
                    "nombre": count,
                },
                key=f"calendrier-{passage}-{recipient.replace(':', '-')}",
                now=now,
            )


def _moved(
    tx: Tx, rulebook: Rulebook, movements: Sequence[Movement], now: datetime
) -> Mapping[str, int]:
    """How many of each; those whose new date is over already are the business of their alerts."""
    counted: Counter[str] = Counter()
    places: dict[int, Sequence[object]] = {}
    for one in movements:
        over = one.after is not None and one.after <= now
        if one.nature is not Nature.DEPLACEE or over:
            continue
        service: object = one.owner.child
        place: object = None
        if one.dossier_id is not None:
            if one.dossier_id not in places:
                places[one.dossier_id] = tx.one(_WHERE, {"id": one.dossier_id}) or (None, None)
            service, place = places[one.dossier_id]
        duty = rulebook.rules[one.rule][0].procedure.duty
        counted[notices.awaited(duty, service=service, circonscription=place)] += 1
    return counted
