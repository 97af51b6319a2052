"""Files joined to a dossier or to one of its lines, and taken away: told in the dossier's chain by
their hash, kept once by it.

They change nothing that the procedure looks at, so a form opened before stays good.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from sqlalchemy import bindparam, select

from rules.pieces import FileLimits, Sort, media_type, objections, type_of
from rules.refusals import Refused
from rules.rulebook import Rulebook
from rules.situation import Act
from workflow.acts import cases, containers, dossier_locks, piece_rights
from workflow.acts.cases import Case
from workflow.acts.commands import journal_refusal
from workflow.acts.receipts import Repeatable
from workflow.database.instants import to_micros
from workflow.database.statements import (
    Statement,
    insert_once,
    insert_returning_id,
    update_by_id,
)
from workflow.database.store import Store, Tx
from workflow.tables.columns import table
from workflow.tables.tableau import FileContent, Piece
from workflow.trail import journal
from workflow.trail.journal import Entry

JOIN, REMOVE = "joindre_piece", "retirer_piece"
QUALIFY = "qualifier_piece"
"""What ``JOIN`` does to a file that is there already, as another sort than the one now told."""

_PIECE = table(Piece)
_KEEP = insert_once(FileContent, "sha256", "content")
_ADD = insert_returning_id(
    Piece,
    *("dossier_id", "passage_id", "service_id", "sort", "name", "media_type", "size", "sha256"),
    *("added_at", "added_by"),
)
_TAKE_AWAY = update_by_id(Piece, "removed_at")
_SORT = update_by_id(Piece, "sort")
_THERE = Statement(
    select(_PIECE.c.id, _PIECE.c.passage_id, _PIECE.c.sort).where(
        _PIECE.c.dossier_id == bindparam("dossier_id"),
        _PIECE.c.sha256 == bindparam("sha256"),
        _PIECE.c.removed_at.is_(None),
    )
)
_ONE = Statement(
    select(
        *(_PIECE.c[name] for name in ("dossier_id", "passage_id", "service_id", "sha256", "size")),
        _PIECE.c.removed_at,
    ).where(_PIECE.c.id == bindparam("id"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A file that somebody brings: its name, its bytes, what it is."""

    name: str
    content: bytes
    sort: Sort = Sort.AUTRE


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined(Repeatable):
    """The file that was joined. ``repeated``: it was there already. ``sort``: what it now is;
    ``qualified``: it was there as another file, and is the pré-saisine form from now on."""

    piece: int
    sha256: str
    sort: Sort
    qualified: bool = False


def join(
    store: Store,
    rulebook: Rulebook,
    limits: FileLimits,
    act: Act,
    dossier_id: int,
    brought: Brought,
    *,
    line: int | None = None,
) -> Joined:
    """Joins the file to the dossier, or to that line of it; once, however often it is asked.
    Brought again as the pré-saisine form, a file that was there becomes it; a form stays one.

    Raises UnknownDossier, or Refused with every reason (journalled).
    """
    act = replace(act, event=JOIN, occurred=act.occurred.astimezone(rulebook.calendar.tz))
    sha256 = hashlib.sha256(brought.content).hexdigest()

    def work(tx: Tx) -> Joined:
        case, _ = dossier_locks.load(tx, dossier_id)
        refusals = [*objections(brought.name, brought.content, limits, containers.holds)]
        refusals += piece_rights.not_for(tx, case, act, line)
        refusals += piece_rights.not_its_form(rulebook.words, case, act, brought.sort)
        if refusals:
            raise Refused(JOIN, tuple(refusals))
        for number, on, sort in tx.all(_THERE, {"dossier_id": dossier_id, "sha256": sha256}):
            if on == line:
                there = Joined(piece=number, sha256=sha256, sort=Sort(sort), repeated=True)
                return _qualified(tx, case, act, brought.sort, there, line)
        number = _add(tx, case, act, brought, sha256, line)
        return Joined(piece=number, sha256=sha256, sort=brought.sort)

    return _done(store, act, dossier_id, work)


def _add(tx: Tx, case: Case, act: Act, brought: Brought, sha256: str, line: int | None) -> int:
    kind = type_of(brought.name)
    assert kind is not None  # the rules took it
    tx.run(_KEEP, {"sha256": sha256, "content": brought.content})
    number = tx.insert(
        _ADD,
        {
            "dossier_id": case.id,
            "passage_id": line,
            "service_id": act.actor.service_id,
            "sort": brought.sort.value,
            "name": brought.name,
            "media_type": media_type(kind),
            "size": len(brought.content),
            "sha256": sha256,
            "added_at": to_micros(act.known),
            "added_by": act.actor.name,
        },
    )
    told = {
        "piece": number,
        "ligne": line,
        "sorte": brought.sort.value,
        "sha256": sha256,
        "taille": len(brought.content),
    }
    _journal(tx, case, act, told, {"nom": brought.name})
    return number


def _qualified(tx: Tx, case: Case, act: Act, sort: Sort, there: Joined, line: int | None) -> Joined:
    """The file that is there, as what is told of it now."""
    if sort is there.sort or sort is not Sort.PRESAISINE:
        return there
    tx.write(_SORT, {"of_id": there.piece, "sort": sort.value})
    told = {
        "piece": there.piece,
        "ligne": line,
        "sorte": sort.value,
        "etait": there.sort.value,
        "sha256": there.sha256,
    }
    _journal(tx, case, replace(act, event=QUALIFY), told, {})
    return replace(there, sort=sort, qualified=True)


def remove(store: Store, rulebook: Rulebook, act: Act, number: int) -> int:
    """Takes a file away, for the motive that the act's form gives; it stays in the registry. The
    dossier it was joined to. Raises Refused (journalled where the file exists)."""
    act = replace(act, event=REMOVE, occurred=act.occurred.astimezone(rulebook.calendar.tz))
    with store.glance() as tx:
        row = tx.one(_ONE, {"id": number})
    if row is None:
        raise Refused(REMOVE, (piece_rights.unknown(number),))
    dossier_id = int(row[0])

    def work(tx: Tx) -> int:
        case, _ = dossier_locks.load(tx, dossier_id)
        locked = tx.one(_ONE, {"id": number})
        assert locked is not None  # nothing is erased
        _, line, service, sha256, size, removed = locked
        motive = str((act.data or {}).get("motif", "")).strip()
        refusals = [*piece_rights.not_removable(case, act, service, removed, motive)]
        if refusals:
            raise Refused(REMOVE, tuple(refusals))
        tx.write(_TAKE_AWAY, {"of_id": number, "removed_at": to_micros(act.known)})
        told = {"piece": number, "ligne": line, "sha256": sha256, "taille": size}
        _journal(tx, case, act, told, {"motif": motive})
        return dossier_id

    return _done(store, act, dossier_id, work)


_T = TypeVar("_T")


def _done(store: Store, act: Act, dossier_id: int, work: Callable[[Tx], _T]) -> _T:
    """The work in its own transaction, a refusal being journalled in another."""
    try:
        return store.attempt(work)
    except Refused as refused:
        with store.write() as tx:
            journal_refusal(tx, cases.subject_of(dossier_id), act, refused)
        raise


def _journal(
    tx: Tx, case: Case, act: Act, told: Mapping[str, object], personal: Mapping[str, object]
) -> None:
    entry = Entry(
        act=act.event,
        actor=act.actor,
        occurred=act.occurred,
        known=act.known,
        body={"valeurs": told},
        personal=personal,
        changes=False,
    )
    journal.append(tx, case.chain, entry)
