"""The rendez-vous of the ALI-WebRSA files, each as its latest file told it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select

from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement, insert_into
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.post import ToldAppointment

_TOLD = table(ToldAppointment)
_FIND = Statement(
    select(*(_TOLD.c[name] for name in ("number", "day", "ended", "told_at"))).where(
        _TOLD.c.personne_id == bindparam("personne_id"), _TOLD.c.ali_id == bindparam("ali_id")
    )
)
_FORGET = Statement(
    _TOLD.delete().where(
        _TOLD.c.personne_id == bindparam("personne_id"),
        _TOLD.c.ali_id == bindparam("ali_id"),
        _TOLD.c.number == bindparam("number"),
    )
)
_REMEMBER = insert_into(
    ToldAppointment, "personne_id", "ali_id", "number", "day", "ended", "told_at"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastTold:
    """A rendez-vous by the ALI's ``number``. ``ended``: the code of the fact that says what became
    of it, None until one does; ``told``: when its file was written."""

    number: int
    day: date
    ended: str | None
    told: datetime


def of_person(tx: Tx, personne_id: int, ali_id: int) -> dict[int, LastTold]:
    """Those of a person that an ALI told, by number."""
    rows = tx.all(_FIND, {"personne_id": personne_id, "ali_id": ali_id})
    return {
        number: LastTold(
            number=number, day=date.fromisoformat(day), ended=ended, told=from_micros(told)
        )
        for number, day, ended, told in rows
    }


def remember(tx: Tx, personne_id: int, ali_id: int, told: Iterable[LastTold]) -> None:
    """From now on these are as told; the others stay as they were."""
    for one in told:
        key = {"personne_id": personne_id, "ali_id": ali_id, "number": one.number}
        tx.write(_FORGET, key)
        tx.write(
            _REMEMBER,
            {
                **key,
                "day": one.day.isoformat(),
                "ended": one.ended,
                "told_at": to_micros(one.told),
            },
        )
