"""What is late of a line at the cut-off, and what an agenda makes of it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.seances.agenda import Adjustments
from rules.seances.arbitration import settle
from rules.seances.lateness import (
    Awaited,
    Late,
    Lateness,
    Promptness,
    Sending,
    read,
    spelled,
    words,
)
from tests.situations import CANDIDATE, KIND_GRENOBLE, NOW

DUE = NOW
A_MINUTE = timedelta(minutes=1)
SILENT = Awaited(service=5, due=DUE)
IN_TIME = Sending(due=DUE, sent=DUE)
TOO_LATE = Sending(due=DUE, sent=DUE + A_MINUTE)
SHARED = Sending(sent=DUE - A_MINUTE)
ROLLED = replace(CANDIDATE, line=2, late=(Lateness(what=Late.INSCRIPTION),), rolls=True)


@pytest.mark.parametrize(
    ("prompt", "at", "late"),
    [
        (Promptness(inscribed=DUE, tableau=IN_TIME), DUE, []),
        (Promptness(inscribed=DUE + A_MINUTE, tableau=IN_TIME), DUE, [Late.INSCRIPTION]),
        (Promptness(inscribed=DUE, tableau=TOO_LATE), DUE, [Late.TRANSMISSION]),
        (Promptness(inscribed=DUE, tableau=Sending(due=DUE)), DUE, [Late.TRANSMISSION]),
        (Promptness(inscribed=DUE, tableau=Sending(due=DUE)), DUE - A_MINUTE, []),
        (Promptness(inscribed=DUE), DUE + A_MINUTE, []),
        (
            Promptness(
                inscribed=DUE, sharing=SHARED, answers=(Awaited(service=3, due=DUE), SILENT)
            ),
            DUE,
            [Late.REPONSE, Late.REPONSE],
        ),
        (Promptness(inscribed=DUE, sharing=SHARED, answers=(SILENT,)), DUE - A_MINUTE, []),
        (Promptness(inscribed=DUE, sharing=SHARED, answers=(replace(SILENT, due=None),)), DUE, []),
        (Promptness(inscribed=DUE, sharing=SHARED, answers=(replace(SILENT, given=DUE),)), DUE, []),
        (
            Promptness(
                inscribed=DUE, sharing=SHARED, answers=(replace(SILENT, given=DUE + A_MINUTE),)
            ),
            DUE + A_MINUTE,
            [Late.REPONSE],
        ),
        (
            Promptness(
                inscribed=DUE + A_MINUTE,
                sharing=SHARED,
                answers=(replace(SILENT, given=DUE + A_MINUTE),),
            ),
            DUE + A_MINUTE,
            [],
        ),
        (Promptness(inscribed=DUE, sharing=IN_TIME), DUE, []),
        (Promptness(inscribed=DUE, sharing=TOO_LATE), DUE, [Late.PARTAGE]),
        (Promptness(inscribed=DUE, sharing=Sending(due=DUE)), DUE, [Late.PARTAGE]),
        (Promptness(inscribed=DUE, sharing=Sending(due=DUE)), DUE - A_MINUTE, []),
        (Promptness(inscribed=DUE, answers=(SILENT,)), DUE, []),
        (Promptness(inscribed=DUE, of_nobody=True, answers=(SILENT,)), DUE, [Late.REPONSE]),
        (
            Promptness(
                inscribed=DUE - A_MINUTE,
                sharing=Sending(sent=DUE + A_MINUTE),
                answers=(replace(SILENT, given=DUE + A_MINUTE),),
            ),
            DUE + A_MINUTE,
            [],
        ),
    ],
)
def test_each_thing_is_late_after_its_own_term(
    prompt: Promptness, at: datetime, late: list[Late]
) -> None:
    assert [one.what for one in prompt.lateness(at)] == late


@given(
    st.lists(
        st.sampled_from([Late.INSCRIPTION, Late.TRANSMISSION, Late.PARTAGE]).map(
            lambda what: Lateness(what=what)
        )
        | st.integers(1, 10**6).map(lambda number: Lateness(what=Late.REPONSE, service=number))
    )
)
def test_what_was_kept_is_read_as_it_was(late: list[Lateness]) -> None:
    assert list(read(spelled(late))) == late


def test_a_late_line_goes_to_the_next_seance_whatever_room_there_is() -> None:
    for keep_all in (False, True):
        agenda = settle(KIND_GRENOBLE, [CANDIDATE, ROLLED], keep_all=keep_all)

        assert [one.line for one in agenda.retained] == [CANDIDATE.line]
        (late,) = agenda.postponed
        assert late.sentence.startswith("reportée\N{NO-BREAK SPACE}: hors délai, ")


@pytest.mark.parametrize("wanted", [Adjustments(kept=(2,)), Adjustments(moved=((2, 1),))])
def test_whoever_coordinates_keeps_a_late_line(wanted: Adjustments) -> None:
    agenda = settle(KIND_GRENOBLE, [CANDIDATE, ROLLED], wanted)

    assert {one.line for one in agenda.retained} == {CANDIDATE.line, 2}
    assert agenda.postponed == ()


def test_a_late_line_takes_no_place_from_the_others() -> None:
    full = [replace(CANDIDATE, line=number) for number in range(3, 9)]
    agenda = settle(KIND_GRENOBLE, [ROLLED, *full])

    assert len(agenda.retained) == len(full)
    assert [one.line for one in agenda.postponed] == [2]


@pytest.mark.parametrize(
    ("silent", "told"),
    [
        ((1,), ["A n’a pas répondu"]),
        ((1, 2), ["A et B n’ont pas répondu"]),
        ((1, 2, 3), ["A, B et C n’ont pas répondu"]),
    ],
)
def test_services_that_did_not_answer_are_told_in_one(
    silent: tuple[int, ...], told: list[str]
) -> None:
    late = [
        Lateness(what=Late.INSCRIPTION),
        *(Lateness(what=Late.REPONSE, service=one) for one in silent),
    ]

    assert list(words(late, {1: "A", 2: "B", 3: "C"})) == ["inscrite après le terme", *told]


def test_a_service_that_is_not_named_is_told_by_its_number() -> None:
    late = Lateness(what=Late.REPONSE, service=12)

    assert late.told({12: "ALI"}) == "ALI n’a pas répondu"
    assert late.told({}) == "service n°\N{NO-BREAK SPACE}12 n’a pas répondu"
