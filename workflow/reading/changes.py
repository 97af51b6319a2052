"""What an act changed in the deadlines, read again from the line that the journal keeps of it."""

from datetime import datetime

from rules.deadlines.derivation import Status
from workflow.deadlines.writing import Change


def read(text: str) -> Change:
    """« D1-TABLEAU-BAT@1 ouverte 2026-05-07T21:59:00+00:00 », as ``Change.as_text`` writes it."""
    law, status, *due = text.split(" ")
    rule, _, version = law.partition("@")
    return Change(
        rule=rule,
        version=version,
        status=Status(status),
        due=datetime.fromisoformat(due[0]) if due else None,
    )
