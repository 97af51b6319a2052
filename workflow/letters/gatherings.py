"""Where a séance stands, for the letters to those who attend it."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select

from rules.facts import STATE_PREFIX
from rules.letters.attendees import STILL_TO_SIT, Attendee, Gathering
from rules.rulebook import Rulebook
from rules.seances.guests import Whom
from rules.seances.seats import Answer
from rules.subjects import Subject, SubjectKind
from workflow.acts import dossier_locks, guests, letters, passed
from workflow.database.instants import to_micros
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.seats import Invite, Membre, Participant
from workflow.tables.subjects import Seance, Service
from workflow.tables.trail import FactRow
from workflow.trail.journal import UnknownSubject

_SEANCE, _SERVICE, _FACT = table(Seance), table(Service), table(FactRow)
_PARTICIPANT, _MEMBER, _GUEST = table(Participant), table(Membre), table(Invite)
_OPEN = frozenset({"inscrit", "retenu"})

_MEMBERS = Statement(
    select(
        *(_MEMBER.c.id, _PARTICIPANT.c.invited_at, _PARTICIPANT.c.reponse),
        func.coalesce(func.nullif(_MEMBER.c.email, ""), _SERVICE.c.email),
    )
    .join_from(_PARTICIPANT, _MEMBER, _MEMBER.c.id == _PARTICIPANT.c.membre_id)
    .outerjoin(_SERVICE, _SERVICE.c.id == _MEMBER.c.service_id)
    .where(_PARTICIPANT.c.seance_id == bindparam("id"), _PARTICIPANT.c.sits == 1)
    .order_by(_PARTICIPANT.c.id)
)
_EMAIL = Statement(select(_GUEST.c.email).where(_GUEST.c.id == bindparam("id")))
_TOLD = Statement(
    select(_FACT.c.code, func.max(_FACT.c.seq))
    .where(
        _FACT.c.kind == SubjectKind.SEANCE.value,
        _FACT.c.subject_id == bindparam("id"),
        _FACT.c.code.in_(("seance_deplacee", f"{STATE_PREFIX}arretee")),
        _FACT.c.annulled_by.is_(None),
    )
    .group_by(_FACT.c.code)
)
_TO_COME = Statement(
    select(_SEANCE.c.id)
    .where(
        _SEANCE.c.state.in_(sorted(STILL_TO_SIT)),
        _SEANCE.c.held_at > bindparam("now"),
        or_(
            _SEANCE.c.id.in_(
                select(_PARTICIPANT.c.seance_id).where(_PARTICIPANT.c.invited_at.is_not(None))
            ),
            _SEANCE.c.id.in_(select(_GUEST.c.confirmed_for).where(_GUEST.c.email.is_(None))),
        ),
    )
    .order_by(_SEANCE.c.id)
)


def of_seance(tx: Tx, rulebook: Rulebook, seance_id: int, now: datetime) -> Gathering:
    """Raises UnknownSubject."""
    seance = dossier_locks.seance(tx, seance_id)
    if seance is None:
        raise UnknownSubject(str(Subject(SubjectKind.SEANCE, seance_id)))
    told = {code: int(seq) for code, seq in tx.all(_TOLD, {"id": seance_id})}
    settled = told.get(f"{STATE_PREFIX}arretee") if seance.state == "arretee" else None
    return Gathering(
        seance=seance,
        over=seance.held <= now,
        dated=told.get("seance_deplacee", 1),
        settled=settled,
        attendees=(*_members(tx, seance_id), *_partners(tx, seance_id)),
        letters=letters.of_seance(tx, seance_id, rulebook.calendar.tz),
    )


def to_come(tx: Tx, now: datetime) -> list[int]:
    """The séances at which somebody is awaited who may have to be written to."""
    return [number for (number,) in tx.all(_TO_COME, {"now": to_micros(now)})]


def _members(tx: Tx, seance_id: int) -> Iterator[Attendee]:
    for member, invited, answer, email in tx.all(_MEMBERS, {"id": seance_id}):
        yield Attendee(
            member=member,
            told=invited is not None,
            by_post=not email,
            answer=None if answer is None else Answer(answer),
        )


def _partners(tx: Tx, seance_id: int) -> Iterator[Attendee]:
    """Those of its open lines: a line that is withdrawn, or whose dossier is over, invites nobody
    any more."""
    things = {
        line: same
        for line, same in passed.of_seance(tx, seance_id).items()
        if same[0].state in _OPEN
    }
    for declared in guests.by_line(tx, things, seance_id).values():
        for one in declared:
            if one.whom is Whom.PARTENAIRE and one.name is not None:
                (email,) = tx.one(_EMAIL, {"id": one.id}) or (None,)
                yield Attendee(guest=one.id, told=one.confirmed, by_post=not email)
