"""What the counter needs to know of the département to make sense of a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from rules.actors import Genre
from rules.rulebook import Rulebook
from rules.territory import plain_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Who sends tables of people and facts. ``services``: those that it speaks for, none for an
    office of the département; ``columns``: what it calls our columns, by our name."""

    code: str
    label: str
    services: tuple[int, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """The département's choices about files. ``rights``: webRSA's code of the right → ouvert,
    suspendu, ferme. ``genre_of``: the genre of a structure from its number and the labels of its
    type, leaf first. ``places``: the circonscriptions of structures that the files do not tell.
    ``organisations``: those whose tables are read, by code. ``statuses``: webRSA's word for what
    became of a rendez-vous → prevu, honore, manque, deplace."""

    rulebook: Rulebook
    rights: Mapping[str, str]
    genre_of: Callable[..., Genre | None]
    places: Mapping[int, frozenset[str]]
    organisations: Mapping[str, Organisation] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)

    def place_of(self, commune: str, day: date) -> str | None:
        """The circonscription of a commune. ``day`` is that on which a file is taken in, whenever
        it was written: the map is today's."""
        return self.rulebook.territory.of_commune(commune, day)

    def appointment(self, word: str) -> str | None:
        """What became of a rendez-vous, by webRSA's word; None when it is not read here."""
        return self.statuses.get(plain_name(word))
