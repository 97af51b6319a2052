"""A real SMTP server for the tests, on a port of this machine, that can be told what to reply."""

import asyncio
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, Literal

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
    asked = "req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -days 2"
    names = "-subj /CN=localhost -addext subjectAltName=DNS:localhost"
    command = [openssl, *asked.split(), *names.split(), "-keyout", str(key), "-out", str(signed)]
    subprocess.run(command, check=True, capture_output=True)
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
    """What the server received, and what it must reply where that is not « 250 OK »."""

    received: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    connections: set[object] = field(default_factory=set)
    mail_replies: list[str] = field(default_factory=list)
    rcpt_replies: dict[str, str] = field(default_factory=dict)
    data_replies: list[str] = field(default_factory=list)
    silent_for: float = 0
    handed_over: int = 0

    async def handle_MAIL(  # noqa: N802 -- the name is aiosmtpd's
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self.connections.add(session.peer)
        if self.mail_replies:
            return self.mail_replies.pop(0)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 -- the name is aiosmtpd's
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.rcpt_replies:
            return self.rcpt_replies[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 -- the name is aiosmtpd's
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        self.handed_over += 1
        await asyncio.sleep(self.silent_for)
        if self.data_replies:
            return self.data_replies.pop(0)
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.received.append(mail)
        self.recipients.append(list(envelope.rcpt_tos))
        self.encrypted.append(server.transport.get_extra_info("sslcontext") is not None)
        return "250 OK"


@contextmanager
def listening(
    postman: Postman,
    port: int,
    *,
    pair: Path | None = None,
    tls: Literal["aucun", "starttls", "tls"] = "aucun",
    accents: bool = True,
) -> Iterator[None]:
    """The server, up for the length of the block. With ``tls`` it asks for USER and PASSWORD.

    ``accents``: whether it takes them in addresses (SMTPUTF8).
    """
    options: dict[str, Any] = {"enable_SMTPUTF8": accents}
    if tls != "aucun":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        assert pair is not None
        context.load_cert_chain(pair)
        place = "tls_context" if tls == "starttls" else "ssl_context"
        options |= {
            place: context,
            "require_starttls": tls == "starttls",
            "auth_required": True,
            # Behind TLS from the first byte, aiosmtpd does not see that the line is protected.
            "auth_require_tls": tls == "starttls",
            "authenticator": _authenticate,
        }
    controller = Controller(postman, hostname="localhost", port=port, **options)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def _authenticate(
    server: Any, session: Any, envelope: Any, mechanism: str, auth_data: object
) -> AuthResult:
    known = LoginPassword(USER.encode(), PASSWORD.encode())
    # With handled=True aiosmtpd would close the connection without a reply.
    return AuthResult(success=auth_data == known, handled=False)
