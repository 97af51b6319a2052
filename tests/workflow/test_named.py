"""What an act names must exist: an unknown code is a refusal, never a dossier lost from sight."""

import json
from unittest.mock import Mock

import pytest

from rules import fields
from rules.refusals import Refused
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, BAT, BOP, ELSEWHERE, FRANCE_TRAVAIL, World
from workflow.tables.subjects import Dossier, Seance
from workflow.tables.trail import JournalRow


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


def test_what_the_registry_does_not_know_is_told_with_all_the_other_reasons(world: World) -> None:
    dossier = world.dossier()

    with pytest.raises(Refused) as refused:
        world.act(
            dossier, "demenager_intra", AGENT_ALI, circonscription="93-99", date="2026-03-02", x="y"
        )

    entry = world.rows(JournalRow, kind="dossier", subject_id=dossier)[-1]
    assert codes(refused) == ["champ_inconnu", "acteur_non_autorise", "circonscription_inconnue"]
    assert json.loads(entry["body"])["refus"] == codes(refused)


def test_every_unknown_name_of_a_form_that_misses_something_is_told(world: World) -> None:
    dossier = world.dossier()

    with pytest.raises(Refused) as refused:
        world.act(dossier, "declarer_doublon", BOP, dossier_maitre=dossier)

    assert codes(refused) == ["champ_manquant", "dossier_inconnu"]


def test_a_name_in_an_act_that_is_not_possible_there_is_not_looked_up(world: World) -> None:
    dossier = world.dossier()

    with pytest.raises(Refused) as refused:
        world.act(dossier, "declarer_demande_doublon", BOP, demande_maitre=999)

    assert codes(refused) == ["hors_etat"]


def test_a_line_that_is_not_there_is_the_only_reason(world: World) -> None:
    with pytest.raises(Refused) as refused:
        world.act(world.dossier(), "accepter", BOP, type_orientation=99, service=FRANCE_TRAVAIL)

    assert codes(refused) == ["aucune_ligne"]


def test_a_seance_is_refused_for_its_place_its_day_and_its_hour_at_once(world: World) -> None:
    with pytest.raises(Refused) as refused:
        world.seance("2026-05-14", circonscription="93-99", heure="midi")

    assert codes(refused) == ["champ_invalide", "circonscription_inconnue", "jour_non_travaille"]


def test_a_seance_is_moved_and_postponed_with_every_reason_at_once(world: World) -> None:
    seance = world.seance("2026-04-09")

    with pytest.raises(Refused) as moved:
        world.convene(seance, "deplacer", BAT, date_seance="2026-05-14", heure="midi")
    with pytest.raises(Refused) as postponed:
        world.convene(seance, "reporter", BAT, seance_remplacante=77)

    assert codes(moved) == ["champ_invalide", "jour_non_travaille"]
    assert codes(postponed) == ["champ_manquant", "seance_remplacante_inconnue"]


def test_an_accepted_act_reads_its_form_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The step of every day pays nothing for the answer to a refused one."""
    dossier, read = world.dossier(), Mock(wraps=fields.read)
    monkeypatch.setattr(fields, "read", read)

    world.act(dossier, "demenager_intra", BOP, circonscription=ELSEWHERE, date="2026-03-02")

    assert read.call_count == 1
