"""``servir`` as a process: the web door beside the scheduler, opened and closed with it."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import httpx
import pytest
from fastapi import FastAPI

from entrypoints.configuration.web import Web
from entrypoints.web.serving.listening import PortTaken, listen
from entrypoints.web.serving.server import serving
from tests.entrypoints.configs import SHIPPED, plain
from tests.entrypoints.ports import free_port
from tests.entrypoints.test_cli_process import MAIN
from tests.forks import forked


@pytest.fixture
def port(environ: dict[str, str], tmp_path: Path) -> int:
    """A free port, which the configuration of the process names."""
    found = free_port()
    config = tmp_path / "config.yaml"
    config.write_text(SHIPPED.read_text().replace("  port: 8093\n", f"  port: {found}\n"))
    environ["REORIENTATION_CONFIG"] = str(config)
    return found


@contextmanager
def served(environ: dict[str, str], folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """The service, from its first sentences on."""
    command = [sys.executable, "-W", "error", "-c", MAIN, "servir", *options]
    with subprocess.Popen(
        command,
        env=environ,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as service:
        try:
            yield service
        finally:
            service.kill()


def line(service: subprocess.Popen[str]) -> str:
    """The next sentence that it says."""
    assert service.stdout is not None
    return plain(service.stdout.readline())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_service_answers_calendars_then_stops_when_it_is_asked(
    environ: dict[str, str], port: int, tmp_path: Path, number: signal.Signals
) -> None:
    made = forked(
        environ,
        *("agenda", "adresse", "creer", "--role", "bat", "--acteur", "M. Roy"),
        *("--pour-circonscription", "93-01"),
    )
    url = made.stdout.splitlines()[1]
    with served(environ, tmp_path) as service:
        opened, started = line(service), line(service)
        found, nothing = httpx.get(url), httpx.get(f"http://127.0.0.1:{port}/rien")
        service.send_signal(number)
        out, logs = service.communicate(timeout=30)

    assert url.startswith(f"http://127.0.0.1:{port}/agenda/")
    assert opened == f"La porte web est ouverte : http://127.0.0.1:{port}\n"
    assert started.startswith("Le planificateur est en marche")
    assert (found.status_code, nothing.status_code) == (200, 404)
    assert found.content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert service.returncode == 0
    assert "Le planificateur est arrêté." in out
    assert '"event": "web.answered"' in logs
    assert url.rsplit("/", 1)[1].removesuffix(".ics") not in logs
    assert "Traceback" not in logs
    assert "Started server process" not in logs


def test_what_is_under_way_is_answered_then_nothing_listens_any_more() -> None:
    app, asked = FastAPI(), Event()

    @app.get("/")
    def slow() -> str:
        asked.set()
        time.sleep(0.3)
        return "fini"

    web, before = Web(port=free_port()), set(threading.enumerate())
    with ThreadPoolExecutor(1) as reader:
        with serving(app, web):
            answer = reader.submit(httpx.get, web.address)
            assert asked.wait(10)
        told = answer.result()

    assert told.json() == "fini"
    assert "web" not in {thread.name for thread in set(threading.enumerate()) - before}
    with pytest.raises(httpx.ConnectError):
        httpx.get(web.address)


def test_a_port_that_is_taken_is_told_in_one_sentence_before_anything_is_done(
    environ: dict[str, str], port: int
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        done = forked(environ, "servir")

    assert done.returncode == 69
    assert plain(done.stderr) == (
        f"La porte web ne peut pas écouter sur 127.0.0.1, port {port} : un autre programme y écoute"
        " déjà. Changez « web » dans la configuration, ou lancez « servir --sans-web ».\n"
    )
    assert done.stdout == ""


def test_without_the_web_nothing_listens(
    environ: dict[str, str], port: int, tmp_path: Path
) -> None:
    with served(environ, tmp_path, "--sans-web") as service:
        started = line(service)
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"http://127.0.0.1:{port}/")
        service.send_signal(signal.SIGTERM)
        service.communicate(timeout=30)

    assert started.startswith("Le planificateur est en marche")
    assert service.returncode == 0


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("nulle-part.invalid", "cette adresse n’existe pas"),
        ("192.0.2.1", "cette adresse n’est pas celle de cette machine"),
    ],
)
def test_an_address_where_nobody_can_listen_is_told(host: str, reason: str) -> None:
    with pytest.raises(PortTaken, match=reason):
        listen(Web(host=host, port=free_port()))


def test_the_address_that_is_given_is_the_public_one_when_there_is_one() -> None:
    assert Web(host="0.0.0.0", port=80).address == "http://0.0.0.0:80"
    assert Web(public="https://agenda.exemple.fr").address == "https://agenda.exemple.fr"
