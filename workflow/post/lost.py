"""Messages that will not leave by themselves any more: an office is told, once a day."""

from datetime import datetime

from sqlalchemy import func, select

from rules.days.calendar import Calendar
from rules.telling import LOST, State, Terms
from workflow.database.instants import from_micros
from workflow.database.statements import Statement
from workflow.database.store import Store
from workflow.post import outbox
from workflow.tables.columns import table
from workflow.tables.post import DeliveryRow, Outbox

_DELIVERY, _OUTBOX = table(DeliveryRow), table(Outbox)
_FOUND = Statement(
    select(func.count(), func.min(_DELIVERY.c.not_before))
    .select_from(_DELIVERY.join(_OUTBOX, _OUTBOX.c.id == _DELIVERY.c.outbox_id))
    # That this very message was lost is seen in the list: telling it would never end.
    .where(_DELIVERY.c.state == State.DEAD.value, _OUTBOX.c.occasion != LOST)
)


def tell(store: Store, terms: Terms, *, now: datetime, calendar: Calendar) -> None:
    """Writes the message of the day when some are lost and its hour has come: one a day, whatever
    the number of processes, as long as one is neither sent again nor given up."""
    local = now.astimezone(calendar.tz)
    if local.time() < terms.lost_at:
        return
    with store.glance() as tx:
        row = tx.one(_FOUND, {})
    if row is None or not row[0]:
        return
    with store.write() as tx:
        outbox.write(
            tx,
            subject=outbox.NOWHERE,
            occasion=LOST,
            recipient=outbox.office(terms.lost_to, None),
            data={
                "reference": "messages",
                "nombre": row[0],
                "depuis": from_micros(row[1]).astimezone(calendar.tz).date().isoformat(),
            },
            key=f"messages-perdus-{local.date()}",
            now=now,
        )
