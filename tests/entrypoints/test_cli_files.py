"""Files that come and go, at the command line."""

from pathlib import Path

import pytest

from tests.entrypoints.door import Door


@pytest.fixture
def files(door: Door) -> list[str]:
    """The sample of one ALI and six people."""
    answer = door.json(
        "echantillon", "--personnes", 6, "--ali", 1, "--graine", 3, "--dossier", "in"
    )
    found: list[str] = answer["fichiers"]
    return found


def test_the_same_seed_gives_the_same_files(door: Door, files: list[str]) -> None:
    again = door.json(
        *("echantillon", "--personnes", 6, "--ali", 1, "--graine", 3, "--dossier", "autre")
    )["fichiers"]

    assert [Path(one).read_bytes() for one in again] == [Path(one).read_bytes() for one in files]
    assert "Il faut 1 au moins." in door("echantillon", "--personnes", 0, "--dossier", "in", code=2)
    assert "99 n’est pas possible" in door(
        "echantillon", "--personnes", 6, "--ali", 99, "--dossier", "in", code=2
    )


def test_an_import_tells_what_became_of_each_person_and_does_nothing_twice(
    door: Door, files: list[str]
) -> None:
    first, second = door("importer", *files), door("importer", *files)

    assert "lignes de listes de codes." in first
    assert "Dossiers ouverts" in first
    assert second.count("rien n’a été refait.\n") == 2
    assert door.json("dossier", "lister")["dossiers"] != []


def test_an_import_gives_programmes_local_instants_and_the_values_set_aside(door: Door) -> None:
    referential, people = (
        Path(one)
        for one in door.json(
            *("echantillon", "--personnes", 40, "--ali", 1, "--graine", 7, "--dossier", "quarante")
        )["fichiers"]
    )

    (_, first) = door.json("importer", referential, people)["fichiers"]
    (again,) = door.json("importer", people)["fichiers"]

    assert first["deja_importe_le"] is None
    assert len(first["valeurs_ecartees"]) == first["avertissements"] > 0
    assert set(first["valeurs_ecartees"][0]) == {"numero", "champ", "valeur", "raison"}
    assert again["deja_importe_le"] == "2026-03-02T09:00:00+01:00"


@pytest.mark.parametrize("path", [".", "..", "in"])
def test_a_folder_is_named_and_its_files_are_asked_for(
    door: Door, files: list[str], path: str
) -> None:
    assert files
    assert door("importer", path, code=2) == (
        f"Le fichier « {path} » ne peut pas être lu : c’est un dossier, donnez les fichiers qu’il "
        "contient.\n"
    )


def test_a_trial_records_nothing(door: Door, files: list[str]) -> None:
    referential, people = files
    door("importer", referential)

    told = door("importer", people, "--essai")

    assert "C’était un essai : rien n’a été enregistré." in told
    assert door.json("dossier", "lister")["dossiers"] == []


def test_a_file_that_is_none_of_webrsas_is_told_in_one_sentence(door: Door) -> None:
    Path("faux.xml").write_text("<bonjour/>", encoding="utf-8")

    told = door("importer", "faux.xml", code=2)

    assert len(told.splitlines()) == 1
    assert "faux.xml" in told
    assert door("importer", "absent.xml", code=2).splitlines() == [
        "Le fichier « absent.xml » ne peut pas être lu : il n’existe pas."
    ]


def test_a_list_of_a_month_that_is_none_is_told(door: Door) -> None:
    assert len(door("liste-orientations", "produire", "2026-13", code=2).splitlines()) == 1
    assert len(door("liste-entretiens-diag", "produire", "mars", code=2).splitlines()) == 1


def test_lists_of_the_month_are_produced_for_each_service(door: Door) -> None:
    lists = door.json("liste-orientations", "produire", "2026-03", "--dossier", "sorties")["listes"]

    assert all(one["deja_produite"] is False for one in lists)


def test_an_export_of_an_unknown_service_is_not_found(door: Door) -> None:
    assert "n° 999" in door("exporter", "--ali", 999, "--dossier", "sorties", code=3)
