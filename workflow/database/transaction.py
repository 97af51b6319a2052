"""An open transaction, on the bare driver: what is read, what is written, what is waited for."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from workflow.database.statements import Insertion, Params, Statement

Row = tuple[Any, ...]


class Tx(ABC):
    """An open transaction on the driver's own connection. Never commits: its opener does."""

    __slots__ = ()

    dialect: str

    @abstractmethod
    def begin(self) -> None:
        """What must be said for the transaction to write."""

    @abstractmethod
    def run(self, statement: Statement, params: Params) -> int:
        """Executes and says how many rows it touched."""

    @abstractmethod
    def write(self, statement: Statement, params: Params) -> None:
        """Executes without waiting for PostgreSQL's answer: an error shows at the next call that
        waits, at the commit at the latest."""

    @abstractmethod
    def many(self, statement: Statement, params: Sequence[Params]) -> None:
        """Executes once per set of parameters, without waiting, as ``write``."""

    @abstractmethod
    def all(self, statement: Statement, params: Params) -> list[Row]:
        """Every row."""

    @abstractmethod
    def one(self, statement: Statement, params: Params) -> Row | None:
        """The first row, or None."""

    @abstractmethod
    def each(self, statement: Statement, params: Sequence[Params]) -> list[list[Row]]:
        """The rows of each set of parameters, executed in that order, all in one exchange."""

    def insert(self, insertion: Insertion, params: Params) -> int:
        """Inserts a row and says its number. Does not wait when numbers are reserved."""
        row = self.one(insertion, params)
        assert row is not None
        return int(row[0])

    @abstractmethod
    def reserve(self, insertion: Insertion, most: int) -> None:
        """Numbers for that many rows to come, until the commit; those left over are never given.

        Whatever must have come before these rows is locked first: a number tells the order.
        """

    @abstractmethod
    def settle(self) -> None:
        """Sends whatever was not sent and waits for every answer. Raises the first error."""

    @abstractmethod
    def drop(self) -> None:
        """Gives up what was not sent, and takes the answers that are still to come."""
