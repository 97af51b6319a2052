"""What an ICL-I and an EP say, and where each result leads under each choice of procedure."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from rules.parameters import Master
from rules.refusals import Refused
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    AGENT_FT,
    BAT,
    BOP,
    EP,
    PRESIDENT,
    SERVICE_SOCIAL,
    World,
    execute,
    with_parameters,
)
from tests.workflow.invariants import broken, reconciled
from workflow.tables.subjects import Demande, Passage
from workflow.tables.trail import DeadlineRow


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of the reasons given."""
    return [refusal.code for refusal in refused.value.refusals]


def lines(world: World, dossier: int) -> list[tuple[int, str, int]]:
    """(séance, state, open) of the lines of a dossier, oldest first."""
    return [
        (row["seance_id"], row["state"], row["open"])
        for row in world.rows(Passage, dossier_id=dossier)
    ]


def awaited_results(world: World, dossier: int) -> list[str]:
    """How each wait for the result of a line of that dossier ended, or stands."""
    rows = world.rows(DeadlineRow, rule="I-RESULTAT-LIGNE", dossier_id=dossier)
    return [row["status"] for row in rows if row["status"] != "remplacee"]


def test_a_seance_does_not_rise_while_a_line_has_no_result(world: World) -> None:
    stage = journeys.before_icl(world)

    with pytest.raises(Refused) as refused:
        world.convene(stage.icl, "lever", BAT)
    journeys.favorable(world, stage.dossier)

    assert codes(refused) == ["resultats_manquants"]
    assert world.convene(stage.icl, "lever", BAT).state == "tenue"


def test_the_compte_rendu_sent_within_the_week_is_in_time(world: World) -> None:
    seance = world.seance("2026-04-09")
    world.sit(seance)
    world.convene(seance, "lever", BAT)

    world.until("2026-04-16 18:00").convene(seance, "restituer", BAT)

    report = world.deadline("D3-COMPTE-RENDU")
    assert (report["status"], report["met_in_time"]) == ("tenue", 1)


@pytest.mark.parametrize(
    ("event", "actor", "form", "state", "line"),
    [
        (
            "rendre_favorable",
            AGENT_ALI,
            {"methode": "liste", "accord_accueil": "oui"},
            "saisine_a_faire",
            "favorable",
        ),
        ("rendre_desaccord", AGENT_ALI, {"raisons": "x"}, "desaccord", "desaccord_rendu"),
        ("ajourner", BAT, {"motif": "x"}, "a_reinscrire", "ajourne"),
    ],
)
def test_each_result_of_an_icl_ends_its_line_and_moves_its_dossier(
    world: World, event: str, actor: Any, form: dict[str, Any], state: str, line: str
) -> None:
    stage = journeys.before_icl(world)

    world.act(stage.dossier, event, actor, **form)

    assert world.state(stage.dossier) == state
    assert lines(world, stage.dossier) == [(stage.icl, line, 0)]
    assert awaited_results(world, stage.dossier) == ["tenue"]
    assert broken(world) == reconciled(world) == []


@pytest.mark.parametrize(
    ("event", "actor", "form"),
    [
        ("reporter", BAT, {"motif": "x"}),
        ("retirer_demande", AGENT_ALI, {"motif": "x"}),
        ("fermer_droit", BOP, {"date": "2026-04-09"}),
    ],
)
def test_a_line_that_goes_without_a_result_is_no_result_typed_in_time(
    world: World, event: str, actor: Any, form: dict[str, Any]
) -> None:
    stage = journeys.before_icl(world)

    world.act(stage.dossier, event, actor, **form)

    assert awaited_results(world, stage.dossier) == ["annulee"]
    assert broken(world) == reconciled(world) == []


def test_a_line_taken_off_the_list_is_examined_together(world: World) -> None:
    stage = journeys.en_icl(world)
    world.sit(stage.icl)
    world.act(stage.dossier, "demander_collegiale", AGENT_FT)

    with pytest.raises(Refused) as refused:
        journeys.favorable(world, stage.dossier)

    assert codes(refused) == ["ligne_hors_liste"]


def test_with_two_levels_the_ep_advises_and_the_president_decides(world: World) -> None:
    stage = journeys.before_ep(world)

    advice = world.act(stage.dossier, "refuser", EP, motif="x")
    decision = world.act(stage.dossier, "decider_accepter", PRESIDENT, type_orientation="5")

    assert (advice.state, advice.next_dossier) == ("attente_decision", None)
    assert decision.state == "clos_reoriente"
    assert decision.next_dossier is not None


def test_nobody_is_sent_to_a_service_that_closed_since_the_request(world: World) -> None:
    stage = journeys.before_ep(world)
    (demande,) = world.rows(Demande)
    execute(world.store, f"UPDATE service SET active = 0 WHERE id = {demande['service_souhaite']}")

    with pytest.raises(Refused) as refused:
        world.act(stage.dossier, "accepter", EP, type_orientation="5")
    world.act(stage.dossier, "accepter", EP, type_orientation="5", service=SERVICE_SOCIAL)

    assert codes(refused) == ["service_inactif"]
    assert world.rows(Demande)[0]["service_souhaite"] == SERVICE_SOCIAL


