"""Ce qui arrive à tout moment : déménager, perdre puis retrouver son droit, mourir, souhaiter."""

import json

import pytest

from rules.actors import WEBRSA
from rules.refusals import Refused
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    BAT,
    BOP,
    ELSEWHERE,
    FRANCE_TRAVAIL,
    PRESIDENT,
    World,
    paris,
)
from tests.workflow.invariants import broken, reconciled
from workflow.database.instants import from_micros, to_micros
from workflow.tables.post import Outbox
from workflow.tables.subjects import Demande, Dossier, Passage
from workflow.tables.trail import DeadlineRow, JournalRow


def test_demenagement_dans_le_departement(world: World) -> None:
    """Inscrite à l’ICL-I de Bobigny, la personne déménage à Saint-Denis : sa demande y est
    réacheminée avec son ancienneté, et vise l’ICL-I de là-bas."""
    there = world.seance("2026-04-23", circonscription=ELSEWHERE)
    stage = journeys.en_icl(world, "2026-04-09")
    opened = world.row(Demande, 1)["opened_at"]
    world.until("2026-03-16").act(
        stage.dossier, "demenager_intra", BOP, circonscription=ELSEWHERE, date="2026-03-14"
    )
    with pytest.raises(Refused, match="est celle de la circonscription 93-01"):
        world.act(stage.dossier, "inscrire", AGENT_ALI, seance=stage.icl)
    aimed = world.deadline("I-INSCRIRE", dossier_id=stage.dossier, status="ouverte")
    world.act(stage.dossier, "inscrire", AGENT_ALI, seance=there)

    assert aimed["seance_id"] == there
    assert world.entered(stage.dossier)[-3:] == ["en_icl", "a_reinscrire", "en_icl"]
    assert [(r["seance_id"], r["state"]) for r in world.rows(Passage)] == [
        (stage.icl, "reporte"),
        (there, "inscrit"),
    ]
    assert world.row(Demande, 1)["opened_at"] == opened == to_micros(paris("2026-03-02"))
    assert world.row(Dossier, stage.dossier)["address_changed"] == "2026-03-14"
    assert [row["recipient"] for row in world.rows(Outbox, occasion="demande_reroutee")] == [
        "service:1",
        "role:bat:93-02",
    ]
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_droit_ferme_puis_repris(world: World) -> None:
    """Le droit se ferme pendant la demande : la ligne est retirée, la demande close sans objet, et
    cela est dit. Trois semaines après il reprend : le dossier rouvre où il accompagnait."""
    stage = journeys.en_icl(world, "2026-04-09")
    world.until("2026-03-16").act(stage.dossier, "fermer_droit", BOP, date="2026-03-16")
    closed = world.row(Dossier, stage.dossier)
    line = world.row(Passage, 1)
    world.until("2026-04-06").act(
        stage.dossier, "rouvrir", BOP, date="2026-04-06", motif="ressources revues"
    )
    again = journeys.presaisine(world, stage.dossier)

    told = {row["occasion"] for row in world.rows(Outbox)}
    assert (closed["state"], closed["droit"]) == ("clos_droit_ferme", "ferme")
    assert (line["state"], line["open"]) == ("retire", 0)
    assert {"demande_sans_objet", "ligne_retiree"} <= told
    assert [row["issue"] for row in world.rows(Demande)] == ["sans_objet", None]
    assert world.entered(again)[-2:] == ["accompagnement", "presaisine"]
    assert world.row(Dossier, again)["droit"] == "ouvert"
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_deces(world: World) -> None:
    """La personne meurt pendant l’instruction : tout s’arrête, et aucun courrier ne part."""
    stage = journeys.saisine_recue(world)
    world.wait(days=3)
    before = len(world.rows(Outbox))
    day = world.now.date().isoformat()
    world.act(stage.dossier, "deceder", BOP, date=day)
    told = [row["occasion"] for row in world.rows(Outbox)[before:]]
    world.wait(days=90).tick()
    with pytest.raises(Refused) as refused:
        world.act(stage.dossier, "rouvrir", BOP, date=day, motif="x")

    watching = [
        row
        for row in world.rows(DeadlineRow)
        if row["status"] == "ouverte" and row["kind"] in ("dossier", "personne")
    ]
    assert world.state(stage.dossier) == "clos_deces"
    assert told == ["demande_sans_objet"]
    assert watching == []
    assert [refusal.code for refusal in refused.value.refusals] == ["hors_etat"]
    assert world.rows(JournalRow, kind="dossier", act="escalade") == []
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_le_souhait_de_la_personne_est_entendu(world: World) -> None:
    """La personne dit vouloir changer de service ; personne ne répond, les rappels montent ; la
    demande ouverte ensuite est la réponse, et le délai de deux mois est tenu."""
    dossier = world.dossier()
    world.act(
        dossier,
        "exprimer_souhait",
        BOP,
        date="2026-03-02",
        canal="courrier",
        recueilli_par="accueil",
        paroles="je veux France Travail",
    )
    world.until("2026-04-29").tick()
    reminded = [
        json.loads(row["data"])["rule"]
        for row in world.rows(Outbox)
        if row["recipient"] == "service:1" and row["occasion"].startswith("echeance_")
    ]
    world.until("2026-04-30")
    journeys.presaisine(world, dossier, wished=FRANCE_TRAVAIL)

    heard = world.deadline("D28-DEUX-MOIS")
    assert "D28-DEUX-MOIS" in reminded
    assert (heard["status"], heard["met_in_time"]) == ("tenue", 1)
    assert "souhait_entendu" in [fact.code for fact in world.facts(dossier)]
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_un_recours_a_deux_mois_pour_sa_reponse(world: World) -> None:
    """Un recours arrive au BOP ; personne ne répond, l’alerte monte jusqu’au département à
    l’échéance ; la réponse tardive le clôt, et il n’y a rien d’autre à quoi répondre."""
    dossier = world.dossier()
    with pytest.raises(Refused) as nothing:
        world.act(dossier, "repondre_recours", BOP, issue="rejete", motif="x")
    world.act(dossier, "recevoir_recours", BOP, date="2026-03-02")
    told = [row["recipient"] for row in world.rows(Outbox, occasion="recours_recu")]
    due = from_micros(world.deadline("L-RAPO")["due_at"])
    world.until("2026-05-04").tick()
    raised = {row["recipient"] for row in world.rows(Outbox) if '"L-RAPO"' in row["data"]}
    world.act(dossier, "repondre_recours", BOP, issue="rejete", motif="décision fondée")
    answered = world.deadline("L-RAPO")

    assert [refusal.code for refusal in nothing.value.refusals] == ["aucun_recours"]
    assert told == ["role:bop"]
    assert f"{due:%Y-%m-%d}" == "2026-05-02"
    assert raised == {"role:manager:93-01"}
    assert (answered["status"], answered["met_in_time"]) == ("tenue", 0)
    assert world.state(dossier) == "accompagnement"
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_le_courrier_d_un_dossier_clos_se_conteste_aussi(world: World) -> None:
    """Le droit est fermé, puis un recours arrive contre le courrier reçu avant : il court comme
    un autre, alerte, et se répond dans le dossier resté clos."""
    dossier = world.dossier()
    world.act(dossier, "fermer_droit", BOP, date="2026-03-02")
    world.until("2026-03-10").act(dossier, "recevoir_recours", BOP, date="2026-03-09")
    told = [row["recipient"] for row in world.rows(Outbox, occasion="recours_recu")]
    due = from_micros(world.deadline("L-RAPO")["due_at"])
    world.until("2026-05-10").tick()
    raised = {row["recipient"] for row in world.rows(Outbox) if '"L-RAPO"' in row["data"]}
    world.act(dossier, "repondre_recours", PRESIDENT, issue="rejete", motif="tardif")

    assert told == ["role:bop"]
    assert f"{due:%Y-%m-%d}" == "2026-05-09"
    assert raised == {"role:manager:93-01"}
    assert world.deadline("L-RAPO")["status"] == "tenue"
    assert world.state(dossier) == "clos_droit_ferme"
    assert broken(world) == reconciled(world) == world.flaws() == []


