"""The letter to one who attends a séance: chosen, made once, in the chain of the séance."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import bindparam, select

from rules.actors import Role, covers
from rules.letters.attendees import Gathering, choose_there
from rules.letters.kinds import SeanceLetter
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from rules.words import Topic
from workflow.acts.commands import journal_refusal
from workflow.database.instants import from_micros
from workflow.database.statements import Statement
from workflow.database.store import Store, Tx
from workflow.letters import gatherings, making
from workflow.letters.making import PRODUCE, Produced, Whose
from workflow.letters.press import Press
from workflow.tables.columns import table
from workflow.tables.trail import JournalRow
from workflow.trail import journal

_JOURNAL = table(JournalRow)
_AT = Statement(
    select(_JOURNAL.c.at).where(
        _JOURNAL.c.kind == SubjectKind.SEANCE.value,
        _JOURNAL.c.subject_id == bindparam("id"),
        _JOURNAL.c.seq == bindparam("seq"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedThere:
    """The letter that is asked for, to that member or to that guest. ``kind`` None: the one that is
    missed; nobody named: the only one whom it may be for."""

    seance_id: int
    kind: SeanceLetter | None = None
    member: int | None = None
    guest: int | None = None

    @property
    def subject(self) -> Subject:
        """In whose chain it is told."""
        return Subject(SubjectKind.SEANCE, self.seance_id)


def produce(
    store: Store, rulebook: Rulebook, press: Press, act: Act, wanted: WantedThere
) -> Produced:
    """Makes the letter, once. Raises UnknownSubject, or Refused with the reason (journalled)."""
    act = replace(act, event=PRODUCE, occurred=act.occurred.astimezone(rulebook.calendar.tz))
    try:
        return store.attempt(lambda tx: make(tx, rulebook, press, act, wanted))
    except Refused as refused:
        with store.write() as tx:
            journal_refusal(tx, wanted.subject, act, refused)
        raise


def make(tx: Tx, rulebook: Rulebook, press: Press, act: Act, wanted: WantedThere) -> Produced:
    """The same inside a transaction that the caller opened. Raises UnknownSubject or Refused."""
    chain = journal.lock(tx, wanted.subject)
    gathering = gatherings.of_seance(tx, rulebook, wanted.seance_id, act.known)
    if (stranger := not_for(rulebook, gathering, act)) is not None:
        raise Refused(PRODUCE, (stranger,))
    call = choose_there(gathering, kind=wanted.kind, member=wanted.member, guest=wanted.guest)
    if isinstance(call, Refusal):
        raise Refused(PRODUCE, (call,))
    tz = rulebook.calendar.tz
    whose = Whose(
        seance_id=wanted.seance_id, decided=_told(tx, rulebook, wanted.seance_id, call.entry)
    )
    return making.once(tx, tz, press, act, chain, whose, call, gathering.letters)


def not_for(rulebook: Rulebook, gathering: Gathering, act: Act) -> Refusal | None:
    """Whoever coordinates a séance writes to those who attend it."""
    kind, actor = rulebook.kind_held(gathering.seance), act.actor
    here = covers(actor, gathering.seance.circonscription)
    if actor.role is Role.SYSTEME or (actor.role in kind.coordinators and here):
        return None
    return Refusal(
        code="coordination_d_un_autre",
        sentence=f"Cette séance est coordonnée par {kind.coordinated_by}.",
        remedy="Demandez-le au service qui coordonne la séance.",
        source=rulebook.words.text(Topic.TRANSMISSION),
    )


def _told(tx: Tx, rulebook: Rulebook, seance_id: int, entry: int) -> date:
    """The local day of the entry that the letter tells of."""
    (at,) = tx.one(_AT, {"id": seance_id, "seq": entry}) or (0,)
    return rulebook.local_day(from_micros(at))
