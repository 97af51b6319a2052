"""The load: sixty requests a second, whoever waits; never raised by whoever did not ask for it."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle, islice
from threading import Thread
from typing import Any

import pytest

from benchmarks import __main__ as bench
from benchmarks import load
from benchmarks.load import Request
from benchmarks.measure import Measure


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 0.1  # after which it closes what nobody uses

    def do_GET(self) -> None:
        if self.path == "/lent":
            time.sleep(0.2)
        self.send_response(500 if self.path == "/panne" else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is said."""


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Door) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_the_time_of_a_request_runs_from_its_instant_and_a_failure_is_one(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "_AT_ONCE", 1)
    asked = [Request(kind="page", office="bop", path=path) for path in ("/lent", "/", "/panne")]

    with load._Clients([port], {"bop": "secret"}) as clients:
        (slow, next_one, broken), _ = clients.play(asked, load.RATE)

    assert slow.seconds > 0.2
    assert next_one.seconds > 0.2 - 1 / load.RATE  # it waited for the slow one
    assert [one.failed for one in (slow, next_one, broken)] == [False, False, True]


def test_a_connection_that_the_service_may_have_closed_is_not_used_again(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "_AT_ONCE", 1)
    monkeypatch.setattr(load, "_RESTS", 0.05)
    asked = [Request(kind="page", office="bop", path="/") for _ in range(2)]

    with load._Clients([port], {"bop": "secret"}) as clients:
        answers, _ = clients.play(asked, 4)

    assert [one.failed for one in answers] == [False, False]


def test_nobody_there_is_a_failure(port: int) -> None:
    (free,) = load._free_ports(1)

    with load._Clients([free], {"bop": "secret"}) as clients:
        ((only,), _) = clients.play([Request(kind="page", office="bop", path="/")], load.RATE)

    assert (only.status, only.failed) == (0, True)


def test_three_requests_of_twenty_write() -> None:
    assert Counter(islice(cycle(load._TURN), 20))[load._ACT] == 3


def test_a_million_dossiers_are_raised_for_whoever_asks_for_them_by_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run: list[Sequence[str]] = []

    def noted(names: Sequence[str], *_: object) -> Iterator[tuple[Measure, str | None]]:
        run.append(names)
        return iter(())

    monkeypatch.setattr(bench, "_run", noted)

    bench.main(None, None, 1.0)
    said = " ".join(capsys.readouterr().err.split())
    bench.main(["load"], None, 1.0)

    assert not {"pages", "load"} & set(run[0])
    assert "./dev bench pages load --base postgresql" in said
    assert run[1] == ["load"]
