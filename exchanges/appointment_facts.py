"""What the rendez-vous and contracts of a person tell that nobody knew: the facts to enter.

A file says on which day a rendez-vous is and what became of it, never what changed: that is seen
beside what the ALI told before under the same number.
"""

from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from exchanges.telling import earlier_dossier
from exchanges.webrsa.appointments import Appointment, Contract
from rules.beginnings import beginning
from rules.facts import Fact
from workflow.acts.fact_entry import Entry
from workflow.files.told_appointments import LastTold
from workflow.people.matching import KnownDossier

AFTER = {"honore": "rdv_honore", "manque": "rdv_manque"}
"""What became of a rendez-vous → the fact that says so."""

_SIGNED = "contrat_signe"
_FIXED, _MOVED = "rdv_fixe", "rdv_deplace"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is known of one person when a file written at ``written`` tells of them. ``facts`` and
    ``dossiers`` are all theirs, oldest first; ``before``: what the ALI told, by its number."""

    facts: Sequence[Fact]
    dossiers: Sequence[KnownDossier]
    before: Mapping[int, LastTold]
    written: datetime
    tz: tzinfo

    @property
    def day(self) -> date:
        """The day on which the file was written."""
        return self.written.astimezone(self.tz).date()

    def set_on(self, day: date) -> list[Fact]:
        """The facts that set a rendez-vous on that day."""
        return [
            fact
            for fact in self.facts
            if fact.code in (_FIXED, _MOVED) and fact.data.get("date_rdv") == day.isoformat()
        ]

    def of_today(self, day: date) -> bool:
        """Whether that day belongs to the newest dossier: to no earlier one, and to no orientation
        from before it that is not known here."""
        begun = beginning(self.facts, self.dossiers[-1].id)
        if begun is not None and day < begun.astimezone(self.tz).date():
            return False
        return earlier_dossier(day, self.dossiers, self.tz) is None


@dataclass(slots=True, kw_only=True)
class Telling:
    """What one person's record tells, as it is read. ``appointments``: each with the facts that it
    becomes; ``known`` and ``aside`` count what becomes none, by fact and by reason."""

    around: Surroundings
    appointments: list[tuple[LastTold, tuple[Entry, ...]]] = field(default_factory=list)
    contracts: list[Entry] = field(default_factory=list)
    known: Tally[str] = field(default_factory=Tally)
    aside: Tally[str] = field(default_factory=Tally)

    @property
    def entries(self) -> list[Entry]:
        """Every fact to enter."""
        return [entry for _, ones in self.appointments for entry in ones] + self.contracts

    def appointment(self, one: Appointment, became: str | None) -> None:
        """A rendez-vous of their service. ``became``: a key of ``AFTER``, or nothing to enter."""
        around = self.around
        before = around.before.get(one.number)
        if any(told.number == one.number for told, _ in self.appointments):
            self.aside["rendez-vous répété sous le même numéro"] += 1
        elif before is not None and before.told > around.written:
            self.aside["rendez-vous connu par un fichier plus récent"] += 1
        elif around.of_today(one.day):
            self._take(one, before, AFTER.get(became or "") if one.day <= around.day else None)

    def contract(self, one: Contract) -> None:
        """A contract: webRSA's people file may have shown it already, by its first day."""
        around = self.around
        days = {
            fact.occurred.astimezone(around.tz).date()
            for fact in around.facts
            if fact.code == _SIGNED
        }
        if days & {one.signed, one.begins}:
            self.known[_SIGNED] += 1
        elif around.of_today(one.signed):
            self.contracts.append(Entry(code=_SIGNED, day=one.signed, values={"nature": "cer"}))

    def _take(self, one: Appointment, before: LastTold | None, ended: str | None) -> None:
        entries = []
        fixed = self._fixed(one.day, before)
        if fixed is None:
            self.known[_FIXED] += 1
        else:
            made = self._made(one.day, ended)
            entries.append(Entry(code=fixed, day=made, values={"date_rdv": one.day}))
        if ended is not None:
            same = before is not None and (before.day, before.ended) == (one.day, ended)
            if same:
                self.known[ended] += 1
            else:
                entries.append(Entry(code=ended, day=one.day, values={}))
        told = LastTold(number=one.number, day=one.day, ended=ended, told=self.around.written)
        self.appointments.append((told, tuple(entries)))

    def _made(self, day: date, ended: str | None) -> date:
        """When a rendez-vous of that day was made. The file does not say: at the latest the day on
        which it was written, and that of the rendez-vous. One that was missed was made before: of
        the day itself it would be another, given after the absence."""
        around, eve = self.around, day - timedelta(days=1)
        missed = ended == AFTER["manque"] and around.of_today(eve)
        return min(eve if missed else day, around.day)

    def _fixed(self, day: date, before: LastTold | None) -> str | None:
        """The fact that set the rendez-vous on that day; None when it is known."""
        around = self.around
        if before is not None and before.day == day:
            return None
        newest = around.dossiers[-1].id
        if before is None or not any(f.subject.id == newest for f in around.set_on(before.day)):
            return None if around.set_on(day) else _FIXED
        # Somebody may have entered the move since that file.
        moves = (fact for fact in around.set_on(day) if fact.code == _MOVED)
        return None if any(fact.known >= before.told for fact in moves) else _MOVED
