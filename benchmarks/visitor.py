"""A browser without a network: an agent of the town who asks the application for its pages."""

import asyncio
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import FastAPI

from benchmarks import world
from entrypoints import clock
from entrypoints.assembly import Assembly
from entrypoints.gate import gate_of
from entrypoints.web.forms.posted import KEY, TOKEN, VERSION
from entrypoints.web.serving.app import app_of
from entrypoints.web.visitors import cookies
from entrypoints.web.visitors.visits import token_of
from tests.web.town import TODAY, mail_of
from tests.workflow.accounts import PASSWORD
from tests.workflow.build import paris
from workflow.accounts.entering import log_in


@contextmanager
def opened(url: str) -> Iterator[Assembly]:
    """The product on that registry, as of the town's day."""
    clock.live_from(paris(TODAY))
    assembly = Assembly(world.CONFIG, {"REORIENTATION_DATABASE_URL": url})
    try:
        yield assembly
    finally:
        assembly.close()


def session_of(assembly: Assembly, name: str) -> str:
    """The token of a session of that agent of the town, newly opened."""
    token = log_in(gate_of(assembly), mail_of(name), PASSWORD, clock.now()).token
    assert token is not None
    return token


def form_of(token: str, version: int, fields: Mapping[str, str]) -> str:
    """What the form of an act posts, as a page of that session would have made it."""
    ours = {TOKEN: token_of(token), KEY: secrets.token_urlsafe(16), VERSION: str(version)}
    return urlencode(ours | dict(fields))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was answered."""

    status: int
    text: str


@dataclass(slots=True)
class Visitor:
    """Somebody who is logged in."""

    app: FastAPI
    token: str
    _loop: asyncio.Runner = field(default_factory=asyncio.Runner)

    @classmethod
    def of(cls, assembly: Assembly, name: str) -> "Visitor":
        """That agent of the town."""
        return cls(app_of(assembly), session_of(assembly, name))

    def get(self, address: str) -> Answer:
        """The page at that address."""
        return self._loop.run(self._ask(address))

    def close(self) -> None:
        """They leave."""
        self._loop.close()

    async def _ask(self, address: str) -> Answer:
        path, _, query = address.partition("?")
        scope: dict[str, Any] = {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": quote(path).encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [
                (b"host", b"bench"),
                (b"cookie", f"{cookies.SESSION}={self.token}".encode()),
            ],
            "server": ("bench", 80),
            "client": ("127.0.0.1", 1),
        }
        asked = [{"type": "http.request", "body": b"", "more_body": False}]
        status, parts = 0, []

        async def receive() -> Any:
            while not asked:  # nobody hangs up
                await asyncio.sleep(3600)
            return asked.pop()

        async def send(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                parts.append(message.get("body", b""))

        await self.app(scope, receive, send)
        return Answer(status=status, text=b"".join(parts).decode())
