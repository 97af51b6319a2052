"""How long a session, a link and the access log last."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rules.accounts.attempts import Lockout

SHORTEST_LOG, LONGEST_LOG = 6, 12
"""Months that an access log is kept (CNIL, recommandation journalisation, 2021)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting:
    """``idle``: a session closes that long after its last use, ``lifetime`` after its opening
    whatever happens; ``invitation`` and ``reset``: as long as their link may be used; ``known``: as
    long as a browser is known after it last opened a session; ``log_months``: the access log."""

    idle: timedelta = timedelta(minutes=30)
    lifetime: timedelta = timedelta(hours=12)
    invitation: timedelta = timedelta(days=7)
    reset: timedelta = timedelta(hours=24)
    known: timedelta = timedelta(days=90)
    log_months: int = LONGEST_LOG
    lockout: Lockout = field(default_factory=Lockout)

    def closes_at(self, opened: datetime, seen: datetime) -> datetime:
        """When a session closes by itself."""
        return min(opened + self.lifetime, seen + self.idle)
