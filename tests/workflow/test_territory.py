"""A territory redrawn: split, merged, a commune that passes; twice is once, nobody is lost."""

import json

import pytest

from rules.actors import SYSTEM
from rules.refusals import Refused
from rules.territory import Territory
from tests.workflow.build import (
    ALI,
    BOP,
    CHAIN,
    ELSEWHERE,
    HERE,
    World,
    insert,
)
from tests.workflow.maps import (
    ALL,
    DAY,
    MERGE,
    NORTH,
    PASSED,
    SOUTH,
    SPLIT,
    codes,
    drawn,
    everything,
    follow,
    living,
    places,
)
from workflow.tables import subjects
from workflow.tables.post import Outbox
from workflow.tables.subjects import Dossier, Offre, Personne, Service
from workflow.tables.territory import RedrawingRow
from workflow.tables.trail import Cycle, DeadlineRow, JournalRow


def test_a_split_takes_each_dossier_where_its_commune_goes_once(world: World) -> None:
    drawn(world, SPLIT)
    for ville in ("BOBIGNY", "Noisy le Sec", None):
        living(world, ville)
    living(world, "Stains", ELSEWHERE)
    world.until("2026-04-01 00:05")
    done = follow(world)
    once = everything(world)
    again = follow(world, again=True)

    assert places(world) == [NORTH, SOUTH, HERE, ELSEWHERE]
    assert [one.after for one in done.moved] == [NORTH, SOUTH]
    assert [one.dossier_id for one in done.unplaced] == [3]
    assert (again.moved, again.unplaced, everything(world)) == ((), done.unplaced, once)
    assert [row["circonscription"] for row in world.rows(Personne)][:2] == [NORTH, SOUTH]
    assert world.flaws() == []


def test_a_merge_takes_everybody_whatever_their_commune(world: World) -> None:
    drawn(world, MERGE)
    for ville, code in (("Bobigny", HERE), (None, HERE), ("Stains", ELSEWHERE)):
        living(world, ville, code)
    world.until("2026-04-01 00:05")
    follow(world)
    once = everything(world)

    assert places(world) == [ALL, ALL, ALL]
    assert (follow(world, again=True).moved, everything(world)) == ((), once)


def test_a_commune_that_passes_takes_its_people_and_leaves_the_others(world: World) -> None:
    drawn(world, PASSED)
    for ville in ("Bobigny", "Noisy-le-Sec", None):
        living(world, ville)
    world.until("2026-04-01 00:05")
    follow(world)

    assert places(world) == [HERE, ELSEWHERE, HERE]


def test_whoever_was_placed_since_then_is_not_taken_back(world: World) -> None:
    drawn(world, PASSED)
    placed = living(world, "Noisy-le-Sec")
    world.until("2026-04-01 00:05")
    follow(world)
    world.wait(days=1)
    world.act(placed, "demenager_intra", BOP, circonscription=HERE, date="2026-04-02")
    born = living(world, "Noisy-le-Sec")

    assert follow(world).moved == ()
    assert places(world) == [HERE, HERE]
    assert (placed, born) == (1, 2)


def test_the_journal_of_each_dossier_says_that_the_map_changed_and_nobody_moved(
    world: World,
) -> None:
    drawn(world, SPLIT)
    dossier = living(world, "Bobigny")
    world.until("2026-04-03 11:00")
    follow(world)

    (fact,) = [one for one in world.facts(dossier) if one.code == "territoire_redecoupe"]
    assert fact.occurred.astimezone(world.now.tzinfo).date() == DAY
    assert "demenagement" not in [one.code for one in world.facts(dossier)]
    assert world.row(Dossier, dossier)["address_changed"] is None
    entry = world.rows(JournalRow, kind="dossier", subject_id=dossier)[-1]
    assert (entry["act"], entry["role"], entry["batch"]) == (
        "redecouper",
        SYSTEM.role.value,
        "territoire-2026-04-01",
    )


def test_the_first_sweep_of_the_day_follows_even_late(world: World) -> None:
    drawn(world, SPLIT)
    living(world, "Bobigny")
    before = world.until("2026-03-31 23:59").tick().redrawn
    late = world.until("2026-04-08 07:00").tick().redrawn

    assert (before, late) == (0, 1)
    (row,) = world.rows(RedrawingRow)
    assert (row["day"], row["moved"], row["waiting"], row["unplaced"]) == ("2026-04-01", 1, 0, 0)


