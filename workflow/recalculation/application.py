"""The passage to another calendar, or to other rules: taken in use, then every open deadline that
it changes is written again, lot by lot, each in its own transaction.

Interrupted, it goes on where it was: what is left to do is what still differs. Each deadline that
changes leaves an entry in its subject's chain; forms stay as fresh as they were, and what was told
of a date that stays is not told again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

import structlog
from sqlalchemy import bindparam, select

from rules.actors import Actor
from rules.rulebook import Rulebook
from rules.subjects import Subject, SubjectKind
from workflow.database.statements import Statement, update_by_id
from workflow.database.store import Store, Tx
from workflow.deadlines import current, standing, writing
from workflow.recalculation import calendar_use, holders, snapshots, telling
from workflow.recalculation.arming import OPEN_DEADLINES, Armed, Arms, wrong
from workflow.recalculation.forecast import Forecast, forecast
from workflow.recalculation.holders import Holder, Programme
from workflow.recalculation.movements import WITHDRAWN, Movement, Nature, Pair, movement, wanted
from workflow.recalculation.reasons import Reasons
from workflow.seances import record
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Personne
from workflow.tables.trail import DeadlineRow, Firing
from workflow.trail import facts, journal
from workflow.trail.journal import Chain, Entry

ACT = "recalcul"

LOT = 50
"""How many persons one transaction holds."""

_ROUNDS = 3
"""Looks at what is left, while others act meanwhile by the calendar that they read before."""

_DEADLINE, _FIRING, _DOSSIER = table(DeadlineRow), table(Firing), table(Dossier)
_LOCK_PERSONNE = Statement(
    select(table(Personne).c.id)
    .where(table(Personne).c.id == bindparam("id"))
    .with_for_update(key_share=True)
)
_DOSSIERS = Statement(
    select(_DOSSIER.c.id, _DOSSIER.c.circonscription)
    .where(_DOSSIER.c.personne_id == bindparam("id"))
    .order_by(_DOSSIER.c.id)
)
_SEANCES = Statement(holders.SEANCES)
_ARMED_OF_PERSONNE = Statement(OPEN_DEADLINES.where(_DEADLINE.c.personne_id == bindparam("id")))
_ARMED_OF_SUBJECT = Statement(
    OPEN_DEADLINES.where(
        _DEADLINE.c.kind == bindparam("kind"), _DEADLINE.c.subject_id == bindparam("id")
    )
)
_ARMED_OF_LINEAGE = Statement(OPEN_DEADLINES.where(_DEADLINE.c.lineage == bindparam("lineage")))
_CLAIM = [column.name for column in _FIRING.c if column.name != "deadline_id"]
_KEEP_TOLD = Statement(
    _FIRING.insert().from_select(
        ["deadline_id", *_CLAIM],
        select(
            bindparam("into", type_=_FIRING.c.deadline_id.type), *(_FIRING.c[n] for n in _CLAIM)
        ).where(_FIRING.c.deadline_id == bindparam("of_id")),
    )
)
_WENT_UP = Statement(
    select(_DEADLINE.c.height, _DEADLINE.c.up_since).where(_DEADLINE.c.id == bindparam("id"))
)
_KEEP_UP = update_by_id(DeadlineRow, "height", "up_since")
_ARM = update_by_id(DeadlineRow, "rung", "next_at")

_log = structlog.get_logger()

Progress = Callable[[int, int], None]
"""Receives how many subjects are done, and how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What a passage did. ``resumed``: it had been interrupted. ``failed``: those whose deadlines
    could not be counted again; the passage is not over then."""

    passage: int
    changed: int
    resumed: bool
    failed: tuple[Subject, ...]


class MotiveMissing(ValueError):
    """Something changes, and nobody says why. ``other_begun``: a passage to something else was
    begun, whose motive is not this one's."""

    def __init__(self, *, other_begun: bool) -> None:
        self.other_begun = other_begun
        super().__init__("Il manque le motif du passage à ce calendrier ou à ces règles.")


