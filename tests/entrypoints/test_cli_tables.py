"""Tables at the command line: importer, modele, echantillon."""

from pathlib import Path

import pytest

from tests.entrypoints.door import Door
from tests.workflow.build import FRANCE_TRAVAIL as FT


@pytest.fixture
def sample(door: Door) -> str:
    """The sample of four people of France Travail, as XLSX, once webRSA's lists were read."""
    lists = door.json("echantillon", "--personnes", 1, "--ali", 1, "--dossier", "in")["fichiers"]
    door("importer", lists[0])
    answer = door.json(
        *("echantillon", "--personnes", 4, "--format", "xlsx", "--dossier", "in"),
        *("--a", "2026-03-01T06:00+01:00"),
    )
    (path,) = answer["fichiers"]
    return str(path)


def test_a_table_is_imported_by_the_same_command_with_the_same_report(
    door: Door, sample: str
) -> None:
    act = ("importer", sample, "--organisation", "france-travail")
    (unknown,) = door.json(*act, code=1)["fichiers"]
    tried = door(*act, "--creer", "--essai")
    (report,) = door.json(*act, "--creer")["fichiers"]
    again = door(*act, "--creer")

    assert unknown["personnes"] == {"refusee": 4}
    assert "C’était un essai" in tried
    assert report["flux"] == "tableau"
    assert report["personnes"] == {"nouvelle": 4}
    assert "rien n’a été refait. --reprendre le relit." in again


def test_a_bad_line_is_told_with_its_number_its_column_and_its_reason(door: Door) -> None:
    Path("a.csv").write_text("Nom;Prénom;DDN;Vu le\nX;Y;1985;hier\n", encoding="utf-8")
    report = door.json(
        *("importer", "a.csv", "--organisation", FT, "--colonne", "rdv_honore_le=Vu le"), code=1
    )["fichiers"][0]

    (bad,) = report["lignes_refusees"]
    assert bad["ligne"] == 2
    assert [one["champ"] for one in bad["problemes"]] == ["DDN", "Vu le"]


def test_who_sends_a_table_and_which_column_are_checked(door: Door) -> None:
    Path("a.csv").write_text("Nom;Prénom\n", encoding="utf-8")

    assert "--organisation" in door("importer", "a.csv", code=2)
    assert "« france-travail »" in door("importer", "a.csv", "--organisation", "france", code=2)
    assert "n° 999" in door("importer", "a.csv", "--organisation", 999, code=3)
    assert "« nom »" in door(
        "importer", "a.csv", "--organisation", FT, "--colonne", "nome=Nom", code=2
    )
    assert "n’est pas une colonne" in door(
        "importer", "a.csv", "--organisation", FT, "--colonne", "nom", code=2
    )


def test_a_template_bears_the_headings_that_were_said_for_the_organisation(door: Door) -> None:
    Path("a.csv").write_text("NOM_USAGE;Prénom\nX;Y\n", encoding="utf-8")
    door("importer", "a.csv", "--organisation", FT, "--colonne", "nom=NOM_USAGE", code=1)
    path = door.json("modele", "--organisation", FT, "--format", "csv")["fichier"]

    assert "NOM_USAGE" in Path(path).read_text(encoding="utf-8-sig").splitlines()[0]


@pytest.mark.parametrize("format", ["csv", "xlsx", "ods"])
def test_the_same_seed_gives_the_same_table(door: Door, format: str) -> None:
    made = [
        door.json("echantillon", "--personnes", 3, "--format", format, "--dossier", folder)
        for folder in ("un", "deux")
    ]
    first, second = (Path(one["fichiers"][0]).read_bytes() for one in made)

    assert first == second
