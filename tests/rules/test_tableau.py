"""When the tableau of a séance is due, before anything of it is prepared."""

from dataclasses import replace
from datetime import datetime

import pytest

from rules.seances.kinds import Body
from rules.seances.tableau import tableau_due
from tests.workflow.build import paris, rulebook_of_the_house

HOUSE = rulebook_of_the_house()


def due(body: Body, held: str) -> str | None:
    found = tableau_due(HOUSE, 1, genre="icl", body=body, held=paris(held))
    return None if found is None else _local(found)


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(HOUSE.calendar.tz):%Y-%m-%d %H:%M}"


def test_the_tableau_of_the_icl_of_12_may_2025_is_due_on_the_7th() -> None:
    """S0 A.4: two jours ouvrés before, the 8th being a holiday."""
    assert due(Body.CONCERTATION, "2025-05-12 09:30") == "2025-05-07 23:59"


@pytest.mark.parametrize("body", [Body.DECISION, Body.APPUI])
def test_a_seance_that_awaits_no_tableau_has_no_date(body: Body) -> None:
    assert due(body, "2025-05-12 09:30") is None


def test_a_departement_that_does_not_follow_the_rule_awaits_none() -> None:
    rules = {code: one for code, one in HOUSE.rules.items() if code != "D1-TABLEAU-BAT"}
    without = replace(HOUSE, rules=rules)

    held = paris("2025-05-12 09:30")
    assert tableau_due(without, 1, genre="icl", body=Body.CONCERTATION, held=held) is None
