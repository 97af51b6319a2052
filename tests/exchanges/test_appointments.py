"""What an ALI told webRSA is taken in here too: rendez-vous fixed, held, missed, contracts."""

from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from exchanges.reports import FileReport
from exchanges.webrsa import formats
from exchanges.webrsa.problems import UnreadableFile
from exchanges.webrsa.values import PARIS
from exchanges.webrsa.writer import write_records
from tests.exchanges.office import ALI_HERE, IMPORTED, Office, at_eight, sound

Values = dict[str, Any]
WRITTEN = "2026-02-16"


def code(office: Office, liste: str, label: str) -> int:
    return next(line.identifiant for line in office.codes.lists[liste] if line.libelle == label)


def meeting(office: Office, day: str, status: str, service: int | None = None) -> Values:
    """A rendez-vous that the ALI holds."""
    return {
        "id_ali": 8_000 + date.fromisoformat(day).toordinal() % 900,
        "id_structurereferente": service or office.ali,
        "id_objet_rdv": office.codes.lists["rdv_objet"][0].identifiant,
        "thematiques": {"id_thematique_rdv": [office.codes.lists["rdv_thematique"][0].identifiant]},
        "id_statut_rdv": code(office, "rdv_statut", status),
        "date_rdv": date.fromisoformat(day),
        "heure_rdv": time(9, 30),
        "commentaire_rdv": "propos de la personne",
    }


def contract(office: Office, begins: str, signed: str) -> Values:
    """A CER that the ALI had signed."""
    first = office.codes.lists
    return {
        "id_ali": 51,
        "id_referent": first["referents"][0].identifiant,
        "inscrit_PE": False,
        "id_cmu": first["cmu"][0].identifiant,
        "id_cmu_c": first["cmu"][0].identifiant,
        "id_niveau_etude": first["cer_nivetu"][0].identifiant,
        "emploi_trouve": False,
        "mois_a_venir": "recherche",
        "id_duree_cer": first["cer_duree"][0].identifiant,
        "id_point_parcours": first["cer_pointparcours"][0].identifiant,
        "date_debut": date.fromisoformat(begins),
        "date_saisie": date.fromisoformat(signed),
        "date_signature": date.fromisoformat(signed),
    }


def told(
    number: int, *, meetings: tuple[Values, ...] = (), contracts: tuple[Values, ...] = ()
) -> Values:
    """What the file tells of somebody."""
    values: Values = {"id_personne": number}
    if meetings:
        values["liste_rendez_vous"] = {"rendez_vous": list(meetings)}
    if contracts:
        values["liste_cers"] = {"cer": list(contracts)}
    return values


def file(office: Office, *people: Values, day: str = WRITTEN) -> Path:
    """The file that the ALI wrote that day at six."""
    at = datetime.combine(date.fromisoformat(day), time(6), tzinfo=PARIS)
    path = office.folder / f"ali_{day}.xml"
    header = {"date_generation": at, "id_structure_ali": ALI_HERE, "fichier_stock": False}
    write_records(path, formats.changes(), header, people)
    return path


def take(office: Office, *people: Values, day: str = WRITTEN) -> FileReport:
    """The file imported at eight that day."""
    office.world.now = max(office.world.now, at_eight(day))
    (report,) = office.reports(file(office, *people, day=day))
    return report


def welcomed(office: Office) -> None:
    """Somebody whom webRSA orients to the ALI on 20 January."""
    office.stock(IMPORTED, office.person(1, office.orientation(office.ali, "2026-01-20")))


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
