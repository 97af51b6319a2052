"""Where a dossier meets webRSA: the rang it is known by there, and what is already known here."""

from datetime import datetime

from sqlalchemy import bindparam, func, select

from rules.actors import WEBRSA
from rules.subjects import SubjectKind
from workflow.acts.cases import subject_of
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement, update_by_id
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier
from workflow.tables.trail import FactRow
from workflow.trail import journal
from workflow.trail.journal import Entry

_DOSSIER, _FACT = table(Dossier), table(FactRow)
_TIE = update_by_id(Dossier, "webrsa_orientation")
_RANK = update_by_id(Dossier, "rank")
_OF_DOSSIER = (
    _FACT.c.kind == SubjectKind.DOSSIER.value,
    _FACT.c.subject_id == bindparam("id"),
    _FACT.c.annulled_by.is_(None),
)
_HAS_SINCE = Statement(
    select(_FACT.c.seq)
    .where(
        *_OF_DOSSIER, _FACT.c.code == bindparam("code"), _FACT.c.occurred_at >= bindparam("since")
    )
    .limit(1)
)
_LAST_STATE = Statement(
    select(func.max(_FACT.c.occurred_at)).where(*_OF_DOSSIER, _FACT.c.code.startswith("etat:"))
)


def tie(
    tx: Tx, dossier_id: int, orientation: int, now: datetime, *, rank: int | None = None
) -> None:
    """webRSA now knows the orientation decided here; by this rang, when it was not known here."""
    tx.write(_TIE, {"of_id": dossier_id, "webrsa_orientation": orientation})
    body: dict[str, object] = {"orientation": orientation}
    if rank is not None:
        tx.write(_RANK, {"of_id": dossier_id, "rank": rank})
        body["rang"] = rank
    journal.append(
        tx,
        journal.lock(tx, subject_of(dossier_id)),
        Entry(
            act="rapprocher_webrsa",
            actor=WEBRSA,
            occurred=now,
            known=now,
            body=body,
            changes=rank is not None,
        ),
    )


def has_fact(tx: Tx, dossier_id: int, code: str, since: datetime | None = None) -> bool:
    """Whether that fact is known of the dossier, at that instant or after."""
    micros = 0 if since is None else to_micros(since)
    return tx.one(_HAS_SINCE, {"id": dossier_id, "code": code, "since": micros}) is not None


def in_state_since(tx: Tx, dossier_id: int) -> datetime | None:
    """When the dossier entered its state."""
    row = tx.one(_LAST_STATE, {"id": dossier_id})
    return None if row is None or row[0] is None else from_micros(row[0])
