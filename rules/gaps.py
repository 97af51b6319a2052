"""A difference between webRSA and here that somebody settles: what is here is kept, and why."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from rules.actors import Actor, Role
from rules.fields import Field
from rules.refusals import Refusal

SETTLE = "regler_ecart"
LABELS: Mapping[str, str] = MappingProxyType({SETTLE: "Régler un écart avec webRSA"})
MOTIVE = Field(name="motif", label="le motif", personal=True)

_NOT_THEIRS = Refusal(
    code="acteur_non_autorise",
    sentence="Régler un écart n’est pas ouvert à votre rôle.",
    remedy="Demandez-le au bureau de l’orientation.",
)
_SETTLED = Refusal(
    code="ecart_regle",
    sentence="Cet écart est déjà réglé.",
    remedy="Il n’y a rien à faire.",
)


def unsettled(actor: Actor, *, settled: bool) -> Iterator[Refusal]:
    """Why a difference that they see is not settled by them."""
    if actor.role is not Role.BOP:
        yield _NOT_THEIRS
    if settled:
        yield _SETTLED
