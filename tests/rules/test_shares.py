"""The share met in time, and the periods of one target."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.deadlines.rule import Rule, Target
from rules.shares import Stretch, Tally, stretches, together
from tests.rules.derivation import rule


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_a_share_is_of_the_deadlines_that_are_judged() -> None:
    tally = Tally(in_time=2, late=1, missed=1, open=5, undated=3, suspended=2, cancelled=4)

    assert (tally.judged, tally.total, tally.share) == (4, 18, 50.0)
    assert Tally(open=3).share is None


def test_a_share_is_rounded_down_so_that_a_hundred_means_all_of_them() -> None:
    almost = Tally(in_time=9_999, missed=1)

    assert almost.share == 99.9
    assert almost.reaches(100) is False
    assert Tally(in_time=2, late=1).share == 66.6
    assert Tally(in_time=7).share == 100.0


def test_a_target_is_reached_by_the_exact_share() -> None:
    assert Tally(in_time=9, missed=1).reaches(90) is True
    assert Tally(in_time=899, missed=101).reaches(90) is False
    assert Tally(in_time=9).reaches(None) is None
    assert Tally(open=9).reaches(90) is None


def test_tallies_add_up() -> None:
    one, other = Tally(in_time=1, lapsed=1, missed=2), Tally(in_time=3, born_late=1)

    assert together([one, other]) == Tally(in_time=4, missed=2, lapsed=1, born_late=1)
    assert together([]) == Tally()


def trajectory() -> Rule:
    """60, 80, 90, then 100: the example of S1."""
    return replace(
        rule("1B-ORIENTATION"),
        targets=(
            Target(share=60, until=day("2019-12-31")),
            Target(share=80, until=day("2020-12-31")),
            Target(share=90, until=day("2021-12-31")),
            Target(share=100),
        ),
    )


def test_a_period_is_cut_where_the_target_changes() -> None:
    assert stretches([trajectory()], day("2019-11-01"), day("2020-03-31")) == [
        Stretch(first=day("2019-11-01"), last=day("2019-12-31"), target=60),
        Stretch(first=day("2020-01-01"), last=day("2020-03-31"), target=80),
    ]


def test_a_period_of_one_target_is_one_whole() -> None:
    assert stretches([trajectory()], day("2026-01-01"), None) == [
        Stretch(first=day("2026-01-01"), last=None, target=100)
    ]
    assert stretches([], None, None) == [Stretch(first=None, last=None, target=None)]


def test_two_versions_of_a_rule_that_want_the_same_make_one_period() -> None:
    before = replace(rule("2-RDV", valid_to=day("2024-12-31")), targets=(Target(share=100),))
    after = replace(rule("2-RDV", valid_from=day("2025-01-01")), targets=(Target(share=100),))
    without = replace(after, targets=())

    assert stretches([before, after], None, None) == [Stretch(first=None, last=None, target=100)]
    assert stretches([before, without], None, None) == [
        Stretch(first=None, last=day("2024-12-31"), target=100),
        Stretch(first=day("2025-01-01"), last=None, target=None),
    ]


@given(
    first=st.dates(date(2017, 1, 1), date(2024, 1, 1)),
    length=st.integers(0, 2_000),
    wanted=st.integers(0, 2_000),
)
def test_each_day_of_a_period_is_in_one_stretch_that_has_its_target(
    first: date, length: int, wanted: int
) -> None:
    last = first + timedelta(days=length)
    one = first + timedelta(days=wanted % (length + 1))
    found = stretches([trajectory()], first, last)

    (holding,) = [each for each in found if (each.first or first) <= one <= (each.last or last)]
    assert holding.target == trajectory().target_on(one)
    assert (found[0].first, found[-1].last) == (first, last)
