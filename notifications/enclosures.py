"""The files that leave with messages, as the messenger asks for them: given by whoever assembles
the house, since it knows neither the counter's files nor what stands in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from notifications.channels.contract import Enclosure, UnmadeFile
from workflow.post.outbox import Message

ON_PAPER: Mapping[str, str] = MappingProxyType(
    {
        "convocation": "convocation_membre",
        "invitation_partenaire": "confirmation_partenaire",
    }
)
"""Occasion → the model of the letter that tells it to whoever has no address of mail."""


class AlreadyTold(Exception):
    """The letter that tells a message left already: nothing is to be posted any more."""


class Pointless(Exception):
    """What a message tells is no longer to be told: the séance is over, or awaits them no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """What leaves with a mail. ``clear`` and ``sealed`` are what the files are called in the mail,
    those that anybody may read and those under a password; ``kept`` what is not joined, and is read
    in the application."""

    files: tuple[Enclosure, ...] = ()
    clear: tuple[str, ...] = ()
    sealed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.files or self.kept)


class Clerk(Protocol):
    """Makes files at the moment of sending, from what the registry has. What leaves by post is made
    once, and kept there."""

    def enclosed(self, message: Message) -> Enclosed:
        """What is joined to the mail of a message, for its recipient."""

    def letter(self, message: Message) -> Enclosure:
        """The page that tells a message of ``ON_PAPER`` by post. Raises UnmadeFile,
        AlreadyTold, or Pointless."""


class NoClerk:
    """Nothing is ever joined."""

    def enclosed(self, _message: Message) -> Enclosed:
        """See Clerk."""
        return Enclosed()

    def letter(self, _message: Message) -> Enclosure:
        """See Clerk."""
        raise UnmadeFile("Aucune lettre n’est écrite ici.", code=0)
