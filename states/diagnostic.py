"""Diagnostic: the ALI meets the person and validates the orientation alone (no ICL-I, no EP)."""

from rules.actors import Who
from rules.choices import deja_oriente
from rules.fields import Field, Kind
from rules.guards.competence import service_competent
from rules.guards.orientation import diagnostic_unique, relance_faite
from rules.guards.parcours import rendez_vous_a_venir
from states.forms import (
    DATE_FIXATION,
    DATE_RDV,
    DATE_RDV_PASSE,
    MOTIF,
    SERVICE,
    TYPE_ORIENTATION,
)
from states.orientation import NOUVEAU_SERVICE, NOUVEAU_TYPE
from states.page import BirthsNext, Exit, Machine, Page, Sets, State

DATE_DIAGNOSTIC = Field(name="date", label="la date du diagnostic", kind=Kind.DATE, past=True)
ORGANISME = Field(name="organisme", label="l’organisme qui a fait le diagnostic", personal=True)
JUSTIFICATION = Field(
    name="justification",
    label="la justification d’un second diagnostic",
    required=False,
    personal=True,
)
DU_DIAGNOSTIC = Sets(column="origine", value="diagnostic")

FIXER_NOUVEAU_RDV = Exit(
    event="fixer_nouveau_rdv",
    label="Fixer un nouveau rendez-vous",
    who=(Who.ALI_TERRITOIRE,),
    target="diagnostic_attendu",
    guards=(rendez_vous_a_venir,),
    asks=(DATE_RDV, DATE_FIXATION),
    facts=("rdv_fixe",),
)

PAGE = Page(
    machine=Machine.DOSSIER,
    title="Diagnostic",
    source="S0, correction de l’orientation initiale, branche 1 ; S1, indicateurs 3a et 4",
    states=(
        State(
            code="diagnostic_attendu",
            label="Diagnostic attendu",
            meaning="la personne doit être reçue en entretien de diagnostic",
            exits=(
                Exit(
                    event="realiser_diagnostic",
                    label="Enregistrer le diagnostic réalisé",
                    who=(Who.ALI_TERRITOIRE,),
                    target="diagnostic_realise",
                    guards=(diagnostic_unique,),
                    asks=(DATE_DIAGNOSTIC, ORGANISME, JUSTIFICATION),
                    facts=("diagnostic_realise",),
                ),
                Exit(
                    event="constater_absence",
                    label="Constater l’absence au rendez-vous",
                    who=(Who.ALI_TERRITOIRE,),
                    target="diagnostic_absence",
                    asks=(DATE_RDV_PASSE,),
                    facts=("rdv_manque",),
                ),
            ),
        ),
        State(
            code="diagnostic_absence",
            label="Absence au diagnostic",
            meaning="la personne n’est pas venue et n’a pas de nouveau rendez-vous",
            exits=(
                FIXER_NOUVEAU_RDV,
                Exit(
                    event="constater_carence",
                    label="Constater la carence",
                    who=(Who.ALI_TERRITOIRE,),
                    target="diagnostic_sans_suite",
                    guards=(relance_faite,),
                    asks=(MOTIF,),
                ),
            ),
        ),
        State(
            code="diagnostic_sans_suite",
            label="Diagnostic sans suite",
            meaning="le diagnostic n’a pas pu se faire malgré les relances ; aucune sanction ici",
            exits=(
                FIXER_NOUVEAU_RDV,
                Exit(
                    event="orienter_sans_diagnostic",
                    label="Orienter sans diagnostic",
                    who=(Who.BOP,),
                    target="clos_corrige",
                    guards=(service_competent,),
                    asks=(SERVICE, TYPE_ORIENTATION, MOTIF),
                    when=deja_oriente,
                    effects=(BirthsNext(state="a_notifier", origin="diagnostic"),),
                    facts=("decision_prise", "cloture"),
                ),
                Exit(
                    event="orienter_sans_diagnostic",
                    label="Orienter sans diagnostic",
                    who=(Who.BOP,),
                    target="a_notifier",
                    guards=(service_competent,),
                    asks=(SERVICE, TYPE_ORIENTATION, MOTIF),
                    unless=deja_oriente,
                    effects=(NOUVEAU_SERVICE, NOUVEAU_TYPE, DU_DIAGNOSTIC),
                    facts=("orientation_validee",),
                ),
            ),
        ),
        State(
            code="diagnostic_realise",
            label="Diagnostic réalisé",
            meaning="le diagnostic est fait, reste à valider l’orientation",
            exits=(
                Exit(
                    event="maintenir",
                    label="Maintenir l’accompagnement par le service du diagnostic",
                    who=(Who.ALI_TERRITOIRE,),
                    target="a_notifier",
                    effects=(DU_DIAGNOSTIC,),
                    facts=("orientation_validee",),
                ),
                Exit(
                    event="orienter",
                    label="Orienter vers un autre service référent",
                    who=(Who.ALI_TERRITOIRE,),
                    target="clos_corrige",
                    guards=(service_competent,),
                    asks=(SERVICE, TYPE_ORIENTATION),
                    when=deja_oriente,
                    effects=(BirthsNext(state="a_notifier", origin="diagnostic"),),
                    facts=("decision_prise", "cloture"),
                ),
                Exit(
                    event="orienter",
                    label="Orienter vers un autre service référent",
                    who=(Who.ALI_TERRITOIRE,),
                    target="a_notifier",
                    guards=(service_competent,),
                    asks=(SERVICE, TYPE_ORIENTATION),
                    unless=deja_oriente,
                    effects=(NOUVEAU_SERVICE, NOUVEAU_TYPE, DU_DIAGNOSTIC),
                    facts=("orientation_validee",),
                ),
            ),
        ),
    ),
)
