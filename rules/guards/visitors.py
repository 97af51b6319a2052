"""The visitor of a séance: whether one is awaited, who it is, what they were told."""

from rules.choices import situations_attendues
from rules.done import told
from rules.names import folded
from rules.refusals import Refusal
from rules.situation import Act, Situation
from rules.wording import quantity
from rules.words import Topic


def intervenant_attendu(situation: Situation, act: Act) -> Refusal | None:
    """« un intervenant extérieur est attendu à ce genre de séance » S2: the psychologist."""
    if situation.kind is None or situation.kind.visitor is not None:
        return None
    return Refusal(
        code="sans_intervenant",
        sentence=f"« {situation.kind.label} » n’attend personne d’extérieur.",
        remedy="Choisissez une séance à intervenant.",
        source=situation.words.text(Topic.INTERVENANT),
    )


def intervenant_pas_encore_nomme(situation: Situation, act: Act) -> Refusal | None:
    """« qui intervient n’est pas déjà nommé, à cette adresse »"""
    name, address = situation.values.get("nom"), situation.values.get("courriel")
    known = situation.visitor
    if known is None or not isinstance(name, str) or not isinstance(address, str):
        return None
    if (folded(name), address.casefold()) != (folded(known.name), known.address.casefold()):
        return None
    return Refusal(
        code="intervenant_deja_nomme",
        sentence="Cette personne est déjà nommée pour la séance, à cette adresse"
        f"{told(situation.already.get('nommer_intervenant'), act.occurred.tzinfo)}.",
        remedy="Il n’y a rien à faire ; nommer quelqu’un d’autre décommande qui l’était.",
        field="nom",
    )


def venue_pas_encore_dite(situation: Situation, act: Act) -> Refusal | None:
    """« qui intervient ne l’a pas déjà appris, pour ce jour et ce nombre de situations » S2."""
    done = situation.already.get("fixer_venue")
    if done is None:
        return None
    awaited = quantity(situations_attendues(situation), "situation", "situations")
    return Refusal(
        code="venue_deja_dite",
        sentence=f"Qui intervient le sait déjà, pour {awaited}{told(done, act.occurred.tzinfo)}.",
        remedy="Il n’y a rien à faire tant que le nombre de situations et la date ne changent pas.",
        source=situation.words.text(Topic.INTERVENANT),
    )
