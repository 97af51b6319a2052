"""What a séance holds before it acts: everybody whose dates hang from it, itself, its territory.

Always in the order of the house: persons, séances, then the circonscription, whose lock makes a
programme that changes and a deadline that aims at the programme wait for each other.
"""

from collections.abc import Iterable

from sqlalchemy import bindparam, select, text, union

from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.subjects import Circonscription, Dossier, Passage, Personne, Seance
from workflow.tables.trail import DeadlineRow

_SEANCE, _PASSAGE, _DOSSIER = table(Seance), table(Passage), table(Dossier)
_DEADLINE, _PERSONNE, _CIRCONSCRIPTION = table(DeadlineRow), table(Personne), table(Circonscription)

_WAITS = (_DOSSIER.c.circonscription == bindparam("circonscription")) & (
    (_DOSSIER.c.state == "presaisine") | (_DOSSIER.c.state == "a_reinscrire")
)
_WAITING = Statement(select(_DOSSIER.c.personne_id).where(_WAITS))
# Whose deadlines or lines hang from the séance, or may aim at it.
_CONCERNED = Statement(
    union(
        select(_DOSSIER.c.personne_id, _DOSSIER.c.id)
        .join_from(_PASSAGE, _DOSSIER)
        .where(_PASSAGE.c.seance_id == bindparam("id"), _PASSAGE.c.open == 1),
        select(_DOSSIER.c.personne_id, _DOSSIER.c.id)
        .join(_DEADLINE, _DEADLINE.c.dossier_id == _DOSSIER.c.id)
        .where(_DEADLINE.c.seance_id == bindparam("id"), _DEADLINE.c.closed_at.is_(None)),
        select(_DOSSIER.c.personne_id, _DOSSIER.c.id).where(_WAITS),
    ).order_by("personne_id", "id")
)
_WHERE = Statement(select(_SEANCE.c.circonscription).where(_SEANCE.c.id == bindparam("id")))
_LOCK_PERSONNE = Statement(
    select(_PERSONNE.c.id).where(_PERSONNE.c.id == bindparam("id")).with_for_update(key_share=True)
)
_LOCK_SEANCE = Statement(
    select(_SEANCE.c.id).where(_SEANCE.c.id == bindparam("id")).with_for_update(key_share=True)
)
_LOCK_PROGRAMME = Statement(
    select(_CIRCONSCRIPTION.c.id)
    .where(_CIRCONSCRIPTION.c.code == bindparam("code"))
    .with_for_update(key_share=True)
)
_READ_PROGRAMME = Statement(
    select(_CIRCONSCRIPTION.c.id)
    .where(_CIRCONSCRIPTION.c.code == bindparam("code"))
    .with_for_update(read=True)
)
_MARK = Statement(text("SAVEPOINT before_locks"))
_LET_GO = Statement(text("ROLLBACK TO SAVEPOINT before_locks"))


def hold(tx: Tx, seance_id: int, *others: int) -> list[tuple[int, int]] | None:
    """Locks the séance, those it names, and everybody concerned: their (person, dossier), in
    order. None when no séance bears that number.

    Somebody may have joined between the look and the lock: then all is let go and taken again, so
    that no person is ever locked after a séance.
    """
    where = tx.one(_WHERE, {"id": seance_id})
    if where is None:
        return None
    key = {"id": seance_id, "circonscription": where[0]}
    found = tx.all(_CONCERNED, key)
    while True:
        tx.write(_MARK, {})
        for personne_id in dict.fromkeys(row[0] for row in found):
            tx.one(_LOCK_PERSONNE, {"id": personne_id})
        _lock_seances(tx, {seance_id, *others})
        tx.one(_LOCK_PROGRAMME, {"code": where[0]})
        held, found = found, tx.all(_CONCERNED, key)
        if found == held:
            return [(row[0], row[1]) for row in found]
        tx.write(_LET_GO, {})


def hold_waiting(tx: Tx, circonscriptions: Iterable[str | None]) -> None:
    """Locks everybody who waits for a séance there, in order: before several are put on the
    programme in one transaction, each of which would lock those of its own circonscription."""
    waiting = {
        row[0] for code in circonscriptions for row in tx.all(_WAITING, {"circonscription": code})
    }
    for personne_id in sorted(waiting):
        tx.one(_LOCK_PERSONNE, {"id": personne_id})


def hold_programme(tx: Tx, circonscription: object) -> None:
    """Keeps the séances of a circonscription where they are while a deadline aims at one."""
    tx.one(_READ_PROGRAMME, {"code": circonscription})


def _lock_seances(tx: Tx, numbers: Iterable[int]) -> None:
    for number in sorted(numbers):
        tx.one(_LOCK_SEANCE, {"id": number})
