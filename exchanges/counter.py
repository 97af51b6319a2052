"""What the counter needs to know of the département to make sense of a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rules.actors import Genre
from rules.rulebook import Rulebook
from rules.territory import Territory


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """The département's choices about files. ``rights``: webRSA's code of the right → ouvert,
    suspendu, ferme. ``genre_of``: the genre of a structure from its number and the labels of its
    type, leaf first. ``places``: the circonscriptions of structures that the files do not tell."""

    rulebook: Rulebook
    territory: Territory
    rights: Mapping[str, str]
    genre_of: Callable[..., Genre | None]
    places: Mapping[int, frozenset[str]]
