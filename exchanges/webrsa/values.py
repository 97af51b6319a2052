"""The values that an element may hold: how each kind is read, written, and declared in a schema."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from rules.delays.delay import NaiveInstant

PARIS = ZoneInfo("Europe/Paris")
"""The files write local times without a zone."""

PLAUSIBLE_YEARS = range(1900, 2101)
"""A date outside is a slip of the keyboard (0205 for 2005), which XML Schema would let pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of value.

    `read` raises ValueError for a text that is not of the kind; `wrong` is then what to say.
    """

    schema_type: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    wrong: str


_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_DIGITS = re.compile(r"[0-9]{1,18}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATETIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,3})?")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}")
_YEAR = re.compile(r"[0-9]{4}")
_YEAR_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, even escaped."""


def _matched(pattern: re.Pattern[str], text: str) -> str:
    stripped = text.strip(" \t\r\n")
    if pattern.fullmatch(stripped) is None:
        raise ValueError
    return stripped


def _integer(text: str) -> int:
    return int(_matched(_INTEGER, text))


def _positive_integer(text: str) -> int:
    number = _integer(text)
    if number < 1:
        raise ValueError
    return number


def _flag(text: str) -> bool:
    number = _integer(text)
    if number not in (0, 1):
        raise ValueError
    return number == 1


def _xs_boolean(text: str) -> bool:
    word = text.strip(" \t\r\n")
    if word not in ("0", "1", "true", "false"):
        raise ValueError
    return word in ("1", "true")


def _date(text: str) -> date:
    day = date.fromisoformat(_matched(_DATE, text))
    if day.year not in PLAUSIBLE_YEARS:
        raise ValueError
    return day


def _datetime(text: str) -> datetime:
    instant = datetime.fromisoformat(_matched(_DATETIME, text).replace(" ", "T"))
    if instant.year not in PLAUSIBLE_YEARS:
        raise ValueError
    return instant.replace(tzinfo=PARIS)


def _time(text: str) -> time:
    return time.fromisoformat(_matched(_TIME, text))


def _string(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip())


def local_text(instant: datetime) -> str:
    """The instant as the files write it. Raises `NaiveInstant`."""
    if instant.tzinfo is None:
        raise NaiveInstant(instant)
    return f"{instant.astimezone(PARIS):%Y-%m-%d %H:%M:%S}"


def _written_flag(value: bool) -> str:
    return "1" if value else "0"


def _written_string(value: str) -> str:
    return _ILLEGAL.sub("", value)


LEXICON: Mapping[str, Kind] = {
    "integer": Kind(
        schema_type="xs:integer",
        read=_integer,
        write=str,
        wrong="n’est pas un nombre entier",
    ),
    "digits": Kind(
        schema_type="xs:integer",
        read=lambda text: _matched(_DIGITS, text),
        write=str,
        wrong="ne doit contenir que des chiffres",
    ),
    "positiveInteger": Kind(
        schema_type="xs:positiveInteger",
        read=_positive_integer,
        write=str,
        wrong="n’est pas un nombre entier supérieur à zéro",
    ),
    "string": Kind(
        schema_type="xs:string",
        read=_string,
        write=_written_string,
        wrong="n’est pas un texte",
    ),
    "flag": Kind(
        schema_type="flag",
        read=_flag,
        write=_written_flag,
        wrong="doit valoir 0 ou 1",
    ),
    "boolean": Kind(
        schema_type="xs:boolean",
        read=_xs_boolean,
        write=_written_flag,
        wrong="doit valoir 0, 1, true ou false",
    ),
    "date": Kind(
        schema_type="xs:date",
        read=_date,
        write=date.isoformat,
        wrong="date impossible, AAAA-MM-JJ est attendu",
    ),
    "datetime": Kind(
        schema_type="instant",
        read=_datetime,
        write=local_text,
        wrong="date et heure impossibles, AAAA-MM-JJ HH:MM:SS est attendu",
    ),
    "time": Kind(
        schema_type="xs:time",
        read=_time,
        write=time.isoformat,
        wrong="heure impossible, HH:MM:SS est attendu",
    ),
    "gYear": Kind(
        schema_type="xs:gYear",
        read=lambda text: int(_matched(_YEAR, text)),
        write=lambda year: f"{year:04d}",
        wrong="année impossible, AAAA est attendu",
    ),
    "gYearMonth": Kind(
        schema_type="xs:gYearMonth",
        read=lambda text: _matched(_YEAR_MONTH, text),
        write=str,
        wrong="mois impossible, AAAA-MM est attendu",
    ),
}
"""By the name that the formats use. A `flag` is webRSA's boolean, the integer 0 or 1; `digits` is
an integer that is a label, kept as the text that was written."""
