"""Many at once: one wins, the others are told, nothing is doubled and nobody waits for ever."""

import time
from functools import partial
from random import Random
from typing import Any

import pytest

from rules.refusals import Refused
from tests.forks import Fork
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    BAT,
    BOP,
    ELSEWHERE,
    HERE,
    World,
    paris,
    settle,
)
from tests.workflow.dying import EXIT, sweep_and_die
from tests.workflow.invariants import broken, reconciled
from tests.workflow.together import at_once
from workflow.acts.commands import StaleDossier
from workflow.acts.recording import Outcome
from workflow.database.store import DRIVER_ERRORS, Store
from workflow.seances.commands import SeanceOutcome, StaleSeance
from workflow.sweep import ticks
from workflow.tables.post import Outbox
from workflow.tables.subjects import Demande, Dossier, Passage, Seance
from workflow.tables.trail import Firing, JournalRow, Sweep


def test_of_two_operators_on_one_version_one_wins_and_the_other_is_told(world: World) -> None:
    dossier = world.dossier()

    answers = at_once(
        world,
        [lambda own: own.act(dossier, "relancer", AGENT_ALI, expected_version=1, nature="sms")] * 4,
    )

    assert sum(isinstance(answer, Outcome) for answer in answers) == 1
    assert sum(isinstance(answer, StaleDossier) for answer in answers) == 3
    assert [fact.code for fact in world.facts(dossier)].count("relance") == 1
    assert world.flaws() == []


def test_of_two_requests_opened_at_once_one_is_kept(world: World) -> None:
    dossier = world.dossier()

    answers = at_once(world, [lambda own: journeys.presaisine(own, dossier)] * 2)

    assert sorted(type(answer).__name__ for answer in answers) == ["Refused", "int"]
    assert len(world.rows(Demande)) == 1
    assert broken(world) == []


def test_of_lines_inscribed_at_once_in_one_seance_one_takes_the_place(world: World) -> None:
    seance = world.seance("2026-04-09")
    dossiers = [world.dossier() for _ in range(4)]
    form: dict[str, Any] = {"seance": seance, "nature": "soutien", "priorite": 1}

    def first(dossier: int, own: World) -> Outcome:
        return own.act(dossier, "inscrire_ligne", AGENT_ALI, **form)

    answers = at_once(world, [partial(first, dossier) for dossier in dossiers])

    assert sorted(type(answer).__name__ for answer in answers) == ["Outcome", *["Refused"] * 3]
    assert [row["priorite"] for row in world.rows(Passage)] == [1]
    assert broken(world) == []


def test_the_same_act_sent_twice_at_once_under_one_key_happens_once(world: World) -> None:
    dossier = world.dossier()

    answers = at_once(
        world, [lambda own: own.act(dossier, "relancer", AGENT_ALI, key="k", nature="sms")] * 3
    )

    assert sorted(a.repeated for a in answers if isinstance(a, Outcome)) == [False, True, True]
    assert [fact.code for fact in world.facts(dossier)].count("relance") == 1


def test_of_two_who_move_a_seance_on_one_version_one_wins(world: World) -> None:
    seance = world.seance("2026-04-09")

    def move(own: World, day: str) -> SeanceOutcome:
        return own.convene(seance, "deplacer", expected_version=1, date_seance=day, heure="09:30")

    answers = at_once(world, [partial(move, day=day) for day in ("2026-04-14", "2026-04-16")])

    assert sum(isinstance(answer, StaleSeance) for answer in answers) == 1
    assert world.row(Seance, seance)["version"] == 2


def test_a_line_inscribed_while_its_seance_moves_is_counted_from_the_new_date(
    world: World,
) -> None:
    seance = world.seance("2026-04-09")
    dossiers = [journeys.consulted(world) for _ in range(4)]

    answers = at_once(
        world,
        [
            *(
                lambda own, key=key: own.act(key, "inscrire", AGENT_ALI, seance=seance)
                for key in dossiers
            ),
            lambda own: own.convene(seance, "deplacer", date_seance="2026-04-16", heure="14:00"),
        ],
    )

    anchors = {world.deadline("I-RESULTAT-LIGNE", dossier_id=key)["anchor_at"] for key in dossiers}
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert anchors == {world.row(Seance, seance)["held_at"]}
    assert broken(world) == []
    assert reconciled(world) == []


def test_a_request_opened_while_the_programme_changes_aims_at_the_seance_that_stands(
    world: World,
) -> None:
    moving = world.seance("2026-04-09")
    dossiers = [world.dossier() for _ in range(5)]

    answers = at_once(
        world,
        [
            *(lambda own, key=key: journeys.presaisine(own, key) for key in dossiers),
            lambda own: own.seance("2026-03-26"),
            lambda own: own.convene(moving, "deplacer", date_seance="2026-03-19", heure="09:30"),
        ],
    )

    aimed = {world.deadline("I-INSCRIRE", dossier_id=key)["seance_id"] for key in dossiers}
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert aimed == {moving}
    assert reconciled(world) == []


