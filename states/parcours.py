"""Parcours: rendez-vous, contracts, référent, diagnostics. Noted in any open state, early or late,
and moving nothing. A fact without a date happens now. Those of the accompagnement are not older
than its orientation; what the person lived before it may be."""

from rules.actors import Who
from rules.fields import Field, Kind
from rules.guards.orientation import diagnostic_unique
from rules.guards.parcours import (
    de_cet_accompagnement,
    rendez_vous_a_venir,
    sans_rendez_vous,
    situation_en_cours,
)
from states.diagnostic import DATE_DIAGNOSTIC, JUSTIFICATION, ORGANISME
from states.forms import DATE_FIXATION, DATE_RDV, DATE_RDV_PASSE
from states.page import Clears, Copies, Everywhere, Exit, Machine, Page

DATE_DEPLACEMENT = Field(
    name="date",
    label="la date à laquelle le rendez-vous a été déplacé",
    kind=Kind.DATE,
    required=False,
    past=True,
)
INITIATIVE = Field(
    name="initiative",
    label="qui a demandé à le déplacer",
    kind=Kind.CHOIX,
    choices=("personne", "service"),
    required=False,
)
DATE_CONSTAT = Field(
    name="date", label="la date du constat", kind=Kind.DATE, required=False, past=True
)
DATE_RELANCE = Field(
    name="date", label="la date de la relance", kind=Kind.DATE, required=False, past=True
)
NATURE_RELANCE = Field(
    name="nature",
    label="la nature de la relance",
    kind=Kind.CHOIX,
    choices=("appel", "courrier", "courriel", "sms", "visite", "avertissement"),
)
NATURE_CONTRAT = Field(
    name="nature",
    label="la nature du contrat",
    kind=Kind.CHOIX,
    choices=("cer", "ppae", "contrat_engagement"),
)
DATE_SIGNATURE = Field(name="date", label="la date de signature", kind=Kind.DATE, past=True)
DATE_REACTIVATION = Field(name="date", label="la date de réactivation", kind=Kind.DATE, past=True)
DATE_REVISION = Field(name="date", label="la date de révision", kind=Kind.DATE, past=True)
DATE_DESIGNATION = Field(name="date", label="la date de désignation", kind=Kind.DATE, past=True)
DATE_FIN = Field(name="date", label="la date de fin", kind=Kind.DATE, past=True)
REFERENT_FACULTATIF = Field(
    name="referent",
    label="la personne référente (numéro webRSA), si elle en a un",
    kind=Kind.ENTIER,
    required=False,
)
DATE_CONJOINT = Field(
    name="date", label="la date du diagnostic conjoint", kind=Kind.DATE, past=True
)
SUITE_CONJOINT = Field(
    name="suite",
    label="la suite du diagnostic conjoint",
    kind=Kind.CHOIX,
    choices=("reorientation", "contrat_revise", "sans_changement"),
    required=False,
)
DATE_RECHERCHE = Field(
    name="date", label="la date à laquelle la recherche commence", kind=Kind.DATE, past=True
)
DATE_SITUATION = Field(
    name="date", label="la date depuis laquelle la situation dure", kind=Kind.DATE, past=True
)
# That there is one is a fact; which one, of a person's health or home, can be erased one day.
NATURE_SITUATION = Field(
    name="nature",
    label="la situation de l’article D262-65-2-1",
    kind=Kind.CHOIX,
    choices=("sante", "handicap", "invalidite", "logement", "garde", "aidant"),
    personal=True,
)

