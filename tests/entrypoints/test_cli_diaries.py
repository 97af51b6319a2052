"""``agenda``: the coming weeks on screen, a file, secret addresses, as they are typed and told."""

from pathlib import Path

import pytest

from tests.calendars import breaches
from tests.entrypoints.door import Door
from tests.entrypoints.test_cli_dossier import open_request
from tests.workflow.build import ALI, FRANCE_TRAVAIL, HERE

BAT = ("--role", "bat", "--acteur", "M. Roy")


@pytest.fixture
def seance(door: Door) -> int:
    """An ICL-I of the month, with a request that waits to be inscribed in it."""
    number = door.world.seance("2026-03-26", lieu="Salle 204")
    open_request(door)
    return number


def test_the_coming_weeks_are_a_table_in_order_of_time(door: Door, seance: int) -> None:
    here = door("agenda", "voir", "--circonscription", HERE)
    service = door("agenda", "voir", "--service", ALI)

    assert "Agenda – 93-01 Circonscription 93-01   du 2 mars 2026 au 29 mars 2026" in here
    assert "jeu. 26 mars" in here
    assert "9 h 30 – 12 h 30" in here
    assert "Salle 204" in here
    assert "1 séance, 0 échéance" in here
    lines = service.splitlines()
    (awaited,) = [n for n, line in enumerate(lines) if "Inscrire la demande" in line]
    (held,) = [n for n, line in enumerate(lines) if "ICL-I 93-01" in line]
    assert awaited < held
    assert "dossier n° 1" in service
    assert "SECRET" not in service


def test_a_diary_with_nothing_in_it_says_so(door: Door) -> None:
    assert "Rien, ni séance ni échéance." in door("agenda", "voir", "--service", ALI)


def test_one_looks_as_many_weeks_ahead_as_one_wants(door: Door, seance: int) -> None:
    near = door.json("agenda", "voir", "--service", ALI, "--semaines", 2)
    far = door.json("agenda", "voir", "--service", ALI, "--semaines", 4)

    assert (near["du"], near["au"]) == ("2026-03-02", "2026-03-15")
    assert near["seances"] == []
    assert far["agenda"] == "Service 1"
    (held,), (awaited,) = far["seances"], far["echeances"]
    assert held == {
        "seance": seance,
        "genre": "icl",
        "circonscription": HERE,
        "debut": "2026-03-26T09:30:00+01:00",
        "fin": "2026-03-26T12:30:00+01:00",
        "lieu": "Salle 204",
        "etat": "Programmée",
        "confirmee": False,
        "annulee": False,
        "coordination": "chargé·e de projet BAT, secteur est",
        "revision": 0,
    }
    assert (awaited["regle"], awaited["dossier"], awaited["seance"]) == ("I-INSCRIRE", 1, None)
    assert awaited["echeance"].startswith("2026-03-1")
    assert awaited["rappels"]


def test_a_diary_is_of_one_and_of_one_only(door: Door) -> None:
    none = door("agenda", "voir", code=2)
    two = door("agenda", "voir", "--service", ALI, "--circonscription", HERE, code=2)
    nowhere = door("agenda", "voir", "--circonscription", "93-99", code=2)
    nobody = door("agenda", "voir", "--service", 99, code=3)

    assert "Dites de qui est l’agenda" in none
    assert "un seul à la fois" in two
    assert "La circonscription « 93-99 » n’existe pas" in nowhere
    assert "Le service n° 99 n’existe pas." in nobody


def test_a_diary_is_taken_away_as_a_file_over_the_days_that_are_asked_for(
    door: Door, seance: int, tmp_path: Path
) -> None:
    path = tmp_path / "sorties" / "agenda.ics"
    said = door("agenda", "exporter", "--service", ALI, "--vers", path)
    whole = path.read_bytes()
    few = door.json(
        *("agenda", "exporter", "--service", ALI, "--vers", path),
        *("--du", "2026-03-20", "--au", "2026-03-26"),
    )
    after = door.json("agenda", "exporter", "--service", ALI, "--vers", path, "--du", "2026-03-27")
    wrong = door(
        *("agenda", "exporter", "--service", ALI, "--vers", path),
        *("--du", "2026-03-20", "--au", "2026-03-19"),
        code=2,
    )

    assert "1 séance, 1 échéance" in said
    assert breaches(whole) == []
    assert (few["seances"], few["echeances"], few["fichier"]) == (1, 0, str(path))
    assert (after["seances"], after["echeances"]) == (0, 0)
    assert "Le dernier jour est avant le premier." in wrong


def test_an_address_is_told_once_listed_and_revoked(door: Door) -> None:
    made = door("agenda", "adresse", "creer", *BAT, "--pour-circonscription", HERE)
    url = made.splitlines()[1]
    mine = door.json(
        *("agenda", "adresse", "creer", "--role", "referent", "--service", ALI),
        *("--pour-service", ALI, "--acteur", "Mme Diallo"),
    )
    listed = door("agenda", "adresse", "lister")
    one = door.json("agenda", "adresse", "lister", "--pour-service", ALI)
    revoked = door("agenda", "adresse", "revoquer", 1, *BAT)
    twice = door("agenda", "adresse", "revoquer", 1, *BAT, code=1)
    entries = door("journal", "lister")

    assert url.startswith("http://127.0.0.1:8093/agenda/")
    assert url.endswith(".ics")
    assert (mine["adresse"], mine["genre"], mine["numero"]) == (2, "service", ALI)
    assert url not in listed
    assert "93-01 Circonscription 93-01" in listed
    assert "service n° 1" in listed
    assert "jamais" in listed
    assert [line["adresse"] for line in one["adresses"]] == [2]
    assert one["adresses"][0]["creee_par"] == "Mme Diallo"
    assert "L’adresse n° 1 est révoquée." in revoked
    assert "Cette adresse est déjà révoquée." in twice
    assert "Créer une adresse d’agenda" in entries
    assert "Révoquer une adresse d’agenda" in entries
    assert "Aucune adresse." in door("agenda", "adresse", "lister", "--pour-circonscription", HERE)
    (line,) = door.json(
        "agenda", "adresse", "lister", "--pour-circonscription", HERE, "--revoquees"
    )["adresses"]
    assert line["revoquee_par"] == "M. Roy"


def test_an_address_is_refused_to_whom_it_does_not_belong(door: Door) -> None:
    refused = door(
        *("agenda", "adresse", "creer", "--role", "referent", "--service", FRANCE_TRAVAIL),
        *("--pour-service", ALI),
        code=1,
    )

    assert "ne vous est pas ouvert" in refused
    assert "L’adresse d’agenda n° 9 n’existe pas." in door(
        "agenda", "adresse", "revoquer", 9, *BAT, code=3
    )
