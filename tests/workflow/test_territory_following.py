"""A redrawing followed while others work: nothing twice, nothing undone, nobody's work lost."""

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import psycopg
import pytest

from rules.refusals import Refused
from tests.workflow.build import ALI, BOP, CHAIN, ELSEWHERE, HERE, World, execute, insert
from tests.workflow.maps import (
    ALL,
    MERGE,
    NORTH,
    PASSED,
    SOUTH,
    SPLIT,
    codes,
    drawn,
    follow,
    living,
    places,
)
from workflow.acts import commands
from workflow.tables.post import Outbox
from workflow.tables.subjects import Dossier, Offre, Personne, Service
from workflow.tables.territory import RedrawingRow
from workflow.tables.trail import Firing, JournalRow
from workflow.territory import beside, following, telling


def broken(*_: Any) -> Any:
    """What another process's long transaction does to ours."""
    raise psycopg.errors.LockNotAvailable("canceling statement due to lock timeout")


def meanwhile(
    monkeypatch: pytest.MonkeyPatch, room: Any, name: str, happens: Callable[[], object]
) -> None:
    """Once, as soon as the room's function has read, somebody else does that."""
    real = getattr(room, name)

    def read(*arguments: Any) -> Any:
        found = real(*arguments)
        monkeypatch.setattr(room, name, real)
        happens()
        return found

    monkeypatch.setattr(room, name, read)


def entries(world: World, kind: str) -> list[dict[str, Any]]:
    """What the redrawing wrote in the chains of these subjects."""
    return world.rows(JournalRow, kind=kind, act="redecouper")


def test_a_map_that_cannot_be_followed_stops_no_deadline_and_is_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn(world, SPLIT)
    living(world, "Bobigny")
    monkeypatch.setattr(beside, "extend_services", broken)
    report = world.until("2026-06-01").tick()
    monkeypatch.undo()

    assert (report.failed, report.redrawn) == (1, 0)
    assert report.fired == len(world.rows(Firing)) > 0
    assert world.tick().redrawn == 1


