"""The address of somebody whose letter came back, as it was found: webRSA does not know it yet."""

import json

from sqlalchemy import Connection, select

from rules.subjects import SubjectKind
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier
from workflow.tables.trail import JournalRow

FOUND, UPDATED = "retrouver_adresse", "mettre_a_jour_identite"
_OF_AN_ADDRESS = frozenset({"adresse", "code_postal", "ville"})

_JOURNAL, _DOSSIER = table(JournalRow), table(Dossier)


def of_person(connection: Connection, personne_id: int) -> str | None:
    """The address that was found last, until webRSA tells another one; None once it was erased."""
    dossiers = select(_DOSSIER.c.id).where(_DOSSIER.c.personne_id == personne_id)
    found = connection.execute(
        select(_JOURNAL.c.at, _JOURNAL.c.personal)
        .where(
            _JOURNAL.c.kind == SubjectKind.DOSSIER.value,
            _JOURNAL.c.subject_id.in_(dossiers),
            _JOURNAL.c.act == FOUND,
        )
        .order_by(_JOURNAL.c.at.desc())
        .limit(1)
    ).first()
    if found is None or found.personal is None:
        return None
    if _told_since(connection, personne_id, found.at):
        return None
    address: str = json.loads(found.personal)["adresse"]
    return address


def _told_since(connection: Connection, personne_id: int, instant: int) -> bool:
    """Whether webRSA changed the address after that instant."""
    entries = connection.execute(
        select(_JOURNAL.c.body).where(
            _JOURNAL.c.kind == SubjectKind.PERSONNE.value,
            _JOURNAL.c.subject_id == personne_id,
            _JOURNAL.c.act == UPDATED,
            _JOURNAL.c.at > instant,
        )
    ).scalars()
    return any(_OF_AN_ADDRESS & set(json.loads(body)["champs"]) for body in entries)
