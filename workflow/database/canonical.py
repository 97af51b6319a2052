"""The one form in which structured data are written: compact JSON, keys in the order given.

What is hashed is this text; it equals ``json.dumps`` with compact separators and no ASCII escapes.
"""

import orjson


def encode(data: object) -> str:
    """The text of the data, dataclasses included. Raises TypeError for what JSON has no form of."""
    return orjson.dumps(data).decode()
