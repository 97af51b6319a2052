"""What a measured deadline remembers of whom it is about, and the counts that hang from it."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rules.actors import Actor
from rules.deadlines.rule import Rule, Target
from rules.profiles import Dimension
from rules.shares import Stretch, Tally
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
    execute,
    paris,
)
from workflow.deadlines import standing
from workflow.reading.shares import Asked, Measure, measure
from workflow.recalculation import application
from workflow.tables.subjects import Dossier
from workflow.tables.trail import DeadlineRow

ENTRY = "1B-ORIENTATION"


def counted(world: World, rule: str, **asked: Any) -> Measure:
    return measure(world.store, world.rulebook, rule, Asked(**asked), now=world.now)


def kept(world: World, rule: str, **where: object) -> list[Any]:
    """The profiles of the rule's rows, in the order in which they were written."""
    rows = world.rows(DeadlineRow, rule=rule, **where)
    return [None if row["profile"] is None else json.loads(row["profile"]) for row in rows]


def entrant(world: World, **more: Any) -> int:
    """Somebody whose right is told today."""
    return world.dossier("naitre_a_orienter", service=None, rank=None, **more)


def test_what_somebody_was_at_the_anchor_stays_whatever_they_become(world: World) -> None:
    dossier = entrant(world)
    execute(
        world.store,
        "UPDATE personne SET civilite = 'Madame', date_naissance = '2000-03-03', enfants = 1,"
        " situation_familiale = 'Mariage', circonscription = '93-02'",
    )
    world.wait(days=3)
    world.act(
        dossier,
        "suspendre_delai",
        BOP,
        regle=ENTRY,
        nature="personne_empechee",
        du="2026-03-09",
        au="2026-03-10",
    )
    first, second = kept(world, ENTRY)

    assert first == second
    assert first == {
        "tranche_age": "40_49",  # born on 1 January 1980
        "circonscription": HERE,
        "population": "entrant",
    }


def test_the_population_does_not_depend_on_when_the_flux_was_told(world: World) -> None:
    def populations(flux_first: bool) -> set[str]:
        dossier = world.dossier("importer_oriente", service=ALI, origine="algorithme", rank=2)
        told: list[tuple[str, Actor, dict[str, Any]]] = [
            ("constater_flux", BOP, {"date": "2026-02-10"})
        ]
        kept: list[tuple[str, Actor, dict[str, Any]]] = [
            ("fixer_rdv", AGENT_ALI, {"date": "2026-03-03", "date_rdv": "2026-03-04"}),
            ("honorer_rdv", AGENT_ALI, {"date": "2026-03-04"}),
        ]
        world.until("2026-03-20")
        for event, actor, data in (*told, *kept) if flux_first else (*kept, *told):
            world.act(dossier, event, actor, **data)
        rows = world.rows(DeadlineRow, rule="3B-CONTRAT", dossier_id=dossier)
        return {json.loads(row["profile"])["population"] for row in rows}

    first = populations(flux_first=True)
    world.until("2026-03-02")
    assert first == populations(flux_first=False) == {"entrant"}


def test_the_organisme_designated_is_remembered_until_the_act_is_corrected(world: World) -> None:
    dossier = entrant(world)
    world.wait(days=1)
    world.act(
        dossier, "orienter", BOP, service=FRANCE_TRAVAIL, type_orientation=5, origine="manuelle"
    )
    world.wait(days=1)
    world.act(dossier, "notifier", BOP, date=world.now.date(), canal="postal")
    (met,) = kept(world, ENTRY, status="tenue")
    world.correct(dossier)
    (open_again,) = kept(world, ENTRY, status="ouverte")

    assert (met["organisme"], met["service"]) == ("france_travail", FRANCE_TRAVAIL)
    assert "organisme" not in open_again


def test_deadlines_that_nobody_measures_remember_nobody(world: World) -> None:
    journeys.presaisine(world)

    assert set(kept(world, "D27-UN-MOIS")) == {None}


def test_a_deadline_found_by_a_recount_remembers_as_one_that_an_act_opened(world: World) -> None:
    every = world.rulebook
    rules = {code: versions for code, versions in every.rules.items() if code != ENTRY}
    world.rulebook = replace(every, rules=rules)
    entrant(world)
    assert kept(world, ENTRY) == []
    application.apply(
        world.store, every, actor=BAT, motive="règle nouvelle", now=world.now, complete=True
    )
    world.rulebook = every
    entrant(world)
    found, opened = kept(world, ENTRY)

    assert found == opened
    assert found["tranche_age"] == "40_49"


