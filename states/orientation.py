"""Orientation: people not yet oriented, and the signalement of a wrong orientation."""

from rules.actors import Who
from rules.fields import Field, Kind
from rules.guards.competence import service_ali, service_competent
from rules.guards.droit import aucun_dossier_ouvert, droit_ouvert
from states.forms import (
    ALI,
    MOTIF,
    ORIGINE,
    RANG,
    SERVICE,
    TYPE_FACULTATIF,
    TYPE_ORIENTATION,
)
from states.page import Birth, BirthsNext, Copies, Exit, Machine, Page, State

NOUVEAU_SERVICE = Copies(field="service", column="service_id")
NOUVEAU_TYPE = Copies(field="type_orientation", column="type_orientation")
NOUVELLE_ORIGINE = Copies(field="origine", column="origine")
NOUVEAU_RANG = Copies(field="rang", column="rank")

ORIGINE_LUE = Field(name="origine", label="l’origine de l’orientation dans webRSA", kind=Kind.CODE)
PIECE = Field(name="piece", label="la pièce ou le renseignement demandé", personal=True)
CONCLUSION = Field(
    name="conclusion", label="la conclusion de l’entretien", required=False, personal=True
)
DATE_ENTRETIEN = Field(name="date", label="la date de l’entretien", kind=Kind.DATE, past=True)