def test_nothing_is_awaited_of_a_circonscription_that_ended(world: World) -> None:
    drawn(world, SPLIT)
    living(world, "Bobigny")
    world.tick()
    world.until("2026-04-01 00:05").tick()

    assert {row["status"] for row in world.rows(DeadlineRow, kind="circonscription")} == {
        "annulee",
        "ouverte",
    }
    _, _, north, _ = (row["id"] for row in world.rows(subjects.Circonscription))
    still = world.rows(DeadlineRow, kind="circonscription", status="ouverte")
    assert {row["subject_id"] for row in still} == {north}
    assert {
        row["month"] for row in world.rows(Cycle, kind="circonscription", subject_id=north)
    } == {"2026-04"}
    assert {
        row["subject_id"] for row in world.rows(Cycle, kind="circonscription", month="2026-04")
    } == {north}


def test_services_become_competent_where_their_circonscription_went(world: World) -> None:
    drawn(world, SPLIT)
    living(world, "Bobigny")
    in_advance = world.seance("2026-04-16", circonscription=NORTH)
    world.until("2026-04-01 00:05")
    follow(world)

    assert json.loads(world.row(Service, ALI)["circonscriptions"]) == [HERE, NORTH, SOUTH]
    assert world.rows(JournalRow, kind="service", subject_id=ALI)[-1]["act"] == "redecouper"
    sitting = {
        row["service_id"] for row in world.rows(subjects.SeanceService, seance_id=in_advance)
    }
    assert ALI in sitting


@pytest.mark.parametrize(("territory", "after"), [(SPLIT, HERE), (MERGE, ALL)])
def test_an_offer_follows_when_one_circonscription_takes_it_all(
    world: World, territory: Territory, after: str
) -> None:
    drawn(world, territory)
    insert(
        world.store,
        Offre,
        libelle="Atelier",
        service_id=ALI,
        genre="sociale",
        circonscription=HERE,
        published_at=0,
        updated_at=0,
        **CHAIN,
    )
    world.until("2026-04-01 00:05")
    follow(world)

    assert world.row(Offre, 1)["circonscription"] == after


def test_coordinators_are_told_once_what_moved_and_never_who(world: World) -> None:
    drawn(world, SPLIT)
    living(world, "Bobigny")
    living(world, None)
    world.until("2026-04-01 00:05")
    follow(world)
    follow(world, again=True)

    told = {row["recipient"]: json.loads(row["data"]) for row in world.rows(Outbox)}
    assert set(told) == {"role:bop", *(f"role:bat:{code}" for code in (HERE, NORTH, SOUTH))}
    assert len(world.rows(Outbox)) == 6
    ended = told[f"role:bat:{HERE}"]
    assert (ended["partis"], ended["a_rattacher"], ended["suivantes"]) == (1, 1, "93-14, 93-15")
    assert told[f"role:bat:{NORTH}"]["arrives"] == 1


def test_a_dossier_is_not_sent_to_a_circonscription_that_is_over(world: World) -> None:
    drawn(world, SPLIT)
    dossier = living(world, None)
    world.until("2026-04-02")
    with pytest.raises(Refused) as refused:
        world.act(dossier, "redecouper", BOP, circonscription=HERE, date="2026-04-01")
    world.act(dossier, "redecouper", BOP, circonscription=SOUTH, date="2026-04-01")

    assert codes(refused) == ["circonscription_arretee"]
    assert places(world) == [SOUTH]


def test_nobody_moves_to_where_they_are(world: World) -> None:
    drawn(world, SPLIT)
    dossier = living(world, "Bobigny")
    with pytest.raises(Refused) as refused:
        world.act(dossier, "demenager_intra", BOP, circonscription=HERE, date="2026-03-02")
    world.act(dossier, "demenager_intra", BOP, circonscription=ELSEWHERE, date="2026-03-02")

    assert codes(refused) == ["circonscription_inchangee"]
    assert places(world) == [ELSEWHERE]


def test_nobody_moves_to_a_circonscription_that_is_over(world: World) -> None:
    drawn(world, SPLIT)
    dossier = living(world, "Stains", ELSEWHERE)
    world.until("2026-04-02")
    with pytest.raises(Refused) as refused:
        world.act(dossier, "demenager_intra", BOP, circonscription=HERE, date="2026-03-30")

    assert codes(refused) == ["circonscription_arretee"]
