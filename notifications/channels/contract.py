"""What every way out promises, and how it says that a parcel did not leave.

What went wrong is told by the type of the failure: this parcel later (``TemporaryFailure``), this
parcel never (``PermanentFailure``), none for now (``ChannelUnavailable``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What is said in French. ``subject`` is one line."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that leaves with a parcel. ``name`` says what it is and of which séance or dossier,
    never of whom; ``media`` is its MIME type."""

    name: str
    media: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing that a parcel tells, in references and codes: for whoever reads no French.
    ``link``: where it is in the application, None as long as that has no address."""

    occasion: str
    reference: str
    happened: datetime
    data: Mapping[str, object]
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What leaves as one, to one place. ``id`` is its Message-ID: the same each time that it is
    sent. ``to`` is an address of mail, or the code of whatever else it goes to; ``at`` the local
    instant at which it is sent."""

    id: str
    sender: str
    to: str
    text: Text
    at: datetime
    told: tuple[Told, ...] = ()
    files: tuple[Enclosure, ...] = ()


class DeliveryFailure(Exception):
    """A parcel did not leave. ``code``: the server's reply code, None where none was given."""

    def __init__(self, sentence: str, *, code: int | None = None) -> None:
        self.code = code
        super().__init__(sentence)


class TemporaryFailure(DeliveryFailure):
    """The same parcel may leave later. Without a code the server said nothing: it hung or hung up.
    ``wait``: how long the server asked to be left alone."""

    def __init__(
        self, sentence: str, *, code: int | None = None, wait: timedelta | None = None
    ) -> None:
        self.wait = wait
        super().__init__(sentence, code=code)

    @property
    def halts(self) -> bool:
        """Whether the channel is to be given up for this run: a server that falls silent would cost
        a timeout a parcel, and outlast the lease."""
        return self.code is None


class PermanentFailure(DeliveryFailure):
    """The same parcel will never leave: its address or its content is refused."""


class ChannelUnavailable(TemporaryFailure):
    """No parcel leaves for now, whichever it is: server down, login refused, disk full. The parcel
    is not at fault: somebody has to mend the channel."""

    @property
    def halts(self) -> bool:
        """Always."""
        return True


class UnmadeFile(TemporaryFailure):
    """A file that should leave with the parcel could not be made; others may be."""

    @property
    def halts(self) -> bool:
        """Never: the channel is well."""
        return False


class Channel(Protocol):
    """A way out. At least once: a parcel may be handed twice, under one id."""

    def send(self, parcel: Parcel) -> None:
        """Returns once the parcel is out of our hands for good. Raises a DeliveryFailure."""

    def close(self) -> None:
        """Hangs up at the end of a run; the next ``send`` opens again. Twice does no harm."""
