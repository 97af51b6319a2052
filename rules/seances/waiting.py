"""The lines without request that left a séance unexamined and stand in no other yet.

A request waits in its dossier's state (« à réinscrire »); a soutien technique or an accompagnement
global has none: its facts say that it waits, and until when.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rules.facts import Fact
from rules.subjects import Subject

WAITS, AGAIN, GIVEN_UP = "ligne_a_reinscrire", "ligne_reinscrite", "ligne_abandonnee"
_ENDED = frozenset({"sortie", "cloture"})


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLine:
    """One of them, by the number of the line. ``seance``: the one that it left, of that
    ``genre``."""

    line: int
    nature: str
    seance: int
    genre: str
    since: datetime


def waiting(facts: Iterable[Fact], dossier: Subject) -> tuple[WaitingLine, ...]:
    """Those of a dossier among the facts of its person, oldest first."""
    found: dict[object, WaitingLine] = {}
    for fact in facts:
        if fact.subject != dossier:
            continue
        if fact.code == WAITS:
            data = fact.data
            found[data["ligne"]] = WaitingLine(
                line=int(str(data["ligne"])),
                nature=str(data["nature"]),
                seance=int(str(data["seance"])),
                genre=str(data["genre_seance"]),
                since=fact.occurred,
            )
        elif fact.code in (AGAIN, GIVEN_UP):
            found.pop(fact.data.get("ligne"), None)
        elif fact.code in _ENDED:
            found.clear()
    return tuple(found.values())
