"""Secrets that open something: drawn at random, told once, kept as a hash only.

A secret is looked up by its hash: how long the answer takes says nothing of those that exist.
"""

import hashlib
import secrets

_BYTES = 32


def draw() -> str:
    """A new secret: 256 random bits, in letters, digits, « - » and « _ »."""
    return secrets.token_urlsafe(_BYTES)


def hash_of(token: str) -> str:
    """What is kept of it: whoever reads the database cannot open anything."""
    return hashlib.sha256(token.encode()).hexdigest()