@pytest.mark.parametrize(
    ("event", "form", "state", "issue"),
    [
        ("accepter", {"type_orientation": "5"}, "clos_reoriente", "acceptee"),
        ("refuser", {"motif": "x"}, "refus_a_notifier", None),
        ("annuler_ligne", {"motif": "x"}, "accompagnement", "annulee"),
    ],
)
def test_with_one_level_the_ep_decides(
    world: World, event: str, form: dict[str, Any], state: str, issue: str | None
) -> None:
    world.rulebook = with_parameters(world.rulebook, deux_niveaux=False)
    stage = journeys.before_ep(world)

    outcome = world.act(stage.dossier, event, EP, **form)

    assert outcome.state == state
    assert (outcome.next_dossier is not None) == (state == "clos_reoriente")
    assert [row["issue"] for row in world.rows(Demande)] == [issue]
    assert awaited_results(world, stage.dossier) == ["tenue", "tenue"]
    assert broken(world) == reconciled(world) == []


def test_without_ep_the_saisine_goes_straight_to_the_president(world: World) -> None:
    world.rulebook = with_parameters(world.rulebook, ep_obligatoire=False)
    stage = journeys.saisine_recue(world)

    received = world.act(stage.dossier, "declarer_recevable", BOP)
    decided = world.act(stage.dossier, "decider_accepter", PRESIDENT, type_orientation="5")

    assert (received.state, decided.state) == ("attente_decision", "clos_reoriente")


def test_the_president_does_not_decide_before_a_mandatory_avis(world: World) -> None:
    free = with_parameters(world.rulebook, ep_obligatoire=False)
    strict, world.rulebook = world.rulebook, free
    stage = journeys.saisine_recue(world)
    world.act(stage.dossier, "declarer_recevable", BOP)
    world.rulebook = strict

    with pytest.raises(Refused) as refused:
        world.act(stage.dossier, "decider_accepter", PRESIDENT, type_orientation="5")

    assert codes(refused) == ["avis_ep_absent"]


def test_decisions_taken_in_webrsa_are_not_typed_here(world: World) -> None:
    world.rulebook = with_parameters(world.rulebook, maitre_decisions=Master.WEBRSA)
    stage = journeys.before_ep(world)

    with pytest.raises(Refused) as refused:
        world.act(stage.dossier, "accepter", EP, type_orientation="5")

    assert codes(refused) == ["decision_dans_webrsa"]
    assert world.state(stage.dossier) == "inscrit_ep"


def test_a_refusal_decided_in_webrsa_is_typed_since_no_file_tells_it(world: World) -> None:
    stage = journeys.before_ep(world)
    with pytest.raises(Refused) as refused:
        world.act(stage.dossier, "constater_refus_webrsa", BOP, motif="x")
    world.rulebook = with_parameters(world.rulebook, maitre_decisions=Master.WEBRSA)
    world.act(stage.dossier, "constater_refus_webrsa", BOP, motif="x")
    refused_here = world.state(stage.dossier)
    world.act(stage.dossier, "notifier_refus", BOP, date=f"{world.now:%Y-%m-%d}", canal="postal")

    assert codes(refused) == ["decision_prise_ici"]
    assert (refused_here, world.state(stage.dossier)) == ("refus_a_notifier", "accompagnement")
    assert [row["issue"] for row in world.rows(Demande)] == ["refusee"]
    assert [row["state"] for row in world.rows(Passage, seance_id=stage.ep)] == ["retire"]
    assert broken(world) == reconciled(world) == []


def test_the_master_of_decisions_is_that_of_the_day_of_the_act(world: World) -> None:
    stage = journeys.before_ep(world)
    today = world.rulebook.local_day(world.now)
    here = world.rulebook.parameters_at(today)
    tomorrow = today + timedelta(days=1)
    world.rulebook = replace(
        world.rulebook,
        parameters=(
            replace(here, valid_to=today, deux_niveaux=False),
            replace(here, valid_from=tomorrow, maitre_decisions=Master.WEBRSA),
        ),
    )
    world.wait(days=1)
    with pytest.raises(Refused) as too_late:
        world.act(stage.dossier, "accepter", EP, type_orientation="5")
    world.wait(days=-1)
    world.act(stage.dossier, "accepter", EP, type_orientation="5")

    assert codes(too_late) == ["decision_dans_webrsa"]
    assert world.state(stage.dossier) == "clos_reoriente"


@pytest.mark.parametrize(("allowed", "state"), [(True, "saisine_a_faire"), (False, "desaccord")])
def test_a_desaccord_goes_to_the_ep_only_where_the_departement_says_so(
    world: World, allowed: bool, state: str
) -> None:
    world.rulebook = with_parameters(world.rulebook, desaccord_vers_ep=allowed)
    stage = journeys.before_icl(world)
    world.act(stage.dossier, "rendre_desaccord", AGENT_ALI, raisons="x")

    if allowed:
        world.act(stage.dossier, "poursuivre_en_ep", BAT)
    else:
        with pytest.raises(Refused, match="ne soumet pas à l’EP"):
            world.act(stage.dossier, "poursuivre_en_ep", BAT)

    assert world.state(stage.dossier) == state
