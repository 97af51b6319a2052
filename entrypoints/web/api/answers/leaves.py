"""What every answer and every body is made of: strict models, and the kinds of their values.

Each kind bears an example: those of the operations are composed from them.
"""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from rules.fields import GREATEST


class Answer(BaseModel):
    """Keys that are named, values that are what they are said to be, nothing else."""

    model_config = ConfigDict(extra="forbid", strict=True)


def _kind(example: Any, **said: Any) -> Any:
    return Field(examples=[example], json_schema_extra=said or None)


Instant = Annotated[str, _kind("2026-05-04T09:00:00+02:00", format="date-time")]
"""ISO 8601, in the local time of the département."""
Day = Annotated[str, _kind("2026-05-04", format="date")]
Code = Annotated[str, _kind("presaisine")]
Label = Annotated[str, _kind("Pré-saisine")]
Sentence = Annotated[str, _kind("La date de la consultation manque.")]
Name = Annotated[str, _kind("DUPONT")]
Agent = Annotated[str, _kind("Samira Haddad")]
Token = Annotated[str, _kind("WyJudW1lcm8iLGZhbHNlLDEyXQ")]
Id = Annotated[int, _kind(12)]
Count = Annotated[int, _kind(3)]
Flag = Annotated[bool, _kind(True)]
Anything = dict[str, Any]

LEGIBLE = r"^[^\x00-\x1f\x7f]*$"
"""No control character: PostgreSQL knows no NUL, and a line is a line."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=LEGIBLE)]
Number = Annotated[int, Field(ge=1, le=GREATEST, examples=[12])]
Content = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9+/]*={0,2}$",
        examples=["JVBERi0xLjcK"],
        json_schema_extra={"contentEncoding": "base64"},
    ),
]
"""The bytes of a file, in base64."""


class Subject(Answer):
    """What something is about."""

    genre: Annotated[str, _kind("dossier")]
    id: Id


class Conflict(Answer):
    """What somebody else did since the version that was read: ``acte``, ``par`` and ``le`` are null
    for whoever does not read it in the journal, another service's draft."""

    acte: Annotated[str, _kind("consulter")] | None
    par: Agent | None
    le: Instant | None
    version_lue: Annotated[int, _kind(4)]
    version: Annotated[int, _kind(5)]


class Reason(Answer):
    """One reason why something is refused."""

    code: Annotated[str, _kind("champ_manquant")]
    phrase: Annotated[str, _kind("Il manque : la date de la consultation.")]
    que_faire: Annotated[str, _kind("Indiquez « date ».")]
    source: Annotated[str, _kind("note 2024-045")]
    champ: Annotated[str, _kind("date")] | None
