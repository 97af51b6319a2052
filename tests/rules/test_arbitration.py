"""The arbitration of an agenda: its laws, then the criteria of S2 one by one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rules.actors import Genre
from rules.seances.agenda import Adjustments, Agenda, AgendaLine, Candidate
from rules.seances.arbitration import settle
from tests.situations import KIND_APPUI, KIND_GRENOBLE

MARCH = date(2026, 3, 1)
CAPACITY = KIND_GRENOBLE.capacity
assert CAPACITY is not None
SERVICES = {1: Genre.ALI, 2: Genre.FRANCE_TRAVAIL, 3: Genre.SERVICE_SOCIAL, 4: Genre.ASSOCIATION}


def line(number: int, day: int = 3, **said: Any) -> Candidate:
    """The line of that number, asked for that day of March by service 4, out of the balance."""
    usual = Candidate(
        line=number, dossier=number * 10, requested=MARCH + timedelta(days=day - 1), service=4
    )
    return replace(usual, **said)


def of(service: int, number: int, day: int = 3, **said: Any) -> Candidate:
    """The same, of that service."""
    return line(number, day, service=service, genre=SERVICES[service], **said)


def order(agenda: Agenda) -> list[int]:
    return [one.line for one in agenda.retained]


def late(agenda: Agenda) -> list[int]:
    return [one.line for one in agenda.postponed]


def place(agenda: Agenda, number: int) -> AgendaLine:
    (found,) = [one for one in (*agenda.retained, *agenda.postponed) if one.line == number]
    return found


@st.composite
def candidates(draw: st.DrawFn, most: int = 14) -> list[Candidate]:
    """Lines of four services, in any order."""
    numbers = draw(st.lists(st.integers(1, 99), unique=True, max_size=most))
    return [
        Candidate(
            line=number,
            dossier=number * 10,
            requested=MARCH + timedelta(days=draw(st.integers(0, 6))),
            service=(service := draw(st.sampled_from([None, *SERVICES]))),
            genre=None if service is None else SERVICES[service],
            traveller=draw(st.sampled_from([None, "a", "b", "c"])),
            priority=draw(st.none() | st.integers(1, 4)),
            urgent=draw(st.booleans()),
            appraised=draw(st.booleans()),
            reports=draw(st.integers(0, 3)),
            guests=draw(st.integers(0, 2)),
        )
        for number in numbers
    ]


@st.composite
def adjusted(draw: st.DrawFn) -> tuple[list[Candidate], Adjustments]:
    """Lines, and what is wanted otherwise of some."""
    lines = draw(candidates().filter(bool))
    proposed = settle(KIND_GRENOBLE, lines)
    put_off = draw(st.lists(st.sampled_from(order(proposed)), unique=True)) if lines else []
    waiting = late(proposed)
    kept = draw(st.lists(st.sampled_from(waiting), unique=True)) if waiting else []
    stay = [number for number in order(proposed) if number not in put_off] + kept
    named = draw(st.lists(st.sampled_from(stay), unique=True, max_size=3)) if stay else []
    ranks = draw(st.permutations(range(1, len(stay) + 1)))
    moved = tuple(zip(named, ranks, strict=False))
    return lines, Adjustments(moved=moved, kept=tuple(kept), put_off=tuple(put_off))


# --- laws


@given(candidates(), st.randoms(use_true_random=False))
def test_the_order_in_which_lines_are_read_changes_nothing(
    lines: list[Candidate], random: Random
) -> None:
    shuffled = list(lines)
    random.shuffle(shuffled)

    assert settle(KIND_GRENOBLE, shuffled) == settle(KIND_GRENOBLE, lines)


@given(candidates())
def test_nobody_is_lost_and_the_seance_is_never_overfull(lines: list[Candidate]) -> None:
    agenda = settle(KIND_GRENOBLE, lines)

    assert sorted(order(agenda) + late(agenda)) == sorted(one.line for one in lines)
    assert [one.rank for one in agenda.retained] == list(range(1, len(agenda.retained) + 1))
    assert agenda.load.excess == 0


@given(candidates())
def test_a_line_is_put_off_only_when_what_is_left_is_too_short_for_it(
    lines: list[Candidate],
) -> None:
    agenda = settle(KIND_GRENOBLE, lines)
    assert CAPACITY is not None
    left = CAPACITY.duration - (agenda.load.minutes or 0)

    assert all(CAPACITY.minutes(one.guests) > left for one in agenda.postponed)


@given(candidates())
def test_a_person_put_off_twice_comes_before_one_never_put_off_of_the_same_urgency(
    lines: list[Candidate],
) -> None:
    agenda = settle(KIND_GRENOBLE, lines)
    ranks = {one.line: one.rank for one in agenda.retained}
    for twice in (one for one in lines if one.reports >= 2):
        for never in (one for one in lines if not one.reports and one.urgent == twice.urgent):
            mine, other = ranks.get(twice.line), ranks.get(never.line)

            assert other is None or mine is None or mine < other
            if bool(twice.guests) <= bool(never.guests):
                assert not (mine is None and other is not None)


@given(candidates())
def test_whoever_comes_presents_their_lines_of_one_claim_together(lines: list[Candidate]) -> None:
    by_line = {one.line: one for one in lines}
    examined = [by_line[number] for number in order(settle(KIND_GRENOBLE, lines))]
    for _, equals in groupby(examined, key=lambda one: one.claim):
        travellers = [who for who, _ in groupby(equals, key=lambda one: one.traveller) if who]

        assert len(travellers) == len(set(travellers))


@given(adjusted())
def test_adjusting_moves_only_what_was_asked(case: tuple[list[Candidate], Adjustments]) -> None:
    lines, wanted = case
    proposed, settled = (settle(KIND_GRENOBLE, lines, one) for one in (Adjustments(), wanted))
    named = {*(number for number, _ in wanted.moved), *wanted.kept, *wanted.put_off}

    def others(numbers: Sequence[int]) -> list[int]:
        return [number for number in numbers if number not in named]

    assert others(order(settled)) == others(order(proposed))
    assert others(late(settled)) == others(late(proposed))
    assert set(late(settled)) == (set(late(proposed)) - set(wanted.kept)) | set(wanted.put_off)
    assert {place(settled, number).rank == rank for number, rank in wanted.moved} <= {True}


@given(candidates())
def test_when_nobody_decides_everybody_is_kept_and_what_overflows_comes_last(
    lines: list[Candidate],
) -> None:
    proposed = settle(KIND_GRENOBLE, lines)
    kept = settle(KIND_GRENOBLE, lines, keep_all=True)

    assert kept.postponed == ()
    assert order(kept)[: len(proposed.retained)] == order(proposed)
    assert set(order(kept)[len(proposed.retained) :]) == set(late(proposed))


@given(candidates())
def test_a_seance_whose_time_is_not_counted_puts_nobody_off(lines: list[Candidate]) -> None:
    agenda = settle(KIND_APPUI, lines)

    assert agenda.postponed == ()
    assert agenda.load.minutes is None


@given(candidates())
def test_every_line_says_why_it_is_where_it_is(lines: list[Candidate]) -> None:
    agenda = settle(KIND_GRENOBLE, lines)

    assert all("demande du" in one.sentence for one in agenda.retained)
    assert all("séance suivante" in one.sentence for one in agenda.postponed)


# --- the criteria of S2


def test_the_oldest_request_comes_first_but_for_an_urgent_one() -> None:
    agenda = settle(KIND_GRENOBLE, [line(1, 9), line(2, 3), line(3, 5, urgent=True)])

    assert order(agenda) == [3, 2, 1]


def test_a_line_that_was_put_off_comes_before_an_urgent_one() -> None:
    agenda = settle(KIND_GRENOBLE, [line(1, 3, urgent=True), line(2, 9, reports=1)])

    assert order(agenda) == [2, 1]


def test_six_situations_of_half_an_hour_or_four_with_a_guest_fill_three_hours() -> None:
    plain = settle(KIND_GRENOBLE, [line(n) for n in range(1, 8)])
    guests = settle(KIND_GRENOBLE, [line(n, guests=1) for n in range(1, 6)])

    assert (order(plain), late(plain)) == ([1, 2, 3, 4, 5, 6], [7])
    assert (order(guests), late(guests)) == ([1, 2, 3, 4], [5])


def test_what_a_guest_makes_too_long_leaves_its_place_to_a_shorter_line() -> None:
    lines = [line(n) for n in range(1, 6)] + [line(6, 4, guests=1), line(7, 5)]
    agenda = settle(KIND_GRENOBLE, lines)

    assert (order(agenda), late(agenda)) == ([1, 2, 3, 4, 5, 7], [6])
    assert place(agenda, 6).sentence.startswith("reportée\N{NO-BREAK SPACE}: capacité")
    assert "il restait 30\N{NO-BREAK SPACE}min" in place(agenda, 6).sentence


def test_a_main_structure_that_used_up_its_share_waits_for_the_others() -> None:
    """Ten old requests of the ALI, three later ones of France Travail: half of the séance each."""
    lines = [of(1, n, 3) for n in range(1, 11)] + [of(2, n, 9) for n in (21, 22, 23)]
    agenda = settle(KIND_GRENOBLE, lines)

    assert sorted(order(agenda)) == [1, 2, 3, 21, 22, 23]
    assert "part de sa structure atteinte (1\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30)" in (
        place(agenda, 4).sentence
    )


def test_what_a_main_structure_does_not_use_goes_to_the_others() -> None:
    lines = [of(1, n, 3) for n in range(1, 11)] + [of(2, 21, 9)]

    assert sorted(order(settle(KIND_GRENOBLE, lines))) == [1, 2, 3, 4, 5, 21]


def test_a_service_out_of_the_balance_has_the_turn_of_its_date() -> None:
    lines = [of(1, n, 5) for n in range(1, 8)] + [of(2, 21, 6)] + [of(4, 41, 4)]

    assert order(settle(KIND_GRENOBLE, lines))[0] == 41


def test_a_service_orders_its_own_lines_without_taking_the_turn_of_another() -> None:
    lines = [of(4, 1, 3), line(2, 5, service=9), of(4, 3, 7, priority=1)]
    agenda = settle(KIND_GRENOBLE, lines)

    assert order(agenda) == [3, 2, 1]
    assert "priorité 1 de son service" in place(agenda, 3).sentence


def test_a_service_orders_its_requests_of_the_same_day_too() -> None:
    lines = [of(4, 1), of(4, 2), of(4, 3, priority=1)]

    assert order(settle(KIND_GRENOBLE, lines)) == [3, 1, 2]


def test_a_line_of_which_its_service_says_nothing_keeps_its_place_among_its_own() -> None:
    lines = [of(4, 1, 3), of(4, 2, 5), of(4, 3, 7, priority=2)]

    agenda = settle(KIND_GRENOBLE, lines)

    assert order(agenda) == [1, 3, 2]
    said = "priorité non dite par son service, la {} par sa date"
    assert said.format("1re") in place(agenda, 1).sentence
    assert said.format("2e") in place(agenda, 2).sentence
    assert "non dite" not in place(agenda, 3).sentence


def test_a_service_that_owes_an_order_and_said_none_is_told_of_on_each_line() -> None:
    three, two = [of(4, n) for n in (1, 2, 3)], [line(n, n, service=9) for n in (4, 5)]
    agenda = settle(KIND_GRENOBLE, [*three, *two])

    silent = [one.line for one in agenda.retained if "non dite" in one.sentence]
    assert silent == [1, 2, 3]
    unordered = settle(replace(KIND_GRENOBLE, priority_from=None), three)
    assert not any("non dite" in one.sentence for one in unordered.retained)


def test_of_requests_of_the_same_day_that_of_somebody_who_comes_anyway_is_retained() -> None:
    lines = [line(n, traveller="a") for n in range(1, 6)]
    lines += [line(6, 4, traveller="b"), line(7, 4, traveller="a")]
    agenda = settle(KIND_GRENOBLE, lines)

    assert late(agenda) == [6]


def test_whoever_is_there_goes_on_with_their_other_lines() -> None:
    lines = [line(1, 3, traveller="a"), line(2, 4, traveller="b"), line(3, 5, traveller="a")]
    agenda = settle(KIND_GRENOBLE, lines)

    assert order(agenda) == [1, 3, 2]
    assert "à la suite de la ligne n°\N{NO-BREAK SPACE}1" in place(agenda, 3).sentence


def test_the_place_of_a_line_reads_as_the_coordinator_would_say_it() -> None:
    agenda = settle(
        KIND_GRENOBLE,
        [line(1, 3, urgent=True, appraised=True), line(2, 9, reports=2, urgent=True, guests=1)],
        Adjustments(moved=((2, 2),)),
    )
    nbsp = "\N{NO-BREAK SPACE}"

    assert [one.sentence.replace(nbsp, " ") for one in agenda.retained] == [
        "retenue 1re : urgente, demande du 3 mars 2026",
        "retenue 2e : déjà reportée 2 fois, urgente selon le service, demande du 9 mars 2026,"
        " 45 min avec invité, placée à ce rang par la coordination",
    ]


def test_a_line_kept_in_spite_of_the_capacity_makes_the_seance_overfull() -> None:
    lines = [line(n) for n in range(1, 8)]
    agenda = settle(KIND_GRENOBLE, lines, Adjustments(kept=(7,)))

    assert order(agenda)[-1] == 7
    assert agenda.load.sentence.replace("\N{NO-BREAK SPACE}", " ") == "7 situations, 3 h 30 sur 3 h"
    assert agenda.load.excess == 30
