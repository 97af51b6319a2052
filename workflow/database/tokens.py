"""Secrets that open something: drawn at random, told once, kept as a hash only.

A secret is looked up by its hash: how long the answer takes says nothing of those that exist.
"""

import hashlib
import secrets

_BYTES = 32


def draw() -> str:
    """A new secret: 256 random bits, in letters, digits, « - » and « _ »; the first is no « - »,
    which a command would take for an option."""
    while (token := secrets.token_urlsafe(_BYTES)).startswith("-"):
        pass
    return token


def hash_of(token: str) -> str:
    """What is kept of it: whoever reads the database cannot open anything."""
    return hashlib.sha256(token.encode()).hexdigest()
