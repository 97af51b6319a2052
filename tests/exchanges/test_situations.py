"""What webRSA's files say of somebody's situation: kept for breakdowns, and counted as it was."""

import json
from typing import Any

from tests.exchanges.office import IMPORTED, Office
from workflow.tables.trail import DeadlineRow, JournalRow

SITUATION = ("situation_familiale", "enfants", "niveau_etude", "demande_le")


def studied(office: Office, person: dict[str, Any], code: str) -> dict[str, Any]:
    """The same person with the answer to the questionnaire."""
    level = {"niveau_etude": {"niveau_etude": office.code("dsp_nivetu", code)}}
    return {**person, "dsp": {"id_dsp_webrsa": 1, **level}}


def situation(office: Office, number: int) -> tuple[Any, ...]:
    row = office.personne(number)
    return tuple(row[name] for name in SITUATION)


def oriented(office: Office, number: int, **said: Any) -> dict[str, Any]:
    return office.person(number, office.orientation(office.ali, "2026-01-12"), **said)


def test_a_stock_file_tells_the_situation_and_the_profile_is_made_of_it(office: Office) -> None:
    married = office.code("sitfam", "MAR")
    person = oriented(office, 1, situation_familiale=married, nb_enfants_foyer=2)
    office.stock(IMPORTED, studied(office, person, "1205"))
    (waiting,) = office.world.rows(DeadlineRow, rule="2-RDV")

    assert situation(office, 1) == ("Mariage", 2, "Niveau V : CAP ou BEP", "2025-12-10")
    assert json.loads(waiting["profile"]) == {
        "tranche_age": "40_49",  # born on 31 January 1985, oriented on 12 January 2026
        "sexe": "femme",
        "situation_familiale": "couple_avec_enfant",
        "niveau": "cap",
        "anciennete": "moins_6_mois",
        "organisme": "ali",
        "service": office.ali,
        "circonscription": "93-01",
        "population": "entrant",
    }


def test_a_questionnaire_that_comes_later_changes_the_person_and_not_what_was_counted(
    office: Office,
) -> None:
    office.stock(IMPORTED, oriented(office, 1))
    before = office.world.deadline("2-RDV")["profile"]
    report = office.diff("2026-02-09", studied(office, oriented(office, 1), "1201"))

    assert report.people == {"mise_a_jour": 1}
    assert situation(office, 1)[2] == "Niveau I : bac + 5 et plus"
    assert office.world.deadline("2-RDV")["profile"] == before
    assert "niveau" not in json.loads(before)
    entry = office.world.rows(JournalRow, kind="personne")[-1]
    assert json.loads(entry["body"])["champs"] == ["niveau_etude"]
    assert "bac + 5" not in entry["body"]  # what is said of a person stands beside


def test_a_file_without_questionnaire_leaves_the_level_that_is_known(office: Office) -> None:
    office.stock(IMPORTED, studied(office, oriented(office, 1), "1205"))
    alone = oriented(office, 1, nb_enfants_foyer=1)
    office.stock("2026-02-09", alone)

    assert situation(office, 1) == ("Célibataire", 1, "Niveau V : CAP ou BEP", "2025-12-10")
