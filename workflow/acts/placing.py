"""A dossier that was of no circonscription is given one: nothing waits for it any more."""

from datetime import datetime

from sqlalchemy import bindparam

from rules.situation import Act
from workflow.acts import whereabouts
from workflow.acts.cases import Case
from workflow.database.instants import to_micros
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.post import Gap

AWAITED = "secteur_a_attribuer"
"""The nature of the difference that lists whoever waits to be told of which sector they are."""

_GAP = table(Gap)
_SETTLE = Statement(
    _GAP.update().where(
        _GAP.c.personne_id == bindparam("of_personne"),
        _GAP.c.nature == AWAITED,
        _GAP.c.settled_at.is_(None),
    ),
    ("settled_at",),
)


def place(tx: Tx, case: Case, after: str, act: Act) -> None:
    """The person follows their dossier there, and whoever awaited it is answered."""
    whereabouts.follow(tx, case.personne_id, before=None, after=after, act=act)
    _settle(tx, case.personne_id, act.known)


def _settle(tx: Tx, personne_id: int, now: datetime) -> None:
    tx.run(_SETTLE, {"of_personne": personne_id, "settled_at": to_micros(now)})
