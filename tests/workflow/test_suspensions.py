"""A delay suspended in a dossier, resumed, undone: the date, the ladder and the trail."""

from typing import Any

import pytest

from rules.refusals import Refused
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, BOP, World
from tests.workflow.invariants import broken, reconciled
from workflow.database.instants import from_micros
from workflow.tables.post import Outbox
from workflow.tables.trail import DeadlineRow, JournalRow

RULE = "D27-UN-MOIS"


def suspend(world: World, dossier: int, **form: Any) -> None:
    """The BOP suspends the month of the request from 9 March on."""
    form = {"regle": RULE, "du": "2026-03-09", "nature": "report_justifie", **form}
    world.act(dossier, "suspendre_delai", BOP, **form)


def months(world: World) -> list[tuple[int, str, str | None]]:
    """(generation, status, due day) of each row of the month of the request."""
    return [
        (row["generation"], row["status"], None if row["due_at"] is None else day(row["due_at"]))
        for row in world.rows(DeadlineRow, rule=RULE)
    ]


def day(micros: int) -> str:
    """Month and day of a stored instant, where the département lives (23 h 59 there)."""
    return f"{from_micros(micros):%m-%d}"


def test_a_suspended_delay_has_no_date_and_alerts_nobody_until_it_is_resumed(
    world: World,
) -> None:
    dossier = journeys.presaisine(world)
    suspend(world, dossier)
    held = months(world)
    world.until("2026-04-20").tick()
    alerts = [
        row
        for row in world.rows(Outbox)
        if RULE in row["data"] and row["occasion"].startswith("echeance_")
    ]
    world.act(dossier, "reprendre_delai", BOP, regle=RULE, date="2026-04-20")

    assert held == [(1, "remplacee", "04-02"), (2, "suspendue", None)]
    assert alerts == []
    assert months(world)[-1] == (3, "ouverte", "05-14")
    assert {row["lineage"] for row in world.rows(DeadlineRow, rule=RULE)} == {
        world.rows(DeadlineRow, rule=RULE)[0]["lineage"]
    }
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_a_suspension_of_a_known_length_moves_the_date_at_once(world: World) -> None:
    dossier = journeys.presaisine(world)
    suspend(world, dossier, au="2026-03-13")

    assert months(world) == [(1, "remplacee", "04-02"), (2, "ouverte", "04-07")]
    assert broken(world) == reconciled(world) == []


def test_a_suspension_undone_gives_the_date_back(world: World) -> None:
    dossier = journeys.presaisine(world)
    suspend(world, dossier)
    world.correct(dossier)

    assert months(world)[-1] == (3, "ouverte", "04-02")
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_the_trail_says_who_suspended_which_delay_and_names_nobody(world: World) -> None:
    dossier = journeys.presaisine(world)
    suspend(world, dossier, motif="en cure jusqu’à Pâques")
    entry = world.rows(JournalRow, kind="dossier", act="suspendre_delai")[-1]

    assert entry["actor"] == BOP.name
    assert RULE in entry["body"]
    assert "cure" not in entry["body"]
    assert "cure" in entry["personal"]


def test_only_the_bop_suspends_and_only_what_is_suspended_is_resumed(world: World) -> None:
    dossier = journeys.presaisine(world)
    form: dict[str, Any] = {"regle": RULE, "du": "2026-03-09", "nature": "report_justifie"}
    with pytest.raises(Refused) as not_theirs:
        world.act(dossier, "suspendre_delai", AGENT_ALI, **form)
    with pytest.raises(Refused) as nothing:
        world.act(dossier, "reprendre_delai", BOP, regle=RULE, date="2026-03-02")

    assert len(not_theirs.value.refusals) == 1
    assert [refusal.code for refusal in nothing.value.refusals] == ["delai_non_suspendu"]
    assert [status for _, status, _ in months(world)] == ["ouverte"]
