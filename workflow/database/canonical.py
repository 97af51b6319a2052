"""The one form in which structured data are written: compact JSON, keys in the order given.

What is hashed is this text; it equals ``json.dumps`` with compact separators and no ASCII escapes.
"""

from typing import Any

import orjson


def encode(data: object) -> str:
    """The text of the data, dataclasses included. Raises TypeError for what JSON has no form of."""
    return orjson.dumps(data).decode()


def decode(text: str) -> Any:
    """The data of a text. Raises ValueError when it is not JSON."""
    return orjson.loads(text)
