"""What acts, lists and calendars tell, and to whom (issue 5, « Occasions »)."""

import json

import pytest

from rules.actors import Actor
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    ALI,
    BOP,
    FRANCE_TRAVAIL,
    PRESIDENT,
    World,
)
from tests.workflow.passages import closed, opened, passed
from tests.workflow.test_adjusted_dates import MONTH, extend
from tests.workflow.test_monthly_lists import APRIL, awaited, diagnosed, listed
from workflow.recalculation import application
from workflow.tables.post import Outbox
from workflow.tables.subjects import Personne
from workflow.tables.trail import JournalRow


def told(world: World, occasion: str) -> list[tuple[str, str]]:
    """The reference and the recipient of each message of that occasion."""
    return [
        (json.loads(row["data"])["reference"], row["recipient"])
        for row in world.rows(Outbox, occasion=occasion)
    ]


def test_a_decision_tells_the_former_and_the_new_service_at_once(world: World) -> None:
    closed, born = journeys.reoriente(world)

    assert told(world, "reorientation_decidee") == [(f"dossier {closed}", f"service:{ALI}")]
    assert told(world, "nouvelle_orientation") == [(f"dossier {born}", f"service:{FRANCE_TRAVAIL}")]


def test_a_refusal_tells_the_service_who_refused_and_not_the_words_of_it(world: World) -> None:
    stage = journeys.attente_decision(world)
    world.act(stage.dossier, "decider_refuser", PRESIDENT, motif="Mme Durand travaille")
    (row,) = world.rows(Outbox, occasion="demande_refusee")

    assert row["recipient"] == f"service:{ALI}"
    assert json.loads(row["data"])["acte"] == "decider_refuser"
    assert "Durand" not in row["data"]


@pytest.mark.parametrize(("by", "sent"), [(AGENT_ALI, True), (BOP, False)])
def test_the_box_of_the_bop_gets_the_fiche_that_a_service_sends_by_mail(
    by: Actor, sent: bool, world: World
) -> None:
    stage = journeys.before_icl(world)
    journeys.favorable(world, stage.dossier)
    world.act(stage.dossier, "deposer_saisine", by, canal="mail")

    assert bool(told(world, "saisine_deposee")) is sent
    assert told(world, "saisine_accusee") == [(f"dossier {stage.dossier}", f"service:{ALI}")]


def test_a_delay_that_is_extended_tells_its_service_the_old_date_and_the_new(
    world: World,
) -> None:
    dossier = journeys.presaisine(world)
    extend(world, dossier)
    (row,) = world.rows(Outbox, occasion="delai_change")
    data = json.loads(row["data"])

    assert row["recipient"].startswith(("service:", "role:"))
    assert (data["acte"], data["rule"]) == ("prolonger_delai", MONTH)
    assert (data["avant"][5:10], data["due"][5:10]) == ("04-02", "05-02")


def test_another_calendar_tells_whoever_is_awaited_once_how_many_delays_moved(
    world: World,
) -> None:
    opened(world)
    journeys.saisine_recue(world, "2026-04-16")
    journeys.en_icl(world, "2026-05-21")
    passed(world, closed(world.rulebook, "2026-04-22", label="inventaire"))
    rows = world.rows(Outbox, occasion="calendrier_applique")
    moved = [json.loads(row["body"]) for row in world.rows(JournalRow, act=application.ACT)]
    counted = {row["recipient"]: json.loads(row["data"])["nombre"] for row in rows}

    assert "role:bop" in counted
    assert sum(counted.values()) == sum(one["nature"] == "deplacee" for one in moved)


def test_a_list_of_the_month_is_told_to_its_service_once_and_without_a_name(world: World) -> None:
    diagnosed(world.until("2026-03-31"))
    world.until("2026-04-01")
    for _ in range(2):
        listed(world)
    (row,) = world.rows(Outbox, occasion="liste_du_mois")

    assert row["recipient"] == f"service:{FRANCE_TRAVAIL}"
    assert json.loads(row["data"])["nombre"] == 1
    assert not any(one["nom"] in row["data"] for one in world.rows(Personne))


def test_a_list_of_nobody_or_made_by_the_ali_itself_is_told_to_nobody(world: World) -> None:
    listed(world.until("2026-04-01"))
    world.dossier("importer_diagnostic")
    awaited(world, month=APRIL, actor=AGENT_ALI)

    assert told(world, "liste_du_mois") == []
