"""Messages sent through a real mail server in another process, from the outbox to the last mark;
against bare smtplib, that hands the same mails over one connection and writes nothing down."""

import os
import smtplib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from time import perf_counter

from benchmarks.databases import Databases
from benchmarks.measure import Measure, ratio
from notifications.channels.contract import Parcel
from notifications.channels.mail import mail_of
from notifications.channels.smtp import SmtpChannel
from notifications.dispatch import dispatch
from rules.days.calendar import Calendar
from rules.subjects import Subject, SubjectKind
from rules.telling import MAIL
from workflow.database.store import Store
from workflow.post import outbox

MESSAGES, SERVICES = 2_000, 40
NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
"""A Monday morning: nothing waits for an hour."""

_SERVER = """
import sys
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

controller = Controller(Sink(), hostname="127.0.0.1", port=int(sys.argv[1]))
controller.start()
print("ready", flush=True)
sys.stdin.read()
controller.stop()
"""


def measure(databases: Databases, scale: float) -> Iterator[Measure]:
    """How many messages a second, and how many times the bare mails."""
    messages = max(20, int(MESSAGES * scale))
    store = Store.open(databases.empty())
    store.migrate()
    _write(store, messages)
    with _listening() as port:
        kept = _Kept(port)
        began = perf_counter()
        done = dispatch(
            store,
            {MAIL: kept},
            _Book(),
            now=NOW,
            sender="reorientation@departement.example",
            calendar=Calendar.compile("93"),
        )
        ours = perf_counter() - began
        assert done.sent == messages
        floor = _bare(port, kept.mails)
    store.close()
    yield Measure(
        name="messages",
        what="de la boîte d’envoi au serveur de messagerie",
        n=messages,
        figures={
            "messages_per_s": round(messages / ours),
            "bare_per_s": round(messages / floor),
        },
        ratio=ratio(ours, floor),
        database=databases.kind,
    )


class _Book:
    """Every service has an address."""

    def addresses(self, recipient: str) -> list[str]:
        return [f"{recipient.replace(':', '-')}@service.example"]

    def by_post(self, _recipient: str) -> bool:
        return False


class _Kept(SmtpChannel):
    """The channel as it ships, that remembers what it was given."""

    def __init__(self, port: int) -> None:
        super().__init__(host="127.0.0.1", port=port, tls="aucun")
        self.mails: list[EmailMessage] = []

    def send(self, parcel: Parcel) -> None:
        """See ``Channel``."""
        super().send(parcel)
        self.mails.append(mail_of(parcel))


def _write(store: Store, messages: int) -> None:
    with store.write() as tx:
        for number in range(messages):
            outbox.write(
                tx,
                subject=Subject(SubjectKind.DOSSIER, number + 1),
                occasion="demande_retiree",
                recipient=f"service:{number % SERVICES}",
                data={"reference": f"dossier {number + 1}", "circonscription": "93-01"},
                key=f"mesure-{number}",
                now=NOW,
            )


def _bare(port: int, mails: Sequence[EmailMessage]) -> float:
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
        began = perf_counter()
        for mail in mails:
            server.send_message(mail)
        return perf_counter() - began


@contextmanager
def _listening() -> Iterator[int]:
    """A mail server in a process of its own, that keeps nothing."""
    port = 20_000 + os.getpid() % 20_000
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVER, str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    server.stdout.readline()
    try:
        yield port
    finally:
        server.communicate("", timeout=10)
