"""Partout: what ends, moves or suspends a dossier in any open state."""

from rules.actors import Who
from rules.fields import Field, Kind
from rules.guards.attente import ligne_en_attente
from rules.guards.competence import service_competent
from rules.guards.droit import droit_ouvert, droit_suspendu
from rules.guards.territoire import autre_circonscription, circonscription_actuelle
from states.demande import RETIRER_LIGNE
from states.forms import (
    CIRCONSCRIPTION,
    DATE_EFFET,
    MOTIF,
    MOTIF_FACULTATIF,
    RANG,
    SERVICE,
    TYPE_ORIENTATION,
)
from states.orientation import NOUVEAU_RANG, NOUVEAU_SERVICE, NOUVEAU_TYPE
from states.page import (
    BirthsNext,
    ClosesDemande,
    Copies,
    Drag,
    Everywhere,
    Exit,
    Machine,
    Page,
    Sets,
)
from states.redecoupage import REDECOUPER
from states.secteur import ATTRIBUER

DOSSIER_MAITRE = Field(
    name="dossier_maitre", label="le numéro du dossier à conserver", kind=Kind.ENTIER
)
LIGNE_EN_ATTENTE = Field(name="ligne", label="le numéro de la ligne qui attend", kind=Kind.ENTIER)

SANS_OBJET = ClosesDemande(issue="sans_objet")
FIN = ("sortie", "cloture", "demande_sans_suite")
ANNONCES = ("demande_sans_objet",)
# What ends takes the letters that have not left with it; after a death nothing leaves at all.
FIN_DU_COURRIER = (*ANNONCES, "courriers_arretes")
# One right for a foyer (DOMAIN.md §0.18): told for the dossiers of its other members, never
# carried over to them. A death or a departure is one person's.
DROIT_DU_FOYER = ("droit_du_foyer",)

PAGE = Page(
    machine=Machine.DOSSIER,
    title="À tout moment",
    source="webRSA, états du droit, mutations et rangs",
    everywhere=(
        Everywhere(
            exit=Exit(
                event="fermer_droit",
                label="Enregistrer la fermeture du droit",
                who=(Who.BOP, Who.IMPORT),
                target="clos_droit_ferme",
                asks=(DATE_EFFET, MOTIF_FACULTATIF),
                drags=(RETIRER_LIGNE,),
                effects=(SANS_OBJET, Sets(column="droit", value="ferme")),
                facts=("droit_ferme", *FIN),
                notices=(*FIN_DU_COURRIER, *DROIT_DU_FOYER),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="muter",
                label="Enregistrer un départ hors du département",
                who=(Who.BOP, Who.IMPORT),
                target="clos_mutation",
                asks=(DATE_EFFET,),
                drags=(RETIRER_LIGNE,),
                effects=(SANS_OBJET,),
                facts=FIN,
                notices=FIN_DU_COURRIER,
            ),
        ),
        Everywhere(
            exit=Exit(
                event="deceder",
                label="Enregistrer le décès",
                who=(Who.BOP, Who.IMPORT),
                target="clos_deces",
                asks=(DATE_EFFET,),
                drags=(RETIRER_LIGNE,),
                effects=(SANS_OBJET,),
                facts=FIN,
                notices=FIN_DU_COURRIER,
            ),
        ),
        Everywhere(
            exit=Exit(
                event="declarer_doublon",
                label="Déclarer le dossier en double",
                who=(Who.BOP,),
                target="clos_doublon",
                asks=(DOSSIER_MAITRE, MOTIF),
                drags=(RETIRER_LIGNE,),
                effects=(SANS_OBJET, Copies(field="dossier_maitre", column="maitre_id")),
                facts=FIN,
                notices=ANNONCES,
            ),
        ),
        Everywhere(
            exit=Exit(
                event="remplacer",
                label="Remplacer par l’orientation plus récente de webRSA",
                who=(Who.IMPORT,),
                target="clos_remplace",
                guards=(service_competent,),
                asks=(SERVICE, TYPE_ORIENTATION, RANG),
                drags=(RETIRER_LIGNE,),
                effects=(SANS_OBJET, BirthsNext(state="notifie", origin="webrsa")),
                facts=("cloture", "demande_sans_suite"),
                notices=ANNONCES,
            ),
        ),
        Everywhere(
            exit=Exit(
                event="constater_transfert",
                label="Suivre un transfert lu dans webRSA, demande comprise",
                who=(Who.IMPORT,),
                guards=(service_competent,),
                asks=(SERVICE, TYPE_ORIENTATION, RANG),
                effects=(NOUVEAU_SERVICE, NOUVEAU_TYPE, NOUVEAU_RANG),
                notices=("demande_reroutee",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="demenager_intra",
                label="Enregistrer un déménagement dans le département",
                who=(Who.BOP, Who.IMPORT),
                guards=(circonscription_actuelle, autre_circonscription),
                asks=(CIRCONSCRIPTION, DATE_EFFET),
                drags=(Drag(machine=Machine.PASSAGE, event="reporter_sans_suite"),),
                effects=(
                    Copies(field="circonscription", column="circonscription"),
                    Copies(field="date", column="address_changed"),
                ),
                facts=("demenagement",),
            ),
            except_in=("en_icl", "inscrit_ep"),
        ),
        Everywhere(exit=ATTRIBUER, except_in=("en_icl", "inscrit_ep")),
        Everywhere(exit=REDECOUPER, except_in=("en_icl", "inscrit_ep")),
        Everywhere(
            exit=Exit(
                event="renoncer_ligne",
                label="Renoncer à une ligne qui attend d’être réinscrite",
                who=(Who.SERVICE_REFERENT, Who.BAT),
                guards=(ligne_en_attente,),
                asks=(LIGNE_EN_ATTENTE, MOTIF),
                facts=("ligne_abandonnee",),
                notices=("ligne_abandonnee",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="suspendre_droit",
                label="Enregistrer la suspension du droit",
                who=(Who.BOP, Who.IMPORT),
                guards=(droit_ouvert,),
                asks=(DATE_EFFET,),
                effects=(Sets(column="droit", value="suspendu"),),
                facts=("droit_suspendu",),
                notices=DROIT_DU_FOYER,
            ),
        ),
        Everywhere(
            exit=Exit(
                event="reprendre_droit",
                label="Enregistrer la reprise du droit",
                who=(Who.BOP, Who.IMPORT),
                guards=(droit_suspendu,),
                asks=(DATE_EFFET,),
                effects=(Sets(column="droit", value="ouvert"),),
                facts=("droit_repris",),
                notices=DROIT_DU_FOYER,
            ),
        ),
    ),
)
