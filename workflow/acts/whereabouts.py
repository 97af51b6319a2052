"""The circonscription of a person: they follow the map, their commune or their dossier."""

from sqlalchemy import bindparam, select

from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from workflow.database.statements import Statement, update_by_id
from workflow.database.store import Tx
from workflow.deadlines import standing
from workflow.tables.columns import table
from workflow.tables.subjects import Personne
from workflow.trail import journal
from workflow.trail.journal import Chain, Entry

_PERSONNE = table(Personne)
_READ = Statement(select(_PERSONNE.c.circonscription).where(_PERSONNE.c.id == bindparam("id")))
_PLACE = update_by_id(Personne, "circonscription")


def write(
    tx: Tx,
    chain: Chain,
    *,
    before: str | None,
    after: str | None,
    act: Act,
    batch: str | None = None,
) -> None:
    """Where the person belongs from now on, in their chain, which is locked."""
    journal.append(
        tx,
        chain,
        Entry(
            act=act.event,
            actor=act.actor,
            occurred=act.occurred,
            known=act.known,
            body={"modifs": {"personne": {"circonscription": [before, after]}}},
            batch=batch,
        ),
    )
    tx.write(_PLACE, {"of_id": chain.subject.id, "circonscription": after})
    standing.keep(tx, chain.subject.id)


def follow(tx: Tx, personne_id: int, *, before: str | None, after: str | None, act: Act) -> None:
    """Their dossier is brought there from ``before``: so are they, if that is where they were."""
    chain = journal.lock(tx, Subject(SubjectKind.PERSONNE, personne_id))
    row = tx.one(_READ, {"id": personne_id})
    if row is not None and row[0] == before:
        write(tx, chain, before=before, after=after, act=act)
