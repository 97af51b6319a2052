"""The guests of a line: whom it may invite, and who agrees to it."""

from rules.done import told
from rules.names import folded
from rules.refusals import Refusal
from rules.seances.guests import Guest, Whom
from rules.situation import Act, Situation
from rules.wording import numbered
from rules.words import Topic


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
        source=situation.words.text(Topic.INVITES),
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
        source=situation.words.text(Topic.INVITES),
        to_enter=True,
        field="nom",
    )


def allocataire_invite_une_fois(situation: Situation, act: Act) -> Refusal | None:
    """« l’allocataire n’est pas déjà invité »"""
    if situation.values.get("qui") != Whom.ALLOCATAIRE:
        return None
    first = next((one for one in situation.guests.guests if one.whom is Whom.ALLOCATAIRE), None)
    return None if first is None else _expected(first, act, "qui")


def _expected(guest: Guest, act: Act, field: str) -> Refusal:
    when = told(guest.declared, act.occurred.tzinfo)
    return Refusal(
        code="allocataire_deja_invite",
        sentence=f"La venue de l’allocataire est déjà prévue pour cette ligne{when}.",
        remedy="Décommandez d’abord sa venue : « decommander ».",
        field=field,
    )


def partenaire_invite_une_fois(situation: Situation, act: Act) -> Refusal | None:
    """« le partenaire n’est pas déjà invité pour cette ligne »"""
    name = situation.values.get("nom")
    if situation.values.get("qui") != Whom.PARTENAIRE or not isinstance(name, str):
        return None
    for one in situation.guests.guests:
        if one.whom is Whom.PARTENAIRE and one.name and folded(one.name) == folded(name):
            return Refusal(
                code="partenaire_deja_invite",
                sentence="Un partenaire de ce nom est déjà invité pour cette ligne"
                f"{told(one.declared, act.occurred.tzinfo)} : c’est l’invité {numbered(one.id)}.",
                remedy="Il n’y a rien à faire ; s’il s’agit d’un homonyme, distinguez leurs noms.",
                field="nom",
            )
    return None


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
    first = next((one for one in situation.guests.guests if one.whom is Whom.ALLOCATAIRE), None)
    return None if first is None else _expected(first, act, "accord")


def partenaire_a_confirmer(situation: Situation, act: Act) -> Refusal | None:
    """« un partenaire de la ligne n’a pas encore sa confirmation » S2."""
    if situation.guests.to_confirm:
        return None
    return Refusal(
        code="rien_a_confirmer",
        sentence="Aucun partenaire de la ligne n’attend de confirmation.",
        remedy="Regardez les invités de la ligne par « seance voir ».",
        source=situation.words.text(Topic.INVITES),
    )


def liste_demandee(situation: Situation, act: Act) -> Refusal | None:
    """« ce genre de séance demande la liste des invités de chaque ligne » S2: the request for a
    psychologist comes with « le tableau complété des personnes invitées »."""
    if situation.kind is None or situation.kind.wants_guests:
        return None
    return Refusal(
        code="liste_non_demandee",
        sentence=f"« {situation.kind.label} » ne demande pas la liste des invités.",
        remedy="Il n’y a rien à dire tant que personne n’est invité.",
        source=situation.words.text(Topic.INVITES),
    )


def sans_invite_declare(situation: Situation, act: Act) -> Refusal | None:
    """« aucun invité n’est déclaré pour la ligne »"""
    found = [numbered(one.id) for one in situation.guests.guests]
    if not found:
        return None
    return Refusal(
        code="ligne_avec_invites",
        sentence=f"Quelqu’un est invité pour cette ligne : {', '.join(found)}.",
        remedy="Décommandez d’abord qui ne vient pas : « decommander ».",
    )


def pas_encore_sans_invite(situation: Situation, act: Act) -> Refusal | None:
    """« personne n’a encore dit que la ligne n’a pas d’invité »"""
    if not situation.guests.said_none or situation.guests.guests:
        return None
    when = told(situation.already.get("dire_sans_invite"), act.occurred.tzinfo)
    return Refusal(
        code="sans_invite_deja_dit",
        sentence=f"La ligne est déjà dite sans invité{when}.",
        remedy="Il n’y a rien à faire ; pour inviter quelqu’un : « inviter ».",
    )
