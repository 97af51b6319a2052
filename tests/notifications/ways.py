"""Every way out, with what a test needs to know of it: what arrived, and how it fails."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from notifications.channels.chat import ChatRoom
from notifications.channels.contract import Channel, DeliveryFailure, Parcel
from notifications.channels.folders import EmlFolder, PrintFolder
from notifications.channels.smtp import SmtpChannel
from notifications.channels.webhook import WebhookChannel
from tests.notifications.mailserver import Postman, free_port, listening
from tests.notifications.webserver import Doorman, serving

KEY = "whsec_" + "c2VjcmV0cyBkZSBsYSByw6lvcmllbnRhdGlvbg=="
TOKEN = "jeton4secret4du4salon4abcde"


@dataclass(frozen=True)
class Arrival:
    """What was received: the id under which it came, where the way carries one, and its words."""

    id: str | None
    words: str


@dataclass
class Way:
    """A channel in front of a working place; ``later`` and ``never`` set the place to put the next
    parcel off, or to refuse it, where it can."""

    channel: Channel
    arrived: Callable[[], list[Arrival]]
    later: Callable[[], None] | None = None
    never: Callable[[], None] | None = None


Opening = Callable[[Path], "Iterator[Way]"]


@contextmanager
def smtp(_folder: Path) -> Iterator[Way]:
    postman, port = Postman(), free_port()
    channel = SmtpChannel(host="localhost", port=port, tls="aucun", timeout=5)

    def arrived() -> list[Arrival]:
        return [
            Arrival(id=one["Message-ID"], words=f"{one['Subject']}\n{one.get_content()}")
            for one in postman.received
        ]

    def answering(reply: str) -> Callable[[], None]:
        return lambda: postman.data_replies.append(reply)

    with listening(postman, port):
        yield Way(channel, arrived, answering("451 plus tard"), answering("554 jamais"))
        channel.close()


@contextmanager
def eml(folder: Path) -> Iterator[Way]:
    def arrived() -> list[Arrival]:
        read = [message_from_bytes(one.read_bytes(), policy=default) for one in folder.glob("*")]
        return [
            Arrival(id=one["Message-ID"], words=f"{one['Subject']}\n{one.get_content()}")
            for one in read
        ]

    yield Way(EmlFolder(folder), arrived)


@contextmanager
def paper(folder: Path) -> Iterator[Way]:
    def arrived() -> list[Arrival]:
        return [Arrival(id=f"<{one.stem}>", words=one.read_text()) for one in folder.glob("*.pdf")]

    yield Way(PrintFolder(folder), arrived)


@contextmanager
def mattermost(_folder: Path) -> Iterator[Way]:
    with serving(Doorman()) as doorman:
        yield _chat(doorman, f"mmost://localhost:{doorman.port}/{TOKEN}", "text")


@contextmanager
def matrix(_folder: Path) -> Iterator[Way]:
    with serving(Doorman()) as doorman:
        address = f"matrix://localhost:{doorman.port}/{TOKEN}?mode=matrix"
        yield _chat(doorman, address, "text")


def _chat(doorman: Doorman, address: str, key: str) -> Way:
    def arrived() -> list[Arrival]:
        return [Arrival(id=None, words=one.json[key]) for one in doorman.received]

    def answering(status: int) -> Callable[[], None]:
        return lambda: doorman.statuses.append(status)

    room = ChatRoom("salon-bat", address, timeout=2)
    return Way(room, arrived, answering(500), answering(400))


@contextmanager
def webhook(_folder: Path) -> Iterator[Way]:
    with serving(Doorman()) as doorman:
        channel = WebhookChannel(
            "carnet",
            f"http://localhost:{doorman.port}/recevoir/{TOKEN}",
            KEY,
            clock=lambda: datetime.fromisoformat("2026-05-04T07:00:00+00:00"),
            timeout=2,
        )

        def arrived() -> list[Arrival]:
            return [
                Arrival(id=one.headers["webhook-id"], words=one.body.decode())
                for one in doorman.received
            ]

        def answering(status: int) -> Callable[[], None]:
            return lambda: doorman.statuses.append(status)

        yield Way(channel, arrived, answering(500), answering(422))
        channel.close()


WAYS = {
    "smtp": smtp,
    "eml": eml,
    "papier": paper,
    "mattermost": mattermost,
    "matrix": matrix,
    "application": webhook,
}


def unreachable(name: str, folder: Path) -> Channel:
    """The same channel in front of nothing."""
    port = free_port()
    (folder / "fichier").write_text("")
    match name:
        case "smtp":
            return SmtpChannel(host="localhost", port=port, tls="aucun", timeout=2)
        case "eml":
            return EmlFolder(folder / "fichier")
        case "papier":
            return PrintFolder(folder / "fichier")
        case "mattermost":
            return ChatRoom("salon-bat", f"mmost://localhost:{port}/{TOKEN}", timeout=2)
        case "matrix":
            address = f"matrix://localhost:{port}/{TOKEN}?mode=matrix"
            return ChatRoom("salon-bat", address, timeout=2)
        case _:
            return WebhookChannel(
                "carnet",
                f"http://localhost:{port}/recevoir/{TOKEN}",
                KEY,
                clock=lambda: datetime.fromisoformat("2026-05-04T07:00:00+00:00"),
                timeout=2,
            )


def failure_of(channel: Channel, parcel: Parcel) -> DeliveryFailure:
    """How it fails."""
    try:
        channel.send(parcel)
    except DeliveryFailure as failure:
        return failure
    raise AssertionError("the parcel left")
