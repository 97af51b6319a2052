"""Une réorientation, de la fiche A.1 au premier rendez-vous ; un soutien ; un désaccord."""

import pytest

from rules.refusals import Refused
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    AGENT_FT,
    AGENT_SSD,
    ALI,
    BAT,
    BOP,
    EP,
    FRANCE_TRAVAIL,
    PRESIDENT,
    SERVICE_SOCIAL,
    World,
)
from tests.workflow.invariants import broken, reconciled
from workflow.tables.post import Outbox
from workflow.tables.subjects import Demande, Dossier, Passage, Seance
from workflow.tables.trail import DeadlineRow


def test_reorientation_de_la_fiche_au_premier_rendez_vous(world: World) -> None:
    """L’ALI consulte la personne, l’inscrit ; les services envoient leur tableau à temps ; l’ICL-I
    est favorable, l’EP aussi ; le président décide ; le courrier part, France Travail reçoit."""
    icl = world.seance("2026-03-19")
    ep = world.seance("2026-03-27", genre="ep", circonscription=None)
    first = journeys.consulted(world)
    world.until("2026-03-05").act(first, "inscrire", AGENT_ALI, seance=icl)
    world.convene(icl, "preparer", BAT)
    for service, agent in ((ALI, AGENT_ALI), (FRANCE_TRAVAIL, AGENT_FT)):
        world.convene(icl, "partager_tableau", agent, service=service)
        world.act(first, "repondre", agent, service=service, reponse="connu")
        world.until("2026-03-16").convene(icl, "transmettre_tableau", agent, service=service)
    world.until("2026-03-17").convene(icl, "arreter", BAT)
    world.until("2026-03-19 09:30").convene(icl, "ouvrir", BAT)
    journeys.favorable(world, first)
    world.until("2026-03-19 12:00").convene(icl, "lever", BAT)
    world.until("2026-03-20").act(first, "deposer_saisine", AGENT_ALI, canal="mail")
    world.until("2026-03-23").act(first, "declarer_recevable", BOP)
    world.act(first, "inscrire_ep", BOP, seance=ep)
    world.sit(ep, BOP)
    world.act(first, "accepter", EP, type_orientation="5")
    world.convene(ep, "lever", BOP)
    decision = world.until("2026-03-30").act(
        first, "decider_accepter", PRESIDENT, type_orientation="5"
    )
    second = decision.next_dossier
    assert second is not None
    world.until("2026-04-01").act(second, "notifier", BOP, date="2026-04-01", canal="postal")
    world.act(second, "fixer_rdv", AGENT_FT, date_rdv="2026-04-09")
    world.until("2026-04-09 14:00").act(second, "honorer_rdv", AGENT_FT, date="2026-04-09")
    world.act(second, "prendre_en_charge", AGENT_FT)

    demande = world.row(Demande, 1)
    assert [row["state"] for row in world.rows(Passage)] == ["favorable", "accepte"]
    assert (demande["issue"], demande["accord_allocataire"]) == ("acceptee", 1)
    assert world.state(first) == "clos_reoriente"
    assert world.entered(second) == ["a_notifier", "notifie", "accompagnement"]
    assert (world.row(Dossier, second)["rank"], world.row(Dossier, second)["service_id"]) == (2, 2)
    assert world.deadline("D27-UN-MOIS")["met_in_time"] == 1
    assert world.deadline("2-RDV", dossier_id=second)["met_in_time"] == 1
    assert {row["recipient"] for row in world.rows(Outbox, occasion="orientation_notifiee")} == {
        "service:1",
        "service:2",
    }
    assert world.row(Seance, icl)["state"] == "tenue"
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_soutien_technique_converti_en_reorientation(world: World) -> None:
    """L’ALI vient chercher un conseil ; la personne, consultée, veut changer de service : la même
    ligne devient une demande, et passe en séance comme telle."""
    icl = world.seance("2026-04-09")
    dossier, line = journeys.soutien(world, icl)
    world.until("2026-03-10")
    journeys.presaisine(world, dossier)
    world.act(dossier, "consulter", AGENT_ALI, date="2026-03-10", accord="oui")

    world.act(dossier, "convertir", AGENT_ALI, passage=line)
    converted = world.row(Passage, line)
    world.sit(icl)
    journeys.favorable(world, dossier)

    assert (converted["nature"], converted["state"]) == ("reorientation", "inscrit")
    assert converted["demande_id"] == world.row(Demande, 1)["id"]
    assert world.entered(dossier) == [
        *("accompagnement", "presaisine", "en_icl", "saisine_a_faire"),
    ]
    assert len(world.rows(Passage)) == 1
    assert broken(world) == reconciled(world) == world.flaws() == []


