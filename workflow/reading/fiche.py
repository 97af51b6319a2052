"""A fiche: what is told of a dossier to whoever receives its saisine, or decides on it."""

from dataclasses import dataclass
from datetime import date, datetime

from rules.actors import Genre
from rules.seances.kinds import Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """A service, as a fiche names it; ``id`` is its number in webRSA."""

    id: int
    label: str
    type: str | None
    address: str | None = None
    telephone: str | None = None
    email: str | None = None
    genre: Genre | None = None

    @property
    def has_file(self) -> bool:
        """Whether its saisines may reach webRSA by file: only an ALI has that channel."""
        return self.genre is Genre.ALI


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """The person. ``born`` and ``since`` (the day the RSA was asked for) are days."""

    webrsa_id: int | None
    civilite: str | None
    nom: str
    prenom: str
    born: date | None
    numero_caf: str | None
    numero_demande_rsa: str | None
    role: str | None
    address: tuple[str, ...]
    telephone: str | None
    email: str | None
    situation_familiale: str | None
    enfants: int | None
    niveau_etude: str | None
    since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The request. Accords are None until they are known; ``words`` is what was typed of the
    motive, unless it was erased."""

    opened: datetime
    motive: str | None
    words: str | None
    wished: Structure | None
    consulted: date | None
    unreachable: bool
    accord: bool | None
    welcome: bool | None
    welcome_refused: str | None
    urgent: bool
    channel: str | None
    webrsa_number: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A line of the person in a séance, and what became of it."""

    seance_id: int
    genre: str
    body: Body
    circonscription: str | None
    held: datetime
    nature: str
    state: str
    method: str | None
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fiche:
    """All of it, as it stood when the séance ``seance_id`` was held: later it tells the same. None:
    as it stands, or stood when the dossier ended.

    ``rank``: the place on the agenda of the séance; ``heard``: every line of the person, oldest
    first; ``oriented``, ``contract``, ``registered``: the last orientation, contract, inscription à
    France Travail."""

    dossier_id: int
    seance_id: int | None
    line: int | None
    rank: int | None
    webrsa_rank: int | None
    droit: str
    circonscription: str | None
    origin: str | None
    type: str | None
    service: Structure | None
    referent: str | None
    person: Somebody
    asked: Asked | None
    heard: tuple[Heard, ...]
    oriented: datetime | None
    contract: datetime | None
    registered: datetime | None

    @property
    def earlier(self) -> tuple[Heard, ...]:
        """What became of the person's lines in other séances, the avis aside."""
        return tuple(
            one
            for one in self.heard
            if not one.open and one is not self.avis and one.seance_id != self.seance_id
        )

    @property
    def avis(self) -> Heard | None:
        """The last avis of an ICL-I on the request."""
        given = [
            one
            for one in self.heard
            if one.body is Body.CONCERTATION and one.state in ("favorable", "desaccord_rendu")
        ]
        return given[-1] if given else None
