"""The ICAG after the ICL-I (note 2024-045): generated right after, moved along, told on both."""

import json
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from rules.refusals import Refused
from rules.seances.capacity import Capacity
from rules.seances.kinds import Body, Kinds, Nature
from rules.seances.programmes import Programme, Programmes
from rules.seances.recurrence import Recurrence, Weekday
from tests.situations import KIND, KIND_APPUI
from tests.workflow.build import BAT, ELSEWHERE, HERE, World
from tests.workflow.invariants import broken
from workflow.database.statements import Statement
from workflow.reading import seances
from workflow.seances.yearly import generation
from workflow.seances.yearly.generation import Standing, Wish
from workflow.tables.columns import table
from workflow.tables.subjects import Seance
from workflow.tables.trail import JournalRow

ICAG = replace(
    KIND_APPUI, code="icag", label="ICAG", natures=frozenset({Nature.ACCOMPAGNEMENT_GLOBAL})
)
AFTER = replace(
    KIND,
    natures=frozenset({Nature.REORIENTATION, Nature.SOUTIEN}),
    capacity=Capacity(duration=120, per_situation=10, with_guest=10),
    followed_by="icag",
)
MERGED = replace(AFTER, followed_by=None, merged="ICAG", natures=frozenset(Nature))
PROGRAMME = Programme(
    genre="icl",
    circonscriptions=(HERE, ELSEWHERE),
    recurrence=Recurrence(rank=2, weekday=Weekday.JEUDI),
    hour=time(9, 30),
)


@pytest.fixture
def county(world: World) -> World:
    """Here the ICAG follows the ICL-I; elsewhere they are one."""
    here = replace(AFTER, circonscriptions=frozenset({HERE}))
    world.rulebook = replace(
        world.rulebook,
        kinds=Kinds.of([here, MERGED, ICAG]),
        programmes=Programmes((PROGRAMME,)),
    )
    return world


def generated(world: World) -> None:
    generation.generate(
        world.store, world.rulebook, world.asked("", BAT, None), Wish(year=2026, genre="icl")
    )


def held(world: World, genre: str, place: str) -> list[str]:
    rows = world.rows(Seance, genre=genre, circonscription=place)
    return [f"{world.held(row['id']):%m-%d %H:%M}" for row in rows]


def test_a_programme_holds_the_icag_right_after_the_icl_where_it_is_apart(county: World) -> None:
    generated(county)

    after = held(county, "icag", HERE)
    assert held(county, "icl", HERE)[0] == "03-12 09:30"
    assert after[0] == "03-12 11:30"
    assert len(after) == len(held(county, "icl", HERE)) == len(held(county, "icl", ELSEWHERE))
    assert held(county, "icag", ELSEWHERE) == []
    assert broken(county) == county.flaws() == []


def test_each_icag_is_tied_to_its_icl_and_a_second_generation_adds_none(county: World) -> None:
    generated(county)
    before = len(county.rows(Seance))
    proposal = generation.propose(
        county.store, county.rulebook, county.asked("", BAT, None), Wish(year=2026)
    )

    first, *_ = county.rows(Seance, genre="icl", circonscription=HERE)
    (following,) = county.rows(Seance, a_la_suite_de=first["id"])
    line, _, _ = seances.seance(county.store, first["id"])
    assert following["genre"] == "icag"
    assert (line.followed_by, line.after) == (following["id"], None)
    assert proposal.count(Standing.A_CREER) == 0
    assert before == len(county.rows(Seance))


def test_the_icag_moves_with_its_icl_as_long_after(county: World) -> None:
    generated(county)
    first, *_ = county.rows(Seance, genre="icl", circonscription=HERE)
    (following,) = county.rows(Seance, a_la_suite_de=first["id"])
    county.convene(first["id"], "deplacer", BAT, date_seance="2026-03-17", heure="14:00")

    assert f"{county.held(first['id']):%m-%d %H:%M}" == "03-17 14:00"
    assert f"{county.held(following['id']):%m-%d %H:%M}" == "03-17 16:00"
    assert broken(county) == county.flaws() == []


def test_the_icag_moved_to_another_day_no_longer_follows_its_icl(county: World) -> None:
    generated(county)
    first, *_ = county.rows(Seance, genre="icl", circonscription=HERE)
    (following,) = county.rows(Seance, a_la_suite_de=first["id"])
    county.convene(following["id"], "deplacer", BAT, date_seance="2026-03-17", heure="14:00")
    county.convene(first["id"], "deplacer", BAT, date_seance="2026-03-19", heure="09:30")

    entry = county.rows(JournalRow, kind="seance", subject_id=following["id"])[-1]
    assert county.row(Seance, following["id"])["a_la_suite_de"] is None
    assert f"{county.held(following['id']):%m-%d %H:%M}" == "03-17 14:00"
    assert entry["act"] == "deplacer"
    assert json.loads(entry["body"])["modifs"]["seance"]["a_la_suite_de"] == [first["id"], None]
    assert broken(county) == county.flaws() == []


@pytest.mark.parametrize(("hour", "tied"), [("14:00", True), ("08:30", False)])
def test_the_icag_moved_within_the_day_follows_its_icl_as_long_as_it_comes_after(
    county: World, hour: str, tied: bool
) -> None:
    generated(county)
    first, *_ = county.rows(Seance, genre="icl", circonscription=HERE)
    (following,) = county.rows(Seance, a_la_suite_de=first["id"])
    county.convene(following["id"], "deplacer", BAT, date_seance="2026-03-12", heure=hour)

    expected = first["id"] if tied else None
    assert county.row(Seance, following["id"])["a_la_suite_de"] == expected


