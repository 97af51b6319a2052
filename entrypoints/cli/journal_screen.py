"""The chain of one subject, on its screen."""

from collections.abc import Sequence
from datetime import datetime

from entrypoints.cli import display
from entrypoints.words.acts import act_label, act_words, by
from entrypoints.words.times import short_instant
from rules.days.calendar import Calendar
from rules.words import Words
from workflow.reading.journal import JournalEntry


def show_chain(
    entries: Sequence[JournalEntry], offices: Words, now: datetime, calendar: Calendar
) -> None:
    """These entries, in the order given."""
    display.section("Journal")
    display.listing(
        ("N°", "Quand, qui", "Acte"),
        [
            (
                str(entry.seq),
                display.pair(short_instant(entry.known, now, calendar), by(entry, offices)),
                display.pair(act_label(entry), act_words(entry, calendar.tz)),
            )
            for entry in entries
        ],
        empty="Aucune entrée.",
        fixed=("N°",),
        right=("N°",),
    )
