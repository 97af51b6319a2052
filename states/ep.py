"""EP and decision (C.3): the équipe pluridisciplinaire's avis, the president's decision."""

from rules.actors import Who
from rules.choices import deux_niveaux, ep_territoriale
from rules.guards.competence import accueil_competent, service_competent
from rules.guards.decision import avis_ep_anterieur, decision_ici, ep_au_programme
from rules.guards.droit import droit_ouvert
from rules.guards.seance import (
    seance_a_venir,
    seance_competente,
    seance_connue,
    seance_ep,
    seance_non_arretee,
)
from rules.guards.territoire import autre_circonscription, circonscription_actuelle
from states.demande import (
    CONSTATER_DECISION_WEBRSA,
    CONSTATER_REFUS_WEBRSA,
    RECEVOIR_AUTRE_CANAL,
    REFUS,
    RESULTAT,
    RETIRER_DEMANDE_OU_BOP,
)
from states.forms import (
    CIRCONSCRIPTION,
    DATE_EFFET,
    MOTIF,
    SEANCE,
    SERVICE_FACULTATIF,
    TYPE_ORIENTATION,
)
from states.page import (
    BirthsNext,
    ClosesDemande,
    Copies,
    Drag,
    EndsFollowUp,
    Exit,
    Machine,
    Page,
    State,
)
from states.redecoupage import REDECOUPER_DANS_LA_SEANCE, REDECOUPER_DEVANT_L_EP
from states.secteur import ATTRIBUER_DANS_LA_SEANCE, ATTRIBUER_DEVANT_L_EP

REORIENTE = (
    ClosesDemande(issue="acceptee"),
    BirthsNext(state="a_notifier", origin="reorientation"),
    EndsFollowUp(),
)
DEMENAGEMENT = (
    Copies(field="circonscription", column="circonscription"),
    Copies(field="date", column="address_changed"),
)

PAGE = Page(
    machine=Machine.DOSSIER,
    title="EP et décision",
    source="S0 C.3 ; CASF L262-39 ; webRSA, niveaux de décision",
    states=(
        State(
            code="attente_ep",
            label="En attente d’EP",
            meaning="la saisine est recevable, elle attend une séance d’EP",
            exits=(
                Exit(
                    event="inscrire_ep",
                    label="Inscrire à une séance d’EP",
                    who=(Who.BOP,),
                    target="inscrit_ep",
                    guards=(
                        seance_connue,
                        seance_ep,
                        seance_competente,
                        seance_non_arretee,
                        seance_a_venir,
                        droit_ouvert,
                    ),
                    asks=(SEANCE,),
                    drags=(Drag(machine=Machine.PASSAGE, event="inscrire"),),
                ),
                RECEVOIR_AUTRE_CANAL,
                RETIRER_DEMANDE_OU_BOP,
                CONSTATER_DECISION_WEBRSA,
                CONSTATER_REFUS_WEBRSA,
            ),
        ),
        State(
            code="inscrit_ep",
            label="Inscrit en EP",
            meaning="la demande est à l’ordre du jour d’une EP",
            exits=(
                Exit(
                    event="ep_accepte",
                    label="Avis favorable de l’EP",
                    who=(Who.ENTRAINE,),
                    target="attente_decision",
                    when=deux_niveaux,
                ),
                Exit(
                    event="ep_accepte",
                    label="Réorientation acceptée en EP",
                    who=(Who.ENTRAINE,),
                    target="clos_reoriente",
                    unless=deux_niveaux,
                    effects=REORIENTE,
                    facts=("decision_prise", "cloture"),
                    notices=RESULTAT,
                ),
                Exit(
                    event="ep_refuse",
                    label="Avis défavorable de l’EP",
                    who=(Who.ENTRAINE,),
                    target="attente_decision",
                    when=deux_niveaux,
                ),
                Exit(
                    event="ep_refuse",
                    label="Réorientation refusée en EP",
                    who=(Who.ENTRAINE,),
                    target="refus_a_notifier",
                    unless=deux_niveaux,
                    facts=("decision_prise",),
                    notices=REFUS,
                ),
                Exit(
                    event="ep_annule",
                    label="Demande annulée en EP",
                    who=(Who.ENTRAINE,),
                    target="accompagnement",
                    effects=(ClosesDemande(issue="annulee"),),
                    facts=("demande_annulee", "demande_sans_suite"),
                ),
                Exit(
                    event="remettre",
                    label="Remettre à une autre séance",
                    who=(Who.ENTRAINE,),
                    target="attente_ep",
                ),
                Exit(
                    event="demenager_intra",
                    label="Enregistrer un déménagement dans le département",
                    who=(Who.BOP, Who.IMPORT),
                    target="attente_ep",
                    guards=(circonscription_actuelle, autre_circonscription),
                    asks=(CIRCONSCRIPTION, DATE_EFFET),
                    when=ep_territoriale,
                    drags=(Drag(machine=Machine.PASSAGE, event="reporter_sans_suite"),),
                    effects=DEMENAGEMENT,
                    facts=("demenagement",),
                    notices=("demande_reroutee",),
                ),
                Exit(
                    event="demenager_intra",
                    label="Enregistrer un déménagement dans le département",
                    who=(Who.BOP, Who.IMPORT),
                    guards=(circonscription_actuelle, autre_circonscription),
                    asks=(CIRCONSCRIPTION, DATE_EFFET),
                    unless=ep_territoriale,
                    effects=DEMENAGEMENT,
                    facts=("demenagement",),
                ),
                REDECOUPER_DEVANT_L_EP,
                REDECOUPER_DANS_LA_SEANCE,
                ATTRIBUER_DEVANT_L_EP,
                ATTRIBUER_DANS_LA_SEANCE,
                RECEVOIR_AUTRE_CANAL,
                RETIRER_DEMANDE_OU_BOP,
                CONSTATER_DECISION_WEBRSA,
                CONSTATER_REFUS_WEBRSA,
            ),
        ),
        State(
            code="attente_decision",
            label="En attente de décision",
            meaning="le président du conseil départemental doit décider",
            exits=(
                Exit(
                    event="decider_accepter",
                    label="Accepter la réorientation",
                    who=(Who.PRESIDENT,),
                    target="clos_reoriente",
                    guards=(
                        decision_ici,
                        avis_ep_anterieur,
                        droit_ouvert,
                        service_competent,
                        accueil_competent,
                    ),
                    asks=(TYPE_ORIENTATION, SERVICE_FACULTATIF),
                    effects=REORIENTE,
                    facts=("decision_prise", "cloture"),
                    notices=RESULTAT,
                ),
                Exit(
                    event="decider_refuser",
                    label="Refuser la réorientation",
                    who=(Who.PRESIDENT,),
                    target="refus_a_notifier",
                    guards=(decision_ici, avis_ep_anterieur),
                    asks=(MOTIF,),
                    facts=("decision_prise",),
                    notices=REFUS,
                ),
                Exit(
                    event="renvoyer_ep",
                    label="Renvoyer à l’EP",
                    who=(Who.PRESIDENT,),
                    target="attente_ep",
                    guards=(decision_ici, ep_au_programme),
                    asks=(MOTIF,),
                ),
                RECEVOIR_AUTRE_CANAL,
                RETIRER_DEMANDE_OU_BOP,
                CONSTATER_DECISION_WEBRSA,
                CONSTATER_REFUS_WEBRSA,
            ),
        ),
    ),
)
