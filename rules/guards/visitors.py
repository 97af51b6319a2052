"""The visitor of a séance: whether one is awaited."""

from rules.choices import situations_attendues
from rules.done import told
from rules.refusals import Refusal
from rules.situation import Act, Situation
from rules.wording import quantity


def intervenant_attendu(situation: Situation, act: Act) -> Refusal | None:
    """« un intervenant extérieur est attendu à ce genre de séance » S2: the psychologist."""
    if situation.kind is None or situation.kind.visitor is not None:
        return None
    return Refusal(
        code="sans_intervenant",
        sentence=f"« {situation.kind.label} » n’attend personne d’extérieur.",
        remedy="Choisissez une séance à intervenant.",
        source="S2",
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
        source="S2",
    )
