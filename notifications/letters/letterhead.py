"""Who writes, as the département's configuration says it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from pathlib import Path

from notifications.letters.models import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """The service that writes, and whom to call about a letter of its."""

    service: str
    address: tuple[str, ...]
    telephone: str | None = None
    email: str | None = None
    hours: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A picture (SVG, PNG, JPEG), and what is read aloud in its place."""

    name: str
    content: bytes = field(repr=False)
    alternative: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signs (CRPA L212-1), and the act by which they may."""

    name: str
    quality: str
    delegation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures:
    """Who signs each act, and who signs it in their stead when its letter is of a séance: by act,
    then by the code of the kind of séance."""

    of_acts: Mapping[Act, Signatory]
    of_seances: Mapping[Act, Mapping[str, Signatory]] = field(default_factory=dict)

    def of(self, act: Act, genre: str | None = None) -> Signatory:
        """Who signs the letters of that act; of that kind of séance, when they are of one."""
        here = None if genre is None else self.of_seances.get(act, {}).get(genre)
        return self.of_acts[act] if here is None else here

    def in_their_own_name(self) -> "Signatures":
        """The same, nobody signing by delegation."""
        return Signatures(
            of_acts={act: replace(one, delegation=None) for act, one in self.of_acts.items()},
            of_seances={
                act: {genre: replace(one, delegation=None) for genre, one in there.items()}
                for act, there in self.of_seances.items()
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Court:
    """The tribunal administratif, reached after the first recours."""

    name: str
    address: tuple[str, ...]
    delay: str
    site: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedies:
    """Voies et délais de recours: to whom the recours préalable is addressed and within which
    delay, in how long it is answered (CASF L262-47, R262-88), then the court."""

    authority: str
    address: tuple[str, ...]
    email: str | None
    delay: str
    answer: str
    court: Court


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """What is said of personal data (RGPD 13): parts of sentences."""

    controller: str
    purpose: str
    recipients: str
    kept: str
    contact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlgorithmNotice:
    """What CRPA L311-3-1 and R311-3-1-1 want said: what the algorithm is for, where its rules are
    published, of whom they are asked."""

    purpose: str
    published: str
    contact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """How to register at France Travail, and a telephone where somebody answers."""

    site: str
    telephone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What a département puts on its letters. ``remedies`` has no entry for an act that has none.

    ``wish``: how to express another wish, a whole sentence; ``templates``: the folder of its own
    pages; ``tz``: in which dates and hours are told.
    """

    departement: str
    sender: Sender
    place: str
    signatures: Signatures
    remedies: Mapping[Act, Remedies]
    privacy: Privacy
    wish: str
    registration: Registration
    tz: tzinfo
    algorithm: AlgorithmNotice | None = None
    logo: Logo | None = None
    templates: Path | None = None
