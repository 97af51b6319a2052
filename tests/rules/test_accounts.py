"""Passwords that will not do, and what failures cost: grows, stops growing, is forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules.accounts.attempts import Attempts, Lockout
from rules.accounts.lasting import Lasting
from rules.accounts.passwords import LONGEST, SHORTEST, normal, objections

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
OWN = ("Anne-Sophie Dupré", "as.dupre-leroy@cd93.example")

LOCKOUTS = st.builds(
    Lockout,
    free=st.integers(1, 10),
    first=st.timedeltas(timedelta(seconds=1), timedelta(minutes=10)),
    longest=st.timedeltas(timedelta(minutes=10), timedelta(hours=6)),
    forgotten=st.timedeltas(timedelta(hours=6), timedelta(days=3)),
)
GAPS = st.lists(st.timedeltas(timedelta(0), timedelta(hours=3)), max_size=60)


def codes(password: str) -> list[str]:
    """Why it will not do."""
    return [one.code for one in objections(password, OWN)]


@pytest.mark.parametrize(
    "password",
    [
        "quatre chevaux verts dansent",
        "8F#2k!9zQ@1x",
        "839204175648",
        "x" * 3 + "Tulipe-Wagon-Cuivre",
        "la réorientation me fait voir du pays",
        "Zażółć gęślą jaźń",
        "密码是一个秘密的句子哦对",
    ],
)
def test_a_long_password_of_ones_own_will_do_without_any_demanded_sign(password: str) -> None:
    assert codes(password) == []


@pytest.mark.parametrize(
    "password",
    [
        "motdepasse2026!",
        "M0td3p@sse!2026",
        "Password123456",
        "azertyuiop123",
        "123456789012",
        "Reorientation93!",
        "SeineSaintDenis2025",
        "aaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "Bienvenue-2026-RSA",
    ],
)
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    assert codes(password) == ["mot_de_passe_courant"]


@pytest.mark.parametrize(
    "password",
    ["vive DUPRE et ses tulipes", "les tulipes d’annesophie", "leroy-des-tulipes-rouges"],
)
def test_a_password_does_not_hold_the_name_or_the_address(password: str) -> None:
    assert codes(password) == ["mot_de_passe_personnel"]


def test_its_length_is_counted_in_characters_both_ways() -> None:
    phrase = "tulipe wagon cuivre jasmin "

    assert codes(phrase[: SHORTEST - 1]) == ["mot_de_passe_court"]
    assert codes(phrase[:SHORTEST]) == []
    assert codes((phrase * 20)[:LONGEST]) == []
    assert codes((phrase * 20)[: LONGEST + 1]) == ["mot_de_passe_long"]


def test_a_password_is_the_same_whatever_the_keyboard_that_typed_it() -> None:
    assert normal("e\u0301te\u0301") == normal("été")


@given(LOCKOUTS, st.integers(0, 500))
def test_each_failure_costs_as_much_as_the_last_or_more_and_never_more_than_the_longest(
    lockout: Lockout, failures: int
) -> None:
    assert lockout.delay(failures) <= lockout.delay(failures + 1) <= lockout.longest
    assert (lockout.delay(failures) == timedelta(0)) is (failures < lockout.free)


@given(LOCKOUTS, GAPS)
def test_whatever_was_tried_nobody_waits_longer_than_the_longest(
    lockout: Lockout, gaps: list[timedelta]
) -> None:
    now, attempts = START, Attempts()
    for gap in gaps:
        now += gap
        if not attempts.closed(lockout, now):
            attempts = attempts.one_more(lockout, now)

    assert not attempts.closed(lockout, now + lockout.longest)


@given(LOCKOUTS, st.integers(1, 6))
def test_a_machine_that_tries_without_rest_is_looked_at_a_few_times_only(
    lockout: Lockout, hours: int
) -> None:
    now, attempts, looked_at = START, Attempts(), 0
    while now < START + timedelta(hours=hours):
        if attempts.closed(lockout, now):
            until = attempts.closed_until(lockout)
            assert until is not None
            now = until
            continue
        attempts, looked_at = attempts.one_more(lockout, now), looked_at + 1
        now += timedelta(milliseconds=1)

    waits = timedelta(0)
    most = lockout.free
    while waits < timedelta(hours=hours):
        waits += lockout.delay(most)
        most += 1
    assert looked_at <= most


def test_an_attempt_that_waits_costs_nothing_more() -> None:
    lockout = Lockout()
    attempts = Attempts(failures=5, last=START)

    assert attempts.closed(lockout, START + timedelta(seconds=59))
    assert not attempts.closed(lockout, START + timedelta(seconds=60))
    assert attempts.closed_until(lockout) == START + timedelta(minutes=1)


def test_failures_are_forgotten_a_day_after_the_last() -> None:
    lockout, attempts = Lockout(), Attempts(failures=9, last=START)
    day = timedelta(hours=24)

    assert attempts.one_more(lockout, START + day - timedelta(seconds=1)).failures == 10
    assert attempts.one_more(lockout, START + day).failures == 1


@given(st.lists(st.sampled_from([timedelta(minutes=n) for n in (1, 20, 29, 29, 29, 30)])))
@example([timedelta(minutes=29)] * 25)
@example([timedelta(minutes=20)] * 36)
def test_a_session_lasts_as_long_as_it_is_used_and_never_beyond_its_lifetime(
    gaps: list[timedelta],
) -> None:
    lasting = Lasting()
    seen = now = START
    for gap in gaps:
        now += gap
        alive = gap < lasting.idle and now - START < lasting.lifetime
        assert (now < lasting.closes_at(START, seen)) is alive
        if not alive:
            break
        seen = now
