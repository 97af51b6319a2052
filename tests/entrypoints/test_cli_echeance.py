"""``echeance``: a date is suspended, resumed, extended, set by hand, and tells how it came so."""

from typing import Any

import pytest

from tests.entrypoints.door import Door
from tests.entrypoints.test_cli_dossier import open_request
from tests.entrypoints.test_cli_reading import month
from tests.workflow.build import SERVICE_SOCIAL

BOP = ("--role", "bop", "--acteur", "B. O.")
PRESIDENT = ("--role", "president", "--acteur", "P. D.")
BAT = ("--role", "bat", "--acteur", "B. A.")
CLOSED = ("--motif", "service_ferme")


def test_a_deadline_is_suspended_and_resumed_by_its_number(door: Door) -> None:
    number = month(door, open_request(door))

    held = door.json("echeance", "suspendre", number, *BOP, "--du", "2026-03-09", *CLOSED)
    door.world.until("2026-04-20")
    back = door.json("echeance", "reprendre", number, *BOP, "--date", "2026-04-20")

    assert (held["echeance"]["statut"], held["echeance"]["terme"]) == ("suspendue", None)
    assert back["echeance"]["terme"] == "2026-05-14T23:59:00+02:00"
    assert back["echeance"]["echeance"] > held["echeance"]["echeance"] > number


def test_a_deadline_is_extended_and_shown_as_such_everywhere(door: Door) -> None:
    dossier = open_request(door)
    number = month(door, dossier)

    told = door(
        *("echeance", "prolonger", number, "--de", 1, "--motif", "tiers_attendu", *BOP),
        *("--precision", "le médecin répond en avril"),
    )

    assert "Fait : Prolonger un délai." in told
    assert "pour le sam. 2 mai (prolongée)" in " ".join(told.split())
    assert "(prolongée)" in door("echeance", "lister", "--dossier", dossier)
    assert "(prolongée)" in door("dossier", "voir", dossier)
    (line,) = door.json("echeance", "lister", "--regle", "D27-UN-MOIS")["echeances"]
    assert line["ajustement"] == "prolongee"


def test_a_past_date_is_told_as_past_by_the_act_that_moves_it(door: Door) -> None:
    number = month(door, open_request(door))
    door.world.until("2026-06-01")

    told = " ".join(
        door("echeance", "prolonger", number, "--de", 1, "--motif", "tiers_attendu", *BOP).split()
    )

    assert "(D27-UN-MOIS) : échue le sam. 2 mai" in told
    assert "court" not in told


def test_a_date_set_by_hand_wins_until_it_is_given_back(door: Door) -> None:
    number = month(door, open_request(door))

    door("echeance", "fixer", number, "20/03/2026", *PRESIDENT, "--motif", "date_convenue")
    fixed = door.json("echeance", "expliquer", month(door, 1))
    screen = " ".join(door("echeance", "expliquer", month(door, 1)).split())
    back = door.json("echeance", "rendre", number, *PRESIDENT)

    assert (fixed["terme"], fixed["ajustement"]) == ("2026-03-20T23:59:00+01:00", "fixee")
    assert fixed["modifications"] == {"fixee": {"le": "2026-03-20", "motif": "date convenue"}}
    assert fixed["compte"]["terme"] == "2026-04-02T23:59:00+02:00"
    assert "Date fixée à la main au vendredi 20 mars 2026 (date convenue)" in screen
    assert "Les dates qu’elle a eues" in screen
    assert "Fixer une échéance à la main, par P. D. (dossier n° 1)" in screen
    assert (back["echeance"]["terme"], back["echeance"]["ajustement"]) == (
        "2026-04-02T23:59:00+02:00",
        None,
    )
    last = back["echeance"]["echeance"]
    assert f"remplacée par la n° {last} " in door("echeance", "expliquer", number)
    assert "remplacée" not in door("echeance", "expliquer", last)


def test_every_date_of_a_deadline_is_answered_with_its_cause(door: Door) -> None:
    number = month(door, open_request(door))
    door("echeance", "prolonger", number, "--de", 1, *CLOSED, *BOP)

    answer = door.json("echeance", "expliquer", number)

    assert [one["terme"] for one in answer["dates"]] == [
        "2026-04-02T23:59:00+02:00",
        "2026-05-02T23:59:00+02:00",
    ]
    assert [one["cause"]["acte"] for one in answer["dates"]] == [
        "ouvrir_reorientation",
        "prolonger_delai",
    ]
    assert (answer["statut"], answer["terme"]) == ("remplacee", "2026-04-02T23:59:00+02:00")
    assert answer["notes"] == []


