"""The door of uvicorn: the application served in a thread of its own, beside the scheduler."""

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn
from anyio.to_thread import current_default_thread_limiter
from starlette.types import ASGIApp

from entrypoints.configuration.web import Web
from entrypoints.web.serving.listening import listen

_TO_FINISH = 5
"""Seconds that an answer under way has to end, once the service is asked to stop."""
_PULSE = 0.02
_AT_ONCE = 6
"""Requests that a process answers together; others wait. More would wait for one another all the
same, each with connections of its own."""


@contextmanager
def serving(app: ASGIApp, web: Web) -> Iterator[None]:
    """The application answers inside the block; what is under way at its end is finished. Raises
    PortTaken before anything is served."""
    listening = listen(web)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_config=None,
            log_level="warning",
            access_log=False,  # a line of it would hold the secret of an address
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            ws="none",
            http="h11",
            timeout_graceful_shutdown=_TO_FINISH,
        )
    )
    thread = Thread(target=asyncio.run, args=(_answer(server, listening),), name="web", daemon=True)
    thread.start()
    try:
        while thread.is_alive() and not server.started:
            time.sleep(_PULSE)
        yield
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


async def _answer(server: uvicorn.Server, listening: socket.socket) -> None:
    current_default_thread_limiter().total_tokens = _AT_ONCE
    await server.serve(sockets=[listening])
