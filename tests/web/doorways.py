"""Doorways of this process, lent to one registry after another: to open one and to close it takes
uvicorn a fifth of a second, which it spends waiting."""

import atexit
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Condition

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from entrypoints.assembly import Assembly
from entrypoints.configuration.web import Web
from entrypoints.web.serving.app import app_of
from entrypoints.web.serving.server import serving
from tests.entrypoints.ports import free_port

PATIENCE = 30.0
"""Seconds that an answer has to come: a loaded machine is slow."""

_NOBODY = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
_AT_HAND: list["Doorway"] = []
_OPEN = ExitStack()
atexit.register(_OPEN.close)


class Doorway:
    """Where uvicorn listens to the end, as the product has it listen, whoever answers."""

    def __init__(self) -> None:
        self.web = Web(port=free_port())
        self._ours: FastAPI | None = None
        self._behind: ASGIApp = _NOBODY
        self._under_way = 0
        self._moved = Condition()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What uvicorn asks."""
        self._count(1)
        try:
            await self._behind(scope, receive, send)
        finally:
            self._count(-1)

    @contextmanager
    def onto(self, assembly: Assembly) -> Iterator[FastAPI]:
        """Our application answers from that registry inside the block: the same one for all, since
        it takes it 70 ms to come to know its routes."""
        if self._ours is None:
            self._ours = app_of(assembly)
        self._ours.state.assembly = assembly
        with self.answered_by(self._ours):
            yield self._ours

    @contextmanager
    def answered_by(self, app: ASGIApp) -> Iterator[None]:
        """The application answers inside the block; what is under way at its end is finished."""
        self._behind = app
        try:
            yield
        finally:
            self._behind = _NOBODY
            with self._moved:
                assert self._moved.wait_for(lambda: not self._under_way, PATIENCE)

    def _count(self, more: int) -> None:
        with self._moved:
            self._under_way += more
            self._moved.notify_all()


@contextmanager
def lent() -> Iterator[Doorway]:
    """One where nobody answers."""
    doorway = _AT_HAND.pop() if _AT_HAND else _opened()
    try:
        yield doorway
    finally:
        _AT_HAND.append(doorway)


def _opened() -> Doorway:
    doorway = Doorway()
    _OPEN.enter_context(serving(doorway, doorway.web))
    return doorway
