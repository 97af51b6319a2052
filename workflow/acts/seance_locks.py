"""What a séance holds before it acts: everybody whose dates hang from it or from one held right
after it, these séances, their territory.

Always in the order of the house: persons, séances, then the circonscription, whose lock makes a
programme that changes and a deadline that aims at the programme wait for each other.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

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
_RIGHT_AFTER = Statement(
    select(_SEANCE.c.id)
    .where(
        _SEANCE.c.a_la_suite_de == bindparam("id"),
        _SEANCE.c.state.in_(("programmee", "preparee", "arretee")),
    )
    .order_by(_SEANCE.c.id)
)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A séance that is locked. ``concerned``: the (person, dossier) whose dates hang from it, in
    order."""

    circonscription: str | None
    concerned: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """Whom and what to lock; ``acting``: what is told of each séance that may act."""

    people: frozenset[int]
    seances: frozenset[int]
    places: frozenset[str | None]
    acting: Mapping[int, Held] = field(default_factory=dict)


def hold(tx: Tx, seance_id: int, *named: int) -> Mapping[int, Held]:
    """Locks the séance, those held right after it, which it takes along, those it names, and
    everybody concerned: what is held of each that may act, by number. Empty when no séance bears
    that number."""

    def wanted() -> _Wanted:
        acting = _acting(tx, seance_id)
        return _Wanted(
            people=frozenset(person for one in acting.values() for person, _ in one.concerned),
            seances=frozenset({*acting, *named}) if acting else frozenset(),
            places=frozenset(one.circonscription for one in acting.values()),
            acting=acting,
        )

    return _take(tx, wanted).acting


def hold_places(tx: Tx, circonscriptions: Collection[str | None], *named: int) -> None:
    """Before séances are put on the programme of circonscriptions: locks everybody who waits for
    one there, the séances that they name, then the circonscriptions."""

    def wanted() -> _Wanted:
        waiting = [tx.all(_WAITING, {"circonscription": code}) for code in circonscriptions]
        return _Wanted(
            people=frozenset(row[0] for rows in waiting for row in rows),
            seances=frozenset(named),
            places=frozenset(circonscriptions),
        )

    _take(tx, wanted)


def _take(tx: Tx, look: Callable[[], _Wanted]) -> _Wanted:
    """Locks it, and says what was locked. Somebody may have joined between the look and the lock:
    then all is let go and taken again, so that no person is ever locked after a séance."""
    wanted = look()
    while True:
        tx.write(_MARK, {})
        for personne_id in sorted(wanted.people):
            tx.one(_LOCK_PERSONNE, {"id": personne_id})
        for number in sorted(wanted.seances):
            tx.one(_LOCK_SEANCE, {"id": number})
        for code in sorted(place or "" for place in wanted.places):
            tx.one(_LOCK_PROGRAMME, {"code": code})
        taken, wanted = wanted, look()
        if taken == wanted:
            return taken
        tx.write(_LET_GO, {})


def right_after(tx: Tx, seance_id: int) -> list[int]:
    """The séances still to come that are held right after that one."""
    return [row[0] for row in tx.all(_RIGHT_AFTER, {"id": seance_id})]


def _acting(tx: Tx, seance_id: int) -> dict[int, Held]:
    """The séance, and all those that would follow it."""
    where = tx.one(_WHERE, {"id": seance_id})
    if where is None:
        return {}
    rows = tx.all(_CONCERNED, {"id": seance_id, "circonscription": where[0]})
    concerned = [(row[0], row[1]) for row in rows]
    found = {seance_id: Held(circonscription=where[0], concerned=concerned)}
    for number in right_after(tx, seance_id):
        found |= _acting(tx, number)
    return found


def hold_programme(tx: Tx, circonscription: object) -> None:
    """Keeps the séances of a circonscription where they are while a deadline aims at one."""
    tx.one(_READ_PROGRAMME, {"code": circonscription})
