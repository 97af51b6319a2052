"""Locks are taken in one order, whatever the numbers of what is locked (PostgreSQL only: SQLite has
a single writer)."""

import time
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, World, settle
from workflow.recording import Outcome
from workflow.store import Store


def test_the_seances_of_a_dossier_are_locked_by_number_even_the_one_that_the_act_names(
    postgresql_url: str,
) -> None:
    store = Store.open(postgresql_url)
    world = settle(store)
    first, second = world.seance("2026-04-09"), world.seance("2026-04-23")
    dossier, _ = journeys.soutien(world, second)

    with store.engine.connect() as other, ThreadPoolExecutor(1) as pool:
        other.execute(sa.text(f"SELECT id FROM seance WHERE id = {first} FOR UPDATE"))
        act = pool.submit(joined, world, dossier, first)
        waits_for_a_lock(store)
        other.execute(sa.text(f"SELECT id FROM seance WHERE id = {second} FOR UPDATE NOWAIT"))
        other.rollback()
        outcome = act.result()

    assert isinstance(outcome, Outcome)
    assert outcome.passage_id is not None
    store.close()


def joined(world: World, dossier: int, seance: int) -> Outcome:
    return world.act(dossier, "inscrire_ligne", AGENT_ALI, seance=seance, nature="soutien")


def waits_for_a_lock(store: Store) -> None:
    """Returns once somebody waits for a row that another transaction holds."""
    query = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    for _ in range(500):
        with store.engine.connect() as connection:
            if connection.execute(query).scalar_one():
                return
        time.sleep(0.01)
    raise AssertionError("nobody waited")
