"""A process that sends what is due and is killed in the middle of it."""

import os
import signal
from collections.abc import Callable
from datetime import datetime
from typing import ParamSpec, TypeVar

from notifications import packing
from notifications.channels.smtp import SmtpChannel
from tests.notifications.post import send
from workflow.database.store import Store
from workflow.post import deliveries, outbox

P = ParamSpec("P")
T = TypeVar("T")


def send_and_die(url: str, port: int, now: datetime, point: str = "", times: int = 0) -> None:
    """Sends through the server of that port until it has passed there that many times."""
    left = times

    def dying(where: str, function: Callable[P, T]) -> Callable[P, T]:
        def call(*args: P.args, **kwargs: P.kwargs) -> T:
            nonlocal left
            answer = function(*args, **kwargs)
            if where == point:
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
            return answer

        return call

    for owner, name, where in (
        (outbox, "routed", "looked_up_before_commit"),
        (deliveries, "claim", "claimed_before_commit"),
        (packing, "Parcel", "claimed"),
        (SmtpChannel, "send", "sent"),
        (deliveries, "mark_sent", "marked_before_commit"),
    ):
        setattr(owner, name, dying(where, getattr(owner, name)))
    store = Store.open(url)
    send(store, SmtpChannel(host="localhost", port=port, tls="aucun", timeout=5), now)
    store.close()
