"""Locks are taken in one order, whatever the numbers of what is locked (PostgreSQL only: SQLite has
a single writer)."""

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import time
from time import sleep
from typing import Any

import pytest
import sqlalchemy as sa

from rules.days.months import Month
from rules.refusals import Refused
from rules.seances.kinds import Kinds
from rules.subjects import Subject, SubjectKind
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    ALI,
    BAT,
    BOP,
    ELSEWHERE,
    FRANCE_TRAVAIL,
    HERE,
    World,
    settle,
)
from tests.workflow.test_generation import ICL, generate, with_programmes
from tests.workflow.test_joint_seances import AFTER, ICAG, PROGRAMME, generated
from tests.workflow.test_links import made
from workflow.acts import commands
from workflow.acts.commands import Command
from workflow.acts.recording import Outcome
from workflow.database.store import Store
from workflow.files import monthly_lists
from workflow.files.monthly_lists import FrozenList
from workflow.seances.participants import links
from workflow.seances.yearly.generation import Standing
from workflow.tables.seats import Lien
from workflow.tables.subjects import Dossier, Passage, Personne, Seance
from workflow.trail import journal


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
        sleep(0.01)
    raise AssertionError("nobody waited")


def test_the_list_of_a_service_does_not_hold_up_who_is_sent_to_that_service(
    postgresql_url: str,
) -> None:
    """A foreign key is checked by a lock too: it would come after the person's, against the order
    of the lists, which lock their service first."""
    store = Store.open(postgresql_url)
    world = settle(store)
    dossier = world.dossier()

    with store.write() as tx, ThreadPoolExecutor(1) as pool:
        journal.lock(tx, Subject(SubjectKind.SERVICE, FRANCE_TRAVAIL))
        asked = pool.submit(journeys.presaisine, world, dossier, FRANCE_TRAVAIL)
        done, _ = wait([asked], timeout=5)

    assert asked in done
    assert asked.result() == dossier
    store.close()


def test_the_people_of_a_list_are_locked_in_order_before_anything_of_theirs(
    postgresql_url: str,
) -> None:
    store = Store.open(postgresql_url)
    world = settle(store)
    one, two = world.person(), world.person()
    for person in (two, one):
        dossier = world.dossier("naitre_a_orienter", service=None, personne=person)
        world.act(
            dossier,
            "orienter",
            BOP,
            service=FRANCE_TRAVAIL,
            type_orientation="5",
            origine="manuelle",
        )
    world.until("2026-04-01")

    with store.engine.connect() as other, ThreadPoolExecutor(1) as pool:
        other.execute(sa.text(f"SELECT id FROM personne WHERE id = {one} FOR UPDATE"))
        made = pool.submit(listed, world)
        waits_for_a_lock(store)
        other.execute(sa.text(f"SELECT id FROM personne WHERE id = {two} FOR UPDATE NOWAIT"))
        other.rollback()

    assert len(made.result().people) == 2
    store.close()


def listed(world: World) -> FrozenList:
    return monthly_lists.orientations(
        world.store,
        world.rulebook,
        service=FRANCE_TRAVAIL,
        month=Month.of(world.now.date()),
        now=world.now,
        actor=BOP,
    )


def test_everybody_who_waits_for_a_seance_of_the_year_is_locked_before_any_of_its_places(
    postgresql_url: str,
) -> None:
    """Each séance locks those of its own circonscription, then the circonscription: the people of
    the second would come after the first circonscription."""
    store = Store.open(postgresql_url)
    world = settle(store)
    with_programmes(world, ICL, replace(ICL, circonscriptions=(ELSEWHERE,), hour=time(14)))
    for place in (HERE, ELSEWHERE):
        journeys.presaisine(world, world.dossier(circonscription=place))
    (_, there) = world.rows(Personne)

    with store.engine.connect() as other, ThreadPoolExecutor(1) as pool:
        other.execute(sa.text(f"SELECT id FROM personne WHERE id = {there['id']} FOR UPDATE"))
        made = pool.submit(generate, world)
        waits_for_a_lock(store)
        other.execute(
            sa.text(f"SELECT id FROM circonscription WHERE code = '{HERE}' FOR UPDATE NOWAIT")
        )
        other.rollback()

    assert made.result().count(Standing.CREEE) == 22
    store.close()


def test_who_comes_to_wait_while_a_year_is_generated_is_locked_before_any_of_its_places_too(
    postgresql_url: str,
) -> None:
    store = Store.open(postgresql_url)
    world = settle(store)
    with_programmes(world, ICL, replace(ICL, circonscriptions=(ELSEWHERE,), hour=time(14)))
    journeys.presaisine(world, world.dossier())
    late = world.dossier(circonscription=ELSEWHERE)
    first, second = (row["id"] for row in world.rows(Personne))
    lock = "SELECT id FROM personne WHERE id = {} FOR UPDATE"

    with (
        store.engine.connect() as one,
        store.engine.connect() as other,
        ThreadPoolExecutor(1) as pool,
    ):
        one.execute(sa.text(lock.format(first)))
        made = pool.submit(generate, world)
        waits_for_a_lock(store)
        journeys.presaisine(world, late)
        other.execute(sa.text(lock.format(second)))
        one.rollback()
        waits_for_a_lock(store)
        one.execute(
            sa.text(f"SELECT id FROM circonscription WHERE code = '{HERE}' FOR UPDATE NOWAIT")
        )
        one.rollback()
        other.rollback()

    assert made.result().count(Standing.CREEE) == 22
    store.close()