def test_whoever_is_placed_by_hand_during_the_look_stays_there(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn(world, SPLIT)
    dossier = living(world, "Bobigny")
    world.until("2026-04-01 00:05")
    meanwhile(
        monkeypatch,
        following,
        "concerned",
        lambda: world.act(
            dossier, "demenager_intra", BOP, circonscription=ELSEWHERE, date="2026-04-01"
        ),
    )
    done = follow(world)

    assert (done.moved, done.refused, places(world)) == ((), (), [ELSEWHERE])


def test_two_processes_follow_a_map_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn(world, SPLIT)
    for _ in range(2):
        living(world, "Bobigny")
    world.until("2026-04-01 00:05")
    other: list[object] = []
    meanwhile(monkeypatch, beside, "services", lambda: other.append(world.tick("autre").redrawn))
    done = follow(world)

    assert (len(done.moved), other) == (2, [0])
    assert [entry["subject_id"] for entry in entries(world, "dossier")] == [1, 2]
    assert world.flaws() == []


def test_of_processes_that_start_together_one_looks(world: World) -> None:
    drawn(world, SPLIT)
    living(world, "Bobigny")
    world.until("2026-04-01 00:05")
    reports: list[int] = []
    sweeps = [
        threading.Thread(target=lambda: reports.append(world.tick("tous").redrawn))
        for _ in range(4)
    ]
    for one in sweeps:
        one.start()
    for one in sweeps:
        one.join()

    assert sorted(reports) == [0, 0, 0, 1]
    assert len(entries(world, "dossier")) == 1


def test_a_dossier_does_not_follow_to_where_it_is(world: World) -> None:
    drawn(world, PASSED)
    dossier = living(world, "Bobigny")
    world.until("2026-04-02")
    with pytest.raises(Refused) as refused:
        world.act(dossier, "redecouper", BOP, circonscription=HERE, date="2026-04-01")

    assert codes(refused) == ["circonscription_inchangee"]


def test_whoever_follows_without_a_dossier_has_it_in_their_chain(world: World) -> None:
    drawn(world, SPLIT)
    person = world.person(HERE, "Bobigny")
    world.until("2026-04-01 00:05")
    follow(world)

    (entry,) = entries(world, "personne")
    assert (entry["subject_id"], entry["batch"]) == (person, "territoire-2026-04-01")
    modifs = json.loads(entry["body"])["modifs"]
    assert modifs == {"personne": {"circonscription": [HERE, NORTH]}}
    assert world.row(Personne, person)["circonscription"] == NORTH
    assert world.flaws() == []


def test_a_person_whose_commune_changes_during_the_look_is_not_sent_by_the_old_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn(world, SPLIT)
    person = world.person(HERE, "Bobigny")
    world.until("2026-04-01 00:05")
    moves = f"UPDATE personne SET circonscription='{ELSEWHERE}', ville='Stains' WHERE id={person}"
    meanwhile(monkeypatch, beside, "people", lambda: execute(world.store, moves))
    done = follow(world)

    assert (done.people, entries(world, "personne")) == (0, [])
    assert world.row(Personne, person)["circonscription"] == ELSEWHERE


def test_what_a_service_gains_during_the_look_is_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn(world, SPLIT)
    world.until("2026-04-01 00:05")
    gained = json.dumps([HERE, ELSEWHERE])
    gains = f"UPDATE service SET circonscriptions='{gained}' WHERE id={ALI}"
    meanwhile(monkeypatch, beside, "services", lambda: execute(world.store, gains))
    follow(world)

    now = json.loads(world.row(Service, ALI)["circonscriptions"])
    assert now == [HERE, ELSEWHERE, NORTH, SOUTH]


def test_an_offer_withdrawn_during_the_look_is_left_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn(world, MERGE)
    offer = {"libelle": "Atelier", "service_id": ALI, "genre": "sociale"}
    insert(world.store, Offre, **offer, circonscription=HERE, published_at=0, updated_at=0, **CHAIN)
    world.until("2026-04-01 00:05")
    withdrawn = "UPDATE offre SET withdrawn_at=1 WHERE id=1"
    meanwhile(monkeypatch, beside, "offers", lambda: execute(world.store, withdrawn))
    done = follow(world)

    assert (done.offers, entries(world, "offre")) == (0, [])
    assert world.row(Offre, 1)["circonscription"] == HERE


def test_a_correction_brings_the_person_back_too_and_the_next_look_leaves_them(
    world: World,
) -> None:
    drawn(world, PASSED)
    dossier = living(world, "Noisy-le-Sec")
    world.until("2026-04-01 00:05")
    follow(world)
    world.correct(dossier)
    corrected = (places(world), [row["circonscription"] for row in world.rows(Personne)])
    world.wait(days=1)
    done = follow(world)

    assert corrected == ([HERE], [HERE])
    assert world.rows(JournalRow, kind="personne")[-1]["act"] == "corriger"
    assert (done.moved, done.unplaced, places(world)) == ((), (), [HERE])
    assert [row["circonscription"] for row in world.rows(Personne)] == [HERE]
    assert world.flaws() == []


def test_whoever_a_correction_brings_back_where_all_is_over_is_to_be_placed(world: World) -> None:
    drawn(world, MERGE)
    dossier = living(world, "Bobigny")
    world.until("2026-04-01 00:05")
    follow(world)
    world.correct(dossier)
    world.wait(days=1)
    done = follow(world)
    world.act(dossier, "redecouper", BOP, circonscription=ALL, date="2026-04-01")

    assert ([one.dossier_id for one in done.unplaced], done.moved) == ([dossier], ())
    assert places(world) == [ALL]


@pytest.mark.parametrize(
    ("start", "in_service", "mails"),
    [
        ("2026-04-08", date(2026, 1, 1), 6),
        ("2026-05-02", date(2026, 1, 1), 6),
        ("2026-05-03", date(2026, 1, 1), 0),
        ("2026-04-08", date(2026, 4, 2), 0),
    ],
)
def test_a_map_that_is_no_news_is_told_to_nobody(
    world: World, start: str, in_service: date, mails: int
) -> None:
    drawn(world, SPLIT)
    world.rulebook = replace(world.rulebook, in_service=in_service)
    living(world, "Bobigny")
    world.until(start)
    follow(world)
    world.wait(days=1)
    follow(world)

    assert len(world.rows(Outbox, occasion=telling.OCCASION)) == mails
    (proof,) = world.rows(RedrawingRow)
    assert (proof["moved"], proof["told_at"] is not None) == (1, mails > 0)
    assert world.row(Dossier, 1)["circonscription"] == NORTH


def test_dossiers_that_cannot_follow_for_three_looks_are_told_to_whoever_coordinates(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn(world, SPLIT)
    living(world, "Bobigny")
    world.until("2026-04-01 00:05")
    monkeypatch.setattr(commands, "carry_out", broken)
    told, kept = [], []
    for day in range(5):
        if day == 4:
            monkeypatch.undo()
        follow(world)
        kept += [(row["refused"], row["blocked"]) for row in world.rows(RedrawingRow)]
        told.append(len(world.rows(Outbox, occasion=telling.BLOCKED)))
        world.wait(days=1)

    assert kept == [(1, 1), (1, 2), (1, 3), (1, 4), (0, 0)]
    assert told == [0, 0, 2, 2, 2]
    messages = world.rows(Outbox, occasion=telling.BLOCKED)
    assert {row["recipient"] for row in messages} == {"role:bop", f"role:bat:{HERE}"}
    assert {json.loads(row["data"])["nombre"] for row in messages} == {1}
