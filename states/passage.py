"""Passage: what becomes of one line in one séance. A postponement is a second passage."""

from rules.actors import Who
from rules.anomalies import INCONNU, inconnu_du_service_concerne
from rules.choices import ligne_de_reorientation
from rules.fields import Field, Kind
from rules.guards.competence import accueil_competent, pour_son_service, service_competent
from rules.guards.decision import decision_ici
from rules.guards.demande import refus_accueil_motive
from rules.guards.droit import droit_ouvert
from rules.guards.ligne import (
    devant_ep,
    devant_icl,
    devant_les_services,
    ligne_sans_demande,
    liste_admise,
    methode_respectee,
    nature_accompagnement_global,
    nature_admise,
    nature_reorientation,
    nature_soutien,
    suppleance_motivee,
)
from rules.guards.seance import (
    coordinateur,
    seance_a_venir,
    seance_commencee,
    seance_competente,
    seance_connue,
    seance_non_arretee,
)
from states.forms import (
    ACCORD_ACCUEIL,
    MOTIF,
    MOTIF_FACULTATIF,
    MOTIF_REFUS_ACCUEIL,
    SEANCE,
    SERVICE_FACULTATIF,
    SERVICE_REPONDANT,
    SUPPLEANCE,
    TYPE_ORIENTATION,
)
from states.page import Alert, Birth, Copies, Drag, Exit, Machine, Page, Sets, State

NATURE = Field(
    name="nature",
    label="la nature de la ligne",
    kind=Kind.CHOIX,
    choices=("soutien", "accompagnement_global"),
)
REPONSE = Field(
    name="reponse",
    label="la réponse du service",
    kind=Kind.CHOIX,
    choices=("connu", "suivi", INCONNU),
)
REMARQUE = Field(name="remarque", label="la remarque du service", required=False, personal=True)
METHODE = Field(
    name="methode",
    label="la méthode d’examen",
    kind=Kind.CHOIX,
    choices=("liste", "collegiale"),
)
RAISONS = Field(name="raisons", label="les raisons de chaque service", personal=True)
PRECONISATIONS = Field(name="preconisations", label="les préconisations", personal=True)
ISSUE_GLOBALE = Field(
    name="issue",
    label="l’issue de la proposition",
    kind=Kind.CHOIX,
    choices=("entree", "maintien", "fin", "non_retenu"),
)

REMETTRE = Drag(machine=Machine.DOSSIER, event="remettre", when=ligne_de_reorientation)

REPONDRE = Exit(
    event="repondre",
    label="Répondre : connu, suivi ou inconnu",
    who=(Who.SERVICE_TERRITOIRE,),
    guards=(pour_son_service,),
    asks=(SERVICE_REPONDANT, REPONSE, REMARQUE),
    facts=("reponse_donnee",),
    alerts=(Alert(occasion="personne_inconnue", when=inconnu_du_service_concerne),),
)
DEMANDER_COLLEGIALE = Exit(
    event="demander_collegiale",
    label="Demander un examen collégial",
    who=(Who.SERVICE_TERRITOIRE,),
    guards=(devant_les_services,),
    effects=(Sets(column="methode", value="collegiale"),),
)
REPORTER = Exit(
    event="reporter",
    label="Reporter la ligne",
    who=(Who.BAT, Who.BOP, Who.EP, Who.SYSTEME, Who.ENTRAINE),
    target="reporte",
    guards=(coordinateur,),
    asks=(MOTIF,),
    drags=(REMETTRE,),
    notices=("ligne_reportee",),
)
REPORTER_SANS_SUITE = Exit(
    event="reporter_sans_suite",
    label="Libérer la ligne après un déménagement",
    who=(Who.ENTRAINE,),
    target="reporte",
)
RETIRER = Exit(
    event="retirer",
    label="Retirer la ligne avec la demande",
    who=(Who.ENTRAINE,),
    target="retire",
    notices=("ligne_retiree",),
)
RETIRER_LIGNE_SANS_DEMANDE = Exit(
    event="retirer_ligne",
    label="Retirer la ligne",
    who=(Who.SERVICE_REFERENT, Who.BAT),
    target="retire",
    guards=(ligne_sans_demande,),
    asks=(MOTIF,),
    notices=("ligne_retiree",),
)

