"""Instants typed by hand."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from entrypoints.clock import UnreadableInstant, now, read_day, read_instant

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-05-07", "2026-05-06T22:00+00:00"),
        ("07/05/2026", "2026-05-06T22:00+00:00"),
        ("2026-05-07T17:00", "2026-05-07T15:00+00:00"),
        ("2026-05-07 17h30", "2026-05-07T15:30+00:00"),
        ("07/05/2026 9:05", "2026-05-07T07:05+00:00"),
        ("07/05/2026 9 h 05", "2026-05-07T07:05+00:00"),
        ("07/05/2026 à 14 h", "2026-05-07T12:00+00:00"),
        ("2026-05-07T17:00:30", "2026-05-07T15:00:30+00:00"),
        ("2026-05-07T17:00Z", "2026-05-07T17:00+00:00"),
        ("2026-05-07T17:00-04:00", "2026-05-07T21:00+00:00"),
        ("2026-10-25T02:30", "2026-10-25T00:30+00:00"),
    ],
)
def test_an_instant_is_local_unless_it_bears_an_offset(text: str, instant: str) -> None:
    assert read_instant(text, PARIS).astimezone(UTC) == datetime.fromisoformat(instant)


def test_a_day_alone_is_taken_at_the_hour_that_is_asked() -> None:
    assert read_instant("2026-05-07", PARIS, alone=time(12)).hour == 12
    assert read_instant("2026-05-07T08:00", PARIS, alone=time(12)).hour == 8


@pytest.mark.parametrize(
    "text",
    [
        *("", "demain", "2026-02-30", "31/02/2026", "2026-05-07T25:00", "2026-05-07Tmidi"),
        *("2026-05-07 17", "2026-05-07T1700", "2026-05-07 9 h 30 demain"),
    ],
)
def test_what_is_no_instant_is_told_with_examples(text: str) -> None:
    with pytest.raises(UnreadableInstant, match="écrivez par exemple 2026-05-07, 07/05/2026"):
        read_instant(text, PARIS)


def test_an_hour_that_the_clocks_skip_is_refused() -> None:
    with pytest.raises(UnreadableInstant, match="passage à l’heure d’été"):
        read_instant("2026-03-29T02:30", PARIS)


def test_a_day_is_read_alone() -> None:
    assert read_day("07/05/2026").isoformat() == "2026-05-07"
    with pytest.raises(UnreadableInstant, match="n’est pas une date"):
        read_day("2026-05-07T10:00")


def test_the_clock_is_aware() -> None:
    assert now().utcoffset() == UTC.utcoffset(None)
