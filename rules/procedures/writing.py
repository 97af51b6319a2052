"""How the pages of this folder name facts and states."""

from rules.facts import entering


def facts(*codes: str) -> frozenset[str]:
    """Facts by their codes."""
    return frozenset(codes)


def states(*codes: str) -> frozenset[str]:
    """The facts of entering these states."""
    return frozenset(entering(code) for code in codes)
