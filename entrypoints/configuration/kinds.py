"""The kinds of value that a configuration holds: days, hours, texts, addresses, choices."""

import re
from datetime import date, time
from typing import Annotated

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from entrypoints.configuration.problems import shown

FIRST_YEAR, LAST_YEAR = 1990, 2070

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HOUR = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
_EMAIL = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,180}\.[A-Za-z]{2,24}$"
_ONE_LINE = r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$"
_NAME = r"^[0-9A-Za-z][0-9A-Za-z_-]*$"
_INSEE = r"^([0-9]{2}|2[AB])[0-9]{3}$"
_WEB = r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~-]+)*/?$"


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not _ISO_DAY.fullmatch(value):
        raise wrong(value, "n’est pas une date (attendu : AAAA-MM-JJ).")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise wrong(value, "n’existe pas dans le calendrier.") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise wrong(value, f"est hors du calendrier, qui va de {FIRST_YEAR} à {LAST_YEAR}.")
    return day


def _hour(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not re.fullmatch(_HOUR, value):
        raise wrong(value, "n’est pas une heure (attendu : HH:MM, de 00:00 à 23:59).")
    return time.fromisoformat(value)


def wrong(value: object, sentence: str) -> PydanticCustomError:
    """The error « « value » sentence », for a validator to raise."""
    return PydanticCustomError("phrase", "{phrase}", {"phrase": f"{shown(value)} {sentence}"})


SHAPES = {
    _EMAIL: "n’est pas une adresse de courriel.",
    _ONE_LINE: "doit être un texte d’une ligne, sans caractère de commande.",
    _NAME: "doit s’écrire avec des lettres sans accent, des chiffres, « - » et « _ ».",
    _INSEE: "n’est pas un code INSEE de commune (cinq caractères, entre guillemets).",
    _WEB: "n’est pas une adresse du web (attendu : https://agenda.departement.fr).",
}
"""What to say of a text that has not the shape it should."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=_ONE_LINE)]
Code = Annotated[str, StringConstraints(max_length=60, pattern=_NAME)]
Email = Annotated[str, StringConstraints(max_length=254, pattern=_EMAIL)]
Insee = Annotated[str, Field(pattern=_INSEE, description="Code INSEE, entre guillemets")]
WebAddress = Annotated[str, StringConstraints(max_length=200, pattern=_WEB)]
Day = Annotated[date, BeforeValidator(_day)]
Hour = Annotated[time, BeforeValidator(_hour), WithJsonSchema({"type": "string", "pattern": _HOUR})]


class Form(BaseModel):
    """A group of keys: no other key, no value of another kind."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
