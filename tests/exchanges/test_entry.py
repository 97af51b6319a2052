"""Whom webRSA's files bring into the procedure, where, and since when."""

import pytest

from rules.actors import Role
from tests.exchanges.office import ELSEWHERE, HERE, IMPORTED, Office
from workflow.tables.subjects import Personne
from workflow.tables.trail import DeadlineRow, Firing, JournalRow


def test_somebody_not_oriented_waits_to_be(office: Office) -> None:
    report = office.stock(IMPORTED, office.person(1, asked="2026-01-20"))

    assert report.births == {"a_orienter": 1}
    assert office.facts(1) == {
        "etat:a_orienter": "2026-01-20 12:00",
        "flux_transmis": "2026-01-20 12:00",
    }
    assert (office.last(1)["service_id"], office.last(1)["rank"]) == (None, None)


def test_an_orientation_read_in_a_file_is_already_notified(office: Office) -> None:
    orientation = office.orientation(office.france_travail, "2026-01-22")
    report = office.stock(IMPORTED, office.person(1, orientation))
    dossier = office.last(1)

    assert report.births == {"notifie": 1}
    assert office.facts(1) == {
        "etat:notifie": "2026-01-22 12:00",
        "orientation_validee": "2026-01-22 12:00",
        "orientation_notifiee": "2026-01-22 12:00",
    }
    assert (dossier["service_id"], dossier["rank"]) == (office.france_travail, 1)
    assert dossier["webrsa_orientation"] == orientation["id_orient_webrsa"]
    assert (dossier["origine"], dossier["circonscription"]) == ("cohorte", HERE)


def test_a_tag_brings_the_person_before_the_ali_for_a_diagnostic(office: Office) -> None:
    tagged = office.orientation(office.france_travail, "2026-01-22", tag=True)
    report = office.stock(IMPORTED, office.person(1, tagged))

    assert report.births == {"diagnostic_attendu": 1}
    assert office.facts(1) == {"etat:diagnostic_attendu": "2026-01-22 12:00"}
    assert office.last(1)["service_id"] == office.ali


def test_a_contract_shows_that_the_accompagnement_has_begun(office: Office) -> None:
    report = office.stock(IMPORTED, office.accompanied(1))

    assert report.births == {"accompagnement": 1}
    assert office.facts(1) == {
        "orientation_validee": "2025-11-03 12:00",
        "orientation_notifiee": "2025-11-03 12:00",
        "etat:accompagnement": "2025-11-20 12:00",
        "accompagnement_commence": "2025-11-20 12:00",
        "contrat_signe": "2025-11-20 12:00",
    }


@pytest.mark.parametrize("status", ["00enregistre", "99rejete"])
def test_a_contract_that_nobody_signed_shows_nothing(office: Office, status: str) -> None:
    draft = office.contract(office.ali, "2026-01-25", status)
    first = office.orientation(office.ali, "2026-01-20")
    office.stock(IMPORTED, office.person(1, first, contracts=[draft]))

    assert office.last(1)["state"] == "notifie"


def test_a_right_that_is_suspended_opens_a_dossier_that_says_so(office: Office) -> None:
    office.stock(IMPORTED, office.person(1, right="4"))

    assert office.last(1)["droit"] == "suspendu"


def test_people_who_are_not_of_the_procedure_are_counted_and_left_aside(office: Office) -> None:
    report = office.stock(
        IMPORTED,
        office.person(1, right="5"),
        office.person(2, role="ENF"),
        office.person(3, due=False),
        office.person(4, right="Z"),
        office.person(5),
    )

    assert report.people == {"hors_perimetre": 4, "nouvelle": 1}
    assert report.aside == {
        "droit fermé": 1,
        "ni demandeur ni conjoint": 1,
        "non soumis aux droits et devoirs": 1,
        "état du droit sans suite ici": 1,
    }
    assert [row["webrsa_id"] for row in office.world.rows(Personne)] == [5]


def test_facts_older_than_the_service_are_measured_and_never_told(office: Office) -> None:
    old, recent = "2025-12-15", "2026-01-20"
    office.stock(
        IMPORTED,
        office.person(1, office.orientation(office.ali, old)),
        office.person(2, office.orientation(office.ali, recent)),
    )
    office.world.until("2026-06-01 09:00").tick()
    told = {row["deadline_id"] for row in office.world.rows(Firing)}
    deadlines = office.world.rows(DeadlineRow)
    of = {number: office.last(number)["id"] for number in (1, 2)}

    assert {row["rule"] for row in deadlines if row["dossier_id"] == of[1]} >= {"2-RDV"}
    assert not told & {row["id"] for row in deadlines if row["dossier_id"] == of[1]}
    assert told & {row["id"] for row in deadlines if row["dossier_id"] == of[2]}


def test_somebody_of_no_known_commune_is_taken_where_the_ali_is_and_listed(office: Office) -> None:
    office.stock(IMPORTED, office.person(1, ville="Lille"))

    assert office.last(1)["circonscription"] == HERE
    assert office.gaps(1) == ["commune_inconnue"]


def test_a_commune_found_again_puts_an_end_to_the_difference(office: Office) -> None:
    office.stock(IMPORTED, office.person(1, ville="Lille"))
    office.stock("2026-02-09", office.person(1, ville="Saint-Denis"))

    assert office.gaps(1) == []
    assert office.last(1)["circonscription"] == ELSEWHERE


def test_what_the_journal_says_of_a_birth_is_webrsa_s_and_names_nobody(office: Office) -> None:
    office.stock(IMPORTED, office.accompanied(1))
    (entry,) = office.world.rows(JournalRow, kind="dossier")

    assert (entry["act"], entry["role"]) == ("importer_accompagne", Role.IMPORT.value)
    assert entry["batch"].startswith("import-")
    assert "NOM1" not in entry["body"]
