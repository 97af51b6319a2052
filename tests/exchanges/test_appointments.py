"""What an ALI told webRSA is taken in here too: rendez-vous fixed, held, missed, contracts."""

from dataclasses import replace

import pytest

from exchanges.webrsa.problems import UnreadableFile
from tests.exchanges.office import ALI_HERE, IMPORTED, Office, at_eight, sound
from tests.exchanges.told import WRITTEN, contract, file, meeting, take, told, welcomed


def test_meetings_and_contracts_become_the_facts_that_delays_run_between(office: Office) -> None:
    welcomed(office)
    report = take(
        office,
        told(
            1,
            meetings=(
                meeting(office, "2026-02-03", "Honoré"),
                meeting(office, "2026-02-10", "Absence non excusée"),
                meeting(office, "2026-03-03", "Prévu"),
            ),
            contracts=(contract(office, "2026-02-06", "2026-02-05"),),
        ),
    )
    facts = office.facts(1)

    assert report.bad == []
    assert report.acts == {
        "fixer_rdv": 3,
        "honorer_rdv": 1,
        "manquer_rdv": 1,
        "signer_contrat": 1,
    }
    assert facts["rdv_honore"] == "2026-02-03 12:00"
    assert facts["rdv_manque"] == "2026-02-10 12:00"
    assert facts["contrat_signe"] == "2026-02-05 12:00"
    # Fixed at the latest the day of the file.
    assert facts["rdv_fixe"].startswith("2026-02-16")
    assert sound(office)


def test_what_was_told_before_is_recognised_and_what_came_since_is_entered(
    sqlite_office: Office,
) -> None:
    office = sqlite_office
    welcomed(office)
    take(office, told(1, meetings=(meeting(office, "2026-02-20", "Prévu"),)))
    later = take(
        office, told(1, meetings=(meeting(office, "2026-02-20", "Honoré"),)), day="2026-02-23"
    )

    assert later.acts == {"honorer_rdv": 1}
    assert later.known == {"rdv_fixe": 1}


def test_the_same_file_twice_writes_nothing_at_all(sqlite_office: Office) -> None:
    office = sqlite_office
    welcomed(office)
    people = told(1, meetings=(meeting(office, "2026-02-03", "Honoré"),))
    take(office, people)
    before = office.everything()

    assert take(office, people).already is not None
    assert office.everything() == before


def test_a_contract_that_webrsa_showed_by_its_first_day_is_the_same(
    sqlite_office: Office,
) -> None:
    office = sqlite_office
    office.stock(IMPORTED, office.accompanied(1))
    report = take(office, told(1, contracts=(contract(office, "2025-11-20", "2025-11-18"),)))

    assert report.known == {"contrat_signe": 1}
    assert report.people == {"inchangee": 1}


def test_what_is_of_an_orientation_from_before_the_one_known_here_is_not_taken(
    office: Office,
) -> None:
    welcomed(office)  # on 20 January
    report = take(
        office,
        told(
            1,
            meetings=(meeting(office, "2025-11-04", "Honoré"),),
            contracts=(contract(office, "2025-11-20", "2025-11-18"),),
        ),
    )

    assert (report.acts, report.bad) == ({}, [])
    assert report.people == {"inchangee": 1}


def test_the_meetings_of_another_service_and_of_strangers_are_set_aside(
    sqlite_office: Office,
) -> None:
    office = sqlite_office
    welcomed(office)
    report = take(
        office,
        told(1, meetings=(meeting(office, "2026-02-03", "Honoré", office.social),)),
        told(99, meetings=(meeting(office, "2026-02-03", "Honoré"),)),
    )

    assert report.aside == {"rendez-vous d’un autre service": 1, "inconnue ici": 1}
    assert report.acts == {}


def test_what_the_procedure_refuses_is_told_and_the_rest_is_taken(sqlite_office: Office) -> None:
    office = sqlite_office
    welcomed(office)
    report = take(
        office,
        told(
            1,
            meetings=(meeting(office, "2026-02-03", "Honoré"),),
            contracts=(contract(office, "2026-02-20", "2026-02-20"),),
        ),
    )

    assert report.acts == {"fixer_rdv": 1, "honorer_rdv": 1}
    ((problem,),) = (bad.problems for bad in report.bad)
    assert (problem.field, problem.value_shown) == ("liste_cers/cer", "20/02/2026")


def test_a_word_of_webrsa_that_is_not_read_here_is_told(sqlite_office: Office) -> None:
    office = sqlite_office
    welcomed(office)
    office.counter = replace(office.counter, statuses={})
    report = take(office, told(1, meetings=(meeting(office, "2026-02-03", "Honoré"),)))

    assert report.acts == {"fixer_rdv": 1}
    assert len(report.warnings) == 1


def test_nothing_free_that_people_said_is_kept(sqlite_office: Office) -> None:
    office = sqlite_office
    welcomed(office)
    take(office, told(1, meetings=(meeting(office, "2026-02-03", "Honoré"),)))

    assert "propos de la personne" not in repr(office.everything())


def test_a_file_of_an_unknown_ali_or_without_header_is_refused(sqlite_office: Office) -> None:
    office = sqlite_office
    path = file(office, told(1, meetings=(meeting(office, "2026-02-03", "Honoré"),)))
    office.world.now = at_eight(WRITTEN)
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(f"<id_structure_ali>{ALI_HERE}<", "<id_structure_ali>999<"), encoding="utf-8"
    )

    with pytest.raises(UnreadableFile, match="ALI est inconnue"):
        office.reports(path)