def test_a_seance_that_one_of_the_year_follows_is_locked_before_any_place(
    postgresql_url: str,
) -> None:
    store = Store.open(postgresql_url)
    world = settle(store)
    with_programmes(world, PROGRAMME)
    world.rulebook = replace(world.rulebook, kinds=Kinds.of([replace(AFTER, followed_by=None)]))
    generated(world)
    world.rulebook = replace(world.rulebook, kinds=Kinds.of([AFTER, ICAG]))
    (*_, last) = (row["id"] for row in world.rows(Seance))

    with store.engine.connect() as other, ThreadPoolExecutor(1) as pool:
        other.execute(sa.text(f"SELECT id FROM seance WHERE id = {last} FOR UPDATE"))
        made = pool.submit(generated, world)
        waits_for_a_lock(store)
        other.execute(
            sa.text(f"SELECT id FROM circonscription WHERE code = '{HERE}' FOR UPDATE NOWAIT")
        )
        other.rollback()
        made.result()

    assert world.rows(Seance, a_la_suite_de=last) != []
    store.close()


def test_the_people_of_a_seance_that_moves_along_are_locked_before_any_seance(
    postgresql_url: str,
) -> None:
    store = Store.open(postgresql_url)
    world = settle(store)
    first = world.seance("2026-04-09", heure="09:30")
    second = world.seance("2026-04-09", heure="11:30", a_la_suite_de=str(first))
    dossier, _ = journeys.soutien(world, second)
    person = world.row(Dossier, dossier)["personne_id"]

    with store.engine.connect() as other, ThreadPoolExecutor(1) as pool:
        other.execute(sa.text(f"SELECT id FROM personne WHERE id = {person} FOR UPDATE"))
        moved = pool.submit(moved_to, world, first)
        waits_for_a_lock(store)
        numbers = f"({first}, {second})"
        other.execute(sa.text(f"SELECT id FROM seance WHERE id IN {numbers} FOR UPDATE NOWAIT"))
        other.rollback()
        moved.result()

    assert f"{world.held(second):%m-%d %H:%M}" == "04-16 12:00"
    store.close()


def test_who_waits_for_a_seance_is_locked_before_the_one_that_a_new_one_follows(
    postgresql_url: str,
) -> None:
    store = Store.open(postgresql_url)
    world = settle(store)
    first = world.seance("2026-04-09", heure="09:30")
    journeys.presaisine(world, world.dossier())
    (waiting,) = world.rows(Personne)

    with store.engine.connect() as other, ThreadPoolExecutor(1) as pool:
        other.execute(sa.text(f"SELECT id FROM personne WHERE id = {waiting['id']} FOR UPDATE"))
        added = pool.submit(following, world, first)
        waits_for_a_lock(store)
        other.execute(sa.text(f"SELECT id FROM seance WHERE id = {first} FOR UPDATE NOWAIT"))
        other.rollback()

    assert world.row(Seance, added.result())["a_la_suite_de"] == first
    store.close()


def following(world: World, first: int) -> int:
    return world.seance("2026-04-09", heure="11:30", a_la_suite_de=str(first))


def moved_to(world: World, seance: int) -> None:
    world.convene(seance, "deplacer", BAT, date_seance="2026-04-16", heure="10:00")


@pytest.mark.parametrize("act", ["create", "revoke"])
def test_a_link_asks_for_its_seance_once_and_for_all(postgresql_url: str, act: str) -> None:
    """Two that had looked at it would each wait for the other to let it go."""
    store = Store.open(postgresql_url)
    world = settle(store)
    seance = world.seance("2026-04-09")
    link = made(world, seance, service=ALI).link_id

    with store.engine.connect() as other, ThreadPoolExecutor(1) as pool:
        other.execute(sa.text(f"SELECT id FROM seance WHERE id = {seance} FOR SHARE"))
        if act == "create":
            waiting = pool.submit(linked, world, seance)
        else:
            waiting = pool.submit(revoked, world, link)
        waits_for_a_lock(store)
        mine = other.execute(
            sa.text(f"SELECT id FROM seance WHERE id = {seance} FOR UPDATE NOWAIT")
        )
        taken = mine.scalar_one()
        other.rollback()
        waiting.result()

    standing = [row["revoked_at"] is None for row in world.rows(Lien)]
    assert taken == seance
    assert standing == ([True, True] if act == "create" else [False])
    store.close()


def linked(world: World, seance: int) -> None:
    made(world, seance, service=FRANCE_TRAVAIL)


def revoked(world: World, link: int) -> None:
    links.revoke(world.store, world.rulebook, world.asked(links.REVOKE, BAT, {}), link)


@pytest.mark.parametrize("event", ["inscrire_ligne", "prioriser"])
def test_the_place_of_a_line_waits_for_the_one_that_is_being_given_in_the_seance(
    postgresql_url: str, event: str
) -> None:
    """Each would look before the other wrote, and both find the place free."""
    store = Store.open(postgresql_url)
    world = settle(store)
    seance = world.seance("2026-04-09")
    first, second = world.dossier(), world.dossier()
    form: dict[str, Any] = {"seance": seance, "nature": "soutien"}
    if event == "prioriser":
        for dossier in (first, second):
            world.act(dossier, "inscrire_ligne", AGENT_ALI, **form)
        form = {}
    form = {**form, "priorite": 1}

    with ThreadPoolExecutor(1) as pool:
        with store.write() as tx:
            act = world.asked(event, AGENT_ALI, form)
            commands.carry_out(tx, world.rulebook, Command(dossier_id=first, act=act))
            same = pool.submit(world.act, second, event, AGENT_ALI, **form)
            waits_for_a_lock(store)
        with pytest.raises(Refused) as refused:
            same.result()

    assert [one.code for one in refused.value.refusals] == ["priorite_prise"]
    assert [row["priorite"] for row in world.rows(Passage)].count(1) == 1
    store.close()