@pytest.mark.parametrize("end", ["muter", "deceder"])
def test_un_recours_en_cours_se_repond_apres_la_fin_du_dossier(world: World, end: str) -> None:
    """Le dossier finit pendant l’instruction du recours : la réponse reste possible, et le délai
    ne court pas sans fin."""
    dossier = world.dossier()
    world.act(dossier, "recevoir_recours", BOP, date="2026-03-02")
    world.until("2026-03-04").act(dossier, end, BOP, date="2026-03-03")
    pending = world.deadline("L-RAPO")["status"]
    world.act(dossier, "repondre_recours", BOP, issue="sans_objet", motif="plus d’objet")

    assert pending == "ouverte"
    assert world.deadline("L-RAPO")["status"] == "tenue"
    with pytest.raises(Refused, match="Aucun recours"):
        world.act(dossier, "repondre_recours", BOP, issue="rejete", motif="x")
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_un_recours_ne_se_recoit_pas_dans_un_doublon(world: World) -> None:
    """Le recours est reçu dans le dossier conservé."""
    kept, double = world.dossier(), world.dossier()
    world.act(double, "declarer_doublon", BOP, dossier_maitre=kept, motif="même personne")
    with pytest.raises(Refused) as refused:
        world.act(double, "recevoir_recours", BOP, date="2026-03-02")
    world.act(kept, "recevoir_recours", BOP, date="2026-03-02")

    assert [one.code for one in refused.value.refusals] == ["hors_etat"]
    assert world.deadline("L-RAPO")["status"] == "ouverte"


