"""``seance generer`` and ``seance programme``: a year proposed, created, published."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from rules.wording import NBSP
from tests.entrypoints.door import Door
from tests.workflow.build import ELSEWHERE, HERE
from workflow.tables.subjects import Seance

BAT = ("--role", "bat", "--acteur", "Mme Petit", "--territoire", f"{HERE},{ELSEWHERE}")
YEAR = ("seance", "generer", 2027, *BAT)


@pytest.fixture(autouse=True)
def _wide(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """A screen on which no cell is broken."""
    monkeypatch.setenv("COLUMNS", "200")


def test_a_year_is_proposed_then_created_then_found_there(door: Door) -> None:
    proposed = door(*YEAR, "--essai")
    nothing = door.world.rows(Seance)
    created = door(*YEAR)
    again = door(*YEAR)

    assert nothing == []
    assert "22 séances à créer." in proposed
    assert "Rien n’est enregistré. Sans --essai, ces séances seront créées." in proposed
    assert "22 séances créées." in created
    assert "publier-programme 2027" in created
    assert "22 séances déjà au programme." in again
    assert len(door.world.rows(Seance)) == 22


def test_the_screen_tells_places_moves_and_months_without(door: Door) -> None:
    screen = " ".join(door(*YEAR, "--essai", "--circonscription", HERE).split())

    assert screen.startswith("Programme 2027 Date")
    assert f"jeu. 14 janvier, 9 h 30 ICL-I {HERE} Bobigny, hôtel du département" in screen
    assert "au lieu du jeudi 11 novembre (Armistice)" in screen
    assert f"Août 2027, ICL-I : mois sans séance ({HERE})." in screen


def test_the_year_is_told_to_a_programme(door: Door) -> None:
    door(*YEAR, "--circonscription", HERE)
    moved = door.world.rows(Seance)[0]["id"]
    door.world.convene(moved, "deplacer", date_seance="2027-01-19", heure="14:00")

    answer = door.json(*YEAR)

    assert (answer["annee"], answer["essai"]) == (2027, False)
    here = [one for one in answer["seances"] if one["circonscription"] == HERE]
    assert {one["situation"] for one in here} == {"au_programme"}
    assert (here[0]["seance"], here[0]["creneau"]) == (moved, "2027-01-14")
    assert here[0]["date_seance"] == "2027-01-14T09:30:00+01:00"
    assert here[9]["deplacee"] == f"au lieu du jeudi 11{NBSP}novembre (Armistice)"
    assert answer["sans_seance"][0] == {
        "genre": "icl",
        "circonscription": HERE,
        "mois": "2027-08",
        "raison": "mois sans séance",
    }
    assert "n° " + str(moved) + ", programmée, le mar. 19 janvier, 14 h" in " ".join(
        door(*YEAR, "--circonscription", HERE).split()
    )


def test_a_clash_is_told_by_the_trial_and_refused_after_it(door: Door) -> None:
    there = "Bobigny, hôtel du département, salle 204"
    taken = door.world.seance("2027-03-11", circonscription=ELSEWHERE, lieu=there)

    trial = door.json(*YEAR, "--essai", code=1)
    refused = door(*YEAR, code=1)

    (conflict,) = [
        clash for one in trial["seances"] for clash in one["conflits"] if clash["bloquant"]
    ]
    with_it = f"ICL-I {ELSEWHERE} (n°{NBSP}{taken})"
    assert (conflict["partage"], conflict["avec"]) == ("lieu", with_it)
    assert conflict["phrase"] == f"impossible{NBSP}: lieu pris par {with_it}"
    assert "[lieu_pris]" in refused
    assert f"« {there} » est pris le jeudi 11 mars 2027 à 9 h 30" in refused
    assert door.json(*YEAR, code=1)["refus"][0]["code"] == "lieu_pris"
    assert len(door.world.rows(Seance)) == 1


def test_a_service_awaited_twice_is_named_and_hinders_nothing(door: Door) -> None:
    shared = door.world.seance("2027-02-11", circonscription=ELSEWHERE)

    screen = " ".join(door(*YEAR, "--essai", "--circonscription", HERE).split())

    assert f"Service 2 siège aussi à ICL-I {ELSEWHERE} (n° {shared})" in screen
    assert "11 séances à créer." in screen


def test_what_no_rule_gives_is_refused_and_what_does_not_exist_is_said(door: Door) -> None:
    alone = ("--role", "bat", "--territoire", HERE)
    refused = door("seance", "generer", 2027, *alone, "--circonscription", ELSEWHERE, code=1)
    unknown = door(*YEAR, "--genre", "icag", code=2)

    assert "[sans_programme]" in refused
    assert unknown == "Le genre de séance « icag » n’existe pas. Choix : icl, ep.\n"


def test_the_programme_of_a_year_is_written_in_three_forms(door: Door, tmp_path: Path) -> None:
    door(*YEAR)
    names = {kind: tmp_path / "sorties" / f"programme.{kind}" for kind in ("pdf", "xlsx", "ics")}
    files = [part for kind, path in names.items() for part in (f"--{kind}", path)]

    told = door("seance", "programme", 2027, *files)
    answer = door.json("seance", "programme", 2027, *files, "--circonscription", HERE)

    assert told.count("22 séances") == 3
    assert answer == {
        "annee": 2027,
        "seances": 11,
        "fichiers": {kind: str(path) for kind, path in names.items()},
    }
    assert "Programme 2027" in PdfReader(names["pdf"]).pages[0].extract_text()
    assert load_workbook(names["xlsx"]).active is not None
    assert names["ics"].read_bytes().count(b"BEGIN:VEVENT") == 11


def test_a_programme_that_says_no_file_or_has_no_seance_is_refused(door: Door) -> None:
    asked = door("seance", "programme", 2027, code=2)
    empty = door("seance", "programme", 2027, "--pdf", "x.pdf", code=3)

    assert asked == "Dites quoi écrire : --pdf, --xlsx ou --ics.\n"
    assert empty.startswith("Aucune séance n’est au programme de 2027.")
    assert not Path("x.pdf").exists()


def test_the_place_of_a_seance_is_typed_listed_and_shown(door: Door) -> None:
    door(
        *("seance", "programmer", *BAT, "--genre", "icl", "--circonscription", HERE),
        *("--date", "2026-05-12", "--heure", "09:30", "--lieu", "Bobigny, salle 204"),
    )
    (number,) = (row["id"] for row in door.world.rows(Seance))

    assert door.json("seance", "voir", number)["lieu"] == "Bobigny, salle 204"
    assert "Bobigny, salle 204" in door("seance", "voir", number)
    assert "Bobigny" in door("seance", "lister")
