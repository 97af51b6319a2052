"""A real SMTP server for the tests, on a port of this machine, that can be told what to reply."""

import shutil
import socket
import ssl
import subprocess
import time
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

USER, PASSWORD = "reorientation", "un mot de passe"

COMMITTED_PAIR = Path(__file__).with_name("localhost.pem")
"""For machines without openssl: a key and its certificate, that vouch for « localhost » only."""


def certificate(folder: Path) -> Path:
    """A key and a self-signed certificate for localhost, in one PEM file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        return COMMITTED_PAIR
    key, signed, pair = (folder / name for name in ("key.pem", "signed.pem", "localhost.pem"))
    subprocess.run(
        [openssl, "req", "-x509", "-nodes", "-newkey", "ec", "-days", "2"]
        + ["-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=localhost"]
        + ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(signed)],
        check=True,
        capture_output=True,
    )
    pair.write_text(key.read_text() + signed.read_text())
    return pair


def free_port() -> int:
    """A port that nobody listens to."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@dataclass
class Postman:
    """What the server received, and what it must reply (None: 250)."""

    received: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    connections: set[Any] = field(default_factory=set)
    mail_reply: str | None = None
    rcpt_replies: dict[str, str] = field(default_factory=dict)
    data_replies: list[str] = field(default_factory=list)
    silent_for: float = 0
    hang_up_after_each: bool = False

    async def handle_MAIL(  # noqa: N802 -- aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self.connections.add(session.peer)
        if self.mail_reply is None:
            envelope.mail_from = address
        return self.mail_reply or "250 OK"

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        reply = self.rcpt_replies.get(address)
        if reply is None:
            envelope.rcpt_tos.append(address)
        return reply or "250 OK"

    async def handle_DATA(  # noqa: N802 -- aiosmtpd's name
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        if self.silent_for:
            time.sleep(self.silent_for)
        if self.data_replies:
            return self.data_replies.pop(0)
        self.received.append(message_from_bytes(envelope.content, _class=EmailMessage, policy=default))
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        self.encrypted.append(session.ssl is not None)
        if self.hang_up_after_each:
            server.transport.call_later = None
        return "250 OK"
