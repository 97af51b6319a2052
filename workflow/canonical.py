"""The one form in which structured data are written: compact JSON, keys in the order given.

What is hashed is this text; it equals ``json.dumps`` with compact separators and no ASCII escapes.
"""

from collections.abc import Mapping, Sequence

import orjson


def encode(data: Mapping[str, object] | Sequence[object]) -> str:
    """The text of the data. Raises TypeError for what JSON has no form of."""
    return orjson.dumps(data).decode()
