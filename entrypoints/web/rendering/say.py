"""Dates, delays and names as the pages say them, at the instant of the visit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby

from entrypoints.words import times
from entrypoints.words.acts import (
    act_label,
    act_words,
    by,
    event_label,
    role_words,
    rule_label,
    subject_words,
)
from entrypoints.words.choices import choice_words
from entrypoints.words.dossiers import NATURES
from entrypoints.words.letters import model_words
from entrypoints.words.marks import Mark, mark_at, mark_of
from entrypoints.words.messages import DELIVERY_STATES
from rules import words as told
from rules.actors import Who
from rules.days.calendar import Calendar
from rules.days.months import Month
from rules.seances.kinds import SeanceKind
from rules.subjects import Subject
from rules.telling import State
from rules.wording import (
    NBSP,
    day_of_month,
    grouped,
    hour_of,
    lasting,
    listed,
    long_date,
    named,
    numbered,
    quantity,
    quoted,
)
from states.procedure import PROCEDURE
from workflow.reading.deadlines import DeadlineLine
from workflow.reading.journal import JournalEntry
from workflow.reading.letters import LetterLine

_SIGNS = {
    "escalade": "▲",
    "recalcul": "▲",
    "recompter_delais": "▲",
    "corriger": "↺",
}
_PHONE = 10
_METHODS = {"liste": "sur liste", "collegiale": "collégial"}


@dataclass(frozen=True, kw_only=True)
class Words:
    """What templates call to say something. ``near``: from how many working days on a deadline is
    near. ``offices``: how the département calls its own."""

    now: datetime
    calendar: Calendar
    near: int
    offices: told.Words

    @cached_property
    def today(self) -> date:
        """The local day of the visit."""
        return self.now.astimezone(self.calendar.tz).date()

    def hour(self, moment: datetime) -> str:
        """« 9 h 14 »."""
        return hour_of(moment.astimezone(self.calendar.tz).time())

    def day(self, day: date | datetime | str) -> str:
        """« jeu. 7 mai », with the year when it is not this one; from a day written ISO too."""
        return times.short_day(self._day(day), self.today)

    def typed_day(self, day: date | datetime | str) -> str:
        """« 07/05/2026 », as a field takes it back."""
        return f"{self._day(day):%d/%m/%Y}"

    def weekday(self, day: date | datetime | str) -> str:
        """« jeu. 7 », of a day whose month is told elsewhere."""
        return times.short_weekday(self._day(day))

    def long_day(self, day: date | datetime | str) -> str:
        """« jeudi 7 mai 2026 »."""
        return long_date(self._day(day))

    @staticmethod
    def full_day(day: date) -> str:
        """« 7 mai 2026 »."""
        return day_of_month(day)

    def birth(self, day: str) -> str:
        """« 1er mai 1984 », of a day written ISO."""
        return day_of_month(date.fromisoformat(day))

    def instant(self, moment: datetime) -> str:
        """« jeu. 7 mai, 17 h »."""
        return times.short_instant(moment, self.now, self.calendar)

    def at(self, moment: datetime) -> str:
        """« à 9 h 08 », « le jeu. 7 mai, 17 h » on another day."""
        same = self._day(moment) == self.today
        return f"à {self.hour(moment)}" if same else f"le {self.instant(moment)}"

    def full(self, moment: datetime) -> str:
        """« jeudi 7 mai 2026, 17 h »."""
        return times.full_instant(moment, self.calendar)

    def iso(self, moment: datetime) -> str:
        """The instant, local, as ``<time datetime>`` wants it."""
        return moment.astimezone(self.calendar.tz).isoformat(timespec="minutes")

    def mark(self, line: DeadlineLine) -> Mark:
        """How a deadline stands."""
        return mark_of(line, self.now, self.calendar, self.near)

    def due(self, moment: datetime | None) -> Mark | None:
        """How a date that runs stands."""
        return mark_at(moment, self.now, self.calendar, self.near)

    def since(self, moment: datetime) -> str:
        """« 2 mois », « 12 jours », « aujourd’hui »: for how long, in calendar days."""
        return times.since(self._day(moment), self.today)

    def entry(self, entry: JournalEntry) -> str:
        """The act that an entry of the journal tells."""
        return act_label(entry)

    def about(self, entry: JournalEntry) -> str:
        """What is to know of it besides."""
        return act_words(entry, self.calendar.tz)

    def by(self, entry: JournalEntry) -> str:
        """« Lucie Martel, BOP », « planificateur »."""
        return by(entry, self.offices)

    def by_day(self, entries: Iterable[JournalEntry]) -> list[tuple[date, list[JournalEntry]]]:
        """These entries, in their order, with the local day on which each was told."""
        return [
            (day, list(of_day))
            for day, of_day in groupby(entries, key=lambda one: self._day(one.known))
        ]

    @staticmethod
    def sign(entry: JournalEntry) -> str:
        """The mark of an entry: an act, a change of state, a deadline, a refusal, a correction."""
        if entry.refused:
            return "✕"
        if entry.event in _SIGNS:
            return _SIGNS[entry.event]
        return "→" if entry.after is not None and entry.after != entry.before else "●"

    def role(self, code: str) -> str:
        """« BOP », « responsable de service »: whatever bears a role."""
        return role_words(code, self.offices)

    @staticmethod
    def state(code: str) -> str:
        """« Saisine à déposer »."""
        known = PROCEDURE.states.get(code)
        return code if known is None else known.label

    @staticmethod
    def line(kind: SeanceKind, state: str) -> str:
        """Where a line of a séance stands, in the words of its kind."""
        return times.line_words(kind, state)

    @staticmethod
    def nature(code: str) -> str:
        """« soutien technique »: what a line asks for."""
        return NATURES.get(code, code)

    @staticmethod
    def method(code: str) -> str:
        """« sur liste », « collégial »: how a line was examined."""
        return _METHODS.get(code, code)

    @staticmethod
    def meaning(code: str) -> str:
        """What a state means, in a sentence without its capital."""
        return PROCEDURE.states[code].meaning

    @staticmethod
    def event(code: str) -> str:
        """« Déposer la saisine »."""
        return event_label(code)

    @staticmethod
    def rule(code: str) -> str:
        """The words of a rule."""
        return rule_label(code)

    @staticmethod
    def choice(field: str, code: str) -> str:
        """The words of one answer of a field."""
        return choice_words(field, code)

    @staticmethod
    def letter(kind: str) -> str:
        """« Réorientation acceptée »: a letter by the name of its model."""
        return model_words(kind)

    @staticmethod
    def subject(subject: Subject) -> str:
        """« dossier n° 12 »."""
        return subject_words(subject)

    @staticmethod
    def person(nom: str, prenom: str) -> str:
        """« Marie DUPONT »."""
        return f"{prenom}{NBSP}{nom.upper()}"

    @staticmethod
    def whose(one: DeadlineLine | LetterLine) -> str:
        """The person that a deadline is about or that a letter goes to, else what it is about."""
        if one.nom is not None and one.prenom is not None:
            return Words.person(one.nom, one.prenom)
        return one.whose if isinstance(one, DeadlineLine) else one.name

    @staticmethod
    def initials(nom: str, prenom: str) -> str:
        """« M. D. », for what other people than the agent may see."""
        return f"{prenom[:1].upper()}.{NBSP}{nom[:1].upper()}."

    @staticmethod
    def window(nom: str, prenom: str, dossier: int) -> str:
        """« M. S. · dossier n° 12 »: somebody in the title of a window, which others see."""
        return f"{Words.initials(nom, prenom)} · dossier {numbered(dossier)}"

    @staticmethod
    def phone(number: str) -> str:
        """« 01 99 00 93 04 »; one that is not ten digits, as it came."""
        digits = number.replace(" ", "").replace(".", "")
        if len(digits) != _PHONE or not digits.isdigit():
            return number
        return NBSP.join(digits[one : one + 2] for one in range(0, _PHONE, 2))

    natures = NATURES
    """What a line is brought for, by code."""

    quantity = staticmethod(quantity)
    grouped = staticmethod(grouped)
    listed = staticmethod(listed)
    lasting = staticmethod(lasting)
    quoted = staticmethod(quoted)

    @staticmethod
    def many(number: int, more: bool, singular: str, plural: str) -> str:
        """« 214 dossiers », « plus de 10 000 dossiers »: a count that stops somewhere."""
        words = quantity(number, singular, plural)
        return f"plus de {words}" if more else words

    @staticmethod
    def up_to(number: int, more: bool) -> str:
        """« 214 », « plus de 1 000 »: a count that stops somewhere, without its noun."""
        return f"plus de {grouped(number)}" if more else grouped(number)

    def local_day(self, moment: datetime) -> date:
        """The day of an instant, where the département lives."""
        return self._day(moment)

    @staticmethod
    def percent(part: int, whole: int) -> str:
        """« 87,4 % », rounded down: 100 % means all of them."""
        tenths = 1000 * part // whole
        return f"{tenths // 10}" + (f",{tenths % 10}" if tenths % 10 else "") + f"{NBSP}%"

    @staticmethod
    def month(month: Month) -> str:
        """« mai 2026 »."""
        return f"{named(month.first, 'MMMM')}{NBSP}{month.year}"

    @staticmethod
    def capacities(who: Iterable[Who]) -> str:
        """« le BOP, le service référent de la personne »."""
        return ", ".join(one.value for one in who)

    @staticmethod
    def delivery(state: str) -> str:
        """« parti », « en échec »: where a message stands."""
        return DELIVERY_STATES[State(state)]

    def _day(self, day: date | datetime | str) -> date:
        if isinstance(day, str):
            return date.fromisoformat(day)
        return day.astimezone(self.calendar.tz).date() if isinstance(day, datetime) else day
