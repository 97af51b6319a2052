"""The strip of the days of a date, and the marks of those that are late."""

from dataclasses import replace
from datetime import datetime

from entrypoints.words.counts import strip
from entrypoints.words.marks import Shape, mark_of
from rules.days.calendar import Unit
from rules.deadlines.adjustments import Adjustments
from rules.deadlines.explanation import explanation
from rules.delays.delay import Delay
from rules.wording import NBSP, grouped, quantity
from tests.entrypoints.test_words import CALENDAR, LINE, NOW, at


def last_word(*, closed: datetime | None = None) -> str:
    """What the last day of the strip is, of two worked days from the 27th of April."""
    told = explanation(
        at("2026-04-27T10:00"), Delay(n=2, unit=Unit.JOUR_OUVRE), CALENDAR, Adjustments()
    )
    assert told.account is not None
    return strip(told.account, told.due, NOW, CALENDAR, closed=closed)[-1].word


def test_a_strip_ends_today_or_on_the_day_that_closed_it() -> None:
    assert last_word() == "auj. + 3"
    assert last_word(closed=at("2026-04-30T09:00")) == "close + 1"


def test_what_was_late_when_it_came_has_not_the_shape_of_what_is_late() -> None:
    imported = replace(LINE, born_late=True)

    assert mark_of(LINE, NOW, CALENDAR, 5).shape is Shape.RETARD
    assert mark_of(imported, NOW, CALENDAR, 5).shape is Shape.TARDIVE


def test_the_thousands_of_a_number_stand_apart() -> None:
    assert (grouped(214), grouped(4812)) == ("214", f"4{NBSP}812")
    assert quantity(1_378, "ligne", "lignes") == f"1{NBSP}378{NBSP}lignes"