PAGE = Page(
    machine=Machine.DOSSIER,
    title="Orientation",
    source="S0, correction de l’orientation initiale ; S1 ; CASF L262-29, D262-65-2",
    births=(
        Birth(
            event="naitre_a_orienter",
            label="Enregistrer une personne à orienter",
            target="a_orienter",
            who=(Who.IMPORT, Who.BOP),
            guards=(aucun_dossier_ouvert,),
            facts=("flux_transmis",),
        ),
        Birth(
            event="importer_oriente",
            label="Reprendre une orientation notifiée par webRSA",
            target="notifie",
            who=(Who.IMPORT, Who.BOP),
            guards=(aucun_dossier_ouvert, service_competent),
            asks=(SERVICE, TYPE_ORIENTATION, ORIGINE_LUE, RANG),
            effects=(NOUVEAU_SERVICE, NOUVEAU_TYPE, NOUVELLE_ORIGINE, NOUVEAU_RANG),
            facts=("orientation_validee", "orientation_notifiee"),
        ),
        Birth(
            event="importer_diagnostic",
            label="Reprendre une personne taguée « Entretien diag »",
            target="diagnostic_attendu",
            who=(Who.IMPORT, Who.BOP),
            guards=(aucun_dossier_ouvert, service_competent, service_ali),
            asks=(ALI, TYPE_FACULTATIF, RANG),
            effects=(NOUVEAU_SERVICE, NOUVEAU_TYPE, NOUVEAU_RANG),
        ),
        Birth(
            event="importer_accompagne",
            label="Reprendre une personne déjà accompagnée",
            target="accompagnement",
            who=(Who.IMPORT, Who.BOP),
            guards=(aucun_dossier_ouvert, service_competent),
            asks=(SERVICE, TYPE_ORIENTATION, ORIGINE_LUE, RANG),
            effects=(NOUVEAU_SERVICE, NOUVEAU_TYPE, NOUVELLE_ORIGINE, NOUVEAU_RANG),
            facts=("orientation_validee", "orientation_notifiee", "accompagnement_commence"),
        ),
        Birth(
            event="naitre_de_correction",
            label="Orientation corrigée, à notifier",
            target="a_notifier",
            who=(Who.ENTRAINE,),
            facts=("orientation_validee",),
            origins=("diagnostic", "signalement"),
        ),
        Birth(
            event="naitre_de_reorientation",
            label="Réorientation acceptée, à notifier",
            target="a_notifier",
            who=(Who.ENTRAINE,),
            facts=("orientation_validee",),
            origins=("reorientation",),
        ),
        Birth(
            event="naitre_de_webrsa",
            label="Orientation décidée et notifiée par webRSA",
            target="notifie",
            who=(Who.ENTRAINE,),
            facts=("orientation_validee", "orientation_notifiee", "courrier_envoye"),
            origins=("reorientation", "webrsa"),
        ),
    ),
    states=(
        State(
            code="a_orienter",
            label="À orienter",
            meaning="le droit est ouvert, la personne n’est pas encore orientée",
            exits=(
                Exit(
                    event="orienter",
                    label="Orienter vers un service référent",
                    who=(Who.BOP,),
                    target="a_notifier",
                    guards=(droit_ouvert, service_competent),
                    asks=(SERVICE, TYPE_ORIENTATION, ORIGINE),
                    effects=(NOUVEAU_SERVICE, NOUVEAU_TYPE, NOUVELLE_ORIGINE),
                    facts=("orientation_validee",),
                ),
                Exit(
                    event="constater_orientation",
                    label="Constater l’orientation lue dans webRSA",
                    who=(Who.IMPORT,),
                    target="notifie",
                    guards=(service_competent,),
                    asks=(SERVICE, TYPE_ORIENTATION, ORIGINE_LUE, RANG),
                    effects=(NOUVEAU_SERVICE, NOUVEAU_TYPE, NOUVELLE_ORIGINE, NOUVEAU_RANG),
                    facts=("orientation_validee", "orientation_notifiee"),
                ),
                Exit(
                    event="constater_orientation_ft",
                    label="Constater l’orientation par France Travail",
                    who=(Who.BOP,),
                    target="notifie",
                    guards=(service_competent,),
                    asks=(SERVICE, TYPE_ORIENTATION),
                    effects=(NOUVEAU_SERVICE, NOUVEAU_TYPE),
                    facts=(
                        "orientation_par_france_travail",
                        "orientation_validee",
                        "orientation_notifiee",
                    ),
                ),
                Exit(
                    event="demander_diagnostic",
                    label="Demander un entretien de diagnostic",
                    who=(Who.BOP, Who.IMPORT),
                    target="diagnostic_attendu",
                    guards=(droit_ouvert, service_competent, service_ali),
                    asks=(ALI,),
                    effects=(NOUVEAU_SERVICE,),
                ),
                Exit(
                    event="presenter_ep",
                    label="Présenter la situation en équipe pluridisciplinaire",
                    who=(Who.BOP,),
                    target="entretien_ep",
                    guards=(droit_ouvert,),
                    asks=(MOTIF,),
                ),
            ),
        ),
        State(
            code="entretien_ep",
            label="Entretien en équipe pluridisciplinaire",
            meaning="situation complexe : un entretien en EP éclaire l’orientation",
            exits=(
                Exit(
                    event="tenir_entretien_ep",
                    label="Enregistrer l’entretien tenu",
                    who=(Who.BOP, Who.EP),
                    target="a_orienter",
                    asks=(DATE_ENTRETIEN, CONCLUSION),
                    facts=("entretien_ep_tenu",),
                ),
            ),
        ),
        State(
            code="signale",
            label="Orientation signalée",
            meaning="France Travail ou le service social a signalé une orientation inappropriée",
            exits=(
                Exit(
                    event="accepter_correction",
                    label="Accepter la correction",
                    who=(Who.BOP,),
                    target="clos_corrige",
                    guards=(service_competent,),
                    asks=(SERVICE, TYPE_ORIENTATION),
                    effects=(BirthsNext(state="a_notifier", origin="signalement"),),
                    facts=("decision_prise", "cloture"),
                ),
                Exit(
                    event="demander_complement",
                    label="Demander un complément",
                    who=(Who.BOP,),
                    target="signalement_incomplet",
                    asks=(PIECE,),
                    notices=("complement_demande",),
                ),
                Exit(
                    event="rejeter_signalement",
                    label="Rejeter le signalement",
                    who=(Who.BOP,),
                    target="accompagnement",
                    asks=(MOTIF,),
                    notices=("signalement_rejete",),
                ),
            ),
        ),
        State(
            code="signalement_incomplet",
            label="Signalement incomplet",
            meaning="une pièce ou un renseignement est demandé au service",
            exits=(
                Exit(
                    event="completer_signalement",
                    label="Compléter le signalement",
                    who=(Who.SERVICE_REFERENT, Who.BOP),
                    target="signale",
                ),
                Exit(
                    event="abandonner_signalement",
                    label="Abandonner le signalement",
                    who=(Who.SERVICE_REFERENT, Who.BOP),
                    target="accompagnement",
                    asks=(MOTIF,),
                ),
            ),
        ),
    ),
)
