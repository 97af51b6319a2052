"""Every date that a deadline had, the act that gave it, and the law of its own time."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rules.days.calendar import Calendar, Unit
from rules.days.closures import Closure
from rules.deadlines.explanation import explanation
from rules.delays.delay import Delay
from tests.workflow import journeys
from tests.workflow.build import BOP, PRESIDENT, World
from tests.workflow.passages import opened
from workflow.reading import deadlines, lineages
from workflow.reading.deadlines import DeadlineLine
from workflow.recalculation import application, snapshots
from workflow.recalculation.snapshots import UnknownSnapshot
from workflow.tables.trail import DeadlineRow

MONTH = "D27-UN-MOIS"


def line(world: World, generation: int, rule: str = MONTH) -> DeadlineLine:
    (row,) = world.rows(DeadlineRow, rule=rule, generation=generation)
    return deadlines.deadline(world.store, row["id"])[0]


def moved(world: World) -> None:
    """A request whose month was suspended, extended, then set by hand, within one minute."""
    dossier = journeys.presaisine(world)
    form: dict[str, Any] = {
        "regle": MONTH,
        "ouverture": line(world, 1).opening,
        "nature": "service_ferme",
    }
    world.act(dossier, "suspendre_delai", BOP, du="2026-03-09", au="2026-03-13", **form)
    world.act(dossier, "prolonger_delai", BOP, n=1, **form)
    world.act(dossier, "fixer_echeance", PRESIDENT, le="2026-06-30", **form)


def told(world: World, rule: str = MONTH) -> list[tuple[str | None, str | None, str | None]]:
    """(due day, how it was changed, by which act) of each generation."""
    return [
        (
            None if one.due is None else f"{one.due:%m-%d}",
            one.adjusted,
            None if one.cause is None else f"{one.cause.event} {one.cause.actor}",
        )
        for one in lineages.generations(world.store, line(world, 1, rule))
    ]


def test_every_date_is_listed_with_the_act_that_gave_it(world: World) -> None:
    moved(world)

    assert told(world) == [
        ("04-02", None, "ouvrir_reorientation agent 1"),
        ("04-07", None, "suspendre_delai bop"),
        ("05-07", "prolongee", "prolonger_delai bop"),
        ("06-30", "fixee", "fixer_echeance président"),
    ]


def test_each_date_is_explained_by_what_had_been_changed_by_then(world: World) -> None:
    opened(world)
    moved(world)
    found = [line(world, generation) for generation in (1, 2, 3, 4)]

    def again(one: DeadlineLine) -> object:
        law = lineages.law(world.store, world.rulebook, one)
        return explanation(one.anchor, law.delay, law.calendar, one.adjustments).due

    assert [again(one) for one in found] == [one.due for one in found]
    assert [len(one.adjustments.pauses) for one in found] == [0, 1, 1, 1]
    assert [one.adjustments.added for one in found] == [0, 0, 1, 1]


def test_a_date_moved_by_its_seance_says_so(world: World) -> None:
    stage = journeys.en_icl(world)
    world.wait(days=1)
    world.convene(stage.icl, "deplacer", date_seance="2026-04-16", heure="09:30")

    assert told(world, "I-RESULTAT-LIGNE") == [
        ("04-10", None, "inscrire agent 1"),
        ("04-17", None, "deplacer bat"),
    ]


def test_a_date_moved_by_the_calendar_says_so_and_the_old_one_keeps_its_calendar(
    world: World,
) -> None:
    journeys.presaisine(world)
    world.seance("2026-04-09")
    old = world.rulebook.calendar
    snapshots.keep(world.store, world.rulebook, world.now)
    closed = Calendar.compile("93", closures=[Closure(date(2026, 4, 2), date(2026, 4, 3), "pont")])
    world.wait(days=1)
    world.rulebook = replace(world.rulebook, calendar=closed)
    application.apply(world.store, world.rulebook, actor=BOP, motive="pont", now=world.now)
    first, second = line(world, 2, "I-INSCRIRE"), line(world, 3, "I-INSCRIRE")

    assert told(world, "I-INSCRIRE")[-1][2] == "recalcul bop"
    assert (first.calendar, second.calendar) == (old.version, closed.version)
    for one in (first, second):
        law = lineages.law(world.store, world.rulebook, one)

        assert law.calendar.version == one.calendar
        assert explanation(one.anchor, law.delay, law.calendar, one.adjustments).due == one.due


def test_a_deadline_of_an_old_version_of_its_rule_is_explained_by_that_version(
    world: World,
) -> None:
    journeys.presaisine(world)
    snapshots.keep(world.store, world.rulebook, world.now)
    weeks = Delay(n=6, unit=Unit.SEMAINE)
    versions = tuple(
        replace(one, version="autre", delay=weeks, source="nouveau texte")
        for one in world.rulebook.rules[MONTH]
    )
    world.rulebook = replace(world.rulebook, rules={**world.rulebook.rules, MONTH: versions})
    found = line(world, 1)
    law = lineages.law(world.store, world.rulebook, found)

    assert law.delay == Delay(n=1, unit=Unit.MOIS)
    assert "principe 4" in law.source


def sourced(world: World, source: str) -> None:
    """The registry opened again, on another day, under the same rules of which one says another
    source."""
    world.wait(days=1)
    versions = tuple(replace(one, source=source) for one in world.rulebook.rules[MONTH])
    world.rulebook = replace(world.rulebook, rules={**world.rulebook.rules, MONTH: versions})
    opened(world)


def latest(world: World) -> DeadlineLine:
    newest = max(row["id"] for row in world.rows(DeadlineRow, rule=MONTH))
    return deadlines.deadline(world.store, newest)[0]


def test_a_date_keeps_the_source_that_it_had_when_it_was_written(world: World) -> None:
    opened(world)
    found = []
    for source in (world.rulebook.rules[MONTH][0].source, "mieux cité", "note 9", "mieux cité"):
        sourced(world, source)
        journeys.presaisine(world)
        found.append((source, latest(world)))

    for source, one in found:
        assert lineages.law(world.store, world.rulebook, one).source == source
    assert len({one.rule_version for _, one in found}) == 1


def test_a_rule_that_was_never_kept_cannot_explain(world: World) -> None:
    journeys.presaisine(world)
    world.rulebook = replace(world.rulebook, rules={})
    with pytest.raises(UnknownSnapshot, match=MONTH):
        lineages.law(world.store, world.rulebook, line(world, 1))