PAGE = Page(
    machine=Machine.PASSAGE,
    title="Ligne d’une séance",
    source="S0 A.2 à B.2, C.3 ; note 2024-045",
    births=(
        Birth(
            event="inscrire",
            label="Inscrire la ligne de la demande",
            target="inscrit",
            who=(Who.ENTRAINE,),
        ),
        Birth(
            event="inscrire_ligne",
            label="Inscrire un soutien technique ou un accompagnement global",
            target="inscrit",
            who=(Who.SERVICE_REFERENT, Who.SERVICE_TERRITOIRE, Who.BAT),
            guards=(
                seance_connue,
                nature_admise,
                seance_competente,
                seance_non_arretee,
                seance_a_venir,
            ),
            asks=(SEANCE, NATURE, MOTIF_FACULTATIF),
            effects=(Copies(field="nature", column="nature"),),
        ),
    ),
    states=(
        State(
            code="inscrit",
            label="Inscrite au tableau",
            meaning="la ligne est partagée avec les services de la séance",
            follows=Machine.SEANCE,
            exits=(
                REPONDRE,
                DEMANDER_COLLEGIALE,
                Exit(
                    event="retenir",
                    label="Retenir à l’ordre du jour",
                    who=(Who.ENTRAINE,),
                    target="retenu",
                ),
                Exit(
                    event="convertir",
                    label="Convertir le soutien en demande de réorientation",
                    who=(Who.SERVICE_REFERENT,),
                    guards=(nature_soutien,),
                    drags=(Drag(machine=Machine.DOSSIER, event="rejoindre_tableau"),),
                    effects=(Sets(column="nature", value="reorientation"),),
                ),
                REPORTER,
                REPORTER_SANS_SUITE,
                RETIRER,
                RETIRER_LIGNE_SANS_DEMANDE,
            ),
        ),
        State(
            code="retenu",
            label="Retenue à l’ordre du jour",
            meaning="l’ordre du jour est arrêté, la ligne sera examinée",
            follows=Machine.SEANCE,
            exits=(
                REPONDRE,
                DEMANDER_COLLEGIALE,
                Exit(
                    event="rendre_favorable",
                    label="Rendre un avis favorable",
                    who=(Who.ALI_TERRITOIRE, Who.BAT),
                    target="favorable",
                    guards=(
                        devant_icl,
                        nature_reorientation,
                        seance_commencee,
                        liste_admise,
                        methode_respectee,
                        refus_accueil_motive,
                        suppleance_motivee,
                    ),
                    asks=(METHODE, ACCORD_ACCUEIL, MOTIF_REFUS_ACCUEIL, SUPPLEANCE),
                    drags=(Drag(machine=Machine.DOSSIER, event="icl_favorable"),),
                    effects=(
                        Copies(field="methode", column="methode"),
                        Copies(field="accord_accueil", column="accord_accueil", of_demande=True),
                        Copies(
                            field="motif_refus_accueil",
                            column="motif_refus_accueil",
                            of_demande=True,
                        ),
                    ),
                    facts=("avis_rendu",),
                ),
                Exit(
                    event="rendre_desaccord",
                    label="Constater le désaccord des services",
                    who=(Who.ALI_TERRITOIRE, Who.BAT),
                    target="desaccord_rendu",
                    guards=(
                        devant_icl,
                        nature_reorientation,
                        seance_commencee,
                        suppleance_motivee,
                    ),
                    asks=(RAISONS, SUPPLEANCE),
                    drags=(Drag(machine=Machine.DOSSIER, event="icl_desaccord"),),
                    facts=("avis_rendu",),
                ),
                Exit(
                    event="ajourner",
                    label="Ajourner à une prochaine séance",
                    who=(Who.ALI_TERRITOIRE, Who.BAT),
                    target="ajourne",
                    guards=(devant_les_services, seance_commencee),
                    asks=(MOTIF,),
                    drags=(REMETTRE,),
                ),
                Exit(
                    event="rendre_soutien",
                    label="Rendre le soutien technique",
                    who=(Who.ALI_TERRITOIRE, Who.BAT),
                    target="soutien_rendu",
                    guards=(
                        devant_les_services,
                        nature_soutien,
                        seance_commencee,
                        suppleance_motivee,
                    ),
                    asks=(PRECONISATIONS, SUPPLEANCE),
                    effects=(Sets(column="methode", value="collegiale"),),
                ),
                Exit(
                    event="rendre_accompagnement_global",
                    label="Rendre l’issue de l’accompagnement global",
                    who=(Who.ALI_TERRITOIRE, Who.BAT),
                    target="accompagnement_global_rendu",
                    guards=(
                        devant_les_services,
                        nature_accompagnement_global,
                        seance_commencee,
                        suppleance_motivee,
                    ),
                    asks=(ISSUE_GLOBALE, SUPPLEANCE),
                    effects=(Copies(field="issue", column="issue"),),
                ),
                Exit(
                    event="accepter",
                    label="Accepter la réorientation",
                    who=(Who.EP, Who.BOP),
                    target="accepte",
                    guards=(
                        decision_ici,
                        devant_ep,
                        seance_commencee,
                        droit_ouvert,
                        service_competent,
                        accueil_competent,
                    ),
                    asks=(TYPE_ORIENTATION, SERVICE_FACULTATIF),
                    drags=(Drag(machine=Machine.DOSSIER, event="ep_accepte"),),
                    effects=(Copies(field="service", column="service_souhaite", of_demande=True),),
                    facts=("avis_ep_rendu",),
                ),
                Exit(
                    event="refuser",
                    label="Refuser la réorientation",
                    who=(Who.EP, Who.BOP),
                    target="refuse",
                    guards=(decision_ici, devant_ep, seance_commencee),
                    asks=(MOTIF,),
                    drags=(Drag(machine=Machine.DOSSIER, event="ep_refuse"),),
                    facts=("avis_ep_rendu",),
                ),
                Exit(
                    event="annuler_ligne",
                    label="Annuler la demande (remobilisation)",
                    who=(Who.EP, Who.BOP),
                    target="annule",
                    guards=(decision_ici, devant_ep, seance_commencee),
                    asks=(MOTIF,),
                    drags=(Drag(machine=Machine.DOSSIER, event="ep_annule"),),
                ),
                Exit(
                    event="liberer",
                    label="Revenir au tableau",
                    who=(Who.ENTRAINE,),
                    target="inscrit",
                ),
                REPORTER,
                REPORTER_SANS_SUITE,
                RETIRER,
                RETIRER_LIGNE_SANS_DEMANDE,
            ),
        ),
    ),
)
