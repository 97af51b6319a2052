"""The rows of a dossier: its request, its lines, their guests, its letters, from a draft."""

from collections.abc import Mapping

from sqlalchemy import bindparam, select

from workflow.acts.cases import DEMANDE_COLUMNS, DOSSIER_COLUMNS, Case, changes_between
from workflow.acts.drafts import Draft
from workflow.acts.waiting_lines import REORIENTATION
from workflow.database.statements import Statement, insert_returning_id, update_by_id
from workflow.database.store import Tx
from workflow.deadlines import standing
from workflow.tables.columns import table
from workflow.tables.letters import Letter
from workflow.tables.seats import Invite
from workflow.tables.subjects import Demande, Dossier, Passage

_SET_AT_BIRTH = ("personne_id", "previous_id", "born_at", "webrsa_orientation")
_DOSSIER = tuple(name for name in DOSSIER_COLUMNS if name not in _SET_AT_BIRTH)
_UPDATE_DOSSIER = update_by_id(Dossier, *_DOSSIER)
_UPDATE_DOSSIER_AND_DUE = Statement(
    table(Dossier)
    .update()
    .where(table(Dossier).c.id == bindparam("of_id"))
    .values(due_at=standing.NEAREST),
    columns=_DOSSIER,
)
_INSERT_DOSSIER = insert_returning_id(Dossier, *DOSSIER_COLUMNS, "due_at")
_DUE = update_by_id(Dossier, "due_at")
_DEMANDE = tuple(name for name in DEMANDE_COLUMNS if name not in ("personne_id", "opened_at"))
_UPDATE_DEMANDE = update_by_id(Demande, *_DEMANDE)
_OPEN_DEMANDE = insert_returning_id(
    Demande,
    *("dossier_id", "personne_id", "motif_code", "service_souhaite", "urgent"),
    *("consultation_impossible", "opened_at"),
)
_READ_DEMANDE = Statement(
    select(*(table(Demande).c[name] for name in _DEMANDE)).where(
        table(Demande).c.id == bindparam("id")
    )
)
_SAID = ("priorite",)
_LINE = (
    *("state", "open", "methode", "issue", "nature", "demande_id"),
    *("urgent", "venue", "sans_invite", "rank", "arbitrage", "hors_delai", *_SAID),
)
_READ_LINE = Statement(
    select(*(table(Passage).c[name] for name in _LINE)).where(
        table(Passage).c.id == bindparam("id")
    )
)
_SEANCE_OF_LINE = Statement(
    select(table(Passage).c.seance_id).where(table(Passage).c.id == bindparam("id"))
)
_UPDATE_LINE = update_by_id(Passage, *_LINE)
_INSERT_LINE = insert_returning_id(
    Passage,
    *("seance_id", "dossier_id", "demande_id", "nature", "state", "open", "inscribed_at", *_SAID),
)
_GUEST = ("withdrawn_at", "confirmed_for")
_READ_GUEST = Statement(
    select(*(table(Invite).c[name] for name in _GUEST)).where(table(Invite).c.id == bindparam("id"))
)
_UPDATE_GUEST = update_by_id(Invite, *_GUEST)
_LETTER = ("canal", "suivi", "envoyee_le", "presentee_le", "recue_le", "revenue_le", "retour")
_READ_LETTER = Statement(
    select(*(table(Letter).c[name] for name in _LETTER)).where(
        table(Letter).c.id == bindparam("id")
    )
)
_UPDATE_LETTER = update_by_id(Letter, *_LETTER)
_INSERT_GUEST = insert_returning_id(
    Invite, "passage_id", "qui", "nom", "qualite", "email", "declared_at"
)


def update_dossier(tx: Tx, dossier: Mapping[str, object], *, redated: bool = False) -> None:
    """The dossier as its columns now say; ``redated``: and its nearest deadline, which may be
    another one. What ``standing`` keeps is then written with the rest: a row costs its indexes
    each time."""
    statement = _UPDATE_DOSSIER_AND_DUE if redated else _UPDATE_DOSSIER
    tx.write(statement, {**dossier, "of_id": dossier["id"]})


def insert_dossier(tx: Tx, columns: Mapping[str, object]) -> int:
    """A new dossier; its number."""
    row = {**dict.fromkeys(DOSSIER_COLUMNS), **columns, "due_at": None}
    return tx.insert(_INSERT_DOSSIER, row)


def update_due(tx: Tx, dossier_id: int, due: int | None) -> None:
    """The nearest deadline of a dossier inserted in this transaction, in microseconds, when all of
    them are known: a row that PostgreSQL has not been told of yet need not leave before."""
    tx.write(_DUE, {"of_id": dossier_id, "due_at": due})


def reserve_dossiers(tx: Tx, most: int) -> None:
    """Numbers for that many dossiers to be born in the transaction, whose people are locked: the
    last dossier of a person is the one of the highest number."""
    tx.reserve(_INSERT_DOSSIER, most)


