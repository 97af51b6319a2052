"""A part of a transaction that is given up alone, the rest being kept."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from workflow.database.statements import Statement
from workflow.database.transaction import Tx

_MARK = Statement(text("SAVEPOINT before_part"))
_UNDO = Statement(text("ROLLBACK TO SAVEPOINT before_part"))


@contextmanager
def undone_on(tx: Tx, *errors: type[Exception]) -> Iterator[None]:
    """What is written there is undone, and nothing that came before, when one of these errors goes
    out of it. Locks taken there are let go."""
    tx.write(_MARK, {})
    try:
        yield
    except errors:
        tx.write(_UNDO, {})
        raise
