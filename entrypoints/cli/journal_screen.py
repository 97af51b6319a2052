"""The chain of one subject, on its screen."""

from collections.abc import Sequence
from datetime import datetime

from entrypoints.cli import display
from entrypoints.cli.act_words import act_label, act_words
from entrypoints.cli.words import short_instant
from rules.days.calendar import Calendar
from workflow.reading.journal import JournalEntry


def show_chain(entries: Sequence[JournalEntry], now: datetime, calendar: Calendar) -> None:
    """These entries, in the order given."""
    display.section("Journal")
    display.listing(
        ("N°", "Quand, qui", "Acte"),
        [
            (
                str(entry.seq),
                display.pair(
                    short_instant(entry.known, now, calendar), f"{entry.actor} ({entry.role})"
                ),
                display.pair(act_label(entry), act_words(entry, calendar.tz)),
            )
            for entry in entries
        ],
        empty="Aucune entrée.",
        fixed=("N°",),
        right=("N°",),
    )
