"""What is kept beside deadlines and dossiers for lists is what the rows say; whatever life is lived
in the other tests, ``invariants.broken`` looks at it too."""

from collections.abc import Callable
from typing import Any

import pytest

from benchmarks.overheard import overheard
from rules.actors import SYSTEM
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from tests.workflow import journeys
from tests.workflow.build import (
    ALI,
    BOP,
    ELSEWHERE,
    FRANCE_TRAVAIL,
    HERE,
    PRESIDENT,
    World,
    execute,
)
from tests.workflow.invariants import broken
from workflow.acts import whereabouts
from workflow.deadlines import standing
from workflow.tables.subjects import Dossier
from workflow.tables.trail import DeadlineRow
from workflow.trail import journal

Rows = list[dict[str, Any]]


def test_a_dossier_bears_the_first_of_its_deadlines_and_of_its_persons(world: World) -> None:
    dossier = journeys.notifie(world)
    row = world.row(Dossier, dossier)
    running = [
        one["due_at"]
        for one in world.rows(DeadlineRow, personne_id=row["personne_id"], status="ouverte")
    ]

    assert len(running) > 1
    assert row["due_at"] == min(running)


def test_a_deadline_is_owed_by_the_service_that_follows_now(world: World) -> None:
    dossier = journeys.presaisine(world)
    owing = {one["service_id"] for one in world.rows(DeadlineRow, dossier_id=dossier)}
    execute(world.store, f"UPDATE dossier SET service_id = {FRANCE_TRAVAIL} WHERE id = {dossier}")
    assert broken(world)

    with world.store.write() as tx:
        standing.keep(tx, world.row(Dossier, dossier)["personne_id"])

    assert owing == {ALI}
    assert broken(world) == []
    owing = {one["service_id"] for one in world.rows(DeadlineRow, dossier_id=dossier)}
    assert owing == {FRANCE_TRAVAIL}


def test_what_somebody_owes_whose_dossier_has_no_place_is_where_they_are_brought(
    world: World,
) -> None:
    dossier = journeys.presaisine(world)
    person = world.row(Dossier, dossier)["personne_id"]
    execute(world.store, f"UPDATE dossier SET circonscription = NULL WHERE id = {dossier}")
    act = Act(event="redecouper", actor=SYSTEM, occurred=world.now, known=world.now)
    with world.store.write() as tx:
        chain = journal.lock(tx, Subject(SubjectKind.PERSONNE, person))
        whereabouts.write(tx, chain, before=HERE, after=ELSEWHERE, act=act)

    assert {one["circonscription"] for one in world.rows(DeadlineRow)} == {ELSEWHERE}
    assert broken(world) == []


def _written_by(world: World, monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> Rows:
    """The deadlines that the act writes, as it writes them: nothing looks at them after."""
    known = {one["id"] for one in world.rows(DeadlineRow)}
    monkeypatch.setattr(standing, "keep", lambda *_: None)
    act()
    return [one for one in world.rows(DeadlineRow) if one["id"] not in known]


def test_a_new_row_says_at_once_whose_is_the_dossier_that_is_born(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = journeys.attente_decision(world)
    rows = _written_by(
        world,
        monkeypatch,
        lambda: world.act(stage.dossier, "decider_accepter", PRESIDENT, type_orientation="5"),
    )

    newborn = world.rows(Dossier, previous_id=stage.dossier)[0]
    assert newborn["service_id"] == FRANCE_TRAVAIL
    assert {(one["dossier_id"], one["service_id"]) for one in rows} == {
        (newborn["id"], FRANCE_TRAVAIL)
    }


def test_a_new_row_says_at_once_where_the_dossier_is_brought(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day, place in (("2026-04-09", HERE), ("2026-04-16", ELSEWHERE)):
        world.seance(day, circonscription=place)
    dossier, day = journeys.presaisine(world), world.now.date().isoformat()
    rows = _written_by(
        world,
        monkeypatch,
        lambda: world.act(dossier, "demenager_intra", BOP, circonscription=ELSEWHERE, date=day),
    )

    assert {one["circonscription"] for one in rows} == {ELSEWHERE}


def test_a_new_row_says_at_once_of_what_kind_is_the_seance_that_it_aims_at(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    icl = world.seance("2026-04-09")
    rows = _written_by(world, monkeypatch, lambda: journeys.presaisine(world))

    assert {one["genre"] for one in rows if one["seance_id"] == icl} == {"icl"}


def test_the_row_of_a_dossier_says_its_nearest_deadline_when_its_act_is_written(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.seance("2026-04-09")
    dossier = world.dossier()
    before = world.row(Dossier, dossier)["due_at"]
    rows = _written_by(world, monkeypatch, lambda: journeys.presaisine(world, dossier))

    due = world.row(Dossier, dossier)["due_at"]
    assert due == min(one["due_at"] for one in rows if one["status"] == "ouverte")
    assert due != before


def test_what_a_seance_opens_for_each_service_is_written_once(world: World) -> None:
    icl = journeys.en_icl(world).icl
    with overheard(world.store) as told:
        world.convene(icl, "preparer")
        again = [one.sql for one in told if one.sql.startswith("UPDATE deadline SET service_id")]

    assert len({one["child"] for one in world.rows(DeadlineRow, kind="seance")}) > 3
    assert again == []
    assert broken(world) == []
