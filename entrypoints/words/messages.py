"""The words of messages: to whom they go, by which channel."""

from rules.actors import Role
from rules.telling import MAIL, PAPER, State
from rules.wording import numbered
from workflow.reading.correspondents import Correspondents
from workflow.reading.messages import DeliveryLine

_CHANNELS = {MAIL: "courriel", PAPER: "lettre à poster"}

DELIVERY_STATES = {
    State.TO_SEND: "à envoyer",
    State.SENT: "parti",
    State.DEAD: "en échec",
    State.GIVEN_UP: "abandonné",
    State.TOLD: "dit par un autre message",
    State.POINTLESS: "sans objet",
    State.DIVERTED: "dit à quelqu’un d’autre",
}
"""Where a message stands."""


def whom(line: DeliveryLine, known: Correspondents) -> str:
    """« Ana Durand, BOP », « ALI de Bobigny, accueil@ali.example »: an agent by name, and as what
    they are told; somebody else with their address."""
    addressed = addressee(line.recipient, known)
    if line.name is not None:
        return f"{line.name}, {addressed}"
    # On paper, and in a room, which is told beside them, the channel says where.
    if line.address is None or line.channel == PAPER or line.address == line.channel:
        return addressed
    return f"{addressed}, {line.address}"


def addressee(recipient: str, known: Correspondents) -> str:
    """A house address: « BOP », « ALI de Bobigny », « Karim Benali, membre n° 3 »."""
    kind, _, rest = recipient.partition(":")
    match kind:
        case "role":
            role, _, place = rest.partition(":")
            called = known.offices.role(Role(role)) if role in set(Role) else role
            return _of_place(called, place, known)
        case "service":
            return known.services.get(int(rest)) or f"service {numbered(int(rest))}"
        case "responsable":
            service = known.services.get(int(rest)) or f"service {numbered(int(rest))}"
            return f"{known.offices.role(Role.RESPONSABLE_SERVICE)}, {service}"
        case "membre":
            return _named(known.members.get(int(rest)), f"membre {numbered(int(rest))}")
        case "invite":
            return _named(known.guests.get(int(rest)), f"invité {numbered(int(rest))}")
        case "agent":
            return f"agent {numbered(int(rest))}"
        case "intervenant" if rest.isdigit():
            return _named(known.visitors.get(int(rest)), "intervenant extérieur")
        case "intervenant":
            return _of_place("intervenant extérieur", rest.split(":")[1], known)
        case _:
            return recipient


def channel(code: str | None) -> str | None:
    """« courriel », « lettre à poster »; the code that the département gave another."""
    return None if code is None else _CHANNELS.get(code, code)


def _named(name: str | None, number: str) -> str:
    return number if name is None else f"{name}, {number}"


def _of_place(words: str, place: str, known: Correspondents) -> str:
    return f"{words}, {known.places.get(place, place)}" if place else words