PAGE = Page(
    machine=Machine.DOSSIER,
    title="Parcours",
    source="S1, objectif 3, indicateurs 2 à 4 ; CASF L262-31, D262-65-2-1",
    everywhere=(
        Everywhere(
            exit=Exit(
                event="fixer_rdv",
                label="Fixer un rendez-vous",
                who=(Who.SERVICE_REFERENT, Who.ALI_TERRITOIRE, Who.IMPORT),
                guards=(rendez_vous_a_venir, de_cet_accompagnement),
                asks=(DATE_RDV, DATE_FIXATION),
                facts=("rdv_fixe",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="deplacer_rdv",
                label="Déplacer un rendez-vous",
                who=(Who.SERVICE_REFERENT, Who.ALI_TERRITOIRE, Who.IMPORT),
                guards=(rendez_vous_a_venir, de_cet_accompagnement),
                asks=(DATE_RDV, DATE_DEPLACEMENT, INITIATIVE),
                facts=("rdv_deplace",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="constater_sans_rdv",
                label="Constater une orientation sans premier rendez-vous",
                who=(Who.SERVICE_REFERENT, Who.ALI_TERRITOIRE, Who.BOP, Who.IMPORT),
                guards=(sans_rendez_vous, de_cet_accompagnement),
                asks=(DATE_CONSTAT,),
                facts=("sans_premier_rdv",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="honorer_rdv",
                label="Enregistrer un rendez-vous honoré",
                who=(Who.SERVICE_REFERENT, Who.ALI_TERRITOIRE, Who.IMPORT),
                guards=(de_cet_accompagnement,),
                asks=(DATE_RDV_PASSE,),
                facts=("rdv_honore",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="manquer_rdv",
                label="Enregistrer un rendez-vous manqué",
                who=(Who.SERVICE_REFERENT, Who.ALI_TERRITOIRE, Who.IMPORT),
                guards=(de_cet_accompagnement,),
                asks=(DATE_RDV_PASSE,),
                facts=("rdv_manque",),
            ),
            except_in=("diagnostic_attendu",),
        ),
        Everywhere(
            exit=Exit(
                event="relancer",
                label="Relancer la personne",
                who=(Who.SERVICE_REFERENT, Who.ALI_TERRITOIRE, Who.IMPORT),
                asks=(NATURE_RELANCE, DATE_RELANCE),
                facts=("relance",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="signer_contrat",
                label="Enregistrer le contrat signé",
                who=(Who.SERVICE_REFERENT, Who.IMPORT),
                guards=(de_cet_accompagnement,),
                asks=(NATURE_CONTRAT, DATE_SIGNATURE),
                facts=("contrat_signe",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="reactiver_contrat",
                label="Enregistrer le contrat réactivé",
                who=(Who.SERVICE_REFERENT, Who.IMPORT),
                asks=(NATURE_CONTRAT, DATE_REACTIVATION),
                facts=("contrat_reactive",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="reviser_contrat",
                label="Enregistrer le contrat révisé",
                who=(Who.SERVICE_REFERENT, Who.IMPORT),
                guards=(de_cet_accompagnement,),
                asks=(NATURE_CONTRAT, DATE_REVISION),
                facts=("contrat_revise",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="designer_referent",
                label="Enregistrer la désignation de la personne référente",
                who=(Who.SERVICE_REFERENT, Who.BOP, Who.IMPORT),
                asks=(DATE_DESIGNATION, REFERENT_FACULTATIF),
                effects=(Copies(field="referent", column="referent"),),
                facts=("referent_designe",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="finir_referent",
                label="Enregistrer la fin de mission de la personne référente",
                who=(Who.SERVICE_REFERENT, Who.BOP, Who.IMPORT),
                asks=(DATE_FIN,),
                effects=(Clears(column="referent", unless_after="referent_designe"),),
                facts=("referent_fini",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="constater_diagnostic",
                label="Enregistrer un diagnostic fait par un organisme",
                who=(Who.SERVICE_REFERENT, Who.ALI_TERRITOIRE, Who.IMPORT),
                guards=(diagnostic_unique,),
                asks=(DATE_DIAGNOSTIC, ORGANISME, JUSTIFICATION),
                facts=("diagnostic_realise",),
            ),
            # There the ALI makes it, and the dossier goes on.
            except_in=("diagnostic_attendu",),
        ),
        Everywhere(
            exit=Exit(
                event="faire_diagnostic_conjoint",
                label="Enregistrer le diagnostic conjoint avec France Travail",
                who=(Who.SERVICE_REFERENT, Who.BOP, Who.IMPORT),
                guards=(de_cet_accompagnement,),
                asks=(DATE_CONJOINT, SUITE_CONJOINT),
                facts=("diagnostic_conjoint",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="engager_recherche",
                label="Enregistrer que la personne recherche un emploi",
                who=(Who.SERVICE_REFERENT, Who.IMPORT),
                asks=(DATE_RECHERCHE,),
                facts=("recherche_emploi_engagee",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="constater_situation",
                label="Constater une situation de l’article D262-65-2-1",
                who=(Who.SERVICE_REFERENT, Who.IMPORT),
                asks=(DATE_SITUATION, NATURE_SITUATION),
                facts=("situation_empechement",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="finir_situation",
                label="Enregistrer la fin de cette situation",
                who=(Who.SERVICE_REFERENT, Who.IMPORT),
                guards=(situation_en_cours,),
                asks=(DATE_FIN,),
                facts=("situation_empechement_finie",),
            ),
        ),
    ),
)
