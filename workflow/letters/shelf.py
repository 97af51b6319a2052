"""Where letters are kept: their rows, what they were printed from, their bytes, once by content."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, case, func, select

from rules.subjects import SubjectKind
from workflow.database.canonical import decode
from workflow.database.instants import to_micros
from workflow.database.statements import (
    Statement,
    insert_once,
    insert_returning_id,
    update_by_id,
)
from workflow.database.store import Tx
from workflow.letters.press import Composed
from workflow.tables.columns import table
from workflow.tables.letters import Letter, LetterBatch, LetterSource
from workflow.tables.tableau import FileContent
from workflow.tables.trail import JournalRow

_LETTER, _JOURNAL, _PAGES = table(Letter), table(JournalRow), table(LetterSource)
OWNER = case(
    (_LETTER.c.dossier_id.is_(None), SubjectKind.SEANCE.value), else_=SubjectKind.DOSSIER.value
)
"""The kind of the subject in whose chain a letter is."""
_SOURCE = insert_once(LetterSource, "sha256", "content")
_BYTES = insert_once(FileContent, "sha256", "content")
_ADD = insert_returning_id(
    Letter,
    *("dossier_id", "passage_id", "seance_id", "membre_id", "invite_id", "modele", "entree"),
    *("produced_at", "produced_by", "produced_seq", "decidee_le"),
)
_SEAL = update_by_id(Letter, "source", "sha256")
_ANNUL = update_by_id(Letter, "annulled_at")
_INTO = update_by_id(Letter, "lot_id")
_PRINTED = Statement(
    _LETTER.update().where(_LETTER.c.id == bindparam("of_id"), _LETTER.c.printed_at.is_(None)),
    ("printed_at",),
)
_SAID = Statement(
    select(_JOURNAL.c.personal, _PAGES.c.content)
    .join_from(
        _LETTER,
        _JOURNAL,
        (_JOURNAL.c.kind == OWNER)
        & (_JOURNAL.c.subject_id == func.coalesce(_LETTER.c.dossier_id, _LETTER.c.seance_id))
        & (_JOURNAL.c.seq == _LETTER.c.produced_seq),
    )
    .outerjoin(_PAGES, _PAGES.c.sha256 == _LETTER.c.source)
    .where(_LETTER.c.id == bindparam("id"))
)
_BATCH = insert_returning_id(LetterBatch, "made_at", "made_by", "seance_id")


def put(tx: Tx, row: Mapping[str, object]) -> int:
    """A new letter, not printed yet; the number that it bears."""
    return tx.insert(_ADD, row)


def seal(tx: Tx, letter: int, source: str, pdf: bytes) -> tuple[str, str]:
    """Keeps what the letter was printed from and its bytes; the SHA-256 of both."""
    of_source = hashlib.sha256(source.encode()).hexdigest()
    of_pdf = hashlib.sha256(pdf).hexdigest()
    tx.run(_SOURCE, {"sha256": of_source, "content": source})
    tx.run(_BYTES, {"sha256": of_pdf, "content": pdf})
    tx.write(_SEAL, {"of_id": letter, "source": of_source, "sha256": of_pdf})
    return of_source, of_pdf


def annul(tx: Tx, letter: int, at: datetime) -> None:
    """It no longer counts; it stays."""
    tx.write(_ANNUL, {"of_id": letter, "annulled_at": to_micros(at)})


def put_in_batch(tx: Tx, letter: int, batch: int) -> None:
    """It is to be posted with the others of that batch."""
    tx.write(_INTO, {"of_id": letter, "lot_id": batch})


def mark_printed(tx: Tx, letter: int, at: datetime) -> None:
    """It came out on paper; only the first time is kept (webRSA: impressiondecision)."""
    tx.write(_PRINTED, {"of_id": letter, "printed_at": to_micros(at)})


def composed(tx: Tx, letter: int) -> Composed | None:
    """What a letter says, as its chain keeps it, and the pages that say it; None once what it says
    was erased."""
    row = tx.one(_SAID, {"id": letter})
    if row is None or row[0] is None:
        return None
    return Composed(fields=decode(row[0])["donnees"], source=row[1])


def open_batch(tx: Tx, by: str, at: datetime, seance_id: int | None) -> int:
    """A new batch; its number."""
    return tx.insert(_BATCH, {"made_at": to_micros(at), "made_by": by, "seance_id": seance_id})