def test_apres_une_demande_sans_suite_le_point_de_parcours_veille_de_nouveau(
    world: World,
) -> None:
    """La demande est retirée ; la personne revient en accompagnement, et six mois plus tard son
    service est relancé s’il n’a pas fait le point : personne n’est oublié."""
    dossier = journeys.presaisine(world)
    asking = [row["status"] for row in world.rows(DeadlineRow, rule="I-POINT-PARCOURS")]
    world.wait(days=1)
    world.act(dossier, "retirer_demande", AGENT_ALI, motif="elle préfère rester")
    back = world.rows(DeadlineRow, rule="I-POINT-PARCOURS")
    world.wait(days=190).tick()

    assert "ouverte" not in asking
    assert [row["status"] for row in back].count("ouverte") == 1
    assert "I-POINT-PARCOURS" in [json.loads(row["data"]).get("rule") for row in world.rows(Outbox)]
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_une_orientation_plus_recente_de_webrsa_remplace_celle_d_ici(world: World) -> None:
    """L’ALI a fait son diagnostic sans le partager ; webRSA porte déjà un rang plus récent : le
    dossier d’ici se ferme, le suivant naît notifié, et plus rien n’est attendu de l’ALI."""
    first = world.dossier("importer_diagnostic")
    world.act(first, "realiser_diagnostic", AGENT_ALI, date="2026-03-02", organisme="l’ALI")
    outcome = world.wait(days=1).act(
        first, "remplacer", WEBRSA, service=FRANCE_TRAVAIL, type_orientation="5", rang="3"
    )
    second = outcome.next_dossier
    assert second is not None

    assert world.entered(first)[-1] == "clos_remplace"
    assert world.deadline("4-DIAGNOSTIC-PARTAGE")["status"] == "annulee"
    assert world.entered(second) == ["notifie"]
    assert world.row(Dossier, second)["rank"] == 3
    assert world.deadline("2-RDV")["dossier_id"] == second
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_une_erreur_se_corrige_par_un_acte_motive(world: World) -> None:
    """Le BAT ajourne la mauvaise ligne ; le BOP corrige : la ligne, l’état et les délais sont ceux
    d’avant, et le journal garde l’erreur comme sa correction."""
    stage = journeys.before_icl(world)
    before = world.row(Passage, 1)
    world.act(stage.dossier, "ajourner", BAT, motif="erreur de ligne")
    world.wait(hours=1).correct(stage.dossier, motif="ce n’était pas la bonne ligne")
    restored = world.row(Passage, 1)
    journeys.favorable(world, stage.dossier)

    acts = [row["act"] for row in world.rows(JournalRow, kind="dossier")]
    assert restored == before
    assert world.state(stage.dossier) == "saisine_a_faire"
    assert acts[-3:] == ["ajourner", "corriger", "rendre_favorable"]
    assert broken(world) == reconciled(world) == world.flaws() == []
