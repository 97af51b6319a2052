"""When a message may leave: at once, at the next working hour, or with the others of a digest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from rules.actors import Role
from rules.days.calendar import Calendar

MAIL = "courriel"
"""The channel that everybody has. Other channels have a code of their own."""

PAPER = "papier"
"""The channel of pages to be posted, to those who have no address of mail."""

LOST = "messages_perdus"
"""The occasion on which an office is told of messages that will not leave by themselves."""

_URGENT = frozenset({"echeance_panne", "tic_absent", "connexion_retardee", LOST})
_ESCALATION = "echeance_niveau_"


class Rhythm(StrEnum):
    """How often an agent wants to be told. Stored: never renamed."""

    IMMEDIAT = "immediat"
    QUOTIDIEN = "quotidien"
    HEBDOMADAIRE = "hebdomadaire"


RHYTHM_LABELS: Mapping[Rhythm, str] = {
    Rhythm.IMMEDIAT: "à mesure",
    Rhythm.QUOTIDIEN: "chaque matin travaillé",
    Rhythm.HEBDOMADAIRE: "une fois par semaine",
}


class State(StrEnum):
    """Where a delivery stands. Stored: never renamed."""

    TO_SEND = "a_envoyer"
    SENT = "envoye"
    DEAD = "mort"
    GIVEN_UP = "abandonne"
    TOLD = "deja_dit"
    """Another message says them the same thing, or a letter that left before it."""
    POINTLESS = "sans_objet"
    """The séance to which it calls is over, given up, or awaits them no more."""
    DIVERTED = "detourne"
    """They no longer stand behind the recipient: whoever does is told instead."""


def is_urgent(occasion: str) -> bool:
    """Whether what it tells waits for no hour: an escalation, a failure, a silence, a door
    that somebody tries."""
    return occasion.startswith(_ESCALATION) or occasion in _URGENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The local hours of messages. What is not urgent waits from ``quiet_from`` to ``quiet_to`` and
    through the days that are not worked; digests leave at ``digest_at``, the weekly one on the
    first worked day from ``weekly_on`` (0: Monday)."""

    quiet_from: time = time(19)
    quiet_to: time = time(8)
    digest_at: time = time(8, 30)
    weekly_on: int = 0

    def quiet(self, hour: time) -> bool:
        """Whether that hour of a worked day is one of silence."""
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= hour < self.quiet_to
        return hour >= self.quiet_from or hour < self.quiet_to

    def opening(self, now: datetime, calendar: Calendar) -> datetime:
        """The first instant, from ``now`` on, when an ordinary message may leave."""
        local = now.astimezone(calendar.tz)
        day, hour = local.date(), local.time()
        if calendar.is_worked(day):
            if not self.quiet(hour):
                return now
            if hour < self.quiet_to:
                return _at(day, self.quiet_to, calendar)
        return _at(calendar.next_worked(day + timedelta(days=1)), self.quiet_to, calendar)

    def departure(
        self, now: datetime, occasion: str, rhythm: Rhythm, calendar: Calendar
    ) -> datetime:
        """When a message that could leave ``now`` does, for somebody of that rhythm."""
        if is_urgent(occasion):
            return now
        if rhythm is Rhythm.IMMEDIAT:
            return self.opening(now, calendar)
        today = now.astimezone(calendar.tz).date()
        days = self._weekly(today, calendar) if rhythm is Rhythm.HEBDOMADAIRE else None
        if days is None:
            first = calendar.next_worked(today)
            days = [first, calendar.next_worked(first + timedelta(days=1))]
        return next(at for day in days if (at := _at(day, self.digest_at, calendar)) >= now)

    def _weekly(self, today: date, calendar: Calendar) -> list[date]:
        """The days of the weekly digests around today: last week's may come late, after a bridge,
        and this week's be over."""
        monday = today - timedelta(days=today.weekday())
        weeks = (monday + timedelta(days=7 * n + self.weekly_on) for n in range(-1, 4))
        return [calendar.next_worked(day) for day in weeks]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On which terms the département has its messages leave. ``attempts``: how many failures make a
    message lost; ``lost_to``, ``lost_at``: the office told of those, and from which local hour."""

    hours: Hours = field(default_factory=Hours)
    attempts: int = 8
    lost_to: Role = Role.MANAGER
    lost_at: time = time(9)


def _at(day: date, hour: time, calendar: Calendar) -> datetime:
    return datetime.combine(day, hour, tzinfo=calendar.tz)
