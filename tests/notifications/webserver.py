"""A real web server for the tests, on a port of this machine, that can be told what to reply."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Doorman:
    """What the server received, and what it must reply where that is not « 200 »."""

    received: list[Asked] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    hangs: threading.Event | None = None
    port: int = 0


@contextmanager
def serving(doorman: Doorman, *, pair: Path | None = None) -> Iterator[Doorman]:
    """The server, up for the length of the block, behind TLS when it is given a certificate."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _reply(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(size)
            headers = {name.lower(): value for name, value in self.headers.items()}
            doorman.received.append(Asked(path=self.path, headers=headers, body=body))
            if doorman.hangs is not None:
                doorman.hangs.wait(10)
                return
            self.send_response(doorman.statuses.pop(0) if doorman.statuses else 200)
            for name, value in doorman.headers.items():
                self.send_header(name, value)
            content = b'{"event_id": "$1"}'
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_PUT = do_GET = _reply  # noqa: N815 -- the names are the library's

        def log_message(self, *_: Any) -> None:
            """Nothing on the screen."""

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_: Any) -> None:
            """A client that hangs up is what some tests are about."""

    server = Quiet(("127.0.0.1", 0), Handler)
    if pair is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pair)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    doorman.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield doorman
    finally:
        if doorman.hangs is not None:
            doorman.hangs.set()
        server.shutdown()
        thread.join()
        server.server_close()
