"""Names as they are compared, searched and put in order."""

import unicodedata
from functools import lru_cache

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


def folded(*names: str) -> str:
    """Names as they are searched: no accent, no case, no hyphen, words in alphabetical order."""
    return " ".join(sorted(_bare(" ".join(names))))


def said_in(words: str, *names: str) -> bool:
    """Whether each of these words begins a word of the names: neither accents, case nor signs
    count."""
    asked = _bare(words)
    said = _bare(" ".join(names)) if asked else ()
    return all(any(one.startswith(word) for one in said) for word in asked)


@lru_cache(maxsize=4_096)
def alphabetical(name: str) -> tuple[str, str]:
    """Where a name stands in a list that people read: neither accents, case nor signs count, but
    between two names that are otherwise the same. « Écoute » is before « Zone »."""
    return " ".join(_bare(name.casefold().translate(_LIGATURES))), name


def _bare(name: str) -> list[str]:
    """Its words, with neither accent, case nor sign."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(
        c if c.isalnum() else " " for c in letters if not unicodedata.combining(c)
    ).split()
