"""The guests of a line: declared by whoever presents it, confirmed by whoever coordinates (S2).
Data only."""

from rules.actors import Who
from rules.fields import Field, Kind
from rules.guards.invites import (
    allocataire_invite_une_fois,
    invite_de_la_ligne,
    liste_demandee,
    partenaire_a_confirmer,
    partenaire_invite_une_fois,
    partenaire_nomme,
    pas_encore_sans_invite,
    sans_invite_declare,
    venue_accordee,
    venue_pas_encore_acceptee,
)
from rules.guards.seance import coordinateur
from rules.seances.guests import Whom
from states.delais import COORDINATION
from states.forms import MOTIF_FACULTATIF
from states.page import ConfirmsGuests, Copies, DeclaresGuest, Exit, Sets, WithdrawsGuest

QUI = Field(
    name="qui",
    label="qui est invité",
    kind=Kind.CHOIX,
    choices=tuple(one.value for one in Whom),
)
NOM = Field(
    name="nom",
    label="le nom de l’invité, si ce n’est pas l’allocataire",
    required=False,
    personal=True,
)
QUALITE = Field(name="qualite", label="sa qualité et son organisme", required=False, personal=True)
COURRIEL = Field(
    name="courriel",
    label="son adresse de courriel",
    kind=Kind.COURRIEL,
    required=False,
    personal=True,
)
INVITE = Field(name="invite", label="le numéro de l’invité", kind=Kind.ENTIER)
ACCORD_VENUE = Field(name="accord", label="l’accord à la venue de l’allocataire", kind=Kind.OUI_NON)

PRESCRIPTEUR = (Who.SERVICE_REFERENT, Who.BAT)

DE_LA_LIGNE = (
    Exit(
        event="inviter",
        label="Inviter quelqu’un pour la ligne",
        who=PRESCRIPTEUR,
        guards=(
            partenaire_nomme,
            venue_accordee,
            allocataire_invite_une_fois,
            partenaire_invite_une_fois,
        ),
        asks=(QUI, NOM, QUALITE, COURRIEL),
        effects=(DeclaresGuest(),),
    ),
    Exit(
        event="decommander",
        label="Décommander un invité",
        who=PRESCRIPTEUR,
        guards=(invite_de_la_ligne,),
        asks=(INVITE,),
        effects=(WithdrawsGuest(),),
    ),
    Exit(
        event="dire_sans_invite",
        label="Dire que personne n’est invité pour la ligne",
        who=PRESCRIPTEUR,
        guards=(liste_demandee, sans_invite_declare, pas_encore_sans_invite),
        effects=(Sets(column="sans_invite", value=True),),
    ),
    Exit(
        event="accorder_venue",
        label="Dire si l’allocataire peut être invité",
        who=COORDINATION,
        guards=(coordinateur, venue_pas_encore_acceptee),
        asks=(ACCORD_VENUE, MOTIF_FACULTATIF),
        effects=(Copies(field="accord", column="venue"),),
        notices=("venue_appreciee",),
    ),
    Exit(
        event="confirmer_invites",
        label="Confirmer leur venue aux partenaires",
        who=COORDINATION,
        guards=(coordinateur, partenaire_a_confirmer),
        effects=(ConfirmsGuests(),),
    ),
)
