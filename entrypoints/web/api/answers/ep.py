"""The EP: its séances, its lines, what is decided of them, the saisines that wait for one."""

from typing import Annotated

from pydantic import Field

from entrypoints.web.api.answers.leaves import (
    Answer,
    Code,
    Conflict,
    Count,
    Flag,
    Id,
    Instant,
    Label,
    Name,
    Number,
    Reason,
    Token,
)
from entrypoints.web.api.answers.lines import MOST, Act, Became, Version

_Code = Annotated[int, Field(ge=1, le=2**31 - 1, examples=[3])]
_Place = Annotated[str, Field(examples=["93-03"])]
_Service = Annotated[str, Field(examples=["ALI de Saint-Denis"])]
_Words = Annotated[
    str, Field(min_length=1, max_length=2_000, examples=["Le diagnostic est à reprendre."])
]


class Ruling(Answer):
    """A decision of a line of an EP. What it grants is, when nothing is said, what was asked for
    (an avis) or what the EP said (the decision that follows)."""

    ligne: Number
    acte: Act
    version: Version
    type_orientation: _Code | None = None
    service: _Code | None = None
    motif: _Words | None = None


class Rulings(Answer):
    """Decisions of several lines, each recorded by itself."""

    decisions: Annotated[list[Ruling], Field(min_length=1, max_length=MOST)]


class RulingsDone(Answer):
    """What became of each, in the order in which they were said."""

    decisions: list[Became]


class Choice(Answer):
    """A decision that whoever asks may take: whether it wants a ``motif``, and which of
    « type_orientation » and « service » it takes. Anything else is refused."""

    acte: Annotated[str, Field(examples=["accepter"])]
    libelle: Label
    motif: Flag
    accorde: Annotated[list[str], Field(examples=[["type_orientation"]])]


class EpLine(Answer):
    """A line of an EP. ``propose``: what « tout accepter », or « suivre tous les avis », takes for
    it; null when it is left to be looked at by itself."""

    ligne: Id
    dossier: Id
    version: Annotated[int, Field(examples=[4])]
    rang: Count | None
    etat: Annotated[str, Field(examples=["retenu"])]
    nom: Name
    prenom: Annotated[str, Field(examples=["Marie"])]
    droit: Annotated[str, Field(examples=["ouvert"])]
    service: _Service | None
    service_souhaite: Id | None
    libelle_service_souhaite: _Service | None
    type_orientation: Count | None
    motif: Label | None
    avis_concertation: Annotated[str, Field(examples=["favorable"])] | None
    terme: Instant | None
    reports: Count
    attend: Flag
    propose: Code | None


class EpLines(Answer):
    """The lines of an EP. ``niveau``: « avis » or « decision », that of whoever asks; null when
    they only look."""

    seance: Id
    niveau: Annotated[str, Field(examples=["avis"])] | None
    choix: list[Choice]
    lignes: list[EpLine]


class EpSeance(Answer):
    """A séance of an EP, and how many of its lines wait."""

    seance: Id
    genre: Annotated[str, Field(examples=["ep"])]
    circonscription: _Place | None
    date_seance: Instant
    etat: Annotated[str, Field(examples=["preparee"])]
    lignes: Count
    avis_a_rendre: Count
    decisions_a_prendre: Count


class EpSeances(Answer):
    """The EP to come, and those where something is left to decide."""

    seances: list[EpSeance]


class Waiting(Answer):
    """A recevable saisine that waits for an EP."""

    dossier: Id
    version: Annotated[int, Field(examples=[4])]
    nom: Name
    prenom: Annotated[str, Field(examples=["Marie"])]
    circonscription: _Place | None
    demandee_le: Instant
    urgente: Flag


class WaitingList(Answer):
    """The saisines that wait for an EP, in their turn. ``suite``: the cursor of the next ones."""

    saisines: list[Waiting]
    suite: Token | None


class ToEnrol(Answer):
    """The dossiers to be put on the agenda of the EP; null: all those that wait."""

    dossiers: Annotated[list[Number], Field(min_length=1, max_length=MOST)] | None = None


class Enrolled(Answer):
    """What became of a saisine: the EP that takes it, or why none does."""

    dossier: Id
    seance: Id | None
    date_seance: Instant | None
    issue: Annotated[str, Field(examples=["fait"])]
    refus: list[Reason]
    conflit: Conflict | None


class EnrolledAll(Answer):
    """What became of each, in their turn. ``n_attendent_plus``: those that were named and wait for
    no EP, whether they were enrolled before or never waited."""

    inscriptions: list[Enrolled]
    n_attendent_plus: Annotated[list[int], Field(examples=[[12]])]
