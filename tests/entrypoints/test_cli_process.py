"""The command as a process: exit codes, nothing but sentences, a service that stops when asked."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.entrypoints.configs import SHIPPED
from tests.forks import forked

MAIN = "from entrypoints.cli.main import main; main()"


def run(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, started as anybody starts it, warnings being errors as in the tests."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", MAIN, *arguments],
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_new_database_is_ready_at_the_first_command(environ: dict[str, str]) -> None:
    done = run(environ, "dossier", "lister")

    assert (done.returncode, done.stdout, done.stderr) == (0, "Aucun dossier.\n", "")


def test_an_error_is_one_sentence_on_the_error_output(environ: dict[str, str]) -> None:
    done = forked(environ, "dossier", "voir", "12")

    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "Le dossier n° 12 n’existe pas.\n"


def test_a_database_that_cannot_be_reached_is_told_without_its_password(
    environ: dict[str, str],
) -> None:
    environ["REORIENTATION_DATABASE_URL"] = "postgresql://a:s3cret@127.0.0.1:1/x"

    done = forked(environ, "dossier", "lister")

    assert done.returncode == 69
    assert done.stderr.startswith("La base de données ne répond pas (postgresql+psycopg://a:***@")
    assert "s3cret" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_file_that_is_no_database_is_told(environ: dict[str, str], tmp_path: Path) -> None:
    other = tmp_path / "notes.db"
    other.write_text("Ce fichier est un texte, pas une base de données." * 100)
    environ["REORIENTATION_DATABASE_URL"] = f"sqlite:///{other}"

    done = forked(environ, "dossier", "lister")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "Le fichier de la base n’est pas une base SQLite : vérifiez l’adresse.\n"
    )


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///", "sqlite:///:memory:"])
def test_a_database_that_would_be_lost_at_the_end_is_refused(
    environ: dict[str, str], address: str
) -> None:
    environ["REORIENTATION_DATABASE_URL"] = address

    done = forked(environ, "dossier", "lister")

    assert (done.returncode, done.stdout) == (2, "")
    assert "sqlite:///fichier.db" in done.stderr


def test_the_script_of_developers_takes_the_files_of_the_folder_it_is_called_from(
    environ: dict[str, str], tmp_path: Path
) -> None:
    home = tmp_path / "copie"
    stand_in = home / ".venv" / "bin" / "reorientation"
    stand_in.parent.mkdir(parents=True)
    stand_in.write_text('#!/bin/sh\necho "$PWD $*"\n')
    stand_in.chmod(0o755)
    for name in ("dev", "requirements.lock", "pyproject.toml"):
        (home / name).write_bytes((SHIPPED.parent / name).read_bytes())
    (home / ".venv" / "installed.lock").write_bytes((home / "requirements.lock").read_bytes())
    elsewhere = tmp_path / "ailleurs"
    elsewhere.mkdir()

    done = subprocess.run(
        ["bash", str(home / "dev"), "run", "importer", "fichier.xml"],
        cwd=elsewhere,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.stdout == f"{elsewhere} importer fichier.xml\n"


def test_an_old_locale_loses_accents_and_nothing_else(environ: dict[str, str]) -> None:
    done = run({**environ, "PYTHONIOENCODING": "ascii"}, "dossier", "voir", "12")

    assert (done.returncode, done.stderr) == (3, "Le dossier n? 12 n?existe pas.\n")


@pytest.mark.parametrize(
    "command",
    [
        "dossier lister",
        "dossier lister --json",
        "dossier",
        "dossier agir --aide",
        "procedure dessiner --format tableau",
    ],
)
def test_an_output_that_nobody_reads_any_more_ends_the_command_without_a_word(
    environ: dict[str, str], command: str
) -> None:
    done = into_a_closed_pipe(environ, *command.split(), said=subprocess.PIPE)

    assert (done.returncode, done.stderr) == (141, "")


def test_an_error_that_nobody_reads_any_more_ends_the_command_too(environ: dict[str, str]) -> None:
    done = into_a_closed_pipe(environ, "dossier", "voir", "12", said=subprocess.STDOUT)

    assert done.returncode == 141


def test_an_act_is_recorded_even_when_nobody_reads_what_it_answers(
    environ: dict[str, str],
) -> None:
    programme = (
        *("seance", "programmer", "--role", "bop", "--acteur", "M. Roy", "--genre", "ep"),
        *("--date", "2026-06-03", "--heure", "09:30", "--motif", "reprise du registre papier"),
    )

    done = into_a_closed_pipe(environ, *programme, said=subprocess.PIPE)

    assert (done.returncode, done.stderr) == (141, "")
    listed = forked(environ, "seance", "lister").stdout
    assert "mer.\N{NO-BREAK SPACE}3\N{NO-BREAK SPACE}juin" in listed


def into_a_closed_pipe(
    environ: dict[str, str], *arguments: str, said: int
) -> subprocess.CompletedProcess[str]:
    """The command, its output a pipe whose reader has left; its errors go where ``said``."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        return subprocess.run(
            [sys.executable, "-W", "error", "-c", MAIN, *arguments],
            env=environ,
            stdout=writer,
            stderr=said,
            text=True,
            timeout=60,
        )
    finally:
        os.close(writer)


def test_the_service_sweeps_then_stops_when_it_is_asked(
    environ: dict[str, str], tmp_path: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", MAIN, "servir", "--sans-web", "--toutes-les", "1"],
        env=environ,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as service:
        assert service.stdout is not None
        assert "Le planificateur est en marche" in service.stdout.readline()
        time.sleep(1.5)
        service.send_signal(signal.SIGTERM)
        out, logs = service.communicate(timeout=30)

    assert service.returncode == 0
    assert "Le planificateur est arrêté." in out
    assert '"event": "tick.done"' in logs
    assert "Traceback" not in logs
