"""What makes the deadlines of a rule, as two short digests that are compared years later.

``shape``: which deadlines there are, and from what they are counted. ``amounts``: how much is then
counted, and by which name deadlines quote it. When only amounts change, a date is counted again
from its anchor; when the shape does, the deadlines are derived again from the facts.

Both are of what the rule says, whatever file says it: code that is moved, or given a choice that no
rule makes yet, leaves them as they are.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from hashlib import sha256
from types import FunctionType
from typing import Any, NamedTuple

from rules.deadlines.conditions import Condition
from rules.deadlines.rule import Rule
from rules.delays.content import content_of
from rules.delays.delay import Delay

# What is said of a rule, who is told and what is attempted: no date depends on them.
_ONLY_WORDS = frozenset({"label", "act", "duty", "wants", "flux"})
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
    """The value as JSON can hold it, the same from one process and one release to the next."""
    match value:
        case Delay():
            return content_of(value)
        case Rule():  # one that others are left to: it matters when it is in force
            return [_plain(value.valid_from), _plain(value.valid_to)]
        case Condition():
            return value.name
        case FunctionType():  # which facts meet it
            return value.__name__
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
            return {
                field.name: _plain(said)
                for field in fields(value)
                if field.name not in _ONLY_WORDS
                and (said := getattr(value, field.name)) != _unsaid(field)
            }
        case _:
            raise TypeError(f"{value!r} has no name that lasts")


def _unsaid(field: Field[Any]) -> object:
    """What a field holds when nothing is said."""
    return field.default_factory() if field.default_factory is not MISSING else field.default


def _hashed(said: object) -> str:
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]
