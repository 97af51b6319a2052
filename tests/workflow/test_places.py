"""Where a séance is held: one at a time, moved with it or apart, and told."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from rules.refusals import Refused
from rules.seances.programmes import Programmes
from tests.workflow.build import BAT, ELSEWHERE, HERE, World, settle
from tests.workflow.test_generation import ICL
from workflow.database.store import Store
from workflow.seances.yearly import generation
from workflow.seances.yearly.generation import Proposal, Standing, Wish
from workflow.tables.post import Outbox
from workflow.tables.subjects import Seance

ROOM, HALL = "Bobigny, salle 204", "Noisy-le-Sec, grande salle"


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def told(world: World, occasion: str) -> dict[str, object]:
    """What the first message of that occasion carries."""
    (first, *_) = world.rows(Outbox, occasion=occasion)
    found: dict[str, object] = json.loads(first["data"])
    return found


def place(world: World, seance: int) -> object:
    return world.row(Seance, seance)["lieu"]


def test_a_seance_keeps_its_place_when_it_moves_and_takes_another_when_told(world: World) -> None:
    seance = world.seance("2026-04-09", lieu=ROOM)
    world.convene(seance, "deplacer", date_seance="2026-04-16", heure="09:30")
    kept = place(world, seance)
    world.convene(seance, "deplacer", date_seance="2026-04-16", heure="09:30", lieu=HALL)

    assert (kept, place(world, seance)) == (ROOM, HALL)
    assert place(world, world.seance("2026-05-12")) is None


def test_a_move_tells_both_dates_and_both_places(world: World) -> None:
    seance = world.seance("2026-04-09", lieu=ROOM)
    world.convene(seance, "deplacer", date_seance="2026-04-16", heure="14:00", lieu=HALL)

    data = told(world, "seance_deplacee")
    assert (data["ancien_lieu"], data["lieu"]) == (ROOM, HALL)
    assert str(data["ancienne_date"]).startswith("2026-04-09T07:30")
    assert str(data["nouvelle_date"]).startswith("2026-04-16T12:00")


def test_a_postponement_tells_where_and_when_its_successor_is_held(world: World) -> None:
    seance = world.seance("2026-04-09", lieu=ROOM)
    successor = world.seance("2026-04-23", lieu=HALL)
    world.convene(seance, "reporter", motif="neige", seance_remplacante=successor)

    data = told(world, "seance_reportee")
    assert (data["ancien_lieu"], data["lieu"]) == (ROOM, HALL)
    assert str(data["nouvelle_date"]).startswith("2026-04-23")


def test_a_cancellation_tells_where_nobody_is_to_go(world: World) -> None:
    seance = world.seance("2026-04-09", lieu=ROOM)
    world.convene(seance, "annuler", motif="neige")

    assert told(world, "seance_annulee")["ancien_lieu"] == ROOM


@pytest.mark.parametrize(
    ("heure", "taken"), [("06:31", True), ("12:29", True), ("06:30", False), ("12:30", False)]
)
def test_one_place_holds_one_seance_at_a_time(world: World, heure: str, taken: bool) -> None:
    """A séance of no programme is thought to last three hours."""
    first = world.seance("2026-04-09", heure="09:30", lieu=ROOM)
    there = {"circonscription": ELSEWHERE, "heure": heure, "lieu": " bobigny, SALLE 204"}

    if not taken:
        assert world.seance("2026-04-09", **there) != first
        return
    with pytest.raises(Refused) as refused:
        world.seance("2026-04-09", **there)
    assert codes(refused) == ["lieu_pris"]
    assert f"ICL-I {HERE} (n°\N{NO-BREAK SPACE}{first})" in refused.value.refusals[0].sentence


def test_a_seance_is_not_moved_to_where_another_is(world: World) -> None:
    world.seance("2026-04-09", lieu=ROOM)
    moving = world.seance("2026-04-16", circonscription=ELSEWHERE, lieu=ROOM)

    with pytest.raises(Refused) as kept:
        world.convene(moving, "deplacer", date_seance="2026-04-09", heure="10:00")
    assert codes(kept) == ["lieu_pris"]
    world.convene(moving, "deplacer", date_seance="2026-04-09", heure="10:00", lieu=HALL)
    assert place(world, moving) == HALL


def test_a_seance_given_up_leaves_its_place_free(world: World) -> None:
    seance = world.seance("2026-04-09", lieu=ROOM)
    world.convene(seance, "annuler", motif="grève")

    assert world.seance("2026-04-09", circonscription=ELSEWHERE, lieu=ROOM)


def test_a_slot_of_the_programme_is_given_once(world: World) -> None:
    world.seance("2026-04-09", creneau="2026-04-09")

    with pytest.raises(Refused) as refused:
        world.seance("2026-04-16", creneau="2026-04-09")
    assert codes(refused) == ["creneau_pris"]
    assert world.seance("2026-04-16", circonscription=ELSEWHERE, creneau="2026-04-09")


def test_a_year_generated_by_two_people_at_once_is_there_once(postgresql_url: str) -> None:
    store = Store.open(postgresql_url)
    world = settle(store)
    world.rulebook = replace(world.rulebook, programmes=Programmes((ICL,)))
    act = world.asked(generation.GENERATE, BAT, {})

    def year() -> Proposal:
        return generation.generate(store, world.rulebook, act, Wish(year=2027))

    with ThreadPoolExecutor(4) as pool:
        done = [one.result() for one in [pool.submit(year) for _ in range(4)]]

    assert sum(one.count(Standing.CREEE) for one in done) == len(world.rows(Seance)) == 11
    assert world.flaws() == []
    store.close()
