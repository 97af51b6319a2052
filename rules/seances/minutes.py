"""What is written of a séance: the compte rendu of a concertation, the procès-verbal of an EP.

Drafted from what was recorded, completed by whoever coordinates, frozen under a number when it is
sent (S0 B.1, C.2). Two versions are compared by what they say of the séance, never by how a
service or a person is called today.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from rules.seances.kinds import Body

MODEL = 3
"""The page that prints what is sent from now on. A version is printed by its own for ever: a page
that changes takes the next number, and the old one stays."""

GONE = frozenset({"reporte", "retire"})
"""The states of a line that the séance did not examine."""


class Part(StrEnum):
    """The parts that whoever coordinates writes. Stored: never renamed."""

    INTRODUCTION = "introduction"
    ECHANGES = "echanges"
    SUITES = "suites"


PART_LABELS: Mapping[Part, str] = {
    Part.INTRODUCTION: "Ouverture de la séance",
    Part.ECHANGES: "Échanges",
    Part.SUITES: "Suites à donner",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Somebody, or a service, that was expected. ``standing``: a ``seats.Presence``, None where
    nobody noted who came; ``arrived`` and ``left`` are hours, « 10:15 », of whoever was not there
    for all of it."""

    service: str | None
    name: str | None = None
    function: str | None = None
    standing: str | None = None
    arrived: str | None = None
    left: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A point of the agenda that is about nobody."""

    title: str
    told: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """The orientation that somebody grants: its type (webRSA's number) and the service, by their
    numbers, then as they are called; None where nothing is said of one."""

    type_orientation: int | None = None
    service: int | None = None
    type_label: str | None = None
    service_label: str | None = None

    @property
    def said(self) -> tuple[int | None, int | None]:
        """What two versions are compared by."""
        return self.type_orientation, self.service


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What the président du conseil départemental decided of a line, after the avis of the EP: the
    act, its day, what it grants, why it refuses."""

    act: str
    day: date
    granted: Grant | None = None
    motive: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A line and what became of it.

    ``service`` is the initial one, ``wished`` the one asked for. ``outcome``: what that kind of
    séance calls its state, None as long as the line waits. ``told``: what the result says, by field
    (the reasons of a désaccord, the motive of an ajournement, the préconisations…).
    ``next_held``: when the séance that takes the line again is held, as far as is known.
    ``granted``: what an EP grants; ``ruling``: what was decided after its avis, ``to_rule`` as long
    as it is to be.
    """

    line: int
    dossier: int
    rank: int | None
    nom: str
    prenom: str
    nature: str
    service: str | None
    wished: str | None
    state: str
    outcome: str | None = None
    method: str | None = None
    issue: str | None = None
    accord_accueil: bool | None = None
    told: Mapping[str, str] = field(default_factory=dict)
    next_held: datetime | None = None
    remark: str | None = None
    granted: Grant | None = None
    ruling: Ruling | None = None
    to_rule: bool = False

    @property
    def gone(self) -> bool:
        """Whether the séance did not examine it."""
        return self.state in GONE

    @property
    def result(self) -> tuple[object, ...]:
        """What the séance said of it: what two versions are compared by."""
        said = tuple(sorted(self.told.items()))
        granted = None if self.granted is None else self.granted.said
        return (self.state, self.method, self.issue, self.accord_accueil, said, granted)

    @property
    def ruled(self) -> tuple[object, ...] | None:
        """What was decided of it afterwards: what two versions are compared by."""
        one = self.ruling
        if one is None:
            return None
        return (one.act, one.day, one.motive, None if one.granted is None else one.granted.said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """What is written of a séance. ``held`` is local. ``lines`` stand in the order of the agenda,
    those that were not examined last. ``quorum``: how it stood, in words, None where none is asked.
    ``parts``: what was written by hand, by ``Part``. ``sent``: the day of this version, None as
    long as it is a draft."""

    seance: int
    kind: str
    body: Body
    circonscription: str | None
    territory: str | None
    held: datetime
    place: str | None
    coordinator: str
    attendees: tuple[Attendee, ...]
    lines: tuple[Examined, ...]
    points: tuple[Point, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    quorum: str | None = None
    sent: date | None = None

    @property
    def signed(self) -> bool:
        """Whether somebody noted who came."""
        return any(who.standing is not None for who in self.attendees)

    @property
    def document(self) -> str:
        """What it is: ``compte_rendu``, or ``proces_verbal`` where decisions are taken."""
        return "proces_verbal" if self.body is Body.DECISION else "compte_rendu"

    @property
    def examined(self) -> tuple[Examined, ...]:
        """The lines that the séance examined, those that still wait for a result too."""
        return tuple(line for line in self.lines if not line.gone)

    @property
    def put_off(self) -> tuple[Examined, ...]:
        """The lines that it did not examine: put off or withdrawn."""
        return tuple(line for line in self.lines if line.gone)

    @property
    def totals(self) -> Mapping[str, int]:
        """How many lines ended in each state, in the order in which they first come."""
        return Counter(line.state for line in self.examined)

    def called(self, state: str) -> str | None:
        """What this séance calls that state, when one of its lines is in it."""
        return next((line.outcome for line in self.lines if line.state == state), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A version that an act sends: its number, what it is, the digest of what is kept of it, the
    page that prints it, the lines that it says otherwise than the version before."""

    number: int
    document: str
    sha256: str
    model: int
    lines: tuple[int, ...] = ()

    @property
    def entry(self) -> Mapping[str, object]:
        """What the entry of the act tells of it."""
        return {
            **self.message,
            "sha256": self.sha256,
            "modele": self.model,
            "lignes_corrigees": list(self.lines),
        }

    @property
    def message(self) -> Mapping[str, object]:
        """What those whom it concerns are told of it."""
        return {"numero": self.number, "document": self.document}


class Topic(StrEnum):
    """What differs between two versions."""

    RESULTAT = "resultat"
    DECISION = "decision"
    REMARQUE = "remarque"
    TEXTE = "texte"
    PRESENCE = "presence"
    POINTS = "points"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A difference between two versions. ``line``: its number, for what is said of a line, with its
    dossier; ``before``, ``after``: what its result was called in each, None where there was none;
    ``gone``: the line itself is no longer there, ``came``: it was not; ``act``: the decision that
    was taken of it since, None for one that no longer is; ``part``: which text."""

    topic: Topic
    line: int | None = None
    dossier: int | None = None
    before: str | None = None
    after: str | None = None
    came: bool = False
    gone: bool = False
    act: str | None = None
    part: str | None = None


def in_order(lines: Iterator[Examined]) -> tuple[Examined, ...]:
    """Those that were examined by rank, then the others, each by number."""
    return tuple(
        sorted(lines, key=lambda one: (one.gone, one.rank is None, one.rank or 0, one.line))
    )


def changes(before: Minutes, after: Minutes) -> tuple[Change, ...]:
    """What ``after`` says otherwise than ``before``, line by line, then the texts."""
    return (*_of_lines(before, after), *_of_texts(before, after))


def _of_lines(before: Minutes, after: Minutes) -> Iterator[Change]:
    old = {line.line: line for line in before.lines}
    new = {line.line: line for line in after.lines}
    for number in dict.fromkeys((*new, *old)):
        was, now = old.get(number), new.get(number)
        one = now or was
        assert one is not None  # it is in one of the two
        if was is None or now is None or was.result != now.result:
            yield Change(
                topic=Topic.RESULTAT,
                line=number,
                dossier=one.dossier,
                before=None if was is None else was.outcome,
                after=None if now is None else now.outcome,
                came=was is None,
                gone=now is None,
            )
        elif was.ruled != now.ruled:
            act = None if now.ruling is None else now.ruling.act
            yield Change(topic=Topic.DECISION, line=number, dossier=one.dossier, act=act)
        if (was and was.remark) != (now and now.remark):
            yield Change(topic=Topic.REMARQUE, line=number, dossier=one.dossier)


def _of_texts(before: Minutes, after: Minutes) -> Iterator[Change]:
    for part in Part:
        if before.parts.get(part) != after.parts.get(part):
            yield Change(topic=Topic.TEXTE, part=part.value)
    if _attendance(before) != _attendance(after):
        yield Change(topic=Topic.PRESENCE)
    if before.points != after.points:
        yield Change(topic=Topic.POINTS)


def _attendance(minutes: Minutes) -> tuple[tuple[str | None, ...], ...]:
    return tuple(
        (one.name, one.function, one.standing, one.arrived, one.left) for one in minutes.attendees
    )
