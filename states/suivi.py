"""Suivi: what is noted of a person's path in any open state, and moves nothing."""

from rules.actors import Who
from rules.catalogue import CATALOGUE
from rules.fields import Field, Kind
from rules.guards.orientation import diagnostic_fait
from rules.guards.suivi import accord_de_partage_en_cours, recours_en_attente, souhait_en_attente
from rules.guards.suspension import delai_suspendu, periode_de_suspension
from rules.rule import Scope
from rules.suspensions import MOTIVES
from states.forms import DATE_RDV, DATE_RDV_PASSE, MOTIF, MOTIF_FACULTATIF
from states.page import Copies, Everywhere, Exit, Machine, Page

CANAL_SOUHAIT = Field(
    name="canal",
    label="le canal du souhait",
    kind=Kind.CHOIX,
    choices=("entretien", "telephone", "courriel", "courrier"),
)
DATE_SOUHAIT = Field(name="date", label="la date du souhait", kind=Kind.DATE, past=True)
RECUEILLI_PAR = Field(name="recueilli_par", label="qui a recueilli le souhait", personal=True)
PAROLES = Field(name="paroles", label="les paroles de la personne", personal=True)
REPONSE = Field(name="reponse", label="la réponse motivée", personal=True)
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
DATE_SIGNATURE = Field(
    name="date",
    label="la date de signature ou de réactivation",
    kind=Kind.DATE,
    past=True,
)
DATE_RECEPTION = Field(
    name="date", label="la date de réception du recours", kind=Kind.DATE, past=True
)
ISSUE_RECOURS = Field(
    name="issue",
    label="l’issue du recours",
    kind=Kind.CHOIX,
    choices=("accueilli", "rejete", "sans_objet"),
)
MOIS = Field(name="mois", label="le mois de la liste, par exemple 2026-05", kind=Kind.CODE)
REFERENT = Field(name="referent", label="la personne référente (numéro webRSA)", kind=Kind.ENTIER)
DATE_PARTAGE = Field(name="date", label="la date du partage", kind=Kind.DATE, past=True)
DESTINATAIRE = Field(
    name="organisme", label="l’organisme avec lequel il est partagé", personal=True
)

PORTEE = Field(
    name="portee",
    label="la portée de l’accord",
    kind=Kind.CHOIX,
    choices=("services_de_l_icl", "service_d_accueil", "diagnostic"),
)
DATE_ACCORD = Field(name="date", label="la date de l’accord", kind=Kind.DATE, past=True)
DATE_RETRAIT = Field(name="date", label="la date du retrait", kind=Kind.DATE, past=True)
DELAI = Field(
    name="regle",
    label="le délai, par son code",
    kind=Kind.CHOIX,
    choices=tuple(
        procedure.code
        for procedure in CATALOGUE
        if procedure.scope in (Scope.DOSSIER, Scope.PERSONNE)
    ),
)
SUSPENDU_DU = Field(name="du", label="le premier jour qui ne compte pas", kind=Kind.DATE)
SUSPENDU_AU = Field(
    name="au",
    label="le dernier jour qui ne compte pas, s’il est connu",
    kind=Kind.DATE,
    required=False,
)
NATURE_SUSPENSION = Field(
    name="nature",
    label="la raison de la suspension",
    kind=Kind.CHOIX,
    choices=tuple(MOTIVES),
)
DATE_REPRISE = Field(
    name="date", label="la date de reprise, premier jour qui compte de nouveau", kind=Kind.DATE
)

PARTAGER_DIAGNOSTIC = Exit(
    event="partager_diagnostic",
    label="Enregistrer le partage du diagnostic",
    who=(Who.ALI_TERRITOIRE, Who.SERVICE_REFERENT),
    guards=(diagnostic_fait,),
    asks=(DATE_PARTAGE, DESTINATAIRE),
    facts=("diagnostic_partage",),
)

