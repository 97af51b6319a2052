"""The visitor of a séance: whether one is awaited."""

from rules.refusals import Refusal
from rules.situation import Act, Situation


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
