"""Whoever comes to a séance from outside: named, convoked, replaced, told at their own address."""

from collections.abc import Mapping

from sqlalchemy import bindparam, select

from rules.rulebook import Rulebook
from rules.seances.kinds import SeanceKind
from rules.seances.visitors import NamedVisitor
from rules.situation import Act, SeanceView
from rules.subjects import Subject, SubjectKind
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement, insert_returning_id, update_by_id
from workflow.database.store import Tx
from workflow.post import outbox
from workflow.tables.columns import table
from workflow.tables.seats import Participant

REPLACED = "intervenant_remplace"

_PARTICIPANT = table(Participant)
_NAMED = Statement(
    select(*(_PARTICIPANT.c[name] for name in ("id", "nom", "email"))).where(
        _PARTICIPANT.c.seance_id == bindparam("id"),
        _PARTICIPANT.c.email.is_not(None),
        _PARTICIPANT.c.sits == 1,
    )
)
_COMES = insert_returning_id(
    Participant, *("seance_id", "siege", "nom", "email", "sits", "invited_at")
)
_GOES = update_by_id(Participant, "sits")


def named(tx: Tx, seance_id: int) -> NamedVisitor | None:
    """Who is to come; None as long as nobody is named."""
    row = tx.one(_NAMED, {"id": seance_id})
    return None if row is None else NamedVisitor(participant=row[0], name=row[1], address=row[2])


def replace(
    tx: Tx, seance: SeanceView, kind: SeanceKind, act: Act, values: Mapping[str, object]
) -> int:
    """Somebody is named in the place of whoever was, who is told that they are awaited no more; the
    number of the participant."""
    assert kind.visitor is not None  # a guard looked
    former = named(tx, seance.id)
    if former is not None:
        tx.write(_GOES, {"of_id": former.participant, "sits": 0})
        _tell_replaced(tx, seance, kind, former, act)
    return tx.insert(
        _COMES,
        {
            "seance_id": seance.id,
            "siege": kind.visitor.seat,
            "nom": values["nom"],
            "email": values["courriel"],
            "sits": 1,
            "invited_at": to_micros(act.known),
        },
    )


def _tell_replaced(
    tx: Tx, seance: SeanceView, kind: SeanceKind, former: NamedVisitor, act: Act
) -> None:
    outbox.write(
        tx,
        subject=Subject(SubjectKind.SEANCE, seance.id),
        occasion=REPLACED,
        recipient=outbox.named_visitor(former.participant),
        data={
            "reference": f"séance {seance.id}",
            "genre": kind.label,
            "circonscription": seance.circonscription,
            "nouvelle_date": seance.held.isoformat(),
        },
        key=f"seance-{seance.id}-{REPLACED}-{former.participant}",
        now=act.known,
    )


def to_tell(
    tx: Tx, rulebook: Rulebook, kind: SeanceKind, seance_id: int, after: Mapping[str, object]
) -> str | None:
    """The house address of who comes from outside: of whoever is named, else of all who may come in
    that capacity; None where nobody does. ``after``: the séance's row."""
    if kind.visitor is None:
        return None
    coming = named(tx, seance_id)
    if coming is not None:
        return outbox.named_visitor(coming.participant)
    held = rulebook.local_day(from_micros(int(str(after["held_at"]))))
    return outbox.visitor(after["genre"], after["circonscription"], held)
