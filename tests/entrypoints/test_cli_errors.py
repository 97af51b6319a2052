"""What the door answers to a command that is written wrong, and to what nobody foresaw."""

import errno
import json
import sqlite3
from pathlib import Path

import pytest

from entrypoints.cli.errors import MEANINGS, Code, answer_to
from tests.entrypoints.door import Door
from workflow.database.store import DatabaseUnreachable


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("dossier vori", "La commande « vori » n’existe pas. Vouliez-vous dire « voir » ?"),
        ("dosier lister", "La commande « dosier » n’existe pas. Vouliez-vous dire « dossier » ?"),
        ("dossier voir", "Il manque : « DOSSIER »."),
        (
            "dossier voir 99999999999999999999",
            "La valeur de « DOSSIER » n’est pas lisible. Il faut un nombre entier.",
        ),
        (
            "dossier lister --apres 99999999999999999999",
            "La valeur de l’option « --apres » n’est pas lisible. Il faut un nombre entier.",
        ),
        ("tic --a 0001-01-01", "« 0001-01-01 » est trop loin dans le temps : écrivez"),
        ("dossier corriger 1", "Il manque : l’option « --motif »."),
        (
            "dossier voir douze",
            "La valeur de « DOSSIER » n’est pas lisible. Il faut un nombre entier.",
        ),
        (
            "dossier lister --limite 0",
            "La valeur de l’option « --limite » n’est pas lisible. Il faut un nombre entier, de "
            "1 à 10000.",
        ),
        (
            "dossier voir 1 --role chef",
            "La valeur de l’option « --role » n’est pas lisible. Choix : referent, "
            "responsable_service, bat, bop, ep, president, manager, administrateur.",
        ),
        (
            "dossier lister --etats x",
            "L’option « --etats » n’existe pas. Vouliez-vous dire « --etat » ?",
        ),
        ("dossier lister --etat", "L’option « --etat » attend une valeur."),
        ("tic demain", "« demain » est de trop."),
        (
            "calendrier ajouter 2025-05-05 -2",
            "Un nombre s’écrit sans signe : « - » annonce une option. Pour compter avant la date, "
            "ajoutez --sens avant.",
        ),
        (
            "dossier voir -12",
            "Un nombre s’écrit sans signe : « - » annonce une option. Aide : ",
        ),
    ],
)
def test_a_command_written_wrong_is_told_in_french_in_one_line(
    door: Door, arguments: str, sentence: str
) -> None:
    told = door(*arguments.split(), code=2)

    assert told.startswith(sentence)
    assert len(told.splitlines()) == 1


def test_a_full_disk_says_that_the_act_may_have_been_kept() -> None:
    code, words = answer_to(OSError(errno.ENOSPC, "No space left on device"))

    assert code == Code.UNAVAILABLE
    assert words.endswith("relisez avant de recommencer.")


def test_without_a_command_the_help_is_shown(door: Door) -> None:
    told = door()

    assert "Tous les jours" in told
    assert told.index("dossier") < told.index("importer") < told.index("tic")


def test_the_help_is_french_and_gives_the_exit_codes(door: Door) -> None:
    told = " ".join(door("--aide").split())

    assert "Show this message" not in told
    assert "Affiche cette aide." in told
    for code, words in MEANINGS.items():
        assert f"{code.value} {words}" in told
    assert "[obligatoire]" in door("dossier", "voir", "--help")


def test_what_nobody_foresaw_is_one_sentence_with_a_reference(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise KeyError("NOM-SECRET")

    log = tmp_path / "technique.jsonl"
    monkeypatch.setenv("REORIENTATION_LOG", str(log))
    monkeypatch.setattr("workflow.reading.dossier_list.listing", fail)

    told = door("dossier", "lister", code=70)

    assert len(told.splitlines()) == 1
    assert "NOM-SECRET" not in told
    (line,) = [json.loads(text) for text in log.read_text(encoding="utf-8").splitlines()]
    assert line["reference"] in told
    assert line["exception"]["type"] == "KeyError"
    assert "NOM-SECRET" not in log.read_text(encoding="utf-8")


def test_a_traceback_is_shown_to_whom_asks_for_it(
    door: Door, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from typer.testing import CliRunner

    from entrypoints.cli.commands import app

    monkeypatch.setenv("REORIENTATION_DEBUG", "1")

    result = CliRunner().invoke(app, ["dossier", "voir", "41"])

    assert result.exit_code == Code.NOT_FOUND
    assert "Traceback" in result.stderr + capfd.readouterr().err


def test_a_log_that_cannot_be_written_is_told(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REORIENTATION_LOG", str(tmp_path / "absent" / "x.jsonl"))

    assert "ne peut pas être écrit (REORIENTATION_LOG)" in door("dossier", "lister", code=2)


def test_an_act_leaves_one_line_of_log_without_a_name(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "technique.jsonl"
    monkeypatch.setenv("REORIENTATION_LOG", str(log))
    dossier = door.world.dossier()

    door(
        *("dossier", "agir", dossier, "fermer_droit", "--role", "bop", "--acteur", "L. M."),
        *("--champ", "date=2026-03-02"),
    )

    text = log.read_text(encoding="utf-8")
    (line,) = [one for one in map(json.loads, text.splitlines()) if one["event"] == "act.done"]
    assert (line["act"], line["dossier"], line["role"]) == ("fermer_droit", dossier, "bop")
    assert "L. M." not in text
    assert "NOM-SECRET" not in text


def test_a_database_that_is_busy_or_away_asks_to_come_back() -> None:
    busy, sentence = answer_to(sqlite3.OperationalError("database is locked"))
    away, where = answer_to(DatabaseUnreachable("postgresql://base"))

    assert (busy, away) == (Code.UNAVAILABLE, Code.UNAVAILABLE)
    assert sentence.startswith("La base de données est occupée")
    assert where == "La base de données ne répond pas (postgresql://base)."


def test_a_database_fault_that_is_no_wait_is_no_wait() -> None:
    code, _ = answer_to(sqlite3.OperationalError("no such column: x"))

    assert code is Code.UNEXPECTED


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (FileNotFoundError(2, "", "a.xml"), "« a.xml » n’existe pas."),
        (PermissionError(13, "", "a.xml"), "« a.xml » ne peut pas être ouvert"),
        (IsADirectoryError(21, "", "a"), "« a » est un dossier"),
        (NotADirectoryError(20, "", "a/b"), "« a/b » passe par un fichier"),
    ],
)
def test_a_file_that_cannot_be_opened_is_told_by_its_name(error: OSError, sentence: str) -> None:
    code, words = answer_to(error)

    assert code is Code.USAGE
    assert words.replace("\N{NO-BREAK SPACE}", " ").startswith(sentence)