@pytest.mark.parametrize("issue", ["entree", "maintien", "fin", "non_retenu"])
def test_accompagnement_global_propose_en_icl(world: World, issue: str) -> None:
    """Le service social propose un accompagnement global : ni demande, ni accord, ni EP, ni
    courrier ; l’issue est sur la ligne, et le dossier n’a pas bougé."""
    icl = world.seance("2026-04-09")
    dossier = world.dossier(service=SERVICE_SOCIAL)
    world.act(dossier, "inscrire_ligne", AGENT_SSD, seance=icl, nature="accompagnement_global")
    world.sit(icl)
    with pytest.raises(Refused, match="d’accompagnement global"):
        world.act(dossier, "rendre_soutien", AGENT_ALI, preconisations="x")
    world.act(dossier, "rendre_accompagnement_global", AGENT_ALI, issue=issue)
    (line,) = world.rows(Passage)

    assert (line["state"], line["issue"], line["demande_id"]) == (
        *("accompagnement_global_rendu", issue),
        None,
    )
    assert world.entered(dossier) == ["accompagnement"]
    assert world.rows(Demande) == []
    assert world.rows(DeadlineRow, rule="I-COURRIER") == []
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_desaccord_reexamine_puis_maintenu(world: World) -> None:
    """Les services ne sont pas d’accord ; le BAT fait réexaminer, le désaccord demeure, le service
    référent est maintenu : la demande se clôt, la personne reste accompagnée."""
    stage = journeys.before_icl(world, "2026-04-09")
    world.act(stage.dossier, "rendre_desaccord", AGENT_ALI, raisons="chacun la sienne")
    world.convene(stage.icl, "lever", BAT)
    world.until("2026-04-13").act(stage.dossier, "reexaminer", BAT)
    again = world.seance("2026-05-12")
    world.act(stage.dossier, "inscrire", AGENT_ALI, seance=again)
    world.sit(again)
    world.act(stage.dossier, "rendre_desaccord", AGENT_ALI, raisons="encore")
    world.until("2026-05-13").act(stage.dossier, "maintenir_service", BAT, motif="rien de neuf")

    assert world.entered(stage.dossier)[2:] == [
        *("en_icl", "desaccord", "a_reinscrire", "en_icl", "desaccord", "accompagnement"),
    ]
    assert world.row(Demande, 1)["issue"] == "maintenue"
    assert world.deadline("D27-UN-MOIS")["status"] == "annulee"
    assert world.row(Dossier, stage.dossier)["service_id"] == ALI
    assert world.rows(Outbox)[-1]["occasion"] == "demande_maintenue"
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_refus_notifie_et_demande_close(world: World) -> None:
    """Le président refuse : un courrier motivé part, la demande se clôt, l’accompagnement
    continue dans le même dossier."""
    stage = journeys.attente_decision(world)
    world.wait(days=1).act(stage.dossier, "decider_refuser", PRESIDENT, motif="projet en cours")
    today = world.now.date().isoformat()
    world.act(stage.dossier, "notifier_refus", BOP, date=today, canal="postal")

    assert world.entered(stage.dossier)[-2:] == ["refus_a_notifier", "accompagnement"]
    assert world.row(Demande, 1)["issue"] == "refusee"
    assert len(world.rows(Dossier)) == 1
    assert broken(world) == reconciled(world) == world.flaws() == []
