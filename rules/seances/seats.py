"""Who sits in a séance: the seats of its kind, those who hold them, the quorum that they make."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from rules.actors import GENRE_LABELS, Genre
from rules.wording import colon, quantity


class Answer(StrEnum):
    """What an invitation was answered (webRSA, ``reponse``). Stored: never renamed."""

    CONFIRME = "confirme"
    DECLINE = "decline"
    REMPLACE = "remplace"


class Presence(StrEnum):
    """What the feuille d’émargement says (webRSA, ``presence``). Stored: never renamed."""

    PRESENT = "present"
    EXCUSE = "excuse"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A function at the table. Its code is stored with those who hold it: never renamed.

    ``genres``: the kinds of service one of which holds it (« service social départemental ou
    municipal », note 2024-045); none: somebody of no service, an élue, a psychologist.
    ``permanent``: held at every séance. A seat of services that is not is held, line by line, by
    the référent who presents it. ``in_person``: without any substitute (S2: « pas de
    représentativité »). ``counts``: for the quorum.
    """

    code: str
    label: str
    genres: frozenset[Genre] = frozenset()
    permanent: bool = True
    in_person: bool = False
    counts: bool = True

    @classmethod
    def of(cls, genre: Genre) -> "Seat":
        """That of a kind of service, where the kind of séance says no seats."""
        return cls(code=genre.value, label=GENRE_LABELS[genre], genres=frozenset({genre}))

    @property
    def of_prescriber(self) -> bool:
        """Whether it is held by whoever presents the line that is examined."""
        return bool(self.genres) and not self.permanent


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody who is awaited in a séance: a member, a service that sends whom it wants
    (``member`` None), or whoever presents lines (``referent``: their number in webRSA, None when
    nobody gave it).

    ``deputies``: the members who may take their place that day. ``arrived`` and ``left`` are hours,
    « 10:15 », when they were not there for all of it.
    """

    id: int
    seat: str
    member: int | None = None
    service: int | None = None
    referent: int | None = None
    answer: Answer | None = None
    presence: Presence | None = None
    arrived: str | None = None
    left: str | None = None
    deputies: frozenset[int] = frozenset()

    @property
    def came(self) -> bool:
        """Whether they, or whoever takes their place, were there, be it for a while."""
        return self.presence is Presence.PRESENT

    def presents(self, service: int | None, referent: int | None) -> bool:
        """Whether they are the référent of that service who presents a line."""
        return self.service == service and self.referent == referent


@dataclass(frozen=True, slots=True, kw_only=True)
class Quorum:
    """Without which a séance is not held: ``least`` people in all, and somebody on each of these
    seats (webRSA: composition, « obligatoire »; R262-70: the president's choice)."""

    least: int = 0
    required: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuorumCount:
    """How a quorum stands: who is there among those who count, and the functions that nobody
    holds."""

    present: int
    least: int
    missing: tuple[Seat, ...]

    @property
    def reached(self) -> bool:
        """Whether the séance may be held."""
        return self.present >= self.least and not self.missing

    @property
    def sentence(self) -> str:
        """« 2 présents, 3 requis, il manque : représentant des bénéficiaires »."""
        present = quantity(self.present, "présent", "présents")
        wanted = quantity(self.least, "requis", "requis")
        told = f"{present}, {wanted}" if self.least else present
        if not self.missing:
            return told
        return f"{told}, {colon('il manque', ', '.join(seat.label for seat in self.missing))}"


def count(
    quorum: Quorum, seats: Collection[Seat], participants: Iterable[Participant]
) -> QuorumCount:
    """Who of these came, against what the quorum wants."""
    counted = {seat.code for seat in seats if seat.counts}
    held = [one.seat for one in participants if one.came and one.seat in counted]
    return QuorumCount(
        present=len(held),
        least=quorum.least,
        missing=tuple(
            seat for seat in seats if seat.code in quorum.required and seat.code not in held
        ),
    )
