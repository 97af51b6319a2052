"""What a guard looks at: where things stand, and the act somebody asks for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from rules.actors import Actor, Genre
from rules.done import Done
from rules.facts import Fact
from rules.letters.kinds import LetterView
from rules.parameters import Parameters
from rules.seances.agenda import Candidate
from rules.seances.guests import NOBODY, Guests
from rules.seances.kinds import Body, SeanceKind
from rules.seances.points import Point
from rules.seances.seats import Participant
from rules.seances.visitors import NamedVisitor
from rules.territory import Territory
from rules.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierView:
    """The life of one orientation. ``rank`` is webRSA's *rang*, None before any orientation;
    ``droit`` is ouvert, suspendu or ferme; ``referent`` a number of webRSA."""

    id: int
    personne_id: int
    state: str
    rank: int | None
    service_id: int | None
    genre: Genre | None
    circonscription: str | None
    droit: str
    referent: int | None = None
    previous_state: str | None = None
    address_changed: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandeView:
    """The open request of the person: its data; its dossier's state says where it stands."""

    id: int
    dossier_id: int
    service_souhaite: int | None
    accord_allocataire: bool | None
    accord_accueil: bool | None
    consulted: date | None
    consultation_impossible: bool
    opened: datetime
    urgent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageView:
    """What became of one line in one séance. ``nature`` is reorientation, soutien or
    accompagnement_global; ``methode`` is collegiale once a service took the line off the list."""

    id: int
    dossier_id: int
    seance_id: int
    demande_id: int | None
    nature: str
    state: str
    methode: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeanceView:
    """A séance. ``genre`` is the code of its kind; ``circonscription`` None means the whole
    département."""

    id: int
    genre: str
    circonscription: str | None
    held: datetime
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceView:
    """A service of the referential, as named by the act."""

    id: int
    label: str
    genre: Genre | None
    active: bool
    circonscriptions: frozenset[str]
    reachable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What somebody asks: the event, who, when it happened (``occurred``) and when it is told
    (``known``). ``data`` None asks what would be possible, before any form is filled. ``lot``: the
    act is one of a list or a file that is being made."""

    event: str
    actor: Actor
    occurred: datetime
    known: datetime
    data: Mapping[str, object] | None = field(default_factory=dict)
    lot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything a guard may look at, frozen at one instant.

    ``today`` is the local day of the act's occurrence; ``born`` the day on which the person of the
    dossier was born, None where nobody read it. ``seance`` and ``service`` are those that
    the act names; without one, ``seance`` is that of the open passage and ``service`` the
    dossier's. ``kind`` is that of ``seance``, or that of the séance to be programmed.
    ``passages`` are the lines of the séance when the séance itself acts, ``candidates`` the same as
    its agenda sees them, when it settles one; ``points`` are those of that agenda that are about
    nobody. ``proposed``: the other lines that the dossier's service has in the tableau of
    ``seance``, each with the place that it gives it, where the act asks; ``stands_in``: the
    séances where the dossier has an open line.
    ``sitting``: the services that sit in it, None when no guard of the act asks; ``shared``, read
    with them: those that shared their lines with the others.
    ``already``: who did of the line what is done once, by act, where the act asks.
    ``guests``: those of the line, or of every line of the séance when the séance itself acts;
    ``participants``: who is awaited in the séance, read for a line only where whoever presents it
    comes in person; ``visitor``: who is named among them to come from outside, where the act names
    somebody. ``examining``: what the séances do before which a réorientation of the person
    may go. ``twin``: the dossier of another open request that may be the same. ``letter``: the one
    that the act names.
    """

    today: date
    parameters: Parameters
    dossier: DossierView | None = None
    born: date | None = None
    demande: DemandeView | None = None
    passage: PassageView | None = None
    seance: SeanceView | None = None
    kind: SeanceKind | None = None
    service: ServiceView | None = None
    wished: ServiceView | None = None
    passages: tuple[PassageView, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    points: tuple[Point, ...] = ()
    proposed: Mapping[int, int | None] = field(default_factory=dict)
    stands_in: frozenset[int] = frozenset()
    sitting: frozenset[int] | None = None
    shared: frozenset[int] = frozenset()
    already: Mapping[str, Done] = field(default_factory=dict)
    guests: Guests = NOBODY
    participants: tuple[Participant, ...] = ()
    visitor: NamedVisitor | None = None
    examining: frozenset[Body] = frozenset(Body)
    facts: tuple[Fact, ...] = ()
    other_open_dossier: bool = False
    twin: int | None = None
    letter: LetterView | None = None
    territory: Territory = field(default_factory=Territory)
    words: Words = field(default_factory=Words)
    values: Mapping[str, object] = field(default_factory=dict)

    def filled(self, values: Mapping[str, object]) -> "Situation":
        """The same with the typed values of a form: each act asks for it once, and ``replace``
        would go through the whole constructor (three times the price)."""
        made = object.__new__(Situation)
        for name in Situation.__slots__:
            object.__setattr__(made, name, getattr(self, name))
        object.__setattr__(made, "values", values)
        return made

    def find(self, code: str) -> Iterator[Fact]:
        """The facts of that code, oldest first."""
        return (fact for fact in self.facts if fact.code == code)

    def last(self, code: str) -> Fact | None:
        """The latest fact of that code."""
        return next((fact for fact in reversed(self.facts) if fact.code == code), None)

    def has(self, code: str, *, of_dossier: int | None = None) -> bool:
        """Whether that fact happened, in that dossier when one is given."""
        return any(of_dossier in (None, fact.subject.id) for fact in self.find(code))
