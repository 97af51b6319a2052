"""Entrant or stock: looked at again when a fact that decides it is told late, or annulled.

The rest of a profile stays what the person was at the anchor; this is what the facts say of then.
"""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from rules import profiles
from rules.deadlines.derivation import opening_of
from rules.facts import Fact
from workflow.database.canonical import decode, encode
from workflow.database.statements import Statement, update_by_id
from workflow.database.store import Tx
from workflow.deadlines import current
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier
from workflow.tables.trail import DeadlineRow

_DOSSIER = table(Dossier)
_RANKS = Statement(
    select(_DOSSIER.c.id, _DOSSIER.c.rank).where(_DOSSIER.c.personne_id == bindparam("id"))
)
_TELL = update_by_id(DeadlineRow, "profile")


def look_again(tx: Tx, personne_id: int, facts: Sequence[Fact]) -> None:
    """Tells each measured deadline of a person, open or over, which population it counts in by
    ``facts``, all those of the person, in order."""
    ranks = {row[0]: row[1] for row in tx.all(_RANKS, {"id": personne_id})}
    by_key = {fact.key: fact for fact in facts}
    for row in current.of_personne(tx, personne_id):
        opening = by_key.get(opening_of(row.lineage))
        if row.profile is None or opening is None:
            continue
        known = decode(row.profile)
        assert isinstance(known, dict)
        dossier = opening.subject.id
        entrant = profiles.is_entrant(facts, opening, dossier=dossier, rank=ranks.get(dossier))
        now = profiles.in_population(known, entrant=entrant)
        if now != known:
            tx.write(_TELL, {"of_id": row.id, "profile": encode(now)})
