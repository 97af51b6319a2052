"""A chat room: Mattermost, Matrix (so Tchap), or a workflow of Teams."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from notifications.channels.contract import (
    ChannelUnavailable,
    DeliveryFailure,
    Parcel,
    TemporaryFailure,
)
from notifications.channels.replies import GONE, failure_of

if TYPE_CHECKING:
    from apprise import Apprise

_ENCRYPTED = frozenset({"mmosts", "matrixs", "workflow", "workflows"})
_IN_CLEAR = frozenset({"mmost", "matrix"})
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_STATUS = re.compile(r"error=(\d{3})\b")
_ONE_AT_A_TIME = Lock()
"""Apprise has one log for all the rooms of a process."""


class UnusableRoom(ValueError):
    """The address of a room is none that leads to one. It is a secret: no sentence quotes it."""

    def __init__(self, code: str, why: str) -> None:
        self.code = code
        super().__init__(f"L’adresse du salon « {code} » {why}")


class ChatRoom:
    """A room, at an address that is itself the right to write there: never logged, never told.

    Two parcels of one id are the same words: whoever reads there sees that it is a double, since a
    room drops none. ``timeout``: seconds that its server has for each reply. Raises UnusableRoom.
    """

    def __init__(self, code: str, address: str, *, timeout: float = 15) -> None:
        check_address(code, address)
        self._code = code
        self._address = address
        self._timeout = timeout

    def send(self, parcel: Parcel) -> None:
        """See ``Channel``. Apprise only says whether it succeeded; the server's status is read from
        what it logs. Without one, the server was not reached, and this is said so."""
        room = self._room
        with _heard() as lines:
            done = room.notify(title=parcel.text.subject, body=_body(parcel))
        if not done:
            raise self._failure(lines)

    def close(self) -> None:
        """Nothing is kept open between two parcels."""

    @cached_property
    def _room(self) -> "Apprise":
        mark = "&" if urlsplit(self._address).query else "?"
        # Without image=no, a picture of a public host is fetched by whoever reads the room.
        options = f"{mark}image=no&cto={self._timeout}&rto={self._timeout}&retry=0"
        with _heard():
            from apprise import Apprise, AppriseAsset  # 0.3 s, for those who have a room

            asset = AppriseAsset(
                http_redirects=False, async_mode=False, app_id="Réorientation RSA", app_desc=""
            )
            room = Apprise(asset=asset)
            taken = room.add(f"{self._address}{options}")
        if not taken:
            raise ChannelUnavailable(
                f"L’adresse du salon « {self._code} » n’est pas comprise : elle est à corriger."
            )
        return room

    def _failure(self, lines: list[str]) -> DeliveryFailure:
        server = f"Le serveur du salon « {self._code} »"
        found = [int(one[1]) for line in lines if (one := _STATUS.search(line))]
        if not found:
            return ChannelUnavailable(f"{server} ne répond pas, ou pas comme prévu.")
        status = found[-1]
        if status in GONE:
            return ChannelUnavailable(f"{server} ne connaît pas ce salon ({status}).", code=status)
        if status == 500:
            return TemporaryFailure(f"{server} est en erreur ({status}).", code=status)
        return failure_of(server, status)


def check_address(code: str, address: str) -> None:
    """Raises UnusableRoom for an address of no room that we know, or whose secret would cross the
    network unprotected."""
    try:
        parts = urlsplit(address)
        scheme, host = parts.scheme.lower(), parts.hostname
    except ValueError:
        scheme, host = "", None
    if host is None or scheme not in _ENCRYPTED | _IN_CLEAR:
        raise UnusableRoom(
            code,
            "n’est pas celle d’un salon : attendu mmosts:// (Mattermost), matrixs:// (Matrix, "
            "Tchap) ou workflows:// (Teams).",
        )
    if scheme in _IN_CLEAR and host not in _HERE:
        raise UnusableRoom(code, f"passerait en clair : écrivez « {scheme}s:// ».")


def _body(parcel: Parcel) -> str:
    """References and links: what there is to know is in the application."""
    lines = [f"{one.reference} : {one.link}" if one.link else one.reference for one in parcel.told]
    return "\n".join(dict.fromkeys(lines))


@contextmanager
def _heard() -> Iterator[list[str]]:
    """What apprise logs meanwhile, kept from every other log: its lines may quote the address."""
    lines: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    ear, logger = Ear(level=logging.WARNING), logging.getLogger("apprise")
    with _ONE_AT_A_TIME:
        before = logger.handlers, logger.propagate, logger.level
        logger.handlers, logger.propagate = [ear], False
        logger.setLevel(logging.WARNING)
        try:
            yield lines
        finally:
            logger.handlers, logger.propagate = before[0], before[1]
            logger.setLevel(before[2])
