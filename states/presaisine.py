"""Pré-saisine (A.1): the service référent consults the person and prepares the request."""

from rules.actors import Who
from rules.fields import Field, Kind
from rules.guards.demande import accord_connu, consultation_connue, sans_concertation
from rules.guards.droit import droit_ouvert
from rules.guards.ligne import nature_admise
from rules.guards.priorites import priorite_donnee, priorite_libre, priorite_possible
from rules.guards.seance import (
    present_ou_coordinateur,
    seance_a_venir,
    seance_arretee_ou_ouverte,
    seance_competente,
    seance_connue,
    seance_icl,
    seance_non_arretee,
)
from states.demande import (
    CONSTATER_DECISION_WEBRSA,
    RECUEILLIR_AVIS_ACCUEIL,
    RETIRER_DEMANDE,
)
from states.forms import MOTIF, PRIORITE_FACULTATIVE, SEANCE
from states.page import Copies, Drag, Exit, Machine, Page, Sets, State

DATE_CONSULTATION = Field(
    name="date", label="la date de la consultation", kind=Kind.DATE, past=True
)
ACCORD = Field(name="accord", label="l’accord de la personne", kind=Kind.OUI_NON)
TENTATIVES = Field(
    name="tentatives", label="les tentatives faites pour joindre la personne", personal=True
)

INSCRIPTION_ICL = (
    seance_connue,
    seance_icl,
    nature_admise,
    seance_competente,
    seance_non_arretee,
    seance_a_venir,
    consultation_connue,
    accord_connu,
    droit_ouvert,
    priorite_donnee,
    priorite_possible,
    priorite_libre,
)
LIGNE_A_INSCRIRE = (SEANCE, PRIORITE_FACULTATIVE)
INSCRIRE_SEANCE_TENANTE = Exit(
    event="inscrire_seance_tenante",
    label="Inscrire séance tenante à une instance de concertation",
    who=(Who.SERVICE_REFERENT, Who.BAT),
    target="en_icl",
    guards=(
        seance_connue,
        seance_icl,
        nature_admise,
        seance_competente,
        seance_arretee_ou_ouverte,
        present_ou_coordinateur,
        consultation_connue,
        accord_connu,
        droit_ouvert,
    ),
    asks=(SEANCE, MOTIF),
    drags=(Drag(machine=Machine.PASSAGE, event="inscrire_seance_tenante"),),
    facts=("ligne_seance_tenante",),
)

PAGE = Page(
    machine=Machine.DOSSIER,
    title="Pré-saisine",
    source="S0 A.1",
    states=(
        State(
            code="presaisine",
            label="Pré-saisine",
            meaning="le service référent consulte la personne et prépare la demande",
            exits=(
                Exit(
                    event="consulter",
                    label="Enregistrer la consultation de la personne",
                    who=(Who.SERVICE_REFERENT,),
                    asks=(DATE_CONSULTATION, ACCORD),
                    effects=(
                        Copies(field="date", column="consulted", of_demande=True),
                        Copies(field="accord", column="accord_allocataire", of_demande=True),
                    ),
                    facts=("consultation_faite",),
                ),
                Exit(
                    event="constater_consultation_impossible",
                    label="Constater que la consultation est impossible",
                    who=(Who.SERVICE_REFERENT,),
                    asks=(TENTATIVES,),
                    effects=(Sets(column="consultation_impossible", value=True, of_demande=True),),
                    facts=("consultation_impossible",),
                ),
                RECUEILLIR_AVIS_ACCUEIL,
                Exit(
                    event="inscrire",
                    label="Inscrire au tableau d’une instance de concertation",
                    who=(Who.SERVICE_REFERENT,),
                    target="en_icl",
                    guards=INSCRIPTION_ICL,
                    asks=LIGNE_A_INSCRIRE,
                    drags=(Drag(machine=Machine.PASSAGE, event="inscrire"),),
                ),
                INSCRIRE_SEANCE_TENANTE,
                Exit(
                    event="passer_sans_concertation",
                    label="Passer à la saisine, faute d’instance de concertation",
                    who=(Who.SERVICE_REFERENT,),
                    target="saisine_a_faire",
                    guards=(sans_concertation, consultation_connue, accord_connu, droit_ouvert),
                ),
                Exit(
                    event="rejoindre_tableau",
                    label="Rejoindre le tableau par une ligne de soutien convertie",
                    who=(Who.ENTRAINE,),
                    target="en_icl",
                    guards=(consultation_connue, accord_connu, droit_ouvert),
                ),
                RETIRER_DEMANDE,
                CONSTATER_DECISION_WEBRSA,
            ),
        ),
    ),
)
