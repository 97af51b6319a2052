"""The files joined to a dossier, in words."""

from rules.pieces import Sort
from rules.wording import NBSP

SORTS = {Sort.PRESAISINE: "pré-saisine", Sort.AUTRE: "autre"}


def size_words(size: int) -> str:
    """« 184 Ko »."""
    return f"{max(1, size // 1024)}{NBSP}Ko"