def test_all_the_reasons_against_a_change_are_given(door: Door) -> None:
    number = month(door, open_request(door))
    extend = ("echeance", "prolonger", number, "--de", 9, *CLOSED)

    answer = door.json(*extend, "--role", "president", code=1)
    words = door(*extend, *BOP, code=1)

    assert [one["code"] for one in answer["refus"]] == [
        "acteur_non_autorise",
        "prolongation_trop_longue",
    ]
    assert "ne peut plus être prolongé que de 2 mois (2 mois en tout)" in words
    assert "n’existe pas. Choix : service_ferme" in door(
        *extend[:5], "--motif", "autre", *BOP, code=2
    )


def test_the_same_change_sent_twice_under_one_key_is_done_once(door: Door) -> None:
    number = month(door, open_request(door))
    extend = ("echeance", "prolonger", number, "--de", 1, *CLOSED, *BOP, "--cle", "a-1")

    first, again = door.json(*extend), door.json(*extend)

    assert (first["deja_fait"], again["deja_fait"]) == (False, True)
    assert again["echeance"] == first["echeance"]
    assert len(door.json("echeance", "expliquer", number)["dates"]) == 2


def prepared(door: Door) -> dict[str, Any]:
    """The tableau that the service social owes for a séance of 9 April."""
    seance = door.world.seance("2026-04-09")
    door.world.until("2026-03-16").convene(seance, "preparer")
    lines = door.json("echeance", "lister", "--seance", seance, "--regle", "D1-TABLEAU-BAT")
    return next(
        line
        for line in lines["echeances"]
        if line["concerne"].endswith(f"Service {SERVICE_SOCIAL}")
    )


def test_the_deadline_of_one_service_in_a_seance_is_suspended_alone(door: Door) -> None:
    line = prepared(door)
    closed = ("--du", "2026-04-03", "--au", "2026-04-07", *CLOSED, *BAT)

    answer = door.json("echeance", "suspendre", line["echeance"], *closed)

    assert answer["echeance"]["terme"] == "2026-04-02T23:59:00+02:00"
    others = door.json("echeance", "lister", "--regle", "D1-TABLEAU-BAT")["echeances"]
    assert [one["terme"][:10] for one in others].count("2026-04-02") == 1


def test_a_deadline_that_is_nobodys_is_not_changed(door: Door) -> None:
    door.world.dossier()
    door("tic", "--a", "2026-03-02T09:00")
    (cycle, *_) = door.json("echeance", "lister", "--regle", "D9-ICL-MENSUELLE")["echeances"]

    told = door(
        *("echeance", "suspendre", cycle["echeance"], "--du", "2026-03-09", *CLOSED, *BAT), code=2
    )

    assert "n’est ni d’une personne ni d’une séance" in told


@pytest.mark.parametrize("command", ["suspendre", "reprendre", "prolonger", "fixer", "rendre"])
def test_each_change_has_its_help_in_french(door: Door, command: str) -> None:
    screen = door("echeance", command, "--aide")

    assert "Usage" in screen
    assert "échéance" in screen


def test_a_deadline_that_went_up_is_taken_in_hand_by_name_and_does_not_move(door: Door) -> None:
    number = month(door, open_request(door))
    manager = ("--role", "manager", "--acteur", "M. A.")
    early = door("echeance", "prendre", number, *manager, code=1)
    for _ in range(8):
        door.world.wait(days=14)
        door("tic")
    before = door.json("echeance", "lister", "--regle", "D27-UN-MOIS")["echeances"]

    told = door("echeance", "prendre", number, *manager)
    again = door("echeance", "prendre", number, *BAT, code=1)

    assert "n’est montée à personne" in early
    assert "Vous avez cette escalade en main." in told
    assert "Réorienter dans le mois" in told
    assert "déjà prise" in again
    assert "M. A." in again
    assert door.json("echeance", "lister", "--regle", "D27-UN-MOIS")["echeances"] == before


def test_taking_a_deadline_in_hand_twice_under_one_key_is_done_once(door: Door) -> None:
    number = month(door, open_request(door))
    for _ in range(8):
        door.world.wait(days=14)
        door("tic")

    taken = ("echeance", "prendre", number, "--role", "manager", "--cle", "une")
    first, second = door.json(*taken), door.json(*taken)

    assert (first["deja_fait"], second["deja_fait"]) == (False, True)
    assert first["numero"] == second["numero"]
    assert first["echeance"]["echeance"] == number
