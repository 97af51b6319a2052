"""The kinds of séance and their rhythm, and the year that is made from them."""

from typing import Annotated

from pydantic import Field

from entrypoints.web.api.answers.leaves import (
    LEGIBLE,
    Answer,
    Code,
    Day,
    Flag,
    Id,
    Instant,
    Label,
    Sentence,
)

_Genre = Annotated[str, Field(examples=["icl"])]
_Place = Annotated[str, Field(examples=["93-03"])]
_Asked = Annotated[str, Field(min_length=1, max_length=40, pattern=LEGIBLE)]


class KindOfSeance(Answer):
    """A kind of séance. ``circonscriptions`` null: in each; ``duree``, ``quorum``: in words."""

    genre: _Genre
    libelle: Label
    instance: Annotated[str, Field(examples=["concertation"])]
    natures: list[Annotated[str, Field(examples=["reorientation"])]]
    circonscriptions: list[_Place] | None
    coordination: list[Annotated[str, Field(examples=["bat"])]]
    sieges: list[Label]
    quorum: Sentence | None
    duree: list[Sentence]
    du: Day | None
    au: Day | None


class Rhythm(Answer):
    """A rule from which the year is made; null among ``circonscriptions``: of the whole
    département."""

    genre: _Genre
    libelle: Label
    circonscriptions: list[_Place | None]
    rythme: Annotated[str, Field(examples=["le 2e jeudi du mois, sauf août"])]
    heure: Annotated[str, Field(examples=["9 h 30, 3 h"])]
    lieux: list[Label]
    du: Day | None
    au: Day | None


class Programme(Answer):
    """The kinds of séance, and the rules of the year."""

    genres: list[KindOfSeance]
    rythmes: list[Rhythm]


class WishedYear(Answer):
    """A year; of one kind, in one place, when they are said."""

    annee: Annotated[int, Field(ge=1990, le=2070, examples=[2027])]
    genre: Annotated[_Asked, Field(examples=["icl"])] | None = None
    circonscription: Annotated[_Asked, Field(examples=["93-03"])] | None = None


class Clash(Answer):
    """What a séance shares with another at that time; ``bloquant``: it cannot be created so."""

    partage: Annotated[str, Field(examples=["lieu"])]
    avec: Label
    bloquant: Flag
    phrase: Sentence


class ProposedSeance(Answer):
    """A séance that the rules want. ``creneau``: the day that they wanted, ``deplacee`` why it is
    another; ``situation``: a_creer, creee, au_programme or passee."""

    genre: _Genre
    circonscription: _Place | None
    date_seance: Instant
    lieu: Label
    creneau: Day
    deplacee: Sentence | None
    situation: Annotated[str, Field(examples=["a_creer"])]
    seance: Id | None
    etat: Code | None
    conflits: list[Clash]


class MonthWithout(Answer):
    """A month in which the rules want no séance, and why."""

    genre: _Genre
    circonscription: _Place | None
    mois: Annotated[str, Field(examples=["2027-08"])]
    raison: Sentence


class Proposal(Answer):
    """A year as the rules make it."""

    annee: Annotated[int, Field(examples=[2027])]
    seances: list[ProposedSeance]
    sans_seance: list[MonthWithout]
