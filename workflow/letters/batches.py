"""Letters made together, to be posted together: each in its own transaction, none twice."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, or_, select

from rules.access.grants import Right
from rules.letters.kinds import Return, SeanceLetter
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.seances.guests import Whom
from rules.situation import Act
from workflow.access.perimeter import WHOLE, Reader, visible
from workflow.database.statements import Statement
from workflow.database.store import Store, Tx
from workflow.letters import attendees, gatherings, production, shelf, standings
from workflow.letters.attendees import WantedThere
from workflow.letters.making import PRODUCE, Produced
from workflow.letters.press import Press
from workflow.letters.production import Wanted
from workflow.letters.standings import Awaited
from workflow.tables.columns import table
from workflow.tables.letters import Letter
from workflow.tables.seats import Invite
from workflow.tables.subjects import Dossier, Passage, Seance

_DOSSIER, _PASSAGE, _INVITE = table(Dossier), table(Passage), table(Invite)
_LETTER, _SEANCE = table(Letter), table(Seance)

# Where a letter may be awaited (rules/letters/calls.py says whether one is).
_WAITING = or_(
    _DOSSIER.c.state.in_(("a_notifier", "refus_a_notifier", "inscrit_ep")),
    _DOSSIER.c.previous_state == "inscrit_ep",
    _DOSSIER.c.id.in_(
        select(_PASSAGE.c.dossier_id)
        .join_from(_PASSAGE, _INVITE, _INVITE.c.passage_id == _PASSAGE.c.id)
        .where(_INVITE.c.qui == Whom.ALLOCATAIRE.value, _INVITE.c.withdrawn_at.is_(None))
    ),
    _DOSSIER.c.id.in_(select(_LETTER.c.dossier_id).where(_LETTER.c.retour == Return.NPAI.value)),
)
_OPEN = _DOSSIER.c.closed_at.is_(None)
_ALL = Statement(select(_DOSSIER.c.id).where(_OPEN, _WAITING).order_by(_DOSSIER.c.id))
_BEFORE = select(_PASSAGE.c.dossier_id).where(_PASSAGE.c.seance_id == bindparam("id"))
# What a séance decided is told in the dossier that the decision gave birth to.
_OF_SEANCE = Statement(
    select(_DOSSIER.c.id)
    .where(
        _OPEN,
        _WAITING,
        or_(_DOSSIER.c.id.in_(_BEFORE), _DOSSIER.c.previous_id.in_(_BEFORE)),
    )
    .order_by(_DOSSIER.c.id)
)
_TOGETHER = Statement(
    select(_LETTER.c.id).where(
        _LETTER.c.lot_id == bindparam("id"),
        _LETTER.c.annulled_at.is_(None),
        _LETTER.c.envoyee_le.is_(None),
    )
)
_LOT_OF = Statement(select(_LETTER.c.lot_id).where(_LETTER.c.id == bindparam("id")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A letter that could not be made, and why."""

    awaited: Awaited
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What was made. ``number`` None: nothing was, or it was only tried."""

    number: int | None
    letters: tuple[Produced, ...]
    left: tuple[Left, ...]


def missing(
    store: Store,
    rulebook: Rulebook,
    now: datetime,
    seance: int | None = None,
    *,
    reader: Reader = WHOLE,
) -> list[Awaited]:
    """The letters that are to leave, made or not: all of them, or those of a séance, to the persons
    of its lines first, then to those who attend it; of what ``reader`` sees. Raises
    UnknownSubject."""
    with store.glance() as tx:
        found = tx.all(_ALL, {}) if seance is None else tx.all(_OF_SEANCE, {"id": seance})
        there = gatherings.to_come(tx, now) if seance is None else [seance]
    numbers = _seen(store, reader, Right.DOSSIER, [number for (number,) in found])
    held = _seen(store, reader, Right.SEANCE, there)
    with store.glance() as tx:
        return [
            *standings.awaited(tx, rulebook, numbers, now),
            *standings.awaited_there(tx, rulebook, held, now),
        ]


def _seen(store: Store, reader: Reader, right: Right, numbers: Sequence[int]) -> list[int]:
    """Those of these that the reader opens."""
    if reader is WHOLE:
        return list(numbers)
    owner = _DOSSIER if right is Right.DOSSIER else _SEANCE
    query = select(owner.c.id).where(visible(reader, right))
    with store.read() as connection:
        seen = set(connection.execute(query).scalars())
    return [one for one in numbers if one in seen]


def make(
    store: Store,
    rulebook: Rulebook,
    press: Press,
    act: Act,
    awaited: Sequence[Awaited],
    *,
    seance: int | None = None,
    kept: bool = True,
    progress: Callable[[int], None] = lambda done: None,
) -> Batch:
    """Makes each letter; one that is refused does not stop the others. Those that were made already
    and still say the same are taken as they are. ``kept`` False: it is only tried."""
    made, left = list[Produced](), list[Left]()
    work = _maker(store, rulebook, press, act, kept=kept)
    for done, answer in enumerate(store.each(work, awaited), 1):
        if isinstance(answer, Left):
            left.append(answer)
        else:
            made.append(answer)
        progress(done)
    number = None
    if kept and made:
        number = store.attempt(lambda tx: _together(tx, act, made, seance))
    return Batch(number=number, letters=tuple(made), left=tuple(left))


def _maker(
    store: Store, rulebook: Rulebook, press: Press, act: Act, *, kept: bool
) -> Callable[[Awaited], Produced | Left]:
    asked = replace(act, event=PRODUCE, occurred=act.occurred.astimezone(rulebook.calendar.tz))

    def work(one: Awaited) -> Produced | Left:
        wanted = _wanted(one)
        try:
            if not kept:
                return store.attempt(
                    lambda tx: _make(tx, rulebook, press, asked, wanted), kept=False
                )
            if isinstance(wanted, WantedThere):
                return attendees.produce(store, rulebook, press, act, wanted)
            return production.produce(store, rulebook, press, act, wanted)
        except Refused as refused:
            return Left(awaited=one, refusals=refused.refusals)

    return work


def _make(
    tx: Tx, rulebook: Rulebook, press: Press, act: Act, wanted: Wanted | WantedThere
) -> Produced:
    if isinstance(wanted, WantedThere):
        return attendees.make(tx, rulebook, press, act, wanted)
    return production.make(tx, rulebook, press, act, wanted)


def _wanted(one: Awaited) -> Wanted | WantedThere:
    call = one.call
    if isinstance(call.kind, SeanceLetter):
        assert one.seance_id is not None
        return WantedThere(
            seance_id=one.seance_id, kind=call.kind, member=call.member, guest=call.guest
        )
    assert one.dossier_id is not None
    return Wanted(dossier_id=one.dossier_id, kind=call.kind, line=one.line)


def _together(tx: Tx, act: Act, made: Sequence[Produced], seance: int | None) -> int:
    """The batch of these letters: the one that they already are, or else a new one."""
    numbers = {one.letter for one in made}
    (lot,) = tx.one(_LOT_OF, {"id": made[0].letter}) or (None,)
    if lot is not None and {number for (number,) in tx.all(_TOGETHER, {"id": lot})} == numbers:
        return int(lot)
    batch = shelf.open_batch(tx, act.actor.name, act.known, seance)
    for number in sorted(numbers):
        shelf.put_in_batch(tx, number, batch)
        shelf.mark_printed(tx, number, act.known)
    return batch


def waiting(tx: Tx, batch: int) -> Iterator[int]:
    """The letters of a batch that have not left."""
    return (number for (number,) in tx.all(_TOGETHER, {"id": batch}))
