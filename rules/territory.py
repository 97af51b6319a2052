"""Where people live: the circonscriptions of the département and their communes."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_SHORT = {"st": "saint", "ste": "sainte"}
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_CEDEX = re.compile(r"( cedex( \d+)?)+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """A commune; ``insee`` is its five-character code."""

    name: str
    insee: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Circonscription:
    """A circonscription de service social: the perimeter of one ICL-I. ``code`` is stored: never
    renamed."""

    code: str
    label: str
    communes: tuple[Commune, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """The circonscriptions of a département, and which one a commune is in."""

    circonscriptions: tuple[Circonscription, ...]
    _by_name: Mapping[str, str] = field(init=False, repr=False, compare=False)
    _by_insee: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        placed = [(c, one.code) for one in self.circonscriptions for c in one.communes]
        names = {plain_name(commune.name): code for commune, code in placed}
        object.__setattr__(self, "_by_name", MappingProxyType(names))
        insee = {commune.insee: code for commune, code in placed}
        object.__setattr__(self, "_by_insee", MappingProxyType(insee))

    def of_commune(self, name: str) -> str | None:
        """The code of the circonscription of a commune, by its name however it is written."""
        return self._by_name.get(plain_name(name))

    def of_insee(self, insee: str) -> str | None:
        """The code of the circonscription of a commune, by its INSEE code."""
        return self._by_insee.get(insee)


def plain_name(commune: str) -> str:
    """A commune's name without what postal files lose: accents, case, hyphens, apostrophes, the
    « saint » in full, the cedex. « L’Île-Saint-Denis » and « L ILE ST DENIS CEDEX » are one."""
    folded = unicodedata.normalize("NFKD", commune).casefold().translate(_LIGATURES)
    letters = unicodedata.normalize("NFKD", folded)
    bare = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    words = " ".join(_SHORT.get(word, word) for word in bare.split())
    return _CEDEX.sub("", words)
