"""What a letter may tell, as the registry has it: to whom, of which dossier, of which séance."""

from dataclasses import dataclass
from datetime import datetime

from rules.actors import Genre
from rules.seances.kinds import Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Whom a letter is for. ``address``: the lines under the name; ``quality`` and ``organisation``
    are those of a member or of a partner."""

    civilite: str | None
    name: str
    address: tuple[str, ...]
    quality: str | None = None
    organisation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A service référent. ``hours``: when it is open, in its own words."""

    label: str
    genre: Genre | None
    address: tuple[str, ...]
    telephone: str | None
    email: str | None
    hours: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """A séance: its number, the code of its kind and what that is called, when and where it is
    held."""

    id: int
    genre: str
    kind: str
    body: Body
    held: datetime
    place: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided: when, why as it was typed (None: nobody wrote it, or it was erased), and
    before which séance it went."""

    taken: datetime
    motive: str | None
    seance: Sitting | None


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """The numbers under which somebody's dossier is known, and that of the letter itself; that one
    alone of a letter to who attends a séance."""

    dossier: int | None = None
    webrsa: int | None = None
    caf: str | None = None
    demande_rsa: str | None = None
    letter: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """A line of an agenda, without a name: its dossier, what it asks for, by whom."""

    dossier: int | None
    asked: str
    service: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """All that a letter may draw on; what is unknown or beside the point is None.

    ``service``: the one that now accompanies the person, ``former`` the one before, ``wished`` the
    one that was asked for; ``seance``: the one that the letter calls to or tells of, ``next`` that
    to which the line was put off. ``seat``: what a member sits as; ``agenda``: what is examined.
    """

    recipient: Recipient
    references: References | None = None
    origin: str | None = None
    type: str | None = None
    service: Host | None = None
    former: Host | None = None
    wished: Host | None = None
    referent: str | None = None
    decision: Decision | None = None
    seance: Sitting | None = None
    next: Sitting | None = None
    seat: str | None = None
    agenda: tuple[AgendaItem, ...] = ()
