"""When a message may leave: hours of silence, days off, digests."""

from datetime import date, datetime, time, timedelta

import pytest

from rules.days.calendar import Calendar
from rules.days.closures import Closure
from rules.telling import Hours, Rhythm, is_urgent

METROPOLE = Calendar.compile("93")
HOURS = Hours()
NOTHING_URGENT, URGENT = "demande_retiree", "echeance_niveau_2"


def local(text: str, calendar: Calendar = METROPOLE) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=calendar.tz)


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        ("2026-05-04T08:00", "2026-05-04T08:00"),  # Monday, at the opening
        ("2026-05-04T18:59:59", "2026-05-04T18:59:59"),
        ("2026-05-04T19:00", "2026-05-05T08:00"),
        ("2026-05-04T23:59", "2026-05-05T08:00"),
        ("2026-05-05T00:00", "2026-05-05T08:00"),
        ("2026-05-05T07:59:59", "2026-05-05T08:00"),
        ("2026-05-07T19:00", "2026-05-11T08:00"),  # the 8th is a holiday, then a week-end
        ("2026-05-09T12:00", "2026-05-11T08:00"),
        ("2026-05-10T03:00", "2026-05-11T08:00"),
    ],
)
def test_what_is_not_urgent_waits_for_the_next_working_hour(now: str, leaves: str) -> None:
    assert HOURS.opening(local(now), METROPOLE) == local(leaves)
    assert HOURS.departure(local(now), NOTHING_URGENT, Rhythm.IMMEDIAT, METROPOLE) == local(leaves)


def test_the_closures_of_the_departement_are_days_of_silence() -> None:
    bridge = Closure(date(2026, 5, 15), date(2026, 5, 15), "pont de l’Ascension")
    closed = Calendar.compile("93", closures=[bridge])

    assert HOURS.opening(local("2026-05-15T10:00"), closed) == local("2026-05-18T08:00")
    assert HOURS.opening(local("2026-05-15T10:00"), METROPOLE) == local("2026-05-15T10:00")


@pytest.mark.parametrize("rhythm", Rhythm)
@pytest.mark.parametrize("now", ["2026-05-04T23:00", "2026-05-10T03:00", "2026-05-04T10:00"])
def test_what_is_urgent_leaves_at_any_hour_whatever_was_preferred(now: str, rhythm: Rhythm) -> None:
    assert HOURS.departure(local(now), URGENT, rhythm, METROPOLE) == local(now)


def test_only_escalations_failures_silences_and_losses_are_urgent() -> None:
    urgent = ("echeance_niveau_1", "echeance_niveau_3", "echeance_panne", "tic_absent")

    assert all(
        is_urgent(occasion) for occasion in (*urgent, "messages_perdus", "connexion_retardee")
    )
    assert not any(is_urgent(occasion) for occasion in ("echeance_rappel", "compte_rendu"))


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        ("2026-05-04T08:30", "2026-05-04T08:30"),
        ("2026-05-04T08:29", "2026-05-04T08:30"),
        ("2026-05-04T08:31", "2026-05-05T08:30"),
        ("2026-05-07T09:00", "2026-05-11T08:30"),
        ("2026-05-09T09:00", "2026-05-11T08:30"),
    ],
)
def test_a_daily_digest_leaves_each_worked_morning(now: str, leaves: str) -> None:
    found = HOURS.departure(local(now), NOTHING_URGENT, Rhythm.QUOTIDIEN, METROPOLE)

    assert found == local(leaves)


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        ("2026-05-04T08:30", "2026-05-04T08:30"),  # that Monday
        ("2026-05-04T08:31", "2026-05-11T08:30"),
        ("2026-05-20T10:00", "2026-05-26T08:30"),  # the 25th is Whit Monday
        ("2026-05-26T08:00", "2026-05-26T08:30"),  # its digest, a day late
        ("2026-05-26T09:00", "2026-06-01T08:30"),
    ],
)
def test_a_weekly_digest_leaves_on_its_day_or_the_first_worked_one_after(
    now: str, leaves: str
) -> None:
    found = HOURS.departure(local(now), NOTHING_URGENT, Rhythm.HEBDOMADAIRE, METROPOLE)

    assert found == local(leaves)


def test_a_weekly_digest_put_off_to_the_next_week_still_comes_there() -> None:
    fridays = Hours(weekly_on=4)  # Friday 8 May 2026 is a holiday: Monday 11
    now = local("2026-05-11T07:00")
    found = fridays.departure(now, NOTHING_URGENT, Rhythm.HEBDOMADAIRE, METROPOLE)

    assert found == local("2026-05-11T08:30")


def test_hours_that_do_not_cross_midnight_and_hours_that_are_none_are_understood() -> None:
    morning, never = (
        Hours(quiet_from=time(0), quiet_to=time(7)),
        Hours(quiet_from=time(8), quiet_to=time(8)),
    )

    assert morning.opening(local("2026-05-04T03:00"), METROPOLE) == local("2026-05-04T07:00")
    assert morning.opening(local("2026-05-04T23:00"), METROPOLE) == local("2026-05-04T23:00")
    assert never.opening(local("2026-05-04T03:00"), METROPOLE) == local("2026-05-04T03:00")


def test_no_message_ever_waits_longer_than_the_longest_bridge() -> None:
    now = local("2026-01-01T00:00")
    for hour in range(0, 24 * 365, 5):
        at = now + timedelta(hours=hour)
        weekly = HOURS.departure(at, NOTHING_URGENT, Rhythm.HEBDOMADAIRE, METROPOLE)

        assert at <= HOURS.opening(at, METROPOLE) < at + timedelta(days=5)
        assert at <= weekly < at + timedelta(days=12)
