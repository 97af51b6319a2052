"""How many: dossiers by state, deadlines met and missed by rule, rungs, messages."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, case, func, literal_column, select

from rules.deadlines.derivation import Status
from rules.telling import State
from workflow.database.instants import to_micros
from workflow.tables.columns import table
from workflow.tables.post import DeliveryRow, Gap, Outbox
from workflow.tables.subjects import Demande, Dossier
from workflow.tables.trail import DeadlineRow, Firing, JournalRow

_DOSSIER, _DEADLINE, _FIRING = table(Dossier), table(DeadlineRow), table(Firing)
_OUTBOX, _DELIVERY = table(Outbox), table(DeliveryRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTally:
    """The deadlines of one rule. ``late``: met after the due instant; ``overdue``: still open past
    it; ``lapsed``: their ground disappeared, whether before the due instant or after."""

    rule: str
    in_time: int
    late: int
    open: int
    overdue: int
    lapsed: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.in_time + self.late + self.open + self.overdue + self.lapsed


def dossiers_by_state(connection: Connection) -> dict[str, int]:
    """How many dossiers stand in each state, closed ones included."""
    return _counted(connection, _DOSSIER.c.state)


def demandes_by_issue(connection: Connection) -> dict[str, int]:
    """How many requests ended how; those still open under « en_cours »."""
    return _counted(connection, func.coalesce(table(Demande).c.issue, "en_cours"))


def rules(connection: Connection, now: datetime) -> list[RuleTally]:
    """Every rule that has deadlines, at an instant. Superseded rows do not count."""
    status, micros = _DEADLINE.c.status, to_micros(now)
    is_open = _DEADLINE.c.closed_at.is_(None)
    over = and_(is_open, _DEADLINE.c.due_at.is_not(None), _DEADLINE.c.due_at < micros)
    met = status == Status.TENUE.value

    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((condition, 1), else_=0))

    rows = connection.execute(
        select(
            _DEADLINE.c.rule,
            count(and_(met, func.coalesce(_DEADLINE.c.met_in_time, 1) == 1)),
            count(and_(met, _DEADLINE.c.met_in_time == 0)),
            count(and_(is_open, ~over)),
            count(over),
            count(status == Status.ANNULEE.value),
        )
        .where(status != Status.REMPLACEE.value)
        .group_by(_DEADLINE.c.rule)
        .order_by(_DEADLINE.c.rule)
    )
    return [
        RuleTally(
            rule=row[0],
            in_time=int(row[1]),
            late=int(row[2]),
            open=int(row[3]),
            overdue=int(row[4]),
            lapsed=int(row[5]),
        )
        for row in rows
    ]


def rungs_by_level(connection: Connection) -> dict[str, int]:
    """How many rungs fired at each level, told or not."""
    return _counted(connection, _FIRING.c.level)


def messages_by_status(connection: Connection) -> dict[str, int]:
    """How many messages left to somebody, wait, or will not leave: by state of a delivery."""
    each = _OUTBOX.outerjoin(_DELIVERY, _DELIVERY.c.outbox_id == _OUTBOX.c.id)
    # PostgreSQL must see the same expression twice, and not two parameters.
    waiting: ColumnElement[str] = literal_column(f"'{State.TO_SEND.value}'")
    state = func.coalesce(_DELIVERY.c.state, waiting)
    query = select(state, func.count()).select_from(each).group_by(state).order_by(state)
    return {row[0]: int(row[1]) for row in connection.execute(query)}


def gaps_by_nature(connection: Connection) -> dict[str, int]:
    """How many differences with webRSA were found, settled or not."""
    return _counted(connection, table(Gap).c.nature)


def acts(connection: Connection) -> dict[str, int]:
    """How many entries of each act the journal holds."""
    return _counted(connection, table(JournalRow).c.act)


def _counted(connection: Connection, column: ColumnElement[str]) -> dict[str, int]:
    rows = connection.execute(select(column, func.count()).group_by(column).order_by(column))
    return {row[0]: int(row[1]) for row in rows}
