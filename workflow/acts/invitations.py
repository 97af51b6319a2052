"""What the partners whom lines invite are told: confirmed, moved, no longer expected."""

from collections.abc import Mapping

from sqlalchemy import bindparam, select

from rules.rulebook import Rulebook
from rules.seances.kinds import SeanceKind
from rules.situation import Act, SeanceView
from rules.subjects import Subject, SubjectKind
from workflow.acts.cases import Case
from workflow.acts.drafts import Draft
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.post import outbox
from workflow.tables.columns import table
from workflow.tables.seats import Invite
from workflow.tables.subjects import Passage, Seance

CONFIRMED, CANCELLED = "invitation_partenaire", "invitation_annulee"
_GIVEN_UP = frozenset({"reporte", "retire"})

_LINE, _GUEST, _SEANCE = table(Passage), table(Invite), table(Seance)
# The partners who were written to for a séance: all of them, or those of one dossier.
_EXPECTED = (
    select(_GUEST.c.id)
    .join_from(_GUEST, _LINE, _LINE.c.id == _GUEST.c.passage_id)
    .where(_GUEST.c.confirmed_for == bindparam("seance"), _GUEST.c.withdrawn_at.is_(None))
    .order_by(_GUEST.c.id)
)
_HAS_MAIL = _GUEST.c.email.is_not(None)
_TOLD_OF_A_MOVE = Statement(_EXPECTED)
# No letter takes back what a letter confirmed: whoever declared them tells them.
_OF_THE_LINE = Statement(_EXPECTED.where(_LINE.c.dossier_id == bindparam("dossier"), _HAS_MAIL))
_WRITTEN_TO = Statement(
    select(_GUEST.c.email).where(
        _GUEST.c.id == bindparam("id"), _GUEST.c.confirmed_for == bindparam("seance")
    )
)
_WHERE = Statement(select(_SEANCE.c.lieu).where(_SEANCE.c.id == bindparam("id")))


def tell(
    tx: Tx,
    rulebook: Rulebook,
    case: Case,
    made: Draft,
    act: Act,
    seance: SeanceView | None,
    *,
    seq: int,
) -> int:
    """Writes to the partners whose coming the act confirms, and to those who need not come any
    more; how many messages. Whoever has no address of mail gets a letter (see
    ``notifications.enclosures.ON_PAPER``)."""
    left = any(columns.get("state") in _GIVEN_UP for columns in made.lines.values())
    if seance is None or not (made.guests or left):
        return 0
    key = {"seance": seance.id, "dossier": case.id}
    told = {row[0]: CANCELLED for row in tx.all(_OF_THE_LINE, key)} if left else {}
    for guest, columns in made.guests.items():
        found = tx.one(_WRITTEN_TO, {"id": guest, "seance": seance.id})
        if found is not None and "confirmed_for" in columns:
            told[guest] = CONFIRMED
        elif found is not None and found[0] is not None:
            told[guest] = CANCELLED
    kind = rulebook.kind_held(seance)
    where = tx.one(_WHERE, {"id": seance.id})
    for guest, occasion in told.items():
        data = _data(kind, seance, seance, None if where is None else where[0])
        _write(tx, seance, guest, occasion, data, act, f"dossier-{case.id}-{seq}")
    return len(told)


def tell_moved(
    tx: Tx,
    kind: SeanceKind,
    before: SeanceView,
    after: SeanceView,
    place: object,
    act: Act,
    *,
    seq: int,
) -> None:
    """Tells the partners who are expected at a séance that it moved."""
    for row in tx.all(_TOLD_OF_A_MOVE, {"seance": before.id}):
        data = _data(kind, before, after, place)
        _write(tx, before, row[0], CONFIRMED, data, act, f"seance-{before.id}-{seq}")


def _data(
    kind: SeanceKind, before: SeanceView, after: SeanceView, place: object
) -> Mapping[str, object]:
    return {
        "reference": f"séance {before.id}",
        "genre": kind.label,
        "circonscription": before.circonscription,
        "ancienne_date": before.held.isoformat(),
        "nouvelle_date": after.held.isoformat(),
        "lieu": place,
    }


def _write(
    tx: Tx,
    seance: SeanceView,
    guest: int,
    occasion: str,
    data: Mapping[str, object],
    act: Act,
    entry: str,
) -> None:
    outbox.write(
        tx,
        subject=Subject(SubjectKind.SEANCE, seance.id),
        occasion=occasion,
        recipient=f"invite:{guest}",
        data=data,
        key=f"{entry}-{occasion}-{guest}",
        now=act.known,
    )
