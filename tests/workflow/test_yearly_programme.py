"""The yearly programme of the ICL-I: published by the BAT once there is one."""

import json
from dataclasses import replace

import pytest

from rules.actors import Actor, Role
from rules.refusals import Refused
from rules.seances.kinds import Kinds
from rules.situation import Act
from tests.situations import KIND_APPUI
from tests.workflow.build import BAT, BOP, ELSEWHERE, HERE, World
from tests.workflow.invariants import reconciled
from workflow.database.instants import from_micros
from workflow.seances.yearly import yearly_programme
from workflow.seances.yearly.yearly_programme import Published
from workflow.tables.trail import DeadlineRow, FactRow


def publish(
    world: World,
    year: int = 2026,
    actor: Actor = BAT,
    place: str | None = None,
    key: str | None = None,
) -> Published:
    act: Act = world.asked(yearly_programme.PUBLISH, actor, {})
    return yearly_programme.publish(
        world.store, world.rulebook, act, year, circonscription=place, key=key
    )


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.refusals]


def test_the_programme_published_meets_the_year_of_its_circonscription(world: World) -> None:
    world.dossier()
    world.tick()
    world.seance("2026-04-09")
    world.seance("2026-05-21")

    done = publish(world, place=HERE)
    assert done.seances == ((HERE, 2),)
    assert world.deadline("D7-PROGRAMME")["status"] == "tenue"
    assert world.flaws() == []


def test_published_before_the_year_begins_it_is_met_as_soon_as_it_opens(world: World) -> None:
    world.dossier()
    world.tick()
    world.seance("2027-01-14")
    world.until("2026-12-10")
    publish(world, 2027, place=HERE)
    world.until("2027-01-02").tick()

    years = [row["status"] for row in world.rows(DeadlineRow, rule="D7-PROGRAMME")]
    assert years == ["ouverte", "tenue"]


def test_a_programme_without_seance_is_none(world: World) -> None:
    world.seance("2026-04-09", circonscription=HERE)

    with pytest.raises(Refused) as refused:
        publish(world)
    assert codes(refused) == ["programme_vide"]
    assert ELSEWHERE in refused.value.refusals[0].sentence
    assert HERE not in refused.value.refusals[0].sentence


def test_where_no_concertation_is_held_the_programme_is_that_of_the_instances_that_are(
    world: World,
) -> None:
    """Grenoble, S2: a circonscription has instances d’insertion, and no ICL-I."""
    instance = replace(KIND_APPUI, label="Instance d’insertion")
    elsewhere = replace(
        instance, label="Instance d’insertion SDF", circonscriptions=frozenset({ELSEWHERE})
    )
    ep = world.rulebook.kinds.otherwise("ep")
    world.rulebook = replace(world.rulebook, kinds=Kinds.of([instance, elsewhere, ep]))

    with pytest.raises(Refused) as refused:
        publish(world)
    (why,) = refused.value.refusals
    assert why.sentence.startswith(
        "Aucune séance (Instance d’insertion ou Instance d’insertion SDF) n’est programmée en 2026"
    )
    for place in (HERE, ELSEWHERE):
        world.seance("2026-04-09", genre=KIND_APPUI.code, circonscription=place)
        assert publish(world, place=place).seances == ((place, 1),)


def test_a_seance_cancelled_is_on_no_programme(world: World) -> None:
    seance = world.seance("2026-04-09")
    world.convene(seance, "annuler", motif="grève")

    with pytest.raises(Refused) as refused:
        publish(world, place=HERE)
    assert codes(refused) == ["programme_vide"]


def test_only_the_bat_of_the_territory_publishes(world: World) -> None:
    world.seance("2026-04-09", circonscription=HERE)
    elsewhere = Actor(name="bat", role=Role.BAT, circonscriptions=frozenset({ELSEWHERE}))
    cases = [(BOP, HERE, "acteur_non_autorise"), (elsewhere, HERE, "hors_territoire")]
    cases.append((BAT, "93-99", "circonscription_inconnue"))

    for actor, place, code in cases:
        with pytest.raises(Refused) as refused:
            publish(world, actor=actor, place=place)
        assert code in codes(refused)
    here = Actor(name="bat", role=Role.BAT, circonscriptions=frozenset({HERE}))
    assert publish(world, actor=here).seances == ((HERE, 1),)


def test_a_key_publishes_once(world: World) -> None:
    world.seance("2026-04-09")
    first, again = publish(world, place=HERE, key="k"), publish(world, place=HERE, key="k")

    assert (first.repeated, again.repeated) == (False, True)
    assert again.seances == first.seances


def years(world: World) -> list[tuple[str, str]]:
    """The year that each deadline of the programme here is about, and its status."""
    rows = world.rows(DeadlineRow, rule="D7-PROGRAMME")
    told = {
        f"circonscription:{row['subject_id']}:{row['seq']}:{row['rank']}": json.loads(row["data"])
        for row in world.rows(FactRow, code="cycle_annee")
    }
    return [(told[row["opening"]]["annee"], row["status"]) for row in rows]


def test_a_year_to_come_is_told_as_soon_as_the_programme_covers_it(world: World) -> None:
    world.dossier()
    world.tick()
    world.until("2026-11-16")
    world.seance("2027-01-14")
    world.seance("2027-02-11")
    first, again = world.tick().cycles, world.tick().cycles
    before = world.rows(DeadlineRow, rule="D7-PROGRAMME")[-1]
    publish(world, 2027, place=HERE)
    met = years(world)
    world.until("2027-01-04").tick()

    assert (first, again) == (1 + 8 * 2, 0)  # the year, and what the silent months owe
    assert f"{from_micros(before['due_at']).astimezone(world.now.tzinfo):%Y-%m-%d}" == "2027-01-31"
    assert met == [("2026", "ouverte"), ("2027", "tenue")]
    assert years(world) == met
    assert world.flaws() == reconciled(world) == []


def test_a_programme_that_was_given_up_covers_no_year(world: World) -> None:
    world.dossier()
    world.until("2026-11-16")
    seance = world.seance("2027-01-14")
    world.convene(seance, "annuler", motif="saisie en trop")
    world.tick()

    assert [year for year, _ in years(world)] == ["2026"]


def test_the_years_that_went_by_in_silence_are_told_too(world: World) -> None:
    world.dossier()
    world.tick()
    world.until("2028-02-07").tick()

    assert [year for year, _ in years(world)] == ["2026", "2027", "2028"]
