"""What a request and a wish leave behind: their delays end by what really ended them."""

import pytest

from rules.actors import WEBRSA
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, ASSOCIATION, BAT, World, paris
from workflow.database.instants import from_micros
from workflow.tables.subjects import Demande
from workflow.tables.trail import DeadlineRow, FactRow


def test_a_request_that_a_newer_orientation_empties_of_its_object_was_not_answered_in_time(
    world: World,
) -> None:
    dossier = journeys.presaisine(world)
    world.wait(days=3)
    world.act(dossier, "remplacer", WEBRSA, service=ASSOCIATION, type_orientation="5", rang="2")

    (request,) = world.rows(Demande)
    d27 = world.deadline("D27-UN-MOIS")
    assert request["issue"] == "sans_objet"
    assert (d27["status"], d27["met_in_time"]) == ("annulee", None)


def test_a_reorientation_that_webrsa_decided_meets_the_month(world: World) -> None:
    dossier = journeys.presaisine(world)
    world.wait(days=3)
    world.act(
        dossier, "constater_decision_webrsa", WEBRSA, service=2, type_orientation="5", rang="2"
    )

    assert world.deadline("D27-UN-MOIS")["met_in_time"] == 1


def test_a_wish_told_after_the_request_that_answers_it_is_heard_all_the_same(world: World) -> None:
    dossier = world.dossier()
    world.wait(days=5)
    journeys.presaisine(world, dossier)
    world.wait(days=5)
    world.act(
        dossier,
        "exprimer_souhait",
        AGENT_ALI,
        date="2026-03-04",
        canal="courrier",
        recueilli_par="x",
        paroles="y",
    )

    assert world.deadline("D28-DEUX-MOIS")["status"] == "tenue"


def test_a_wish_expressed_after_the_request_still_waits_for_its_answer(world: World) -> None:
    dossier = journeys.presaisine(world)
    world.wait(days=5)
    world.act(
        dossier,
        "exprimer_souhait",
        AGENT_ALI,
        date="2026-03-07",
        canal="courrier",
        recueilli_par="x",
        paroles="y",
    )

    assert world.deadline("D28-DEUX-MOIS")["status"] == "ouverte"


@pytest.mark.parametrize("typed", ["2026-05-28 12:00", "2026-06-03 09:00"])
def test_an_icl_meets_the_month_in_which_it_sat_whenever_it_is_typed(
    world: World, typed: str
) -> None:
    world.dossier()
    world.until("2026-05-01 00:00").tick()
    seance = world.seance("2026-05-28")
    world.sit(seance)
    world.until("2026-06-01 00:00").tick()
    world.until(typed)
    world.convene(seance, "lever", BAT)

    (sat,) = world.rows(FactRow, code="icl_tenue")
    assert from_micros(sat["occurred_at"]) == paris("2026-05-28 09:30")
    assert [row["status"] for row in months(world)] == ["tenue", "ouverte"]
    assert [row["met_in_time"] for row in months(world)] == [1, None]


def months(world: World) -> list[dict[str, object]]:
    return world.rows(DeadlineRow, rule="D9-ICL-MENSUELLE")
