"""``seance point``, ``seance programmer --a-la-suite-de`` and the words of each kind of séance."""

from pathlib import Path

import pytest

from tests.entrypoints.configs import changed
from tests.entrypoints.door import Door
from tests.workflow import journeys
from tests.workflow.build import HERE
from workflow.tables.subjects import Passage

BAT = ("--role", "bat", "--acteur", "B. A.")
FOR_THE_ALI = ("--role", "referent", "--service", "1")
NEW = ("--titre", "Permanence santé", "--porteur", "ALI")


def test_points_are_added_ordered_taken_off_and_treated_then_shown(door: Door) -> None:
    seance = door.world.seance("2026-04-09")
    point = ("seance", "point")

    told = door(
        *point, "ajouter", seance, *BAT, *NEW, "--minutes", 20, "--document", "plaquette 12"
    )
    for title in ("Projet de quartier", "Nouvel horaire"):
        door(*point, "ajouter", seance, *BAT, "--titre", title, "--porteur", "service social")
    door(*point, "ordonner", seance, 3, 1, *BAT)
    door(*point, "retirer", seance, 2, *BAT)
    door.world.sit(seance)
    silent = door(*point, "ajouter", seance, *BAT, *NEW, code=1)
    door(*point, "traiter", seance, 3, *BAT, "--conclusion", "affiche à poser")
    shown = door("seance", "voir", seance)
    data = door.json("seance", "voir", seance)["points"]

    assert "ALI, document plaquette 12" in told
    assert "dites pourquoi il change" in silent
    assert shown.index("Nouvel horaire") < shown.index("Permanence santé")
    assert "affiche à poser" in shown
    assert [(one["point"], one["etat"]) for one in data] == [(3, "traite"), (1, "prevu")]


def test_a_point_added_upon_an_agenda_that_somebody_changed_since_is_not(door: Door) -> None:
    seance = door.world.seance("2026-04-09")
    version = door.json("seance", "voir", seance)["version"]
    door("seance", "point", "ajouter", seance, *BAT, *NEW, "--version", version)
    other = ("--titre", "Nouvel horaire", "--porteur", "service social")

    told = door("seance", "point", "ajouter", seance, *BAT, *other, "--version", version, code=4)

    assert "a changé depuis" in told
    assert len(door.json("seance", "voir", seance)["points"]) == 1


def test_a_seance_says_which_it_follows_and_which_follows_it(door: Door) -> None:
    first = door.world.seance("2026-04-09")
    asked = ("seance", "programmer", *BAT, "--genre", "icl", "--circonscription", HERE)
    after = (*asked, "--date", "2026-04-09", "--heure", "14:00", "--a-la-suite-de", first)

    second = door.json(*after)["seance"]
    told, also = (door("seance", "voir", number) for number in (first, second))

    assert f"la séance n° {second}" in told
    assert f"la séance n° {first}" in also
    assert door.json("seance", "voir", first)["suivie_de"] == second
    assert door.json("seance", "voir", second)["a_la_suite_de"] == first
    assert "n’est pas tenue ce jour-là" in door(
        *asked, "--date", "2026-04-10", "--heure", "14:00", "--a-la-suite-de", first, code=1
    )


def test_the_icl_says_that_the_icag_sits_in_it(door: Door) -> None:
    seance = door.world.seance("2026-04-09")

    assert "ICAG" in door("seance", "voir", seance)
    assert door.json("seance", "voir", seance)["avec"] == "ICAG"


@pytest.fixture
def renamed(door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Door:
    """The ICL-I calls a soutien rendered by a name of its own."""
    words = "    vocabulaire: {soutien_rendu: Pistes de travail proposées}\n"
    text, _ = changed("    avec: ICAG\n", words)
    config = tmp_path / "renamed.yaml"
    config.write_text(text, encoding="utf-8")
    monkeypatch.setenv("REORIENTATION_CONFIG", str(config))
    return door


def test_a_result_is_told_in_the_words_of_its_kind(renamed: Door) -> None:
    seance = renamed.world.seance("2026-04-09")
    journeys.soutien(renamed.world, seance)
    renamed.world.sit(seance)
    (line,) = (row["id"] for row in renamed.world.rows(Passage))
    told = renamed(
        *("seance", "resultat", seance, "rendre_soutien", *FOR_THE_ALI, "--ligne", line),
        *("--champ", "preconisations=bilan de santé"),
    )

    assert "Pistes de travail proposées" in told
    assert "Pistes de travail proposées" in renamed("seance", "voir", seance)
    (shown,) = renamed.json("seance", "voir", seance)["lignes"]
    assert (shown["etat"], shown["resultat"]) == ("soutien_rendu", "Pistes de travail proposées")