def apply(
    store: Store,
    rulebook: Rulebook,
    *,
    actor: Actor,
    motive: str,
    now: datetime,
    complete: bool = False,
    progress: Progress | None = None,
) -> Applied | None:
    """Takes the rulebook's calendar in use and counts again what it changes; None when it is in use
    already and nothing changes. ``motive`` may be empty then, and to go on with a passage to the
    same calendar and rules, which has its own. ``complete`` as in ``forecast``. Raises
    MotiveMissing, OutsideCalendar."""
    found = forecast(store, rulebook, now=now, complete=complete)
    use = calendar_use.first(store, rulebook, now)
    resumed = use.applied is None and use.is_of(rulebook)
    if use.applied is not None and use.is_of(rulebook) and not found.movements:
        return None
    if not resumed and not motive:
        raise MotiveMissing(other_begun=use.applied is None)
    snapshots.keep(store, rulebook, now)
    passage = use.id
    if not resumed:
        with store.write() as tx:
            passage = calendar_use.take(tx, rulebook, actor, motive, now)
    work = _Passage(store, rulebook, passage, actor, now, found.reasons)
    for _ in range(_ROUNDS):
        work.carry_out(found, progress)
        found = forecast(store, rulebook, now=now, complete=complete)
        if not found.movements or work.failed:
            break
    if not work.failed:
        with store.write() as tx:
            calendar_use.mark_applied(tx, passage, now)
    _log.info("calendar.applied", passage=passage, changed=work.changed, failed=len(work.failed))
    return Applied(
        passage=passage, changed=work.changed, resumed=resumed, failed=tuple(work.failed)
    )


class _Passage:
    """One run of a passage."""

    def __init__(
        self,
        store: Store,
        rulebook: Rulebook,
        number: int,
        actor: Actor,
        now: datetime,
        reasons: Reasons,
    ) -> None:
        self._store, self._rulebook, self._number = store, rulebook, number
        self._actor, self._now, self._reasons = actor, now, reasons
        self._arms = Arms(rulebook, now)
        self.changed = 0
        self.failed: list[Subject] = []

    def carry_out(self, found: Forecast, progress: Progress | None) -> None:
        """Writes what was found, and whatever else differs for the same subjects."""
        people = sorted({one.owner.personne_id for one in found.movements} - {None}, key=_number)
        others = dict.fromkeys(
            one.subject for one in found.movements if one.owner.personne_id is None
        )
        done, total = 0, len(people) + len(others)
        lots: Iterator[list[Subject]] = _lots(
            Subject(SubjectKind.PERSONNE, person) for person in people if person is not None
        )
        for lot in (*lots, *([subject] for subject in others)):
            self._lot(lot)
            done += len(lot)
            if progress is not None:
                progress(done, total)
        telling.tell(self._store, self._rulebook, self._number, found.movements, self._now)

    def _lot(self, subjects: list[Subject]) -> None:
        try:
            changed = self._store.attempt(lambda tx: self._all(tx, subjects))
        except Exception as error:  # whatever is wrong with one, the others must go on
            if len(subjects) > 1:
                for subject in subjects:
                    self._lot([subject])
                return
            _log.error("recount.failed", subject=str(subjects[0]), error=type(error).__name__)
            self.failed.append(subjects[0])
            return
        self.changed += changed

    def _all(self, tx: Tx, subjects: Sequence[Subject]) -> int:
        for subject in subjects:  # every person before anything of theirs
            if subject.kind is SubjectKind.PERSONNE:
                tx.one(_LOCK_PERSONNE, {"id": subject.id})
            else:
                journal.lock(tx, subject)
        programme = holders.programme(tx.all(_SEANCES, {}))
        changed = sum(self._one(tx, subject, programme) for subject in subjects)
        calendar_use.count(tx, self._number, changed)
        return changed

    def _one(self, tx: Tx, subject: Subject, programme: Programme) -> int:
        told = _Told(tx, self._number, self._actor, self._now, self._reasons)
        for holder in _holders(tx, subject):
            for pair in list(wanted(self._rulebook, holder, programme)):
                moved = movement(holder.owner, pair)
                self._write(tx, holder, pair, moved)
                told.tell(moved)
        for armed in _armed(tx, subject):
            alert = wrong(self._arms, armed)
            if alert is not None:
                self._arm(tx, armed)
                told.tell(alert)
        if subject.kind is SubjectKind.PERSONNE:
            standing.keep(tx, subject.id)
        else:
            standing.keep_of(tx, subject)
        return told.count

    def _write(self, tx: Tx, holder: Holder, pair: Pair, moved: Movement) -> None:
        deadline, row = pair
        if deadline is None:
            assert row is not None  # a pair is never empty
            why = writing.ANNULLED if row.rule in self._rulebook.rules else WITHDRAWN
            writing.annul(tx, row, self._now, why)
            return
        writing.write(tx, self._rulebook, holder.owner, deadline, row, self._now)
        if row is not None and self._was_told(moved):
            found = tx.one(_ARMED_OF_LINEAGE, {"lineage": deadline.lineage})
            if found is not None:
                self._keep_told(tx, row.id, found[0])
                again = tx.one(_ARMED_OF_LINEAGE, {"lineage": deadline.lineage})
                assert again is not None
                self._arm(tx, Armed._make(again))

    def _keep_told(self, tx: Tx, old: int, new: int) -> None:
        """What was told of the old row holds for the new one, and how high it went."""
        tx.write(_KEEP_TOLD, {"into": new, "of_id": old})
        went_up = tx.one(_WENT_UP, {"id": old})
        assert went_up is not None
        tx.write(_KEEP_UP, {"of_id": new, "height": went_up[0], "up_since": went_up[1]})

    def _was_told(self, moved: Movement) -> bool:
        """Whether what was told of the old date holds for the new one: they are the same, or both
        are past."""
        if moved.nature is Nature.MEME_DATE:
            return True
        dates = (moved.before, moved.after)
        return all(at is not None and at <= self._now for at in dates)

    def _arm(self, tx: Tx, armed: Armed) -> None:
        rung, at = self._arms.should_wait_for(armed)
        tx.write(_ARM, {"of_id": armed.id, "rung": rung, "next_at": at})


