"""Suivi: what is noted of a person's path in any open state, and moves nothing."""

from rules.actors import Who
from rules.fields import Field, Kind
from rules.guards.orientation import diagnostic_fait
from rules.guards.parcours import diagnostic_anterieur
from rules.guards.suivi import accord_de_partage_en_cours, recours_en_attente, souhait_en_attente
from states.forms import MOTIF
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
RESTE = Field(
    name="reste_a_partager",
    label="s’il reste un organisme avec lequel le partager",
    kind=Kind.OUI_NON,
    required=False,
)
DATE_CHANGEMENT = Field(
    name="date", label="la date du changement", kind=Kind.DATE, required=False, past=True
)

PORTEE = Field(
    name="portee",
    label="la portée de l’accord",
    kind=Kind.CHOIX,
    choices=("services_de_l_icl", "service_d_accueil", "diagnostic"),
)
DATE_ACCORD = Field(name="date", label="la date de l’accord", kind=Kind.DATE, past=True)
DATE_RETRAIT = Field(name="date", label="la date du retrait", kind=Kind.DATE, past=True)

PARTAGER_DIAGNOSTIC = Exit(
    event="partager_diagnostic",
    label="Enregistrer le partage du diagnostic",
    who=(Who.ALI_TERRITOIRE, Who.SERVICE_REFERENT, Who.IMPORT),
    guards=(diagnostic_fait, diagnostic_anterieur),
    asks=(DATE_PARTAGE, DESTINATAIRE, RESTE),
    facts=("diagnostic_partage",),
)

RECEVOIR_RECOURS = Exit(
    event="recevoir_recours",
    label="Enregistrer un recours administratif préalable",
    who=(Who.BOP,),
    asks=(DATE_RECEPTION,),
    facts=("recours_recu",),
    notices=("recours_recu",),
)

REPONDRE_RECOURS = Exit(
    event="repondre_recours",
    label="Enregistrer la réponse au recours",
    who=(Who.BOP, Who.PRESIDENT),
    guards=(recours_en_attente,),
    asks=(ISSUE_RECOURS, MOTIF),
    facts=("recours_repondu",),
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
                who=(Who.SERVICE_REFERENT, Who.SERVICE_TERRITOIRE, Who.BOP, Who.IMPORT),
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
        Everywhere(exit=PARTAGER_DIAGNOSTIC),
        Everywhere(exit=RECEVOIR_RECOURS),
        Everywhere(exit=REPONDRE_RECOURS),
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
                asks=(REFERENT, DATE_CHANGEMENT),
                effects=(Copies(field="referent", column="referent"),),
                facts=("referent_designe",),
            ),
        ),
    ),
)
