"""The passage to another calendar, or to other rules: who puts them in use, and what they say."""

from rules.actors import Actor, Role
from rules.fields import Field
from rules.refusals import Refusal

APPLY = "appliquer_calendrier"
"""The act. Written in the refusals: never renamed."""

FORM = (Field(name="motif", label="le motif du changement"),)


def not_allowed(actor: Actor) -> Refusal | None:
    """One calendar counts for the whole département: its managers answer for it."""
    if actor.role is not Role.MANAGER:
        return Refusal(
            code="acteur_non_autorise",
            sentence="Seuls les responsables (rôle manager) mettent un calendrier en vigueur.",
            remedy="Montrez-leur ce qui bougerait, et demandez-le-leur avec le motif.",
        )
    if actor.circonscriptions is not None:
        return Refusal(
            code="hors_territoire",
            sentence="Le calendrier est celui de tout le département, et votre habilitation n’en"
            " couvre qu’une partie.",
            remedy="Demandez-le à un manager de tout le département.",
        )
    return None
