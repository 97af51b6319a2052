"""The versions of what is written of a séance, as its chain says that they were sent: what is kept
of each must still be that."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from states.page import Machine
from states.procedure import PROCEDURE

SENDS = frozenset({"compte_rendu_envoye", "compte_rendu_renvoye"})
"""The facts that say that a version was sent."""

SENDING_ACTS = tuple(
    sorted(
        {
            exit.event
            for node in PROCEDURE.nodes[Machine.SEANCE].values()
            for exit in node.exits
            if not SENDS.isdisjoint(exit.facts)
        }
    )
)
"""The acts whose entries bear the digest of a version."""


class Breach(StrEnum):
    """What became of a version, in words."""

    ALTERED = "n’est plus celle qui a été envoyée"
    LOST = "a disparu"
    UNSENT = "n’a jamais été envoyée"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A version, as the entry ``seq`` of the chain says that it was sent."""

    seq: int
    number: int
    sha256: str
    model: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A version, as it is kept: its content, the digest that stands beside it, the page that prints
    it."""

    number: int
    content: str
    sha256: str
    model: int

    def is_what(self, sent: Sent) -> bool:
        """Whether it is what was sent."""
        digest = hashlib.sha256(self.content.encode()).hexdigest()
        return digest == self.sha256 == sent.sha256 and self.model == sent.model


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A version that is not what the chain says. ``seq``: the entry that sent it, None for one that
    nobody sent."""

    number: int
    breach: Breach
    seq: int | None = None


def sent_by(entries: Iterable[tuple[int, str]]) -> Mapping[int, Sent]:
    """The versions that these entries (seq, text) of a chain sent, by number."""
    found: dict[int, Sent] = {}
    for seq, body in entries:
        told = json.loads(body).get("compte_rendu")
        if told is not None:
            number = told["numero"]
            found[number] = Sent(
                seq=seq, number=number, sha256=told["sha256"], model=told["modele"]
            )
    return found


def broken(sent: Mapping[int, Sent], kept: Iterable[Kept]) -> Iterator[Broken]:
    """Those that are not what was sent, then those that are gone."""
    left = dict(sent)
    for one in kept:
        told = left.pop(one.number, None)
        if told is None:
            yield Broken(number=one.number, breach=Breach.UNSENT)
        elif not one.is_what(told):
            yield Broken(number=one.number, breach=Breach.ALTERED, seq=told.seq)
    for number, told in left.items():
        yield Broken(number=number, breach=Breach.LOST, seq=told.seq)
