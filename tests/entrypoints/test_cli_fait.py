"""``fait``: one fact entered by hand, listed, and what may be entered."""

from datetime import timedelta

import pytest

from rules.facts import FACTS
from tests.entrypoints.door import Door
from tests.workflow.build import FRANCE_TRAVAIL as FT
from workflow.acts.fact_entry import forms


@pytest.fixture
def dossier(door: Door) -> int:
    """Somebody notified to France Travail, ten days ago."""
    then = door.world.now - timedelta(days=10)
    return door.world.dossier("importer_oriente", service=FT, occurred=then)


def test_a_fact_is_entered_at_its_day_by_the_service_of_the_person(
    door: Door, dossier: int
) -> None:
    answer = door.json(
        "fait", "saisir", dossier, "rdv_fixe", "date_rdv=2026-03-10", "--le", "2026-02-26"
    )
    (fact,) = door.json("fait", "lister", dossier, "--code", "rdv_fixe")["faits"]

    assert (answer["fait"], answer["jour"], answer["connu"]) == ("rdv_fixe", "2026-02-26", False)
    assert fact["survenu_le"] == "2026-02-26T12:00:00+01:00"
    assert fact["su_le"] == "2026-03-02T09:00:00+01:00"
    assert fact["donnees"]["date_rdv"] == "2026-03-10"
    assert door.json("journal", "lister", "--limite", 1)["entrees"][0]["service"] == FT


def test_a_fact_that_is_known_is_not_entered_twice(door: Door, dossier: int) -> None:
    act = ("fait", "saisir", dossier, "rdv_honore", "--le", "2026-02-26")
    first, second = door(*act), door(*act)

    assert "Fait" in first
    assert "Déjà connu, le jeudi 26 février 2026 : Rendez-vous honoré." in second
    assert door.json(*act)["connu"] is True
    assert len(door.json("fait", "lister", dossier, "--code", "rdv_honore")["faits"]) == 1


def test_what_a_fact_says_is_dated_as_people_write(door: Door, dossier: int) -> None:
    door("fait", "saisir", dossier, "rdv_fixe", "date_rdv=2026-03-10", "--le", "2026-02-26")
    door("liste-orientations", "produire", "2026-03", "--service", FT)
    told = door("fait", "lister")

    assert "date_rdv : 10/03/2026" in told
    assert "mois : mars 2026" in told


def test_a_key_answers_twice_what_was_done_once(door: Door, dossier: int) -> None:
    act = ("fait", "saisir", dossier, "rdv_honore", "--le", "2026-02-26", "--cle", "k1")
    first, second = door.json(*act), door.json(*act)

    assert (first["deja_fait"], second["deja_fait"]) == (False, True)
    assert len(door.json("fait", "lister", dossier, "--code", "rdv_honore")["faits"]) == 1


def test_a_day_to_come_a_missing_value_and_a_wrong_role_are_refused_with_their_reasons(
    door: Door, dossier: int
) -> None:
    late = door.json("fait", "saisir", dossier, "rdv_honore", "--le", "2026-05-01", code=1)
    bare = door.json("fait", "saisir", dossier, "rdv_fixe", code=1)
    other = door.json("fait", "saisir", dossier, "rdv_honore", "--role", "ep", code=1)

    assert [one["code"] for one in late["refus"]] == ["date_a_venir"]
    assert [one["champ"] for one in bare["refus"]] == ["date_rdv"]
    assert other["refus"] != []


def test_a_day_before_the_orientation_or_before_the_person_is_refused(
    door: Door, dossier: int
) -> None:
    early = door.json("fait", "saisir", dossier, "rdv_honore", "--le", "2026-02-10", code=1)
    older = door.json("fait", "saisir", dossier, "inscription_ft", "--le", "1950-03-02", code=1)

    assert [one["code"] for one in early["refus"]] == ["avant_l_orientation"]
    assert [one["code"] for one in older["refus"]] == ["date_avant_naissance"]
    for code, day in (("inscription_ft", "2019-05-02"), ("contact_etabli", "2026-02-10")):
        assert door.json("fait", "saisir", dossier, code, "--le", day)["fait"] == code


def test_a_fact_that_is_none_or_that_the_procedure_writes_itself_is_told(
    door: Door, dossier: int
) -> None:
    assert "« rdv_honore »" in door("fait", "saisir", dossier, "rdv_honor", code=2)
    assert "« reorientation fait codes » en donne la liste" in door(
        "fait", "saisir", dossier, "zzzz", code=2
    )
    assert "ne se saisit pas" in door("fait", "saisir", dossier, "liste_publiee", code=2)
    assert "n° 999" in door("fait", "saisir", 999, "rdv_honore", code=3)


def test_facts_are_listed_the_last_first_with_those_that_were_corrected(
    door: Door, dossier: int
) -> None:
    door("fait", "saisir", dossier, "rdv_honore", "--le", "2026-02-26")
    door("dossier", "corriger", dossier, "--motif", "erreur")
    found = door.json("fait", "lister", dossier)
    honoured = next(one for one in found["faits"] if one["code"] == "rdv_honore")

    assert honoured["corrige_par"] is not None
    assert found["tronque"] is False
    assert "Rendez-vous honoré, corrigé" in door("fait", "lister", dossier)
    days = [one["survenu_le"] for one in found["faits"]]
    assert days == sorted(days, reverse=True)
    assert door.json("fait", "lister", "--limite", 1)["tronque"] is True


def test_what_may_be_entered_comes_from_the_procedure(door: Door) -> None:
    listed = {one["code"]: one for one in door.json("fait", "codes")["faits"]}

    assert listed.keys() == forms().keys() <= FACTS.keys()
    assert {"rdv_fixe", "rdv_manque", "contrat_signe", "relance"} <= listed.keys()
    assert [one["nom"] for one in listed["rdv_fixe"]["champs"]] == ["date_rdv"]
    assert listed["demande_ouverte"]["tableau"] is False
    assert "rdv_honore" in door("fait", "codes")
