"""Une première orientation se corrige : par le diagnostic de l’ALI, ou sur signalement."""

from rules.days.months import Month
from tests.workflow.build import (
    AGENT_ALI,
    AGENT_FT,
    AGENT_SSD,
    ALI,
    BOP,
    FRANCE_TRAVAIL,
    SERVICE_SOCIAL,
    World,
)
from workflow.files import monthly_lists
from workflow.tables.post import Outbox
from workflow.tables.subjects import Dossier, Passage


def test_correction_par_le_diagnostic_de_l_ali(world: World) -> None:
    """webRSA tague « Entretien diag » ; la personne manque un rendez-vous, est relancée, vient ;
    l’ALI partage son diagnostic et oriente seule vers le service social : ni ICL-I ni EP."""
    first = world.dossier("importer_diagnostic", service=ALI)
    world.until("2026-03-10").act(first, "constater_absence", AGENT_ALI, date="2026-03-10")
    world.until("2026-03-12").act(first, "relancer", AGENT_ALI, nature="sms")
    world.act(first, "fixer_nouveau_rdv", AGENT_ALI, date_rdv="2026-03-24")
    world.until("2026-03-24 15:00").act(
        first, "realiser_diagnostic", AGENT_ALI, date="2026-03-24", organisme="l’ALI"
    )
    born = world.until("2026-03-26").act(
        first, "orienter", AGENT_ALI, service=SERVICE_SOCIAL, type_orientation="7"
    )
    world.act(
        first, "partager_diagnostic", AGENT_ALI, date="2026-03-26", organisme="le service social"
    )
    second = born.next_dossier
    assert second is not None
    world.until("2026-03-30").act(second, "notifier", BOP, date="2026-03-30", canal="postal")
    monthly_lists.orientations(
        world.until("2026-04-08").store,
        world.rulebook,
        service=SERVICE_SOCIAL,
        month=Month(2026, 4),
        now=world.now,
        actor=BOP,
    )
    world.act(second, "fixer_rdv", AGENT_SSD, date_rdv="2026-04-10")
    world.until("2026-04-10").act(second, "honorer_rdv", AGENT_SSD, date="2026-04-10")
    world.act(second, "prendre_en_charge", AGENT_SSD)

    met = {
        rule: world.deadline(rule)["met_in_time"]
        for rule in (
            *("3A-ABSENCE", "4-DIAGNOSTIC-PARTAGE", "I-VALIDER", "D5-LISTE", "I-COURRIER"),
            *("2-RDV", "I-PRISE-EN-CHARGE"),
        )
    }
    assert world.entered(first) == [
        "diagnostic_attendu",
        "diagnostic_absence",
        "diagnostic_attendu",
        "diagnostic_realise",
        "clos_corrige",
    ]
    assert world.entered(second) == ["a_notifier", "notifie", "accompagnement"]
    assert met == dict.fromkeys(met, 1)
    assert world.row(Dossier, second)["previous_id"] == first
    assert world.row(Dossier, second)["rank"] == 2
    assert world.rows(Passage) == []
    assert world.flaws() == []


def test_signalement_par_france_travail(world: World) -> None:
    """France Travail reçoit la personne, juge l’orientation inappropriée et la signale ; le BOP
    demande une pièce, l’obtient, corrige vers l’ALI. Un mois plus tard, la liste le montre."""
    first = world.dossier("importer_oriente", service=FRANCE_TRAVAIL, origine="algorithme")
    world.until("2026-03-09").act(first, "honorer_rdv", AGENT_FT, date="2026-03-09")
    world.until("2026-03-12").act(
        first, "signaler_inappropriee", AGENT_FT, service=ALI, motif="freins sociaux"
    )
    world.until("2026-03-16").act(first, "demander_complement", BOP, piece="la fiche")
    world.until("2026-03-18").act(first, "completer_signalement", AGENT_FT)
    outcome = world.until("2026-03-20").act(
        first, "accepter_correction", BOP, service=ALI, type_orientation="5"
    )
    second = outcome.next_dossier
    assert second is not None
    world.until("2026-03-23").act(second, "notifier", BOP, date="2026-03-23", canal="recommande")

    told = [(row["occasion"], row["recipient"]) for row in world.rows(Outbox)]
    assert world.entered(first) == [
        *("notifie", "signale", "signalement_incomplet", "signale", "clos_corrige"),
    ]
    assert world.row(Dossier, second)["origine"] == "signalement"
    assert world.row(Dossier, second)["service_id"] == ALI
    assert told == [
        ("signalement_recu", "role:bop"),
        ("complement_demande", "service:2"),
        ("orientation_notifiee", "service:1"),
        ("orientation_notifiee", "service:2"),
    ]
    assert world.deadline("D5-LISTE")["status"] == "ouverte"
    assert world.rows(Passage) == []
    assert world.flaws() == []
