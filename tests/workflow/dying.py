"""A process that sweeps and ends in the middle of it, without a word to the database."""

import os
from datetime import datetime

from tests.workflow.build import rulebook_of_the_house
from workflow.database.store import Store
from workflow.database.transaction import Tx
from workflow.post import outbox
from workflow.sweep import ticks

EXIT = 9


def sweep_and_die(url: str, now: datetime, messages: int) -> None:
    """Sweeps until that message is to be written."""
    left = messages
    write = outbox.write

    def dying(tx: Tx, **said: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os._exit(EXIT)
        write(tx, **said)  # type: ignore[arg-type]  # whatever it is, it is passed on

    outbox.write = dying
    ticks.sweep(Store.open(url), rulebook_of_the_house(), now=now, by="mourant")
