"""What failed logins cost: a delay that grows, then stops growing, and is forgotten.

Nothing is ever closed for good by failures: whoever tries on must wait, and whoever knows the
password gets in at the end of a delay, or at once from a browser that is known there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Lockout:
    """After ``free`` failures each new one costs ``first``, doubled each time up to ``longest``;
    all are forgotten ``forgotten`` after the last."""

    free: int = 5
    first: timedelta = timedelta(minutes=1)
    longest: timedelta = timedelta(hours=1)
    forgotten: timedelta = timedelta(hours=24)

    def delay(self, failures: int) -> timedelta:
        """How long that many failures close the door."""
        if failures < self.free:
            return timedelta(0)
        doublings = min(failures - self.free, 32)
        return min(self.first * (1 << doublings), self.longest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """The failures counted so far, and when the last was."""

    failures: int = 0
    last: datetime | None = None

    def remembered(self, lockout: Lockout, now: datetime) -> "Attempts":
        """Those that still count."""
        if self.last is None or now - self.last >= lockout.forgotten:
            return Attempts()
        return self

    def closed_until(self, lockout: Lockout) -> datetime | None:
        """Until when another attempt is not even looked at; None: it is."""
        if self.last is None or self.failures < lockout.free:
            return None
        return self.last + lockout.delay(self.failures)

    def closed(self, lockout: Lockout, now: datetime) -> bool:
        """Whether an attempt must wait. One that waits is not counted: it costs nothing more."""
        until = self.closed_until(lockout)
        return until is not None and now < until

    def one_more(self, lockout: Lockout, now: datetime) -> "Attempts":
        """With one that is made now, counted before the password is looked at."""
        return Attempts(failures=self.remembered(lockout, now).failures + 1, last=now)
