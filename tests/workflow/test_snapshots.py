"""What a date was counted by is kept, under its own name, and never rewritten."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from rules.days.calendar import Calendar
from rules.days.closures import Closure
from tests.workflow import journeys
from tests.workflow.build import World, execute
from workflow.recalculation import snapshots
from workflow.recalculation.snapshots import UnknownSnapshot
from workflow.tables.law import Snapshot
from workflow.tables.trail import DeadlineRow


def test_the_calendar_and_every_version_of_the_rules_are_kept_once(world: World) -> None:
    versions = sum(len(versions) for versions in world.rulebook.rules.values())

    assert snapshots.keep(world.store, world.rulebook, world.now) == versions + 1
    assert snapshots.keep(world.store, world.rulebook, world.now) == 0
    assert len(world.rows(Snapshot)) == versions + 1


def test_a_calendar_answers_as_it_did_when_it_was_kept(world: World) -> None:
    bridge = Closure(date(2026, 5, 15), date(2026, 5, 15), "pont")
    kept = Calendar.compile("93", closures=[bridge])
    snapshots.keep(world.store, replace(world.rulebook, calendar=kept), world.now)

    found = snapshots.calendar(world.store, kept.version)

    assert found is not kept
    assert found.version == kept.version
    days = [date(2026, 4, 1) + timedelta(days=n) for n in range(90)]
    assert [found.reason_off(day) for day in days] == [kept.reason_off(day) for day in days]


def test_a_rule_is_kept_with_what_explains_its_dates(world: World) -> None:
    snapshots.keep(world.store, world.rulebook, world.now)

    for versions in world.rulebook.rules.values():
        for rule in versions:
            kept = snapshots.rule(world.store, rule.code, rule.version)
            assert (kept.delay, kept.anchor, kept.source) == (rule.delay, rule.anchor, rule.source)
            assert (kept.label, kept.origin) == (rule.procedure.label, rule.origin)
            assert (kept.valid_from, kept.valid_to) == (rule.valid_from, rule.valid_to)


def test_the_words_of_a_rule_are_kept_each_time_they_change_and_its_version_once(
    world: World,
) -> None:
    first = world.rulebook.rules["2-RDV"][0]
    times = []
    for source in (first.source, "mieux cité", first.source, first.source):
        rule = replace(first, source=source)
        law = replace(world.rulebook, rules={"2-RDV": (rule,)})
        times.append((world.now, source, snapshots.keep(world.store, law, world.now)))
        world.wait(hours=1)

    assert [kept for _, _, kept in times] == [2, 1, 1, 0]
    for at, source, _ in times:
        assert snapshots.rule(world.store, "2-RDV", first.version, at).source == source
    assert snapshots.rule(world.store, "2-RDV", first.version).source == first.source
    before = times[0][0] - timedelta(days=9)
    assert snapshots.rule(world.store, "2-RDV", first.version, before).source == first.source


def test_two_rules_of_the_same_delay_do_not_share_a_snapshot(world: World) -> None:
    (rule,), (other,) = world.rulebook.rules["2-RDV"], world.rulebook.rules["I-COURRIER"]
    twin = replace(rule, procedure=other.procedure)
    twins = {rule.code: (rule,), other.code: (twin,)}
    snapshots.keep(world.store, replace(world.rulebook, rules=twins), world.now)

    assert snapshots.rule(world.store, other.code, rule.version).label == other.procedure.label


def test_what_was_not_kept_is_said(world: World) -> None:
    with pytest.raises(UnknownSnapshot, match="n’a pas été gardé"):
        snapshots.calendar(world.store, "0123456789abcdef")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE snapshot SET content = '{}'",
        "DELETE FROM snapshot",
    ],
)
def test_nobody_rewrites_a_snapshot(world: World, statement: str) -> None:
    snapshots.keep(world.store, world.rulebook, world.now)

    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        execute(world.store, statement)


def test_a_snapshot_is_not_replaced_by_another_of_its_name(world: World) -> None:
    snapshots.keep(world.store, world.rulebook, world.now)
    kept = world.rows(Snapshot)[0]
    insert = "INSERT OR REPLACE" if world.store.dialect == "sqlite" else "INSERT"

    with pytest.raises(sa.exc.DBAPIError):
        execute(
            world.store,
            f"{insert} INTO snapshot VALUES ('{kept['kind']}', '{kept['version']}', '{{}}', 0)",
        )


def test_a_deadline_names_the_calendar_that_counted_it(world: World) -> None:
    journeys.presaisine(world)

    assert {row["calendar"] for row in world.rows(DeadlineRow)} == {world.rulebook.calendar.version}
