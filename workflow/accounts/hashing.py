"""Passwords as they are kept: argon2id, at a cost that may be raised later."""

from dataclasses import dataclass
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from rules.accounts.passwords import normal


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a hash costs whoever computes it (RFC 9106, second choice)."""

    passes: int = 3
    memory_kib: int = 65_536
    lanes: int = 4


class Hashing:
    """Hashes and verifies at a cost. It takes tens of milliseconds: never within a transaction."""

    def __init__(self, cost: Cost | None = None) -> None:
        chosen = Cost() if cost is None else cost
        self._argon2 = PasswordHasher(
            time_cost=chosen.passes, memory_cost=chosen.memory_kib, parallelism=chosen.lanes
        )

    def of(self, password: str) -> str:
        """What is kept of a password, with its salt and its cost."""
        return self._argon2.hash(normal(password))

    def matches(self, kept: str | None, password: str) -> bool:
        """Whether it is the password. None (no such account) is no password, and takes as long."""
        try:
            matched = self._argon2.verify(kept or self._nobodys, normal(password))
        except (VerificationError, InvalidHashError):
            return False
        return matched and kept is not None

    def is_old(self, kept: str) -> bool:
        """Whether it was computed at another cost than is asked today."""
        return self._argon2.check_needs_rehash(kept)

    @cached_property
    def _nobodys(self) -> str:
        return self._argon2.hash("le mot de passe de personne")
