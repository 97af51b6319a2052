"""A made-up département in webRSA's real formats, for demonstrations, tests and measures.

`write_samples` writes the files of a beginning, `write_diff` those that webRSA would send later.
"""

from exchanges.webrsa.sample.answers import (
    NextOrientation,
    PersonChange,
    UnknownCode,
    UnknownPerson,
    write_diff,
)
from exchanges.webrsa.sample.files import TooManyAli, write_samples

__all__ = [
    "NextOrientation",
    "PersonChange",
    "TooManyAli",
    "UnknownCode",
    "UnknownPerson",
    "write_diff",
    "write_samples",
]
