"""Every guard of the procedure: once satisfied, once not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rules.actors import SYSTEM, WEBRSA, Genre
from rules.facts import Fact
from rules.guards import (
    agenda,
    attente,
    competence,
    decision,
    demande,
    droit,
    ligne,
    minutes,
    orientation,
    parcours,
    priorites,
    saisine,
    seance,
    suivi,
    suspension,
    temps,
    territoire,
)
from rules.parameters import Master, Parameters
from rules.refusals import Refusal
from rules.seances.kinds import Body, SeanceKind
from rules.situation import Act, Situation
from rules.subjects import Subject, SubjectKind
from rules.territory import Circonscription, Commune, Territory
from states.forms import DATE_RDV, DATE_RDV_PASSE
from states.procedure import PROCEDURE
from tests.rules.letter_cases import LETTER_CASES
from tests.rules.point_cases import POINT_CASES
from tests.rules.seat_cases import SEAT_CASES
from tests.rules.tableau_cases import TABLEAU_ACTOR_CASES, TABLEAU_CASES
from tests.situations import (
    AGENT_ALI,
    BAT,
    BOP,
    CANDIDATE,
    DEMANDE,
    DOSSIER,
    EP,
    FRANCE_TRAVAIL,
    ICL,
    KIND,
    KIND_APPUI,
    KIND_EP,
    KIND_GRENOBLE,
    NOW,
    PASSAGE,
    REFERENT,
    SERVICE,
    SERVICE_SOCIAL,
    SITUATION,
    TODAY,
    act,
    fact,
    vary,
)

Guard = Callable[[Situation, Act], Refusal | None]


def says(**values: object) -> Situation:
    return replace(SITUATION, values=values)


def dossier(**changes: Any) -> Situation:
    return vary(dossier=replace(DOSSIER, **changes))


def request(values: dict[str, object] | None = None, **changes: Any) -> Situation:
    return vary(demande=replace(DEMANDE, **changes), values=values or {})


def named(kind: SeanceKind = KIND, **changes: Any) -> Situation:
    """The act names séance 3."""
    return vary(seance=replace(ICL, **changes), kind=kind, values={"seance": 3})


def before(kind: SeanceKind = KIND, **changes: Any) -> Situation:
    """The line, or the séance itself, stands there; the act names none."""
    return vary(seance=replace(ICL, **changes), kind=kind, passage=PASSAGE)


def line(values: dict[str, object] | None = None, **changes: Any) -> Situation:
    return vary(passage=replace(PASSAGE, **changes), values=values or {})


def settling(values: dict[str, object] | None = None, **changes: Any) -> Situation:
    """A séance of Grenoble settles its agenda: seven lines for six places."""
    lines = tuple(replace(CANDIDATE, line=number) for number in range(1, 8))
    changes = {"kind": KIND_GRENOBLE, "candidates": lines, **changes}
    return vary(seance=ICL, values=values or {}, **changes)


def law(**changes: Any) -> Situation:
    return vary(parameters=Parameters(**changes))


def redrawn(situation: Situation) -> Situation:
    """C1 ended yesterday, C2 has its commune since today."""
    commune = Commune(name="Bobigny", insee="93008")
    ended = Circonscription(
        code="C1", label="Nord", communes=(commune,), valid_to=TODAY - timedelta(days=1)
    )
    begun = Circonscription(code="C2", label="Est", communes=(commune,), valid_from=TODAY)
    return replace(situation, territory=Territory(circonscriptions=(ended, begun)))


def following(to: str, **changes: Any) -> Situation:
    """A dossier of C1 that stands before a séance is to follow the map there, of today."""
    values = {"circonscription": to, "date": TODAY}
    return replace(before(**changes), values=values)


def knowing(*facts: Any, **changes: Any) -> Situation:
    return vary(facts=facts, **changes)


BY_XML = fact("saisine_deposee", 1, canal="xml")
BY_MAIL = fact("saisine_autre_canal", 2, canal="mail")
YESTERDAY = NOW - timedelta(days=1)
TOMORROW = NOW + timedelta(days=1)
BY_ALI, BY_BAT, BY_BOP = act(actor=AGENT_ALI), act(actor=BAT), act(actor=BOP)
TO_ALI = {"service": SERVICE.id}
HELD = fact(
    "delai_suspendu", -3, regle="I-EP", du=f"{TODAY - timedelta(days=3)}", nature="tiers_attendu"
)


def _waits(line: int) -> Fact:
    left: dict[str, Any] = {"nature": "soutien", "seance": 3, "genre_seance": "instance"}
    return fact("ligne_a_reinscrire", ligne=line, **left)


SET_AGAIN: dict[str, Any] = {"regle": "I-EP", "ouverture": "dossier:1:1:0"}
SET = fact("delai_fixe", -3, le=f"{TODAY}", nature="date_convenue", **SET_AGAIN)
RESUMED = fact("delai_repris", -1, regle="I-EP", date=f"{TODAY - timedelta(days=1)}")

# guard, a situation that satisfies it, one that does not, the code of the refusal
CASES: list[tuple[Guard, Situation, Situation, str]] = [
    (droit.droit_ouvert, SITUATION, dossier(droit="suspendu"), "droit_non_ouvert"),
    (droit.droit_suspendu, dossier(droit="suspendu"), SITUATION, "droit_non_suspendu"),
    (
        droit.aucun_dossier_ouvert,
        SITUATION,
        vary(other_open_dossier=True),
        "dossier_deja_ouvert",
    ),
    (competence.service_competent, says(**TO_ALI), says(service=99), "service_inconnu"),
    (
        competence.service_competent,
        vary(values=TO_ALI, service=replace(SERVICE, circonscriptions=frozenset())),
        vary(values=TO_ALI, service=replace(SERVICE, circonscriptions=frozenset({"C2"}))),
        "service_incompetent",
    ),
    (
        competence.service_competent,
        says(service_souhaite=SERVICE.id),
        vary(values=TO_ALI, service=replace(SERVICE, active=False)),
        "service_inactif",
    ),
    (
        competence.accueil_competent,
        vary(wished=replace(SERVICE, circonscriptions=frozenset())),
        vary(wished=replace(SERVICE, circonscriptions=frozenset({"C2"}))),
        "service_incompetent",
    ),
    (
        competence.accueil_competent,
        vary(wished=replace(SERVICE, active=False), values=TO_ALI),
        vary(wished=replace(SERVICE, active=False)),
        "service_inactif",
    ),
    (
        competence.service_different,
        says(service_souhaite=SERVICE.id),
        says(service_souhaite=FRANCE_TRAVAIL),
        "service_identique",
    ),
    (
        competence.service_ali,
        says(**TO_ALI),
        vary(values=TO_ALI, service=replace(SERVICE, genre=Genre.SERVICE_SOCIAL)),
        "diagnostic_hors_ali",
    ),
    (
        competence.pour_son_service,
        says(service=FRANCE_TRAVAIL),
        says(service=SERVICE_SOCIAL),
        "service_d_un_autre",
    ),
    (
        competence.coordonnees_connues,
        SITUATION,
        vary(service=replace(SERVICE, reachable=False)),
        "coordonnees_inconnues",
    ),
    (competence.coordonnees_connues, SITUATION, vary(service=None), "coordonnees_inconnues"),
    (
        orientation.diagnostic_unique,
        knowing(fact("diagnostic_realise", subject=2)),
        knowing(fact("diagnostic_realise")),
        "diagnostic_deja_fait",
    ),
    (
        orientation.diagnostic_unique,
        knowing(fact("diagnostic_realise"), values={"justification": "situation changée"}),
        knowing(fact("diagnostic_realise")),
        "diagnostic_deja_fait",
    ),
    (
        orientation.diagnostic_fait,
        knowing(fact("diagnostic_realise")),
        SITUATION,
        "diagnostic_absent",
    ),
    (
        orientation.relance_faite,
        knowing(fact("rdv_manque", -5), fact("relance", -2)),
        knowing(fact("relance", -5), fact("rdv_manque", -2)),
        "relance_absente",
    ),
    (orientation.signalement_ouvert, SITUATION, dossier(rank=2), "signalement_impossible"),
    (
        orientation.signalement_ouvert,
        dossier(rank=None),
        dossier(rank=3),
        "signalement_impossible",
    ),
    (
        orientation.signalement_ouvert,
        dossier(genre=Genre.SERVICE_SOCIAL),
        dossier(genre=Genre.ALI),
        "signalement_impossible",
    ),
    (
        orientation.premier_rendez_vous_recent,
        knowing(fact("rdv_honore", -15)),
        knowing(fact("rdv_honore", -16), fact("rdv_honore", -1)),
        "signalement_tardif",
    ),
    (
        orientation.premier_rendez_vous_recent,
        SITUATION,
        knowing(fact("rdv_honore", -60)),
        "signalement_tardif",
    ),
    (demande.aucune_demande_ouverte, SITUATION, request(), "demande_deja_ouverte"),
    (
        demande.reorientation_examinee,
        vary(examining=frozenset({Body.DECISION})),
        vary(examining=frozenset()),
        "reorientation_sans_seance",
    ),
    (
        demande.sans_concertation,
        vary(examining=frozenset({Body.DECISION})),
        vary(examining=frozenset(Body)),
        "concertation_attendue",
    ),
    (
        demande.consultation_connue,
        request(),
        request(consulted=None),
        "consultation_absente",
    ),
    (
        demande.consultation_connue,
        request(consulted=None, consultation_impossible=True),
        request(consulted=None),
        "consultation_absente",
    ),
    (
        demande.accord_connu,
        request(accord_allocataire=False),
        request(accord_allocataire=None),
        "accord_inconnu",
    ),
    (
        demande.refus_accueil_motive,
        says(accord_accueil=False, motif_refus_accueil="complet"),
        says(accord_accueil=False),
        "refus_accueil_sans_motif",
    ),
    (
        demande.desaccord_peut_aller_en_ep,
        SITUATION,
        law(desaccord_vers_ep=False),
        "desaccord_sans_ep",
    ),
    (saisine.canal_permis, says(canal="mail"), says(canal="xml"), "canal_reserve_ali"),
    (
        saisine.canal_nouveau,
        knowing(BY_XML, BY_MAIL, values={"canal": "webrsa"}),
        knowing(BY_XML, BY_MAIL, values={"canal": "mail"}),
        "saisine_deja_recue",
    ),
    (
        saisine.canal_nouveau,
        knowing(BY_XML, BY_MAIL, fact("saisine_deposee", 3, canal="xml"), values={"canal": "mail"}),
        knowing(BY_XML, BY_MAIL, values={"canal": "xml"}),
        "saisine_deja_recue",
    ),
    (
        saisine.numero_webrsa_donne,
        says(canal="webrsa", numero_webrsa="12"),
        says(canal="webrsa"),
        "champ_manquant",
    ),
    (
        saisine.date_de_saisie_donnee,
        says(canal="webrsa", saisie_le=TODAY),
        says(canal="webrsa"),
        "champ_manquant",
    ),
    (
        saisine.avis_accueil_pour_le_fichier,
        request({"canal": "mail"}, accord_accueil=None),
        request({"canal": "xml"}, accord_accueil=None),
        "avis_accueil_inconnu",
    ),
    (
        decision.decision_ici,
        SITUATION,
        law(maitre_decisions=Master.WEBRSA),
        "decision_dans_webrsa",
    ),
    (
        decision.decision_webrsa,
        law(maitre_decisions=Master.WEBRSA),
        SITUATION,
        "decision_prise_ici",
    ),
    (
        decision.avis_ep_anterieur,
        knowing(fact("avis_ep_rendu"), demande=DEMANDE),
        knowing(fact("avis_ep_rendu", -30), demande=DEMANDE),
        "avis_ep_absent",
    ),
    (
        decision.avis_ep_anterieur,
        law(ep_obligatoire=False),
        knowing(fact("avis_ep_rendu", +1)),
        "avis_ep_absent",
    ),
    (decision.ep_au_programme, SITUATION, law(ep_obligatoire=False), "ep_facultative"),
    (
        agenda.ajustements_coherents,
        settling({"retenir": (7,), "reporter": (1,), "deplacer": ((7, 1),)}),
        settling({"retenir": (8,)}),
        "ligne_absente",
    ),
    (
        agenda.ajustements_coherents,
        settling({"reporter": (7,)}),
        settling({"deplacer": ((1, 2),), "reporter": (1,)}),
        "ajustement_contradictoire",
    ),
    (
        agenda.rangs_possibles,
        settling({"retenir": (7,), "deplacer": ((7, 7),)}),
        settling({"deplacer": ((7, 1),)}),
        "ligne_non_retenue",
    ),
    (
        agenda.rangs_possibles,
        settling({"deplacer": ((1, 6),)}),
        settling({"deplacer": ((1, 7),)}),
        "rang_impossible",
    ),
    (
        agenda.rangs_possibles,
        settling({"deplacer": ((1, 2), (2, 1))}),
        settling({"deplacer": ((1, 2), (2, 2))}),
        "rang_impossible",
    ),
    (
        agenda.ajustement_motive,
        settling({"reporter": (1,), "motif": "absence"}),
        settling({"reporter": (1,)}),
        "ajustement_sans_motif",
    ),
    (
        agenda.capacite_suffisante,
        settling(candidates=(CANDIDATE,)),
        settling(),
        "capacite_depassee",
    ),
    (priorites.priorite_possible, says(priorite=1), says(priorite=0), "champ_invalide"),
    (
        priorites.priorite_libre,
        vary(proposed={7: 1, 8: None}, values={"priorite": 2}),
        vary(proposed={7: 1, 8: None}, values={"priorite": 1}),
        "priorite_prise",
    ),
    (
        priorites.priorite_libre,
        vary(proposed={7: None}),
        vary(proposed={7: 1}, values={"priorite": 1}),
        "priorite_prise",
    ),
    (seance.seance_connue, named(), says(seance=3), "seance_inconnue"),
    (seance.seance_icl, named(), named(KIND_EP), "seance_d_un_autre_genre"),
    (seance.seance_ep, named(KIND_EP), named(), "seance_d_un_autre_genre"),
    (
        seance.seance_competente,
        named(circonscription=None),
        named(circonscription="C2"),
        "seance_incompetente",
    ),
    (seance.seance_non_arretee, named(), named(state="arretee"), "seance_arretee"),
    (seance.seance_a_venir, named(held=NOW), named(held=YESTERDAY), "seance_passee"),
    (
        seance.lieu_de_la_seance,
        vary(kind=KIND_EP),
        vary(kind=KIND),
        "circonscription_manquante",
    ),
    (
        seance.lieu_de_la_seance,
        vary(kind=KIND, values={"circonscription": "C1"}),
        vary(kind=KIND),
        "circonscription_manquante",
    ),
    (
        seance.seance_competente,
        redrawn(named(circonscription="C2")),
        redrawn(named(circonscription="C1")),
        "circonscription_arretee",
    ),
    (
        territoire.circonscription_du_jour,
        redrawn(says(date_seance=TODAY, circonscription="C2")),
        redrawn(says(date_seance=TODAY, circonscription="C1")),
        "circonscription_arretee",
    ),
    (
        territoire.circonscription_du_jour,
        redrawn(vary(seance=ICL, values={"date_seance": TODAY - timedelta(days=1)})),
        redrawn(vary(seance=ICL, values={"date_seance": TODAY})),
        "circonscription_arretee",
    ),
    (
        territoire.circonscription_du_jour,
        redrawn(says(date_seance=TODAY)),
        redrawn(says(date_seance=TODAY - timedelta(days=1), circonscription="C2")),
        "circonscription_a_venir",
    ),
    (
        territoire.circonscription_actuelle,
        redrawn(says(circonscription="C2")),
        redrawn(says(circonscription="C1")),
        "circonscription_arretee",
    ),
    (
        territoire.autre_circonscription,
        following("C2"),
        following("C1"),
        "circonscription_inchangee",
    ),
    (
        territoire.secteur_a_attribuer,
        dossier(circonscription=None),
        dossier(circonscription="C1"),
        "secteur_attribue",
    ),
    (
        territoire.secteur_du_service,
        says(circonscription="C1"),
        vary(
            service=replace(SERVICE, circonscriptions=frozenset({"C2"})),
            values={"circonscription": "C1"},
        ),
        "secteur_hors_service",
    ),
    (
        territoire.ligne_libre_de_suivre,
        following("C2", held=NOW),
        following("C2", held=YESTERDAY),
        "resultat_attendu",
    ),
    (
        territoire.ligne_sans_resultat_attendu,
        following("C2", held=NOW),
        following("C2", held=YESTERDAY),
        "resultat_attendu",
    ),
    (
        territoire.ligne_libre_de_suivre,
        following("C2", circonscription=None, held=YESTERDAY),
        following("C3", circonscription="C2"),
        "ligne_ailleurs",
    ),
    (
        seance.nouvelle_date_a_venir,
        says(date_seance=TODAY),
        says(date_seance=TODAY - timedelta(days=1)),
        "nouvelle_date_passee",
    ),
    (seance.jour_de_seance, before(held=NOW), before(held=TOMORROW), "seance_pas_encore"),
    (
        seance.resultats_saisis,
        vary(passages=(replace(PASSAGE, state="favorable"),)),
        vary(passages=(PASSAGE,)),
        "resultats_manquants",
    ),
    (
        seance.seance_commencee,
        before(state="ouverte"),
        before(state="arretee"),
        "seance_non_ouverte",
    ),
    (
        seance.seance_commencee,
        before(state="close"),
        before(state="annulee"),
        "seance_non_ouverte",
    ),
    (
        minutes.complement_donne,
        says(suites="Une formation"),
        says(),
        "complement_vide",
    ),
    (
        minutes.remarque_et_ligne,
        says(ligne=3, remarque="à revoir"),
        says(ligne=3),
        "remarque_sans_ligne",
    ),
    (
        minutes.remarque_et_ligne,
        says(suites="Une formation"),
        says(remarque="à revoir"),
        "remarque_sans_ligne",
    ),
    (ligne.devant_icl, before(), before(KIND_EP), "devant_une_autre_instance"),
    (ligne.devant_icl, before(), before(KIND_APPUI), "devant_une_autre_instance"),
    (ligne.devant_les_services, before(KIND_APPUI), before(KIND_EP), "devant_une_autre_instance"),
    (
        ligne.liste_admise,
        vary(kind=KIND, values={"methode": "liste"}),
        vary(kind=KIND_APPUI, values={"methode": "liste"}),
        "liste_non_admise",
    ),
    (
        ligne.liste_admise,
        vary(kind=KIND_APPUI, values={"methode": "collegiale"}),
        vary(kind=KIND_APPUI, values={"methode": "liste"}),
        "liste_non_admise",
    ),
    (
        ligne.nature_admise,
        vary(kind=KIND_APPUI, values={"nature": "soutien"}),
        vary(kind=KIND_EP, values={"nature": "soutien"}),
        "nature_non_admise",
    ),
    (ligne.nature_admise, named(), named(KIND_APPUI), "nature_non_admise"),
    (
        ligne.ligne_deja_inscrite,
        replace(named(), stands_in=frozenset({2})),
        replace(named(), stands_in=frozenset({2, 3})),
        "ligne_deja_inscrite",
    ),
    (
        attente.ligne_en_attente,
        knowing(_waits(19), _waits(20), values={"ligne": 19}),
        knowing(_waits(19), values={"ligne": 20}),
        "ligne_pas_en_attente",
    ),
    (
        attente.ligne_en_attente,
        knowing(_waits(19)),
        knowing(values={"ligne": 19}),
        "aucune_ligne_en_attente",
    ),
    (ligne.devant_ep, before(KIND_EP), before(), "devant_une_autre_instance"),
    (ligne.nature_reorientation, line(), line(nature="soutien"), "nature_de_ligne"),
    (ligne.nature_soutien, line(nature="soutien"), line(), "nature_de_ligne"),
    (
        ligne.nature_accompagnement_global,
        line(nature="accompagnement_global"),
        line(),
        "nature_de_ligne",
    ),
    (ligne.ligne_sans_demande, line(nature="soutien"), line(), "retirer_la_demande"),
    (
        ligne.methode_respectee,
        line({"methode": "collegiale"}, methode="collegiale"),
        line({"methode": "liste"}, methode="collegiale"),
        "ligne_hors_liste",
    ),
    (
        suivi.accord_de_partage_en_cours,
        knowing(fact("accord_partage_retire", -3), fact("accord_partage_donne", -2)),
        knowing(fact("accord_partage_donne", -3), fact("accord_partage_retire", -2)),
        "aucun_accord_de_partage",
    ),
    (
        suspension.periode_de_suspension,
        says(du=TODAY, au=TODAY),
        says(du=TODAY, au=TODAY - timedelta(days=1)),
        "suspension_a_l_envers",
    ),
    (
        suspension.delai_suspendu,
        knowing(HELD, values={"regle": "I-EP", "date": TODAY}),
        knowing(HELD, values={"regle": "I-SAISIR", "date": TODAY}),
        "delai_non_suspendu",
    ),
    (
        suspension.delai_suspendu,
        knowing(HELD, values={"regle": "I-EP", "ouverture": "dossier:1:1:0"}),
        knowing(
            HELD._replace(data={**HELD.data, "ouverture": "dossier:1:9:0"}),
            values={"regle": "I-EP", "ouverture": "dossier:1:1:0"},
        ),
        "delai_non_suspendu",
    ),
    (
        suspension.delai_suspendu,
        knowing(HELD._replace(child=7), values={"regle": "I-EP", "service": 7}),
        knowing(HELD._replace(child=7), values={"regle": "I-EP", "service": 8}),
        "delai_non_suspendu",
    ),
    (suspension.prolongation_positive, says(n=1), says(n=0), "prolongation_nulle"),
    (
        suspension.date_fixee,
        knowing(SET, values=SET_AGAIN),
        knowing(SET, fact("delai_rendu", -1, **SET_AGAIN), values=SET_AGAIN),
        "date_non_fixee",
    ),
    (
        suspension.delai_suspendu,
        knowing(HELD, values={"regle": "I-EP"}),
        knowing(HELD, RESUMED, values={"regle": "I-EP"}),
        "delai_non_suspendu",
    ),
    (
        suivi.contact_etabli,
        knowing(fact("rdv_honore")),
        knowing(fact("rdv_honore", subject=2)),
        "contact_absent",
    ),
    (suivi.contact_etabli, says(contact_effectif=TODAY), SITUATION, "contact_absent"),
    (suivi.contact_etabli, knowing(fact("contact_etabli")), SITUATION, "contact_absent"),
    (
        parcours.rendez_vous_a_venir,
        says(date_rdv=TODAY),
        says(date_rdv=TODAY - timedelta(days=1)),
        "rendez_vous_deja_passe",
    ),
    (
        parcours.de_cet_accompagnement,
        knowing(fact("etat:notifie", 0), fact("rdv_fixe", -3)),
        knowing(fact("orientation_validee", +1), fact("etat:accompagnement", +4)),
        "avant_l_orientation",
    ),
    (
        parcours.de_cet_accompagnement,
        # taken up from webRSA at its first contract, oriented before
        knowing(fact("orientation_validee", -1), fact("etat:accompagnement", +4)),
        knowing(fact("etat:clos_corrige", -9, subject=2), fact("etat:notifie", +1)),
        "avant_l_orientation",
    ),
    (
        parcours.de_cet_accompagnement,
        knowing(fact("etat:notifie", +1), values={"date_rdv": TODAY + timedelta(days=1)}),
        knowing(fact("etat:notifie", +1), values={"date_rdv": TODAY}),
        "avant_l_orientation",
    ),
    (
        parcours.flux_nouveau,
        knowing(fact("flux_transmis", -1), fact("flux_transmis", 0, subject=2)),
        knowing(fact("flux_transmis", 0)),
        "flux_deja_enregistre",
    ),
    (
        parcours.droits_apres_la_demande,
        knowing(fact("demande_complete", -9), fact("demande_complete", +5)),
        knowing(fact("demande_complete", +5)),
        "droits_avant_la_demande",
    ),
    (
        parcours.droits_apres_la_demande,
        SITUATION,
        knowing(fact("demande_complete", +1)),
        "droits_avant_la_demande",
    ),
    (
        parcours.pas_encore_inscrite,
        knowing(fact("inscription_ft", 0)),
        knowing(fact("inscription_ft", -2)),
        "inscription_deja_faite",
    ),
    (
        parcours.sans_rendez_vous,
        knowing(fact("rdv_fixe", +2), fact("rdv_honore", -9, subject=2)),
        knowing(fact("rdv_fixe", -2)),
        "rendez_vous_deja_fixe",
    ),
    (
        parcours.sans_rendez_vous,
        SITUATION,
        knowing(fact("rdv_honore", -2)),
        "rendez_vous_deja_fixe",
    ),
    (
        parcours.diagnostic_anterieur,
        knowing(fact("diagnostic_realise", 0)),
        knowing(fact("diagnostic_realise", +1)),
        "partage_avant_diagnostic",
    ),
    (
        parcours.situation_en_cours,
        knowing(fact("situation_empechement", -3), fact("situation_empechement_finie", +3)),
        knowing(fact("situation_empechement", -3), fact("situation_empechement_finie", -1)),
        "aucune_situation",
    ),
    (
        parcours.situation_en_cours,
        knowing(fact("situation_empechement", -3)),
        knowing(fact("situation_empechement", -3, subject=2)),
        "aucune_situation",
    ),
    (
        suivi.souhait_en_attente,
        knowing(fact("souhait_entendu", -3), fact("souhait_exprime", -2)),
        knowing(fact("souhait_exprime", -3), fact("souhait_entendu", -2)),
        "aucun_souhait",
    ),
    (
        suivi.recours_en_attente,
        knowing(fact("recours_recu")),
        SITUATION,
        "aucun_recours",
    ),
    *SEAT_CASES,
    *POINT_CASES,
    *LETTER_CASES,
    *TABLEAU_CASES,
]


@pytest.mark.parametrize(
    ("guard", "good", "bad", "code"), CASES, ids=[f"{c[0].__name__}-{c[3]}" for c in CASES]
)
def test_a_guard_lets_pass_what_is_right_and_explains_what_is_not(
    guard: Guard, good: Situation, bad: Situation, code: str
) -> None:
    refusal = guard(bad, act())

    assert guard(good, act()) is None
    assert refusal is not None
    assert refusal.code == code
    assert refusal.remedy.endswith(".")


# guards that look at who acts
ACTOR_CASES: list[tuple[Guard, Situation, Act, Act, str]] = [
    (saisine.canal_permis, says(canal="xml"), BY_ALI, act(), "canal_reserve_ali"),
    (saisine.canal_permis, says(canal="webrsa"), act(), BY_BOP, "canal_du_service"),
    (seance.coordinateur, before(), BY_BAT, BY_BOP, "coordination_d_un_autre"),
    (seance.coordinateur, before(KIND_EP), BY_BOP, BY_BAT, "coordination_d_un_autre"),
    (seance.coordinateur, before(KIND_EP), act(actor=EP), act(), "coordination_d_un_autre"),
    (seance.coordinateur, before(), act(actor=SYSTEM), act(), "coordination_d_un_autre"),
    (seance.coordinateur, vary(kind=KIND), BY_BAT, BY_BOP, "coordination_d_un_autre"),
    (competence.pour_son_service, says(service=SERVICE.id), BY_BAT, act(), "service_d_un_autre"),
    (ligne.suppleance_motivee, line(), BY_ALI, BY_BAT, "suppleance_sans_motif"),
    (agenda.capacite_suffisante, settling(), act(actor=SYSTEM), BY_BAT, "capacite_depassee"),
    (
        priorites.priorite_donnee,
        vary(kind=KIND_GRENOBLE, proposed={1: None, 2: None}),
        BY_BAT,
        BY_ALI,
        "priorite_manquante",
    ),
    *TABLEAU_ACTOR_CASES,
]


@pytest.mark.parametrize(
    ("guard", "situation", "allowed", "barred", "code"),
    ACTOR_CASES,
    ids=[f"{c[0].__name__}-{i}" for i, c in enumerate(ACTOR_CASES)],
)
def test_a_guard_may_depend_on_who_acts(
    guard: Guard, situation: Situation, allowed: Act, barred: Act, code: str
) -> None:
    refusal = guard(situation, barred)

    assert guard(situation, allowed) is None
    assert refusal is not None
    assert refusal.code == code


def test_a_priority_is_owed_from_the_third_line_of_a_service_on() -> None:
    """S2, D15: « si une structure propose plus de 2 dossiers »."""
    third = vary(kind=KIND_GRENOBLE, proposed={1: None, 2: None})

    assert priorites.priorite_donnee(vary(kind=KIND_GRENOBLE, proposed={1: None}), BY_ALI) is None
    assert priorites.priorite_donnee(replace(third, values={"priorite": 1}), BY_ALI) is None
    assert priorites.priorite_donnee(replace(third, kind=KIND), BY_ALI) is None


def test_the_bat_that_says_why_may_deputise() -> None:
    assert ligne.suppleance_motivee(line({"suppleance": "congés"}), BY_BAT) is None


def test_the_bat_writes_the_results_of_an_instance_d_appui_itself() -> None:
    assert ligne.suppleance_motivee(before(KIND_APPUI), BY_BAT) is None


def test_every_guard_of_the_procedure_is_tried_here() -> None:
    used = {
        guard for node in PROCEDURE.all_nodes() for exit in node.exits for guard in exit.guards
    } | {g for births in PROCEDURE.births.values() for b in births.values() for g in b.guards}

    assert used <= {case[0] for case in CASES} | {case[0] for case in ACTOR_CASES}


def test_no_guard_speaks_of_a_form_that_is_still_empty_unless_a_field_answers_it() -> None:
    """Before the séance or the service is chosen, nothing is said of it."""
    chosen = [seance.seance_connue, seance.seance_icl, seance.seance_competente]
    chosen += [seance.seance_non_arretee, seance.seance_a_venir]
    chosen += [competence.service_competent, competence.service_ali, competence.service_different]
    other = vary(service=replace(SERVICE, id=99, active=False), seance=ICL, kind=KIND_EP)

    assert [guard(other, act()) for guard in chosen] == [None] * len(chosen)


def test_an_act_of_tomorrow_is_refused_today() -> None:
    today = act()
    tomorrow = replace(today, occurred=TOMORROW)

    refusal = temps.date_echue(replace(SITUATION, today=TODAY + timedelta(days=1)), tomorrow)

    assert temps.date_echue(SITUATION, today) is None
    assert refusal is not None
    assert (
        refusal.sentence
        == "L’acte est daté du 11\N{NO-BREAK SPACE}mars\N{NO-BREAK SPACE}2026, un jour à venir."
    )


def test_nothing_is_told_of_somebody_from_before_their_birth() -> None:
    young = vary(born=TODAY)
    eve = TODAY - timedelta(days=1)

    assert list(temps.dates_vecues(young, ())) == []
    assert list(temps.dates_vecues(vary(born=None, today=eve), ())) == []
    (act_too_early,) = temps.dates_vecues(replace(young, today=eve), ())
    said = replace(young, values={"date": eve, "date_rdv": eve})
    (date_too_early,) = temps.dates_vecues(said, (DATE_RDV, DATE_RDV_PASSE))
    assert act_too_early.field is None
    assert (date_too_early.code, date_too_early.field) == ("date_avant_naissance", "date")


def test_the_word_of_webrsa_is_a_fact_whatever_our_orientation_is_dated() -> None:
    begun = knowing(fact("etat:notifie", +1))

    assert parcours.de_cet_accompagnement(begun, act(actor=WEBRSA)) is None


def test_a_past_event_cannot_be_dated_after_the_act_but_a_rendez_vous_can() -> None:
    day = TODAY + timedelta(days=1)
    said = says(date=day, date_rdv=day)

    refusals = list(temps.dates_echues(said, (DATE_RDV, DATE_RDV_PASSE)))

    assert [refusal.field for refusal in refusals] == ["date"]


def test_an_act_older_than_the_last_change_of_state_is_to_be_corrected() -> None:
    subject = Subject(SubjectKind.DOSSIER, 1)
    entered = fact("etat:notifie", +2)
    stayed = fact("rdv_fixe", +5)
    elsewhere = fact("etat:close", +9, subject=2)

    refusal = temps.apres_dernier_etat(knowing(entered, stayed, elsewhere), act(), subject)

    assert refusal is not None
    assert "12\N{NO-BREAK SPACE}mars\N{NO-BREAK SPACE}2026" in refusal.sentence
    assert "se corrige" in refusal.remedy
    assert temps.apres_dernier_etat(knowing(stayed, elsewhere), act(), subject) is None
    assert temps.apres_dernier_etat(knowing(fact("etat:notifie", -2)), act(), subject) is None


def test_an_act_of_the_same_day_follows_whatever_its_hour() -> None:
    subject = Subject(SubjectKind.DOSSIER, 1)
    later_that_day = knowing(fact("etat:notifie", +0.3))

    assert temps.apres_dernier_etat(later_that_day, act(), subject) is None


def test_the_day_of_an_instant_is_that_of_the_zone_where_the_act_happened() -> None:
    late = datetime(2026, 3, 10, 23, 30, tzinfo=NOW.tzinfo)
    in_paris = replace(act(), occurred=NOW.astimezone(ZoneInfo("Europe/Paris")))

    assert temps.local_day(late, act()) == date(2026, 3, 10)
    assert temps.local_day(late, in_paris) == date(2026, 3, 11)


def test_the_signalement_delay_is_the_departements() -> None:
    facts = (fact("rdv_honore", -20),)
    longer = vary(facts=facts, parameters=Parameters(jours_signalement=20))

    assert orientation.premier_rendez_vous_recent(vary(facts=facts), act()) is not None
    assert orientation.premier_rendez_vous_recent(longer, act()) is None


def test_late_or_not_a_signalement_refused_points_to_the_reorientation() -> None:
    refusals = [
        orientation.signalement_ouvert(dossier(rank=2), act(actor=REFERENT)),
        orientation.premier_rendez_vous_recent(knowing(fact("rdv_honore", -60)), act()),
    ]

    assert {refusal.remedy for refusal in refusals if refusal} == {"Passez par la réorientation."}
