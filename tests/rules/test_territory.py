"""Which circonscription a commune is in, on a day, however its name is written."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules.redrawing import Passing, coming, due, redrawn, stayed
from rules.territory import Circonscription, Commune, Territory, plain_name

DAY = date(2026, 9, 1)
EVE = DAY - timedelta(days=1)
DENIS = Commune(name="Saint-Denis", insee="93066")
ILE = Commune(name="L’Île-Saint-Denis", insee="93039")
STAINS = Commune(name="Stains", insee="93072")


def place(code: str, *communes: Commune, **period: date) -> Circonscription:
    """A circonscription of these communes."""
    return Circonscription(code=code, label=f"Nom de {code}", communes=communes, **period)


TERRITORY = Territory(circonscriptions=(place("93-01", DENIS, ILE), place("93-02", STAINS)))
SPLIT = Territory(
    circonscriptions=(
        place("93-01", DENIS, ILE, valid_to=EVE),
        place("93-02", STAINS),
        place("93-11", DENIS, valid_from=DAY),
        place("93-12", ILE, valid_from=DAY),
    )
)
MERGE = Territory(
    circonscriptions=(
        place("93-01", DENIS, ILE, valid_to=EVE),
        place("93-02", STAINS, valid_to=EVE),
        place("93-20", DENIS, ILE, STAINS, valid_from=DAY),
    )
)
PASSED = Territory(
    circonscriptions=(
        place("93-01", DENIS, ILE, valid_to=EVE),
        place("93-02", STAINS, valid_to=EVE),
        place("93-01", DENIS, valid_from=DAY),
        place("93-02", STAINS, ILE, valid_from=DAY),
    )
)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Saint-Denis", "93-01"),
        ("ST DENIS", "93-01"),
        ("Saint Denis Cedex", "93-01"),
        ("SAINT-DENIS CEDEX 01", "93-01"),
        ("L ILE ST DENIS", "93-01"),
        ("L'Ile-Saint-Denis", "93-01"),
        (" stains ", "93-02"),
        ("Saint-Ouen", None),
        ("Cedex", None),
        ("", None),
    ],
)
def test_a_commune_is_found_by_its_name(written: str, code: str | None) -> None:
    assert TERRITORY.of_commune(written, DAY) == code


def test_a_commune_is_found_by_its_insee_code() -> None:
    assert TERRITORY.of_insee("93072", DAY) == "93-02"
    assert TERRITORY.of_insee("75056", DAY) is None
    assert (TERRITORY.covers("93072"), TERRITORY.covers("75056")) == (True, False)


def test_ligatures_and_sainte_are_written_in_full() -> None:
    assert plain_name("Ste-Œuvre-sur-Mer") == "sainte oeuvre sur mer"


@given(st.text())
@example("STAINS CEDEX CEDEX 2")
@example("㎏ Œ ﬃ ẞ İ")
def test_a_plain_name_is_already_plain(name: str) -> None:
    assert plain_name(plain_name(name)) == plain_name(name)


# --- the map at a date


def test_the_map_is_another_from_the_first_day_of_the_redrawing_on() -> None:
    assert [SPLIT.of_commune("Saint-Denis", day) for day in (EVE, DAY)] == ["93-01", "93-11"]
    assert [SPLIT.of_insee("93039", day) for day in (EVE, DAY)] == ["93-01", "93-12"]
    assert [one.code for one in SPLIT.on(DAY)] == ["93-02", "93-11", "93-12"]
    assert (SPLIT.redrawings, TERRITORY.redrawings) == ((DAY,), ())


def test_a_circonscription_exists_on_its_days_and_one_that_nobody_tells_always() -> None:
    assert [SPLIT.exists("93-01", day) for day in (EVE, DAY)] == [True, False]
    assert [SPLIT.exists("93-11", day) for day in (EVE, DAY)] == [False, True]
    assert SPLIT.exists(None, DAY)
    assert SPLIT.exists("93-99", DAY)


def test_a_split_sends_each_commune_to_its_own() -> None:
    found = redrawn(SPLIT, DAY)

    assert (found.ended, found.begun) == (("93-01",), ("93-11", "93-12"))
    assert found.passings == (
        Passing(name="Saint-Denis", insee="93066", before="93-01", after="93-11"),
        Passing(name="L’Île-Saint-Denis", insee="93039", before="93-01", after="93-12"),
    )
    assert (found.heirs("93-01"), found.heir("93-01")) == (("93-11", "93-12"), None)
    assert found.concerned == ("93-01", "93-11", "93-12")


@pytest.mark.parametrize(
    ("territory", "code", "commune", "after"),
    [
        (SPLIT, "93-01", "ST DENIS CEDEX", "93-11"),
        (SPLIT, "93-01", "L ILE ST DENIS", "93-12"),
        (SPLIT, "93-01", "Stains", None),
        (SPLIT, "93-01", None, None),
        (SPLIT, "93-02", "Stains", "93-02"),
        (MERGE, "93-01", None, "93-20"),
        (MERGE, "93-02", "Paris", "93-20"),
        (PASSED, "93-01", "L’Île-Saint-Denis", "93-02"),
        (PASSED, "93-01", "Saint-Denis", "93-01"),
        (PASSED, "93-01", None, "93-01"),
    ],
)
def test_somebody_goes_where_their_commune_goes_or_with_everybody(
    territory: Territory, code: str, commune: str | None, after: str | None
) -> None:
    assert redrawn(territory, DAY).destination(code, commune) == after


def test_a_commune_left_to_none_leaves_its_people_to_be_placed_by_hand() -> None:
    left = Territory(
        circonscriptions=(
            place("93-01", DENIS, ILE, valid_to=EVE),
            place("93-11", DENIS, valid_from=DAY),
        )
    )
    found = redrawn(left, DAY)

    assert [
        found.destination("93-01", ville) for ville in ("Saint-Denis", "L’Île-Saint-Denis")
    ] == [
        "93-11",
        None,
    ]
    assert found.heir("93-01") is None


def test_a_redrawing_is_to_come_until_its_day() -> None:
    assert ([one.day for one in coming(SPLIT, EVE)], due(SPLIT, EVE)) == ([DAY], ())
    assert ([one.day for one in due(SPLIT, DAY)], coming(SPLIT, DAY)) == ([DAY], ())


def test_whoever_was_competent_is_where_its_people_went_however_often() -> None:
    later = date(2027, 1, 1)
    twice = Territory(
        circonscriptions=(
            place("93-01", DENIS, valid_to=EVE),
            place("93-11", DENIS, valid_from=DAY, valid_to=later - timedelta(days=1)),
            place("93-21", DENIS, valid_from=later),
        )
    )

    assert twice.succeeding({"93-01"}, EVE) == {"93-01"}
    assert twice.succeeding({"93-01"}, DAY) == {"93-01", "93-11"}
    assert twice.succeeding({"93-01"}, later) == {"93-01", "93-11", "93-21"}
    assert twice.succeeding((), later) == frozenset()


def test_whoever_stays_in_a_commune_that_passed_did_not_move() -> None:
    assert stayed(SPLIT, "SAINT DENIS", "93-01", DAY)
    assert not stayed(SPLIT, "SAINT DENIS", "93-01", EVE)
    assert not stayed(SPLIT, "STAINS", "93-01", DAY)
    assert not stayed(SPLIT, "SAINT DENIS", "93-02", DAY)


@st.composite
def maps(draw: st.DrawFn) -> Territory:
    """A territory redrawn once or more, as the configuration lets it be told."""
    days = [None, *sorted(draw(st.sets(st.dates(EVE, date(2027, 9, 1)), max_size=4)))]
    told = []
    for first, after in zip(days, [*days[1:], None], strict=True):
        last = None if after is None else after - timedelta(days=1)
        codes = [draw(st.sampled_from(["A", "B", "C"])) for _ in (DENIS, ILE, STAINS)]
        for code in sorted(set(codes)):
            communes = [
                c for c, its in zip((DENIS, ILE, STAINS), codes, strict=True) if its == code
            ]
            told.append(
                Circonscription(
                    code=code,
                    label=code,
                    communes=tuple(communes),
                    valid_from=first,
                    valid_to=last,
                )
            )
    return Territory(circonscriptions=tuple(told))


@given(maps(), st.dates(EVE, date(2027, 10, 1)))
def test_on_any_day_a_commune_is_in_one_circonscription_and_redrawings_lead_there(
    territory: Territory, day: date
) -> None:
    for commune in (DENIS, ILE, STAINS):
        there = [one.code for one in territory.on(day) if commune in one.communes]
        where = territory.of_insee(commune.insee, EVE - timedelta(days=1))
        for redrawing in due(territory, day):
            assert where is not None
            where = redrawing.destination(where, commune.name)

        assert there == [territory.of_commune(commune.name, day)] == [where]


SECTORS = Territory(circonscriptions=(place("G1"), place("G2"), place("G3", STAINS)))


@pytest.mark.parametrize(
    ("here", "places", "left"),
    [
        ("G1", {"G2"}, True),
        ("G1", {"G2", "G3"}, True),
        ("G1", {"G1", "G2"}, False),
        ("G1", set(), False),
        ("G3", {"G1"}, False),
        ("G9", {"G1"}, False),
    ],
)
def test_a_sector_is_left_for_a_service_that_is_not_of_it_and_a_commune_is_not(
    here: str, places: set[str], left: bool
) -> None:
    assert SECTORS.left(here, places, DAY) is left
