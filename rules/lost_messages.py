"""Messages that will not leave by themselves any more: sent again, or given up, with a motive."""

from collections.abc import Collection, Mapping

from rules.actors import Actor, Role
from rules.fields import Field
from rules.refusals import Refusal
from rules.telling import State
from rules.wording import numbered

RESENT, GIVEN_UP = "renvoyer_message", "abandonner_message"
"""The acts on a message. Stored in its chain: never renamed."""

FORMS: Mapping[str, tuple[Field, ...]] = {
    RESENT: (Field(name="motif", label="pourquoi il peut partir maintenant", personal=True),),
    GIVEN_UP: (Field(name="motif", label="pourquoi il n’a plus à partir", personal=True),),
}
LABELS: Mapping[str, str] = {
    RESENT: "Renvoyer un message",
    GIVEN_UP: "Abandonner un message",
}

_MENDERS = frozenset({Role.MANAGER, Role.BOP, Role.BAT})


def not_allowed(event: str, actor: Actor) -> Refusal | None:
    """The offices mend what did not leave."""
    if actor.role in _MENDERS:
        return None
    return Refusal(
        code="acteur_non_autorise",
        sentence=f"« {LABELS[event]} » ne vous est pas ouvert.",
        remedy="Demandez-le à un bureau ou à un manager du département.",
    )


def unknown(number: int) -> Refusal:
    """No message bears that number."""
    return Refusal(
        code="message_inconnu",
        sentence=f"Le message {numbered(number)} n’existe pas.",
        remedy="« message lister --statut mort » donne les numéros.",
    )


def judged(number: int, states: Collection[str]) -> Refusal | None:
    """Whether a message may be mended, by the states of its deliveries; none: nobody was looked up
    yet."""
    if State.DEAD in states:
        return None
    if not states or State.TO_SEND in states:
        return _waits(number)
    if State.SENT in states or State.TOLD in states:
        return _left(number)
    if State.POINTLESS in states:
        return _pointless(number)
    return _given_up(number)


def _waits(number: int) -> Refusal:
    return Refusal(
        code="message_en_attente",
        sentence=f"Le message {numbered(number)} n’est pas perdu : il attend de partir.",
        remedy="« message voir » dit quand, et pourquoi.",
    )


def _left(number: int) -> Refusal:
    return Refusal(
        code="message_deja_parti",
        sentence=f"Le message {numbered(number)} est déjà parti.",
        remedy="Il n’y a rien à faire.",
    )


def _pointless(number: int) -> Refusal:
    return Refusal(
        code="message_sans_objet",
        sentence=f"Le message {numbered(number)} n’a plus d’objet : la séance est passée ou"
        " annulée, ou n’attend plus cette personne.",
        remedy="Il n’y a rien à faire.",
    )


def _given_up(number: int) -> Refusal:
    return Refusal(
        code="message_abandonne",
        sentence=f"Le message {numbered(number)} est déjà abandonné.",
        remedy="Prévenez le destinataire autrement, ou refaites l’acte qui l’occasionne.",
    )
