"""Files that leave by a command are in the access log: who took them, of what, how many lines."""

from pathlib import Path

from tests.entrypoints.door import Door
from tests.workflow import journeys
from tests.workflow.build import ALI
from tests.workflow.test_minutes import sent
from tests.workflow.test_monthly_lists import diagnosed
from workflow.tables.accounts import Consultation

Left = tuple[str, str, str, str | None, int | None, int]


def left(door: Door) -> list[Left]:
    """What the access log has: what, by whom, in which role, of what, how many lines."""
    return [
        (row["what"], row["actor"], row["role"], row["kind"], row["subject_id"], row["lines"])
        for row in door.world.rows(Consultation)
    ]


def test_a_tableau_that_is_exported_is_logged_under_who_took_it(door: Door, tmp_path: Path) -> None:
    icl = journeys.shared(door.world).icl
    whole = ("--vers", tmp_path / "t.xlsx", "--acteur", "mme.bat", "--role", "bat")
    of_service = ("--service", ALI, "--vers", tmp_path / "s.xlsx", "--acteur", "m.ali")
    door("tableau", "exporter", icl, *whole)
    door("tableau", "exporter", icl, *of_service)
    door("tableau", "exporter", icl, "--vers", tmp_path / "n.xlsx", "--role", "referent", code=2)

    assert left(door) == [
        ("exporter_tableau", "mme.bat", "bat", "seance", icl, 1),
        ("exporter_tableau", "m.ali", "referent", "seance", icl, 1),
    ]
    assert not (tmp_path / "n.xlsx").exists()


def test_fiches_that_name_people_are_logged_and_those_that_do_not_are_not(
    door: Door, tmp_path: Path
) -> None:
    stage = journeys.before_ep(door.world)
    pdf = ("--pdf", tmp_path / "f.pdf", "--acteur", "secretariat", "--role", "ep")
    door("synthese", "produire", stage.ep, "--anonyme", *pdf)
    door("synthese", "produire", stage.ep, *pdf)
    door("saisine", "produire", "--dossier", stage.dossier, *pdf[:4])

    assert left(door) == [
        ("exporter_dossiers", "secretariat", "ep", "seance", stage.ep, 1),
        ("exporter_dossiers", "secretariat", "bop", "dossier", stage.dossier, 1),
    ]


def test_minutes_that_are_written_to_a_file_are_logged_under_who_took_them(
    door: Door, tmp_path: Path
) -> None:
    icl, dossiers = sent(door.world)
    taken = ("--pdf", tmp_path / "c.pdf", "--acteur", "mme.bat", "--role", "bat")
    door("compte-rendu", "produire", icl, *taken)
    door("compte-rendu", "voir", icl)
    door("compte-rendu", "produire", icl, "--pdf", tmp_path / "n.pdf", "--version", 9, code=3)

    assert left(door) == [("exporter_tableau", "mme.bat", "bat", "seance", icl, len(dossiers))]


def test_each_list_of_the_month_is_logged_under_its_service(door: Door) -> None:
    diagnosed(door.world)
    door.world.until("2026-04-02")
    produced = ("liste-orientations", "produire", "2026-04", "--acteur", "bop")
    people = {one["service"]: one["personnes"] for one in door.json(*produced)["listes"]}

    assert left(door) == [
        ("exporter_listes", "bop", "bop", "service", service, count)
        for service, count in people.items()
        if count
    ]
    assert sum(people.values()) == 1


def test_letters_made_together_are_logged_with_how_many_they_are(
    door: Door, tmp_path: Path
) -> None:
    _, dossier = journeys.reoriente(door.world)
    lot = ("lettre", "lot", "--a-envoyer", "--role", "bop", "--acteur", "bop")
    number = len(door.json(*lot, "--vers", tmp_path)["lettres"])

    assert dossier
    assert left(door) == [("voir_lettre", "bop", "bop", None, None, number)]
