"""The day's list, the escalations, the figures, the gaps, the lists of the month."""

from typing import Annotated

from pydantic import Field

from entrypoints.web.api.answers.leaves import (
    Agent,
    Answer,
    Anything,
    Code,
    Count,
    Day,
    Flag,
    Id,
    Instant,
    Label,
    Name,
    Sentence,
    Subject,
    Token,
)
from entrypoints.web.api.answers.trail import Deadline

_Rule = Annotated[str, Field(examples=["3-PRESAISINE"])]
_Place = Annotated[str, Field(examples=["93-03"])]
_Service = Annotated[str, Field(examples=["ALI de Saint-Denis"])]
_Kind = Annotated[str, Field(examples=["icl"])]
_Level = Annotated[str, Field(examples=["responsable"])]


class Task(Answer):
    """Something to do: of a dossier, or of a séance. ``terme`` null: not dated, or suspended."""

    echeance: Id
    regle: _Rule
    sujet: Subject
    dossier: Id | None
    etat: Code | None
    nom: Name | None
    prenom: Annotated[str, Field(examples=["Marie"])] | None
    service: _Service | None
    seance: Id | None
    genre: _Kind | None
    date_seance: Instant | None
    circonscription: _Place | None
    terme: Instant | None
    statut: Annotated[str, Field(examples=["ouverte"])]
    nee_en_retard: Flag


class DayList(Answer):
    """What there is to do, the most urgent first. ``suite``: the cursor of the next ones."""

    a_faire: list[Task]
    suite: Token | None


class Escalation(Answer):
    """A deadline that went up, and who has it in hand."""

    echeance: Deadline
    niveau: _Level
    depuis: Instant
    etat: Annotated[str, Field(examples=["ouverte"])]
    prise_par: Agent | None
    prise_le: Instant | None


class Escalations(Answer):
    """The highest first, then the oldest."""

    escalades: list[Escalation]
    suite: Token | None


class Taken(Answer):
    """An escalation in hand."""

    echeance: Id
    numero: Count
    deja_fait: Flag


class Gap(Answer):
    """A difference between webRSA and here."""

    ecart: Id
    personne: Id
    nom: Name
    prenom: Annotated[str, Field(examples=["Marie"])]
    dossier: Id | None
    nature: Annotated[str, Field(examples=["service_different"])]
    detail: Anything
    fichier: Annotated[str, Field(examples=["orientations_20260504.csv"])]
    constate_le: Instant
    regle_le: Instant | None


class Gaps(Answer):
    """The differences that are not settled, the oldest first."""

    ecarts: list[Gap]
    suite: Token | None


class GapSettled(Answer):
    """A difference that was settled; ``numero``: the entry that says so."""

    ecart: Id
    numero: Count
    deja_fait: Flag


class Standing(Answer):
    """How many open dossiers in a state, in a circonscription."""

    circonscription: _Place | None
    etat: Code
    dossiers: Count


class Kept(Answer):
    """How many deadlines of a rule were judged, of these met in time, and the share that the
    contract wants, in percent."""

    regle: _Rule
    jugees: Count
    dans_le_delai: Count
    cible: Annotated[int, Field(examples=[80])] | None


class Load(Answer):
    """A séance to come and its open lines."""

    seance: Id
    genre: _Kind
    circonscription: _Place | None
    date_seance: Instant
    lignes: Count


class Figures(Answer):
    """The figures of a territory. ``delais``: those that were due that month."""

    mois: Annotated[str, Field(examples=["2026-04"])]
    dossiers: list[Standing]
    delais: list[Kept]
    seances: list[Load]


class ListLine(Answer):
    """A list of the month, as it was frozen."""

    liste: Id
    sorte: Annotated[str, Field(examples=["orientations"])]
    mois: Annotated[str, Field(examples=["2026-04"])]
    service: Id
    libelle: _Service
    produite_le: Instant
    personnes: Count


class Lists(Answer):
    """The lists of the month that are open to whoever asks."""

    listes: list[ListLine]


class Became(Answer):
    """What became of somebody since the list was frozen. ``suivi``: its service still follows
    them."""

    etat: Code
    clos: Flag
    suivi: Flag
    rendez_vous: Day | None
    commence_le: Instant | None
    terme: Instant | None


class Listed(Answer):
    """Somebody of a list: the line that was frozen, whose keys are those of its kind."""

    figee: Anything
    depuis: Became | None


class FrozenList(Answer):
    """A list of the month."""

    liste: Id
    sorte: Annotated[str, Field(examples=["orientations"])]
    mois: Annotated[str, Field(examples=["2026-04"])]
    service: Id
    libelle: _Service
    produite_le: Instant
    sha256: Annotated[str, Field(examples=["9f86d081884c7d65"])]
    personnes: list[Listed]


class Rule(Answer):
    """A version of a rule: its delay, its source, the days between which it governs."""

    regle: _Rule
    version: Annotated[str, Field(examples=["2024-11"])]
    libelle: Label
    source: Sentence
    origine: Annotated[str, Field(examples=["document"])]
    delai: Count
    unite: Annotated[str, Field(examples=["jour_ouvre"])]
    sens: Annotated[str, Field(examples=["apres"])]
    du: Day | None
    au: Day | None


class Rules(Answer):
    """The rules in force."""

    regles: list[Rule]
