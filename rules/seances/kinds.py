"""The kinds of séance of a département: who coordinates them, who sits, which lines they take."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from rules.actors import Genre, Role
from rules.seances.capacity import Capacity, Standby
from rules.seances.seats import Participant, Quorum, QuorumCount, Seat, count
from rules.seances.visitors import Visitor
from rules.wording import quoted
from rules.words import COORDINATORS, Words


class Body(StrEnum):
    """What a séance does. Stored with the séance: never renamed.

    ``CONCERTATION`` is the ICL-I's: services give an avis on a réorientation (S0 B.1, note
    2024-045). ``DECISION`` is the EP's (S0 C.3). ``APPUI`` answers with préconisations or pistes de
    travail and moves no request: Grenoble's instances d'insertion (S2), an ICAG held apart.
    """

    CONCERTATION = "concertation"
    DECISION = "decision"
    APPUI = "appui"


class Nature(StrEnum):
    """What a line of a séance asks for (S0 A.2; note 2024-045). Stored: never renamed."""

    REORIENTATION = "reorientation"
    SOUTIEN = "soutien"
    ACCOMPAGNEMENT_GLOBAL = "accompagnement_global"


BODY_LABELS: Mapping[Body, str] = MappingProxyType(
    {
        Body.CONCERTATION: "une instance de concertation",
        Body.DECISION: "une équipe pluridisciplinaire",
        Body.APPUI: "une instance d’appui",
    }
)
NATURE_LABELS: Mapping[Nature, str] = MappingProxyType(
    {
        Nature.REORIENTATION: "une demande de réorientation",
        Nature.SOUTIEN: "un soutien technique",
        Nature.ACCOMPAGNEMENT_GLOBAL: "une proposition d’accompagnement global",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeanceKind:
    """A kind of séance between two days (inclusive; None: open-ended), in some circonscriptions
    (None: in each).

    ``services`` are the kinds of service référent that sit, each competent service of them;
    ``territorial``: a séance of this kind is one circonscription's, never the whole département's;
    ``on_list``: consensual lines may be validated on list (S0 B.1).

    ``capacity`` None: time is not counted. ``priority_from``: from that line on, a service says in
    which order it wants its own examined (S2, D15). ``balanced``: the main structures, between
    which an agenda that overflows is balanced (S2, D26). ``standby``: what is done of an agenda
    with hardly any line (S2, D20).

    ``said_seats``: who sits, in the order of the table; none said: one seat for each kind of
    service. ``quorum`` None: the séance is held with whoever is there. ``link_days``: for how many
    days after the séance a link to it still opens. ``rolls_late``: at the cut-off, what came after
    its delay goes to the next séance instead of being kept.

    ``circonscriptions`` of a kind that is not ``territorial`` are those of which people come before
    each of its séances (webRSA: the zones of an EP). ``visitor``: somebody from outside for whom it
    is held. ``words``: how it calls what becomes of a line, by the code of the state. ``merged``:
    the instance that sits in it; ``followed_by``: the kind of séance that is held right after, the
    same day (note 2024-045, of the ICAG). ``active_only``: only people whose accompagnement has
    begun come before it (S2: « inscrite dans la file active »). ``wants_guests``: a line is
    complete once it is said who is invited for it, or that nobody is (S2, the psychologist's).
    ``offices``: what the département calls those who coordinate.
    ``led_by``: who leads the séance that the kind is looked at for, in the programme's own words;
    None where no programme says it, and the offices are told.
    """

    code: str
    label: str
    body: Body
    coordinators: frozenset[Role]
    services: frozenset[Genre] = frozenset()
    natures: frozenset[Nature] = frozenset(Nature)
    territorial: bool = True
    on_list: bool = True
    capacity: Capacity | None = None
    priority_from: int | None = None
    balanced: frozenset[Genre] = frozenset()
    standby: Standby | None = None
    said_seats: tuple[Seat, ...] = ()
    quorum: Quorum | None = None
    link_days: int = 1
    rolls_late: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    circonscriptions: frozenset[str] | None = None
    visitor: Visitor | None = None
    words: Mapping[str, str] = field(default_factory=dict, hash=False)
    merged: str | None = None
    followed_by: str | None = None
    active_only: bool = False
    wants_guests: bool = False
    offices: Words = field(default_factory=Words, hash=False)
    led_by: str | None = None

    def in_force(self, day: date) -> bool:
        """Whether séances of this kind are held on that day."""
        after = self.valid_from is None or self.valid_from <= day
        return after and (self.valid_to is None or day <= self.valid_to)

    def of_place(self, circonscription: str | None) -> bool:
        """Whether this is how the kind is there; what is said of one circonscription stands above
        what is said of all."""
        return self.takes(circonscription) or (circonscription is None and not self.territorial)

    def takes(self, circonscription: str | None) -> bool:
        """Whether people of that circonscription come before its séances."""
        return self.circonscriptions is None or circonscription in self.circonscriptions

    def called(self, outcome: str, otherwise: str) -> str:
        """How the kind calls what became of a line, by the code of its state."""
        return self.words.get(outcome, otherwise)

    def presence(self, situations: int) -> int | None:
        """How many minutes whoever coordinates is there for, so few being on the agenda; None when
        they are there for all of it."""
        if self.standby is None or situations >= self.standby.below:
            return None
        return self.standby.minutes

    @property
    def seats(self) -> tuple[Seat, ...]:
        """Who sits."""
        return self.said_seats or tuple(Seat.of(genre) for genre in sorted(self.services))

    def seat(self, code: str) -> Seat | None:
        """The seat of that code; None when the kind has none such, or no longer."""
        return next((seat for seat in self.seats if seat.code == code), None)

    def seat_of(self, genre: Genre) -> Seat | None:
        """The seat that a service of that kind holds at every séance, whomever it sends; None when
        it only comes with the lines that it presents."""
        held = (seat for seat in self.seats if seat.permanent and genre in seat.genres)
        return next(held, None)

    @property
    def prescriber(self) -> Seat | None:
        """The seat of whoever presents a line; None where the services that sit present them."""
        return next((seat for seat in self.seats if seat.of_prescriber), None)

    def quorum_of(self, participants: Iterable[Participant]) -> QuorumCount | None:
        """How the quorum stands; None where none is wanted."""
        return None if self.quorum is None else count(self.quorum, self.seats, participants)

    @property
    def coordinator(self) -> Role:
        """The role that is told what concerns its séances: the first of those that coordinate, in
        the order of the procedure (BAT, BOP, EP)."""
        return next(role for role in COORDINATORS if role in self.coordinators)

    @property
    def coordinated_by(self) -> str:
        """Who coordinates, as a sentence tells it."""
        return self.coordination if self.led_by is None else quoted(self.led_by)

    @property
    def coordination(self) -> str:
        """Who coordinates, as a document heads it."""
        if self.led_by is not None:
            return self.led_by
        held = [role for role in COORDINATORS if role in self.coordinators]
        return " ou ".join(self.offices.coordinator(role) for role in held)


class UnknownKind(LookupError):
    """Séances bear the code of a kind that the configuration no longer has."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(
            f"Des séances sont du genre « {code} », qui n’est plus dans la configuration. "
            "Remettez-le sous « seances », au besoin avec sa date de fin."
        )


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds of a département, by code; those of one circonscription before the general one."""

    by_code: Mapping[str, tuple[SeanceKind, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, kinds: Iterable[SeanceKind]) -> "Kinds":
        """The kinds in this order; those that name their circonscriptions are looked at first."""
        found: dict[str, list[SeanceKind]] = {}
        for kind in sorted(kinds, key=lambda kind: kind.circonscriptions is None):
            found.setdefault(kind.code, []).append(kind)
        return cls(MappingProxyType({code: tuple(each) for code, each in found.items()}))

    def at(self, code: str, day: date, circonscription: str | None) -> SeanceKind | None:
        """How séances of that kind are that day, there; None when there are none."""
        for kind in self.by_code.get(code, ()):
            if kind.in_force(day) and kind.of_place(circonscription):
                return kind
        return None

    def otherwise(self, code: str) -> SeanceKind:
        """How a kind is, whatever the day and the place. Raises UnknownKind."""
        if code not in self.by_code:
            raise UnknownKind(code)
        return self.by_code[code][-1]

    def examining(self, nature: Nature, day: date, circonscription: str | None) -> frozenset[Body]:
        """What the séances do that take lines of that nature, that day or later, of people of that
        circonscription (None: of any)."""
        return frozenset(
            kind.body
            for kind in self
            if nature in kind.natures
            and (kind.valid_to is None or day <= kind.valid_to)
            and (circonscription is None or kind.takes(circonscription))
        )

    def __iter__(self) -> Iterator[SeanceKind]:
        return (kind for each in self.by_code.values() for kind in each)