def write_draft(
    tx: Tx, case: Case, made: Draft
) -> tuple[dict[str, dict[str, list[object]]], dict[str, int]]:
    """The request and the lines of the draft. Answers what changed, by row (name → [before,
    after]), and the numbers of the rows that were created."""
    changed: dict[str, dict[str, list[object]]] = {}
    created: dict[str, int] = {}
    if made.opened is not None:
        created["demande"] = _open_demande(tx, case, made.opened)
    elif made.demande is not None and case.demande is not None and made.demande != case.demande:
        differences = changes_between(case.demande, made.demande)
        if "motif_refus_accueil" in differences:
            made.personal["motif_refus_accueil"] = differences.pop("motif_refus_accueil")[1]
        changed[f"demande:{made.demande['id']}"] = differences
        tx.write(_UPDATE_DEMANDE, {**made.demande, "of_id": made.demande["id"]})
    demande_id = None if made.demande is None else made.demande["id"]
    if made.line is not None:
        tied = demande_id if made.line["nature"] == REORIENTATION else None
        line = {
            **dict.fromkeys(_SAID),
            **made.line,
            "dossier_id": case.id,
            "demande_id": tied,
        }
        created["passage"] = tx.insert(_INSERT_LINE, line)
    for line_id, columns in made.lines.items():
        changed[f"passage:{line_id}"] = _update_line(tx, line_id, columns, demande_id)
    if made.guest is not None:
        created["invite"] = tx.insert(_INSERT_GUEST, made.guest)
    for guest_id, columns in made.guests.items():
        before = read_guest(tx, guest_id)
        after = {**before, **columns}
        tx.write(_UPDATE_GUEST, {"of_id": guest_id, **after})
        changed[f"invite:{guest_id}"] = changes_between(before, after)
    for letter_id, columns in made.letters.items():
        before = read_letter(tx, letter_id)
        after = {**before, **columns}
        tx.write(_UPDATE_LETTER, {"of_id": letter_id, **after})
        changed[f"lettre:{letter_id}"] = changes_between(before, after)
    return changed, created


def restore(tx: Tx, kind: str, row_id: int, columns: Mapping[str, object]) -> None:
    """Gives back to a request, to a line, to a guest or to a letter the columns it had."""
    statement = {
        "demande": _UPDATE_DEMANDE,
        "passage": _UPDATE_LINE,
        "invite": _UPDATE_GUEST,
        "lettre": _UPDATE_LETTER,
    }[kind]
    tx.write(statement, {**columns, "of_id": row_id})


def read_line(tx: Tx, line_id: int) -> dict[str, object]:
    """The columns of a line that may change. Raises LookupError."""
    row = tx.one(_READ_LINE, {"id": line_id})
    if row is None:
        raise LookupError(line_id)
    return dict(zip(_LINE, row, strict=True))


def read_guest(tx: Tx, guest_id: int) -> dict[str, object]:
    """The columns of a guest that may change. Raises LookupError."""
    row = tx.one(_READ_GUEST, {"id": guest_id})
    if row is None:
        raise LookupError(guest_id)
    return dict(zip(_GUEST, row, strict=True))


def read_letter(tx: Tx, letter_id: int) -> dict[str, object]:
    """The columns of a letter that an act may change: what the post did. Raises LookupError."""
    row = tx.one(_READ_LETTER, {"id": letter_id})
    if row is None:
        raise LookupError(letter_id)
    return dict(zip(_LETTER, row, strict=True))


def seance_of_line(tx: Tx, line_id: int) -> int:
    """The séance in which a line stands. Raises LookupError."""
    row = tx.one(_SEANCE_OF_LINE, {"id": line_id})
    if row is None:
        raise LookupError(line_id)
    return int(row[0])


def read_demande(tx: Tx, demande_id: int) -> dict[str, object]:
    """The columns of a request that may change. Raises LookupError."""
    row = tx.one(_READ_DEMANDE, {"id": demande_id})
    if row is None:
        raise LookupError(demande_id)
    return dict(zip(_DEMANDE, row, strict=True))


def _open_demande(tx: Tx, case: Case, opened: Mapping[str, object]) -> int:
    return tx.insert(
        _OPEN_DEMANDE,
        {
            "motif_code": None,
            "service_souhaite": None,
            "urgent": 0,
            "consultation_impossible": 0,
            **opened,
            "dossier_id": case.id,
            "personne_id": case.personne_id,
        },
    )


def _update_line(
    tx: Tx, line_id: int, columns: Mapping[str, object], demande_id: object
) -> dict[str, list[object]]:
    before = read_line(tx, line_id)
    after = {**before, **columns}
    if after["nature"] == REORIENTATION and after["demande_id"] is None:
        after["demande_id"] = demande_id
    tx.write(_UPDATE_LINE, {"of_id": line_id, **after})
    return changes_between(before, after)
