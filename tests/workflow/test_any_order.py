"""Acts told in any order, each at its own date, leave the same deadlines in the registry."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from rules.actors import Actor
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    AGENTS,
    ALI,
    BAT,
    BOP,
    PRESIDENT,
    SERVICE_SOCIAL,
    World,
    paris,
)
from tests.workflow.invariants import broken, reconciled
from workflow.acts import commands
from workflow.acts.commands import Command
from workflow.seances import conduct
from workflow.seances.commands import SeanceCommand
from workflow.tables.trail import DeadlineRow, FactRow

ABSENCE, WISH = "3A-ABSENCE", "D28-DEUX-MOIS"


class Told(NamedTuple):
    """An act, when it happened and by whom. ``of``: the fact whose deadline it names."""

    event: str
    day: str
    actor: Actor
    data: dict[str, Any]
    of: str | None = None


def told(
    event: str, day: str, actor: Actor = AGENT_ALI, of: str | None = None, **data: Any
) -> Told:
    return Told(event, day, actor, data, of)


MISSED = told("manquer_rdv", "2026-03-10", date="2026-03-10")
RELANCE = told("relancer", "2026-03-27", nature="appel", date="2026-03-27")
CLOSED = told(
    *("suspendre_delai", "2026-03-12", BOP),
    regle=ABSENCE,
    du="2026-03-12",
    au="2026-03-16",
    nature="service_ferme",
)
WISHED = told(
    *("exprimer_souhait", "2026-03-05"),
    date="2026-03-05",
    canal="courrier",
    recueilli_par="x",
    paroles="y",
)
HEARD = told("repondre_souhait", "2026-05-20", reponse="z")
HELD = told(
    *("suspendre_delai", "2026-03-20", BOP),
    regle=WISH,
    du="2026-03-20",
    nature="tiers_attendu",
)
RESUMED = told("reprendre_delai", "2026-04-01", BOP, regle=WISH, date="2026-04-01")
SET = told(
    *("fixer_echeance", "2026-03-30", PRESIDENT, "rdv_manque"),
    regle=ABSENCE,
    le="2026-03-26",
    nature="date_convenue",
)

IN_ORDER = (WISHED, MISSED, CLOSED, HELD, RELANCE, SET, RESUMED, HEARD)
ORDERS = {
    "backwards, but for what must be known first": (
        *(WISHED, HEARD, HELD, RESUMED, MISSED, RELANCE, SET, CLOSED),
    ),
    "what is changed in the count before what it counts": (
        *(HELD, CLOSED, RESUMED, RELANCE, MISSED, SET, WISHED, HEARD),
    ),
    "the ends first": (RELANCE, MISSED, SET, WISHED, HEARD, CLOSED, HELD, RESUMED),
}


def enter(world: World, dossier: int, acts: Sequence[Told]) -> None:
    """These acts of a dossier, told one after the other from 1 June on."""
    for place, one in enumerate(acts):
        world.until(f"2026-06-0{place + 1}")
        data = dict(one.data)
        if one.of is not None:
            (row,) = world.rows(FactRow, kind="dossier", subject_id=dossier, code=one.of)
            data["ouverture"] = f"dossier:{dossier}:{row['seq']}:{row['rank']}"
        act = replace(world.asked(one.event, one.actor, data), occurred=paris(one.day))
        commands.perform(world.store, world.rulebook, Command(dossier_id=dossier, act=act))


def deadlines(world: World, **where: object) -> list[dict[str, Any]]:
    """The current deadlines, but for what tells when and by which entry they were written."""
    shown = ("rule", "rule_version", "child", "opened_at", "anchor_at", "due_at", "status")
    more = ("closed_at", "met_in_time", "adjusted", "adjustments", "calendar")
    return [
        {name: row[name] for name in (*shown, *more)}
        for row in sorted(
            world.rows(DeadlineRow, **where),
            key=lambda row: (row["rule"], row["opened_at"], row["child"] or 0),
        )
        if row["status"] != "remplacee"
    ]


@pytest.mark.parametrize("order", ORDERS, ids=lambda name: name.replace(" ", "_"))
def test_acts_of_a_dossier_told_in_another_order_leave_the_same_deadlines(
    world: World, order: str
) -> None:
    one, other = (world.dossier() for _ in range(2))
    enter(world, one, IN_ORDER)
    enter(world, other, ORDERS[order])
    of_one = deadlines(world, dossier_id=one)

    assert {row["rule"] for row in of_one} >= {ABSENCE, WISH}
    assert {(row["rule"], row["adjusted"]) for row in of_one} >= {(ABSENCE, "fixee"), (WISH, None)}
    assert deadlines(world, dossier_id=other) == of_one
    assert broken(world) == reconciled(world) == world.flaws() == []


CALLED = told("relancer", "2026-03-20", nature="appel", date="2026-03-20")
SAME_DAY = {
    "a call after an absence": (told("manquer_rdv", "2026-03-20", date="2026-03-20"), CALLED),
    "an end after a designation": (
        told("designer_referent", "2026-03-20", date="2026-03-20"),
        told("finir_referent", "2026-03-20", date="2026-03-20"),
    ),
}


@pytest.mark.parametrize("pair", SAME_DAY, ids=lambda name: name.replace(" ", "_"))
@pytest.mark.parametrize("days_after", [0, 30])
def test_two_acts_of_one_day_leave_the_same_deadlines_whichever_is_told_first(
    world: World, pair: str, days_after: int
) -> None:
    one, other = (journeys.notifie(world, service=ALI) for _ in range(2))
    first, second = SAME_DAY[pair]
    for dossier, acts in ((one, (first, second)), (other, (second, first))):
        for place, act in enumerate(acts):
            world.until(f"2026-03-20 {10 + place}:00").wait(days=days_after)
            asked = world.asked(act.event, act.actor, dict(act.data))
            commands.perform(world.store, world.rulebook, Command(dossier_id=dossier, act=asked))

    def told_of(dossier: int) -> list[tuple[object, ...]]:
        return [
            (row["rule"], row["status"], row["due_at"], row["met_in_time"])
            for row in deadlines(world, dossier_id=dossier)
        ]

    assert told_of(other) == told_of(one)
    assert reconciled(world) == world.flaws() == []


SENT = told("transmettre_tableau", "2026-04-08", AGENTS[SERVICE_SOCIAL], service=SERVICE_SOCIAL)
MOVED = told("deplacer", "2026-04-08", BAT, date_seance="2026-07-09", heure="09:30")
PAUSED = told(
    *("suspendre_delai", "2026-04-02", BAT),
    regle="D1-TABLEAU-BAT",
    service=SERVICE_SOCIAL,
    du="2026-04-03",
    au="2026-04-07",
    nature="service_ferme",
)


def sit(world: World, acts: Sequence[Told]) -> int:
    """A séance of 9 April, prepared, and these acts of it told afterwards."""
    world.until("2026-03-02")
    seance = world.seance("2026-04-09")
    world.until("2026-03-16").convene(seance, "preparer")
    for place, one in enumerate(acts):
        world.until(f"2026-06-0{place + 1}")
        hour = "15:00" if one is MOVED else "09:00"
        act = replace(
            world.asked(one.event, one.actor, one.data), occurred=paris(f"{one.day} {hour}")
        )
        conduct.perform(world.store, world.rulebook, SeanceCommand(act=act, seance_id=seance))
    return seance


def test_a_tableau_told_after_the_seance_moved_is_judged_by_the_date_that_it_had(
    world: World,
) -> None:
    one = sit(world, (PAUSED, SENT, MOVED))
    of_one = deadlines(world, kind="seance", subject_id=one, rule="D1-TABLEAU-BAT")
    world.convene(one, "annuler", motif="la même journée pour l’autre")
    other = sit(world, (MOVED, SENT, PAUSED))
    late = [row for row in of_one if row["met_in_time"] == 0]

    assert [row["child"] for row in late] == [SERVICE_SOCIAL]
    assert deadlines(world, kind="seance", subject_id=other, rule="D1-TABLEAU-BAT") == of_one
    assert reconciled(world) == world.flaws() == []