class _Told:
    """The entries of one person, or of one other subject, at the end of each chain."""

    def __init__(self, tx: Tx, passage: int, actor: Actor, now: datetime, reasons: Reasons) -> None:
        self._tx, self._passage, self._actor, self._now = tx, passage, actor, now
        self._reasons = reasons
        self._chains: dict[Subject, Chain] = {}
        self.count = 0

    def tell(self, moved: Movement) -> None:
        """One entry for one deadline that changed."""
        self.count += 1
        chain = self._chains.get(moved.subject) or journal.lock(self._tx, moved.subject)
        entry = Entry(
            act=ACT,
            actor=self._actor,
            occurred=self._now,
            known=self._now,
            body=_body(replace(moved, why=self._reasons.of(moved)), self._reasons, self._passage),
            batch=f"calendrier-{self._passage}",
            changes=False,
        )
        self._chains[moved.subject] = journal.append(self._tx, chain, entry)


def _body(moved: Movement, reasons: Reasons, passage: int) -> Mapping[str, object]:
    version = moved.version_after or moved.version_before
    return {
        "regle": f"{moved.rule}@{version}",
        "lignee": moved.lineage,
        "service_concerne": moved.owner.child,
        "nature": moved.nature.value,
        "avant": _local(moved.before, reasons),
        "apres": _local(moved.after, reasons),
        "statuts": [moved.status_before, moved.status_after],
        "versions": [moved.version_before, moved.version_after],
        "pourquoi": moved.why,
        "calendriers": [reasons.old.version, reasons.new.version],
        "passage": passage,
    }


def _local(instant: datetime | None, reasons: Reasons) -> str | None:
    """With the offset of the département: its day is the one that people read."""
    return None if instant is None else instant.astimezone(reasons.new.tz).isoformat()


def _holders(tx: Tx, subject: Subject) -> Iterator[Holder]:
    if subject.kind is SubjectKind.PERSONNE:
        return holders.of_person(
            subject.id,
            [(row[0], row[1]) for row in tx.all(_DOSSIERS, {"id": subject.id})],
            facts.of_personne(tx, subject.id),
            current.of_personne(tx, subject.id),
        )
    recorded = current.of_subject(tx, subject)
    if subject.kind is SubjectKind.SEANCE:
        known, sitting = facts.of_seance(tx, subject.id), record.sitting(tx, subject.id)
        return holders.of_other(subject, known, recorded, sitting)
    return holders.of_other(subject, facts.of_subject(tx, subject), recorded)


def _armed(tx: Tx, subject: Subject) -> list[Armed]:
    if subject.kind is SubjectKind.PERSONNE:
        rows = tx.all(_ARMED_OF_PERSONNE, {"id": subject.id})
    else:
        rows = tx.all(_ARMED_OF_SUBJECT, {"kind": subject.kind.value, "id": subject.id})
    return [Armed._make(row) for row in rows]


def _lots(people: Iterable[Subject]) -> Iterator[list[Subject]]:
    rest = iter(people)
    while lot := list(islice(rest, LOT)):
        yield lot


def _number(person: int | None) -> int:
    return person or 0