def test_a_rule_without_target_is_counted_where_its_dossier_is_today(world: World) -> None:
    dossier = journeys.presaisine(world)
    assert counted(world, "D27-UN-MOIS", circonscription=HERE).tally == Tally(open=1)
    assert counted(world, "D27-UN-MOIS", service=ALI).tally == Tally(open=1)

    execute(world.store, f"UPDATE dossier SET circonscription = '{ELSEWHERE}' WHERE id = {dossier}")
    with world.store.write() as tx:
        standing.keep(tx, world.row(Dossier, dossier)["personne_id"])

    assert counted(world, "D27-UN-MOIS", circonscription=HERE).tally == Tally()
    assert counted(world, "D27-UN-MOIS", circonscription=ELSEWHERE).tally == Tally(open=1)


def test_a_tableau_is_counted_for_its_service_at_the_day_of_its_seance(world: World) -> None:
    seance = world.seance("2026-03-12")
    dossier = journeys.consulted(world)
    world.act(dossier, "inscrire", AGENT_ALI, seance=seance)
    world.convene(seance, "preparer")
    world.until("2026-03-09")
    world.convene(seance, "transmettre_tableau", AGENT_ALI, service=ALI)
    world.until("2026-03-13")
    rule = "D1-TABLEAU-BAT"
    that_day = {"first": date(2026, 3, 12), "last": date(2026, 3, 12)}
    found = counted(world, rule, by=Dimension.SERVICE, **that_day)

    by_service = {part.value: part.tally for part in found.parts}
    assert by_service[str(ALI)] == Tally(in_time=1)
    assert by_service[str(FRANCE_TRAVAIL)] == Tally(missed=1)
    (times,) = counted(world, rule, service=ALI, circonscription=HERE).times
    assert (times.median, times.number) == (-3, 1)  # three jours ouvrés before
    assert counted(world, rule, circonscription=ELSEWHERE).tally == Tally()
    assert counted(world, rule, first=date(2026, 3, 13)).tally == Tally()


def test_a_deadline_without_date_is_counted_at_its_opening(world: World) -> None:
    journeys.presaisine(world)
    today = world.now.date()

    assert counted(world, "I-INSCRIRE", first=today, last=today).tally == Tally(undated=1)


def test_a_fact_that_was_annulled_leaves_nothing_to_count(world: World) -> None:
    dossier = world.dossier()
    day = world.now.date()
    world.act(dossier, "constater_diagnostic", AGENT_ALI, date=day, organisme="ALI")
    rule = "4-DIAGNOSTIC-PARTAGE"
    assert counted(world, rule).stock == Tally(open=1)
    world.correct(dossier)

    assert counted(world, rule).stock == counted(world, rule).tally == Tally()


def test_what_was_past_when_it_was_entered_is_counted_and_told(world: World) -> None:
    entrant(world, occurred=paris("2025-11-03"))

    assert counted(world, ENTRY).tally == Tally(missed=1, born_late=1)


def with_trajectory(world: World) -> None:
    """60 until the end of 2025, 80 after."""
    targets = (Target(share=60, until=date(2025, 12, 31)), Target(share=80))
    versions: tuple[Rule, ...] = world.rulebook.rules[ENTRY]
    rules = {**world.rulebook.rules, ENTRY: tuple(replace(v, targets=targets) for v in versions)}
    world.rulebook = replace(world.rulebook, rules=rules)


def test_each_period_is_held_against_its_own_target(world: World) -> None:
    with_trajectory(world)
    # The last evening of 2025 in Paris, the first morning of 2026.
    entrant(world, occurred=paris("2025-12-31 23:30"))
    entrant(world, occurred=paris("2026-01-01 00:30"))
    found = counted(world, ENTRY, first=date(2025, 12, 1), last=date(2026, 1, 31))

    assert found.target is None
    assert found.tally == Tally(missed=2, born_late=2)
    assert [(stretch, tally.missed) for stretch, tally in found.stretches] == [
        (Stretch(first=date(2025, 12, 1), last=date(2025, 12, 31), target=60), 1),
        (Stretch(first=date(2026, 1, 1), last=date(2026, 1, 31), target=80), 1),
    ]
    assert counted(world, ENTRY, first=date(2026, 1, 1)).target == 80


def test_an_indicator_without_deadlines_says_its_target_and_no_share(world: World) -> None:
    found = counted(world, "3A-ABSENCE")

    assert (found.tally.share, found.target, found.times) == (None, 100, ())


@pytest.mark.parametrize("rank", [1, 2])
def test_of_people_taken_over_only_a_first_rang_is_an_entrant(world: World, rank: int) -> None:
    world.dossier("importer_oriente", rank=rank)
    found = counted(world, "2-RDV")

    assert (found.tally.total, found.stock.total) == ((1, 0) if rank == 1 else (0, 1))