@pytest.mark.parametrize("event", ["annuler", "reporter"])
def test_the_icag_of_an_icl_that_is_not_held_is_held_for_itself(county: World, event: str) -> None:
    generated(county)
    first, second, *_ = county.rows(Seance, genre="icl", circonscription=HERE)
    (following,) = county.rows(Seance, a_la_suite_de=first["id"])
    form = {} if event == "annuler" else {"seance_remplacante": second["id"]}
    county.convene(first["id"], event, BAT, motif="neige", **form)

    after = county.row(Seance, following["id"])
    entry = county.rows(JournalRow, kind="seance", subject_id=following["id"])[-1]
    assert (after["state"], after["a_la_suite_de"]) == ("programmee", None)
    assert after["version"] == following["version"]
    assert entry["act"] == "ne_plus_suivre"
    assert json.loads(entry["body"])["cause"] == event
    assert broken(county) == county.flaws() == []


def test_a_tie_to_another_day_moves_nothing_along(county: World) -> None:
    """One that a release before this one left tied, when it was moved alone."""
    generated(county)
    first, *_ = county.rows(Seance, genre="icl", circonscription=HERE)
    (following,) = county.rows(Seance, a_la_suite_de=first["id"])
    county.convene(following["id"], "deplacer", BAT, date_seance="2026-03-17", heure="14:00")
    with county.store.write() as tx:
        tie = update(table(Seance)).where(table(Seance).c.id == following["id"])
        tx.run(Statement(tie.values(a_la_suite_de=first["id"])), {})
    county.convene(first["id"], "deplacer", BAT, date_seance="2026-03-19", heure="09:30")

    assert f"{county.held(following['id']):%m-%d %H:%M}" == "03-17 14:00"
    assert county.row(Seance, following["id"])["a_la_suite_de"] is None


def test_an_icag_said_later_is_tied_to_the_icl_that_did_not_move_and_refuses_nothing(
    county: World,
) -> None:
    """The year was generated before the note: an ICL-I was moved since, another cancelled."""
    joint = county.rulebook
    alone = [replace(kind, followed_by=None) for kind in joint.kinds]
    county.rulebook = replace(joint, kinds=Kinds.of(alone))
    generated(county)
    first, second, third, *_ = county.rows(Seance, genre="icl", circonscription=HERE)
    county.convene(first["id"], "deplacer", BAT, date_seance="2026-03-17", heure="14:00")
    county.convene(second["id"], "annuler", BAT, motif="grève")
    county.rulebook = joint
    generated(county)

    tied = [row["a_la_suite_de"] for row in county.rows(Seance, genre="icag")]
    assert tied[:3] == [None, None, third["id"]]
    assert len(tied) == len(county.rows(Seance, genre="icl", circonscription=HERE))


def test_an_icag_that_was_given_up_is_left_where_it_was(county: World) -> None:
    generated(county)
    first, *_ = county.rows(Seance, genre="icl", circonscription=HERE)
    (following,) = county.rows(Seance, a_la_suite_de=first["id"])
    county.convene(following["id"], "annuler", BAT, motif="rien à dire")
    county.convene(first["id"], "deplacer", BAT, date_seance="2026-03-17", heure="14:00")
    line, _, _ = seances.seance(county.store, first["id"])

    assert f"{county.held(following['id']):%m-%d %H:%M}" == "03-12 11:30"
    assert line.followed_by is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"a_la_suite_de": "99"}, "n’existe pas"),
        ({"circonscription": ELSEWHERE}, "n’est pas celle de cette circonscription"),
        ({"date_seance": "2026-04-10"}, "n’est pas tenue ce jour-là"),
        ({"heure": "09:00"}, "ne commence pas avant"),
    ],
)
def test_a_seance_follows_one_of_its_day_and_place(
    county: World, changes: dict[str, str], why: str
) -> None:
    first = county.seance("2026-04-09")
    form: dict[str, Any] = {
        "genre": "icag",
        "circonscription": HERE,
        "date_seance": "2026-04-09",
        "heure": "11:30",
        "a_la_suite_de": str(first),
    }
    with pytest.raises(Refused, match=why) as refused:
        county.convene(None, "programmer", BAT, **{**form, **changes})
    county.convene(None, "programmer", BAT, **form)

    assert [one.code for one in refused.value.refusals] == ["suite_impossible"]


def test_it_lasts_from_a_date_on_and_there_only(county: World) -> None:
    """Until June they are held apart here; then they are one."""
    last = county.now.date() + timedelta(days=90)
    only_here = frozenset({HERE})
    apart = replace(AFTER, circonscriptions=only_here, valid_to=last)
    one = replace(MERGED, circonscriptions=only_here, valid_from=last + timedelta(days=1))
    kinds = Kinds.of([apart, one, MERGED, ICAG])
    county.rulebook = replace(county.rulebook, kinds=kinds)
    generated(county)

    assert len(held(county, "icl", HERE)) == 10
    assert held(county, "icag", HERE) == ["03-12 11:30", "04-09 11:30", "05-18 11:30"]
    assert {row["instance"] for row in county.rows(Seance, genre="icag")} == {Body.APPUI}