PAGE = Page(
    machine=Machine.DOSSIER,
    title="Suivi",
    source="S1, scénario 1 et indicateurs 2 à 4 ; S0, listes du mois ; CASF L262-47",
    everywhere=(
        Everywhere(
            exit=Exit(
                event="exprimer_souhait",
                label="Enregistrer le souhait de la personne",
                who=(Who.SERVICE_REFERENT, Who.SERVICE_TERRITOIRE, Who.BOP),
                asks=(DATE_SOUHAIT, CANAL_SOUHAIT, RECUEILLI_PAR, PAROLES),
                facts=("souhait_exprime",),
                notices=("souhait_exprime",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="repondre_souhait",
                label="Répondre au souhait de la personne",
                who=(Who.SERVICE_REFERENT, Who.BOP),
                guards=(souhait_en_attente,),
                asks=(REPONSE,),
                facts=("souhait_entendu",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="recueillir_accord_partage",
                label="Recueillir l’accord de la personne pour partager des informations",
                who=(Who.SERVICE_REFERENT, Who.ALI_TERRITOIRE),
                asks=(DATE_ACCORD, PORTEE),
                facts=("accord_partage_donne",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="retirer_accord_partage",
                label="Enregistrer le retrait de l’accord de partage",
                who=(Who.SERVICE_REFERENT, Who.ALI_TERRITOIRE, Who.BOP),
                guards=(accord_de_partage_en_cours,),
                asks=(DATE_RETRAIT,),
                facts=("accord_partage_retire",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="fixer_rdv",
                label="Fixer un rendez-vous",
                who=(Who.SERVICE_REFERENT, Who.ALI_TERRITOIRE, Who.IMPORT),
                asks=(DATE_RDV,),
                facts=("rdv_fixe",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="honorer_rdv",
                label="Enregistrer un rendez-vous honoré",
                who=(Who.SERVICE_REFERENT, Who.ALI_TERRITOIRE, Who.IMPORT),
                asks=(DATE_RDV_PASSE,),
                facts=("rdv_honore",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="manquer_rdv",
                label="Enregistrer un rendez-vous manqué",
                who=(Who.SERVICE_REFERENT, Who.ALI_TERRITOIRE, Who.IMPORT),
                asks=(DATE_RDV_PASSE,),
                facts=("rdv_manque",),
            ),
            except_in=("diagnostic_attendu",),
        ),
        Everywhere(
            exit=Exit(
                event="relancer",
                label="Relancer la personne",
                who=(Who.SERVICE_REFERENT, Who.ALI_TERRITOIRE),
                asks=(NATURE_RELANCE,),
                facts=("relance",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="signer_contrat",
                label="Enregistrer le contrat signé ou réactivé",
                who=(Who.SERVICE_REFERENT, Who.IMPORT),
                asks=(NATURE_CONTRAT, DATE_SIGNATURE),
                facts=("contrat_signe",),
            ),
        ),
        Everywhere(exit=PARTAGER_DIAGNOSTIC),
        Everywhere(
            exit=Exit(
                event="recevoir_recours",
                label="Enregistrer un recours administratif préalable",
                who=(Who.BOP,),
                asks=(DATE_RECEPTION,),
                facts=("recours_recu",),
                notices=("recours_recu",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="repondre_recours",
                label="Enregistrer la réponse au recours",
                who=(Who.BOP, Who.PRESIDENT),
                guards=(recours_en_attente,),
                asks=(ISSUE_RECOURS, MOTIF),
                facts=("recours_repondu",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="suspendre_delai",
                label="Suspendre un délai",
                who=(Who.BOP,),
                guards=(periode_de_suspension,),
                asks=(DELAI, SUSPENDU_DU, SUSPENDU_AU, NATURE_SUSPENSION, MOTIF_FACULTATIF),
                facts=("delai_suspendu",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="reprendre_delai",
                label="Reprendre un délai suspendu",
                who=(Who.BOP,),
                guards=(delai_suspendu,),
                asks=(DELAI, DATE_REPRISE),
                facts=("delai_repris",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="publier_liste",
                label="Inscrire sur la liste du mois",
                who=(Who.SYSTEME, Who.BOP, Who.ENTRAINE),
                asks=(MOIS,),
                facts=("liste_publiee",),
                lot=True,
            ),
        ),
        Everywhere(
            exit=Exit(
                event="exporter_saisine",
                label="Transmettre la saisine à webRSA par fichier",
                who=(Who.SYSTEME, Who.BOP, Who.ALI_TERRITOIRE),
                facts=("saisine_exportee",),
                lot=True,
            ),
        ),
        Everywhere(
            exit=Exit(
                event="exporter_orientation",
                label="Transmettre l’orientation corrigée à webRSA par fichier",
                who=(Who.SYSTEME, Who.BOP, Who.ALI_TERRITOIRE),
                facts=("orientation_exportee",),
                lot=True,
            ),
        ),
        Everywhere(
            exit=Exit(
                event="reaffecter",
                label="Confier le dossier à une autre personne référente",
                who=(Who.SERVICE_REFERENT, Who.BOP),
                asks=(REFERENT,),
                effects=(Copies(field="referent", column="referent"),),
            ),
        ),
    ),
)
