"""What the guests of lines are told: confirmed, moved, no longer expected.

A partner is written to. To those who have no address of mail a letter confirms their coming, and no
letter takes it back: the coordination tells them, as it tells an allocataire whose invitation left.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select

from rules.letters.kinds import Kind
from rules.rulebook import Rulebook
from rules.seances.guests import Whom
from rules.seances.kinds import Body, SeanceKind
from rules.situation import Act, SeanceView
from rules.subjects import Subject, SubjectKind
from workflow.acts.cases import Case
from workflow.acts.drafts import Draft
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.post import aloud, outbox
from workflow.tables.columns import table
from workflow.tables.letters import Letter
from workflow.tables.seats import Invite
from workflow.tables.subjects import Passage, Seance

CONFIRMED, CANCELLED = "invitation_partenaire", "invitation_annulee"
_GIVEN_UP = frozenset({"reporte", "retire"})

_LINE, _GUEST, _SEANCE, _LETTER = table(Passage), table(Invite), table(Seance), table(Letter)
_WRITTEN_TO = _GUEST.c.confirmed_for == bindparam("seance")
_ALLOCATAIRE = _GUEST.c.qui == Whom.ALLOCATAIRE.value
_OF_A_LINE = select(*(_GUEST.c[name] for name in ("id", "qui", "email"))).join_from(
    _GUEST, _LINE, _LINE.c.id == _GUEST.c.passage_id
)
_TOLD_OF_A_MOVE = Statement(
    _OF_A_LINE.where(_WRITTEN_TO, _GUEST.c.withdrawn_at.is_(None)).order_by(_GUEST.c.id)
)
# Of the partners those whose coming was confirmed, and the allocataire: of one dossier.
_EXPECTED = _OF_A_LINE.where(
    _LINE.c.dossier_id == bindparam("dossier"), or_(_WRITTEN_TO, _ALLOCATAIRE)
)
_OF_THE_LINE = Statement(_EXPECTED.where(_GUEST.c.withdrawn_at.is_(None)).order_by(_GUEST.c.id))
_ONE = Statement(_EXPECTED.where(_GUEST.c.id == bindparam("id")))
_LETTER_LEFT = Statement(
    select(_LETTER.c.id).where(
        _LETTER.c.dossier_id == bindparam("dossier"),
        _LETTER.c.seance_id == bindparam("seance"),
        _LETTER.c.modele == Kind.INVITATION.value,
        _LETTER.c.annulled_at.is_(None),
        _LETTER.c.envoyee_le.is_not(None),
    )
)
_WHERE = Statement(select(_SEANCE.c.lieu).where(_SEANCE.c.id == bindparam("id")))


@dataclass(frozen=True, slots=True)
class _Guest:
    """A guest who counts on coming."""

    id: int
    whom: str
    email: str | None


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
    """Tells the partners whose coming the act confirms, and the guests who need not come any more;
    how many messages. Whoever has no address of mail has their coming confirmed by a letter (see
    ``notifications.enclosures.ON_PAPER``)."""
    left = any(columns.get("state") in _GIVEN_UP for columns in made.lines.values())
    if seance is None or not (made.guests or left):
        return 0
    kind = rulebook.kind_held(seance)
    confirmed = [guest for guest, columns in made.guests.items() if "confirmed_for" in columns]
    put_off = list(_put_off(tx, kind, case, made, seance, left=left))
    where = tx.one(_WHERE, {"id": seance.id})
    data = _data(kind, seance, seance, None if where is None else where[0])
    entry = f"dossier-{case.id}-{seq}"
    for guest in confirmed:
        _write(tx, seance, guest, CONFIRMED, data, act, entry)
    for one in put_off:
        if one.email is not None:
            _write(tx, seance, one.id, CANCELLED, data, act, entry)
            continue
        aloud.ask(
            *(tx, kind, seance, CANCELLED, one.whom, one.id),
            following=seance.held,
            key=entry,
            now=act.known,
            dossier=case.id,
        )
    return len(confirmed) + len(put_off)


def _put_off(
    tx: Tx, kind: SeanceKind, case: Case, made: Draft, seance: SeanceView, *, left: bool
) -> Iterator[_Guest]:
    """The guests who counted on coming and whom nobody expects any more: one of whom the act says
    so, or all of them when their line ``left`` the séance."""
    key = {"seance": seance.id, "dossier": case.id}
    found = [_Guest(*row) for row in tx.all(_OF_THE_LINE, key)] if left else []
    for guest, columns in made.guests.items():
        if "withdrawn_at" in columns:
            found += [_Guest(*row) for row in tx.all(_ONE, {**key, "id": guest})]
    # A letter says to the allocataire what became of a line of an EP (rules/letters/calls.py).
    by_letter = left and kind.body is Body.DECISION
    for one in found:
        if one.whom != Whom.ALLOCATAIRE or (
            not by_letter and tx.one(_LETTER_LEFT, key) is not None
        ):
            yield one


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
