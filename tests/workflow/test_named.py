"""What an act names must exist: an unknown code is a refusal, never a dossier lost from sight."""

import pytest

from rules.refusals import Refused
from tests.workflow import journeys
from tests.workflow.build import BOP, ELSEWHERE, World
from workflow.tables.subjects import Dossier, Seance


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.refusals]


def test_nobody_moves_to_a_circonscription_that_does_not_exist(world: World) -> None:
    dossier = world.dossier()

    with pytest.raises(Refused) as refused:
        world.act(dossier, "demenager_intra", BOP, circonscription="93-99", date="2026-03-02")
    world.act(dossier, "demenager_intra", BOP, circonscription=ELSEWHERE, date="2026-03-02")

    assert codes(refused) == ["circonscription_inconnue"]
    assert world.row(Dossier, dossier)["circonscription"] == ELSEWHERE
    assert world.flaws() == []


def test_no_seance_sits_for_a_circonscription_that_does_not_exist(world: World) -> None:
    with pytest.raises(Refused) as refused:
        world.seance("2026-04-09", circonscription="93-99")

    assert codes(refused) == ["circonscription_inconnue"]
    assert world.rows(Seance) == []


def test_a_dossier_is_the_double_of_another_that_exists(world: World) -> None:
    dossier, other = world.dossier(), world.dossier()

    for number in (dossier, 999):
        with pytest.raises(Refused) as refused:
            world.act(dossier, "declarer_doublon", BOP, dossier_maitre=number, motif="x")
        assert codes(refused) == ["dossier_inconnu"]
    world.act(dossier, "declarer_doublon", BOP, dossier_maitre=other, motif="x")

    assert world.row(Dossier, dossier)["maitre_id"] == other


def test_a_request_is_the_double_of_another_that_exists(world: World) -> None:
    stage = journeys.saisine_recue(world)

    for number in (1, 999):
        with pytest.raises(Refused) as refused:
            world.act(stage.dossier, "declarer_demande_doublon", BOP, demande_maitre=number)
        assert codes(refused) == ["demande_inconnue"]

    assert world.state(stage.dossier) == "saisine_recue"
