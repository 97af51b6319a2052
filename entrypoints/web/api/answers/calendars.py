"""The calendar of a year, what the file says of it, the calendars that were in use."""

from typing import Annotated

from pydantic import Field

from entrypoints.web.api.answers.leaves import (
    Agent,
    Answer,
    Count,
    Day,
    Flag,
    Instant,
    Label,
    Sentence,
)

_Version = Annotated[str, Field(examples=["a3f1…"])]
_Row = Annotated[str, Field(examples=["fermetures:41"])]


class OffDay(Answer):
    """A day that is not worked, or not whole. ``loi``: what makes it a holiday; ``ligne``: the row
    of the file that says it."""

    jour: Day
    genre: Annotated[str, Field(examples=["férié"])]
    libelle: Label
    loi: Sentence | None
    ligne: _Row | None


class FileRow(Answer):
    """A closure or a half day, as the file says it."""

    ligne: _Row
    du: Day
    au: Day
    libelle: Label
    jusqu_a: Annotated[str, Field(examples=["12:00"])] | None


class CalendarFile(Answer):
    """The file of the configuration. ``en_attente``: it says something that is not in use yet;
    ``interrompu``: the passage to it is not over."""

    lisible: Flag
    en_attente: Flag
    interrompu: Flag
    lignes: list[FileRow]


class Passage(Answer):
    """A calendar that was put in use. ``applique_le`` null: its deadlines are being counted."""

    calendrier: _Version
    depuis_le: Instant
    par: Agent
    motif: Sentence
    applique_le: Instant | None
    recomptees: Count


class Calendars(Answer):
    """A year by the calendar in use."""

    annee: Annotated[int, Field(examples=[2026])]
    calendrier: _Version
    jours_ouvres: Count
    jours: list[OffDay]
    fichier: CalendarFile
    passages: list[Passage]