@pytest.fixture
def hundred_due(world: World) -> World:
    """A hundred dossiers whose letter was due this morning."""
    for _ in range(100):
        world.dossier("importer_oriente", service=2, origine="algorithme")
    world.tick()
    return world.until("2026-03-13 09:00")


def test_sweeps_at_once_claim_each_rung_once(hundred_due: World) -> None:
    world = hundred_due
    messages, entries = world.rows(Outbox), world.rows(JournalRow, act="escalade")

    reports = at_once(world, [lambda own: own.tick(by=f"poste-{id(own)}")] * 3)

    claims = [row for row in world.rows(Firing) if row["by"].startswith("poste-")]
    told = [row for row in claims if row["outcome"] != "tu"]
    assert [report for report in reports if isinstance(report, Exception)] == []
    assert len(claims) == sum(r.fired for r in reports if isinstance(r, ticks.Report)) >= 100
    assert len(world.rows(Outbox)) - len(messages) == len(told)
    assert len(world.rows(JournalRow, act="escalade")) - len(entries) == len(claims)
    assert world.tick().fired == 0
    assert world.flaws() == []


def test_a_process_killed_between_a_claim_and_its_commit_loses_and_doubles_nothing(
    hundred_due: World,
) -> None:
    world = hundred_due
    url = world.store.engine.url.render_as_string(hide_password=False)
    before = len(world.rows(Sweep))

    died = Fork(sweep_and_die, url, world.now, 30).ended()
    half = len(world.rows(Firing))
    world.tick()

    told = [row for row in world.rows(Firing) if row["outcome"] != "tu"]
    assert died.returncode == EXIT, died.stderr
    assert 29 <= half < len(world.rows(Firing))
    assert len(world.rows(Outbox)) == len(told)
    assert len(world.rows(Sweep)) == before + 1
    assert world.tick().fired == 0
    assert world.flaws() == []


def test_a_subject_that_an_operator_holds_is_left_to_the_next_sweep(postgresql_url: str) -> None:
    """SQLite has a single writer: there the sweep waits its turn."""
    store = Store.open(postgresql_url)
    world = settle(store)
    held, free = journeys.notifie(world), journeys.notifie(world)
    world.tick()
    world.until("2026-03-13 09:00")
    with store.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(f"SELECT id FROM dossier WHERE id = {held} FOR UPDATE")
        began = time.monotonic()
        report = world.tick()
        waited = time.monotonic() - began

    fired = {world.deadline("2-RDV", dossier_id=key)["id"]: key for key in (held, free)}
    claimed = {
        fired[row["deadline_id"]] for row in world.rows(Firing) if row["deadline_id"] in fired
    }
    assert (report.skipped >= 1, report.failed) == (True, 0)
    assert claimed == {free}
    assert waited < 5
    assert world.tick().fired >= 1
    store.close()


def test_operators_seances_and_sweeps_together_never_block_each_other(world: World) -> None:
    """A storm: whatever locks are taken, nobody is a deadlock's victim."""
    seances = [world.seance(day) for day in ("2026-04-09", "2026-04-23", "2026-05-12")]
    dossiers = [journeys.consulted(world) for _ in range(6)]
    world.until("2026-04-07 23:30")

    def operator(seed: int, own: World) -> list[str]:
        random, met = Random(seed), []
        for _ in range(60):
            dossier = random.choice(dossiers)
            try:
                match own.state(dossier), own.row(Dossier, dossier)["circonscription"]:
                    case "presaisine" | "a_reinscrire", place if place == HERE:
                        own.act(dossier, "inscrire", AGENT_ALI, seance=random.choice(seances))
                    case "en_icl" | "a_reinscrire", place:
                        there = ELSEWHERE if place == HERE else HERE
                        moved: dict[str, Any] = {"circonscription": there, "date": "2026-04-07"}
                        own.act(dossier, "demenager_intra", BOP, **moved)
                    case _:
                        return ["lost"]
            except Refused:
                pass
            except DRIVER_ERRORS as error:
                met.append(repr(error))
        return met

    def coordinator(seed: int, own: World) -> list[str]:
        random, met = Random(seed), []
        for _ in range(30):
            seance = random.choice(seances)
            hour = f"{random.randint(8, 17):02}:00"
            day = own.held(seance).date().isoformat()
            try:
                own.convene(seance, "deplacer", BAT, date_seance=day, heure=hour)
                own.convene(seance, "rouvrir_agenda", BAT, motif="x")
            except Refused:
                pass
            except DRIVER_ERRORS as error:
                met.append(repr(error))
        return met

    def scheduler(own: World) -> list[str]:
        failed = 0
        for _ in range(30):
            failed += own.tick(by="tempête").failed
        return ["failed"] * failed

    answers = at_once(
        world,
        [
            lambda own: operator(1, own),
            lambda own: operator(2, own),
            lambda own: coordinator(3, own),
            lambda own: coordinator(4, own),
            scheduler,
        ],
    )

    assert answers == [[]] * 5
    assert world.flaws() == []
    assert broken(world) == []
    assert reconciled(world) == []
    assert len(world.rows(Passage)) > 6
    assert {row["state"] for row in world.rows(Dossier)} <= {"en_icl", "a_reinscrire", "presaisine"}
    assert paris("2026-04-07") < world.now
