"""What a service still owes a tableau commun: whether it knows the people whom it sees there."""

import pytest

from tests.web.served import Served
from tests.web.test_workload import FT, all_of
from tests.workflow.build import FRANCE_TRAVAIL, execute
from workflow.reading.day_filters import Filter
from workflow.reading.workload import Asked
from workflow.tables.subjects import Passage
from workflow.tables.trail import DeadlineRow


@pytest.mark.parametrize(
    "changed",
    [
        "data = replace(data, 'seance', '')",
        "data = replace(data, 'service', '')",
        "annulled_by = 1",
    ],
)
def test_a_service_that_answered_of_everybody_there_owes_no_answer(
    served: Served, changed: str
) -> None:
    town = served.town
    asked = Asked(only=Filter.A_COMPLETER)
    before = all_of(town.day(FT), asked)
    owed = {row["subject_id"]: row["id"] for row in town.rows(DeadlineRow) if row["id"] in before}
    (seance,) = owed
    for line in town.rows(Passage, seance_id=seance, open=1):
        dossier = line["dossier_id"]
        town.act(dossier, "repondre", FT, service=FRANCE_TRAVAIL, reponse="connu")

    after = all_of(town.day(FT), asked)

    assert (before, after) == ([owed[seance]], [])
    execute(town.store, f"UPDATE fact SET {changed} WHERE code = 'reponse_donnee'")
    assert all_of(town.day(FT), asked) == before


@pytest.mark.parametrize(
    "changed",
    [
        "DELETE FROM seance_service WHERE seance_id = {seance} AND service_id = {service}",
        "UPDATE seance SET instance = 'decision' WHERE id = {seance}",
        "UPDATE seance SET state = 'preparee' WHERE id = {seance};"
        " DELETE FROM fact WHERE code = 'tableau_partage'",
        "UPDATE dossier SET service_id = {service}",
        "UPDATE passage SET open = 0 WHERE seance_id = {seance}",
    ],
)
def test_no_answer_is_owed_of_what_a_service_does_not_see(served: Served, changed: str) -> None:
    town = served.town
    asked = Asked(only=Filter.A_COMPLETER)
    before = all_of(town.day(FT), asked)
    (seance,) = {row["subject_id"] for row in town.rows(DeadlineRow) if row["id"] in before}
    execute(town.store, *changed.format(seance=seance, service=FRANCE_TRAVAIL).split(";"))

    assert all_of(town.day(FT), asked) == []
