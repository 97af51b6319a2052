"""The letters, as guards see them."""

from collections.abc import Mapping
from datetime import date, tzinfo

from sqlalchemy import bindparam, select

from rules.letters.kinds import LetterView
from workflow.database.instants import from_micros
from workflow.database.statements import Statement
from workflow.database.store import Row, Tx
from workflow.tables.columns import table
from workflow.tables.letters import Letter

_LETTER = table(Letter)
COLUMNS = tuple(
    _LETTER.c[name]
    for name in (
        *("id", "dossier_id", "modele", "entree", "passage_id", "annulled_at", "produced_at"),
        *("seance_id", "membre_id", "invite_id"),
        *("envoyee_le", "presentee_le", "recue_le", "revenue_le", "retour"),
    )
)
_ONE = Statement(select(*COLUMNS).where(_LETTER.c.id == bindparam("id")))
_OF_DOSSIER = Statement(
    select(*COLUMNS).where(_LETTER.c.dossier_id == bindparam("id")).order_by(_LETTER.c.id)
)

_OF_SEANCE = Statement(
    select(*COLUMNS)
    .where(_LETTER.c.seance_id == bindparam("id"), _LETTER.c.dossier_id.is_(None))
    .order_by(_LETTER.c.id)
)


def named(tx: Tx, data: Mapping[str, object], tz: tzinfo) -> LetterView | None:
    """The letter that a form names, if there is one of that number."""
    text = str(data.get("lettre", "")).strip()
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        return None
    return of_number(tx, int(text), tz)


def of_number(tx: Tx, number: int, tz: tzinfo) -> LetterView | None:
    """The letter that bears that number."""
    row = tx.one(_ONE, {"id": number})
    return None if row is None else view(row, tz)


def of_dossier(tx: Tx, dossier_id: int, tz: tzinfo) -> tuple[LetterView, ...]:
    """Those of a dossier, oldest first, annulled or not."""
    return tuple(view(row, tz) for row in tx.all(_OF_DOSSIER, {"id": dossier_id}))


def of_seance(tx: Tx, seance_id: int, tz: tzinfo) -> tuple[LetterView, ...]:
    """Those to the ones who attend a séance, oldest first, annulled or not."""
    return tuple(view(row, tz) for row in tx.all(_OF_SEANCE, {"id": seance_id}))


def view(row: Row, tz: tzinfo) -> LetterView:
    """A letter from its ``COLUMNS``."""
    number, dossier, kind, entry, line, annulled, produced, *told = row
    seance, member, guest, sent, presented, received, returned, reason = told
    return LetterView(
        id=number,
        dossier_id=dossier,
        kind=kind,
        entry=entry,
        line=line,
        annulled=annulled is not None,
        made=from_micros(produced),
        produced=from_micros(produced).astimezone(tz).date(),
        seance_id=seance,
        member=member,
        guest=guest,
        sent=_day(sent),
        presented=_day(presented),
        received=_day(received),
        returned=_day(returned),
        reason=reason,
    )


def _day(stored: str | None) -> date | None:
    return None if stored is None else date.fromisoformat(stored)
