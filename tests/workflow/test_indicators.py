"""The indicators of S1 on the hand-computed set of dossiers, on both databases."""

from datetime import date

import pytest

from rules.actors import Genre
from rules.profiles import Dimension
from rules.shares import Tally, together
from tests.workflow import contract
from tests.workflow.build import ALI, ELSEWHERE, HERE, World
from tests.workflow.expected_shares import EXPECTED, ORGANISMES_1B, SEXES_1B
from workflow.reading.shares import Asked, Measure, measure

MARCH_AND_APRIL = Asked(
    first=date.fromisoformat(contract.FIRST), last=date.fromisoformat(contract.LAST)
)


def asked(world: World, rule: str, **more: object) -> Measure:
    """What became of the deadlines of the rule, over the two months."""
    fields = {"first": MARCH_AND_APRIL.first, "last": MARCH_AND_APRIL.last, **more}
    return measure(world.store, world.rulebook, rule, Asked(**fields), now=world.now)  # type: ignore[arg-type]  # named by the test


def judged(tally: Tally) -> tuple[int, int, int]:
    return tally.in_time, tally.late, tally.missed


def test_each_indicator_of_the_contract_is_exact_to_the_day(world: World) -> None:
    contract.live(world)
    found = {rule: asked(world, rule) for rule in EXPECTED}

    for rule, wanted in EXPECTED.items():
        one = found[rule]
        assert one.tally == Tally(
            in_time=wanted.in_time,
            late=wanted.late,
            missed=wanted.missed,
            open=wanted.open,
            cancelled=wanted.cancelled,
            suspended=wanted.suspended,
            lapsed=wanted.lapsed,
        ), rule
        assert one.tally.share == wanted.share, rule
        assert one.tally.reaches(one.target) is wanted.reached, rule
        (times,) = one.times
        assert (times.number, times.median, times.ninth_decile) == (
            len(wanted.times),
            wanted.median,
            wanted.ninth,
        ), rule
        assert times.mean == pytest.approx(sum(wanted.times) / len(wanted.times)), rule
        assert judged(one.stock) == wanted.stock, rule
    assert {rule for rule, wanted in EXPECTED.items() if found[rule].target == 90} == {
        "1A-DEUX-SEMAINES"
    }
    assert_broken_down(world)


def assert_broken_down(world: World) -> None:
    """The same counts by whom they are about, where and when: in the same test, for the set takes
    a while to live."""
    rule, whole = "1B-ORIENTATION", asked(world, "1B-ORIENTATION").tally
    by_organisme = asked(world, rule, by=Dimension.ORGANISME)
    by_sex = asked(world, rule, by=Dimension.SEXE)
    by_month = measure(world.store, world.rulebook, rule, Asked(by=Dimension.MOIS), now=world.now)
    by_age = asked(world, rule, by=Dimension.TRANCHE_AGE)

    assert {part.value: judged(part.tally) for part in by_organisme.parts} == (ORGANISMES_1B)
    assert [part.value for part in by_organisme.parts][-1] is None
    assert {part.value: judged(part.tally) for part in by_sex.parts} == SEXES_1B
    assert [(part.value, part.tally.total) for part in by_month.parts] == [
        ("2024-02", 1),
        ("2024-03", 11),
        ("2024-04", 1),
        ("2024-05", 1),
    ]
    assert {part.value: part.tally.total for part in by_age.parts} == {"moins_25": 1, "30_39": 11}
    for one in (by_organisme, by_sex, by_age):
        assert together(part.tally for part in one.parts) == whole
        assert sum(each.number for part in one.parts for each in part.times) == 9
    assert_located(world, whole)


def assert_located(world: World, whole: Tally) -> None:
    rule = "1B-ORIENTATION"
    ali = asked(world, rule, genre=Genre.ALI.value)

    assert asked(world, rule, circonscription=HERE).tally == whole
    assert asked(world, rule, circonscription=ELSEWHERE).tally == Tally()
    assert asked(world, rule, service=ALI).tally == ali.tally == Tally(in_time=3, late=1)
    (times,) = ali.times
    assert (times.median, times.ninth_decile) == (19, 31)  # 14, 19, 27, 31
    assert asked(world, "2-RDV", service=ALI).stock.missed == 1
