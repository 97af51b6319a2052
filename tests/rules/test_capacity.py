"""What a séance can hold, and the reasons of an agenda as they are kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.seances import reasons
from rules.seances.capacity import Capacity, ImpossibleCapacity, Load
from rules.seances.reasons import Reason, Why
from rules.wording import lasting
from tests.situations import KIND, KIND_GRENOBLE

NBSP = "\N{NO-BREAK SPACE}"
VALUES = {
    Why.DEMANDE: "2026-03-03",
    **dict.fromkeys(
        (Why.REPORTS, Why.PRIORITE, Why.INVITES, Why.SUITE, Why.PART, Why.CAPACITE), "4"
    ),
}


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 min"), (45, "45 min"), (180, "3 h"), (225, "3 h 45"), (65, "1 h 05")],
)
def test_a_duration_is_told_in_hours_and_minutes(minutes: int, words: str) -> None:
    assert lasting(minutes) == words.replace(" ", NBSP)


def test_a_situation_longer_than_the_seance_is_impossible() -> None:
    with pytest.raises(ImpossibleCapacity, match=f"de 3{NBSP}h{NBSP}20 ne tient pas"):
        Capacity(duration=180, per_situation=30, with_guest=200)


def test_a_load_without_time_counts_situations_alone() -> None:
    load = Load.of([0, 2], None)

    assert (load.sentence, load.excess) == (f"2{NBSP}situations", 0)


def test_with_fewer_than_two_situations_the_coordination_is_there_for_the_first_hour() -> None:
    """S2, D20."""
    assert [KIND_GRENOBLE.presence(n) for n in (0, 1, 2)] == [60, 60, None]
    assert KIND.presence(0) is None


@given(st.lists(st.sampled_from(Why)))
def test_the_reasons_that_are_kept_are_those_that_are_read(why: list[Why]) -> None:
    found = tuple(Reason(one, VALUES.get(one, "")) for one in why)

    assert reasons.read(reasons.spelled(found)) == found
    assert all(one.told for one in found)


def test_a_line_that_was_never_arbitrated_has_no_reason() -> None:
    assert reasons.read(None) == ()
