"""What makes the deadlines of a rule, as two short digests that are compared years later.

``shape``: which deadlines there are, and from what they are counted. ``amounts``: how much is then
counted, and by which name deadlines quote it. When only amounts change, a date is counted again
from its anchor; when the shape does, the deadlines are derived again from the facts.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from functools import partial
from hashlib import sha256
from typing import NamedTuple

from rules.deadlines.rule import Rule
from rules.delays.content import content_of
from rules.delays.delay import Delay

# What is said of a rule, who is told and what is attempted: no date depends on them.
_ONLY_WORDS = frozenset({"label", "act", "duty", "says", "flux"})
_OF_A_VERSION = ("anchor", "valid_from", "valid_to", "threshold", "exempted")


class RuleDigest(NamedTuple):
    """The two digests of the versions of one rule."""

    shape: str
    amounts: str


def digest(versions: Sequence[Rule]) -> RuleDigest:
    """The digests of all the versions of one rule, oldest first."""
    return RuleDigest(
        shape=_hashed([_plain(versions[0].procedure), [_shape(rule) for rule in versions]]),
        amounts=_hashed([[rule.version, content_of(rule.delay)] for rule in versions]),
    )


def _shape(rule: Rule) -> list[object]:
    return [_plain(getattr(rule, name)) for name in _OF_A_VERSION]


def _plain(value: object) -> object:
    """The value as JSON can hold it, the same from one process to the next."""
    match value:
        case Delay():
            return content_of(value)
        case Rule():  # one that others are left to: it matters when it is in force
            return [_plain(value.valid_from), _plain(value.valid_to)]
        case None | str() | int() | float():
            return value
        case date():
            return value.isoformat()
        case frozenset() | set():
            return sorted(map(str, value))
        case Mapping():
            return {str(key): _plain(one) for key, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case _ if is_dataclass(value):
            return [
                _plain(getattr(value, field.name))
                for field in fields(value)
                if field.name not in _ONLY_WORDS
            ]
        case partial():
            return [_plain(value.func), _plain(value.args), _plain(value.keywords)]
        case _:
            # A condition: what it does is the release's, and told by where it is written.
            return f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', '')}"


def _hashed(said: object) -> str:
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]
