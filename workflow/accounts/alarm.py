"""The mail to whose account it is when failed logins begin to close its door."""

from datetime import datetime

from rules.subjects import Subject, SubjectKind
from workflow.accounts.records import Holder
from workflow.database.store import Tx
from workflow.post import outbox

OCCASION = "connexion_retardee"


def ring(tx: Tx, holder: Holder, failures: int, now: datetime, *, known: bool) -> None:
    """Writes to the agent by themselves, nobody in their place. ``known``: those who failed have
    the browser of an earlier session. Where they were, and what they typed, is kept nowhere."""
    outbox.write(
        tx,
        subject=Subject(SubjectKind.AGENT, holder.agent),
        occasion=OCCASION,
        recipient=f"agent:{holder.agent}",
        data={
            "reference": f"agent {holder.agent}",
            "nombre": failures,
            "le": now.isoformat(),
            "connu": int(known),
        },
        key=f"compte-{holder.account}-{OCCASION}-{now:%Y%m%dT%H%M%S%f}",
        now=now,
    )
