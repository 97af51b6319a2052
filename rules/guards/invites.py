"""The guests of a line: whom it may invite, and who agrees to it."""

from rules.refusals import Refusal
from rules.seances.guests import Whom
from rules.situation import Act, Situation
from rules.wording import numbered


def venue_accordee(situation: Situation, act: Act) -> Refusal | None:
    """« la coordination a accordé la venue de l’allocataire » S2 (D19): « à prévoir en concertation
    préalable avec la chargée de secteur »."""
    if situation.values.get("qui") != Whom.ALLOCATAIRE or situation.guests.allowed:
        return None
    refused = situation.guests.allowed is False
    by = "la coordination" if situation.kind is None else situation.kind.coordinated_by
    return Refusal(
        code="venue_refusee" if refused else "venue_sans_accord",
        sentence="La coordination n’a pas accordé la venue de l’allocataire."
        if refused
        else "La venue de l’allocataire se décide avec la coordination, avant de l’inviter.",
        remedy=f"Voyez-le avec {by}, qui donne son accord par « accorder_venue ».",
        source="S2",
        field="qui",
    )


def partenaire_nomme(situation: Situation, act: Act) -> Refusal | None:
    """« un partenaire invité est nommé » S2: the service insertion confirms to them."""
    if situation.values.get("qui") != Whom.PARTENAIRE or "nom" in situation.values:
        return None
    return Refusal(
        code="invite_sans_nom",
        sentence="Un partenaire s’invite par son nom.",
        remedy="Indiquez « nom ».",
        source="S2",
        to_enter=True,
        field="nom",
    )


def allocataire_invite_une_fois(situation: Situation, act: Act) -> Refusal | None:
    """« l’allocataire n’est pas déjà invité »"""
    if situation.values.get("qui") != Whom.ALLOCATAIRE:
        return None
    if all(one.whom is not Whom.ALLOCATAIRE for one in situation.guests.guests):
        return None
    return Refusal(
        code="allocataire_deja_invite",
        sentence="L’allocataire est déjà invité pour cette ligne.",
        remedy="Décommandez d’abord sa venue : « decommander ».",
        field="qui",
    )


def invite_de_la_ligne(situation: Situation, act: Act) -> Refusal | None:
    """« la personne décommandée est invitée pour cette ligne »"""
    number = situation.values.get("invite")
    if not isinstance(number, int) or any(one.id == number for one in situation.guests.guests):
        return None
    return Refusal(
        code="invite_inconnu",
        sentence=f"L’invité {numbered(number)} n’est pas de cette ligne.",
        remedy="Choisissez un invité de la ligne : « seance voir » en donne les numéros.",
        field="invite",
    )


def venue_pas_encore_acceptee(situation: Situation, act: Act) -> Refusal | None:
    """« l’accord ne se retire pas à un allocataire déjà invité »"""
    if situation.values.get("accord") is not False:
        return None
    if all(one.whom is not Whom.ALLOCATAIRE for one in situation.guests.guests):
        return None
    return Refusal(
        code="allocataire_deja_invite",
        sentence="L’allocataire est déjà invité pour cette ligne.",
        remedy="Décommandez d’abord sa venue : « decommander ».",
        field="accord",
    )


def partenaire_a_confirmer(situation: Situation, act: Act) -> Refusal | None:
    """« un partenaire de la ligne n’a pas encore sa confirmation » S2."""
    if situation.guests.to_confirm:
        return None
    return Refusal(
        code="rien_a_confirmer",
        sentence="Aucun partenaire de la ligne n’attend de confirmation.",
        remedy="Regardez les invités de la ligne par « seance voir ».",
        source="S2",
    )
