"""What another calendar or other rules would change, before anything is written."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from rules.days.calendar import Unit
from rules.deadlines.rule import Rung
from rules.delays.delay import Delay
from rules.rulebook import Rulebook
from tests.workflow import journeys
from tests.workflow.build import BOP, World, execute
from tests.workflow.crashes import everything
from tests.workflow.passages import closed, opened, passed, ruled, seen, without
from workflow.recalculation.forecast import Forecast
from workflow.recalculation.movements import Movement, Nature
from workflow.tables.trail import DeadlineRow

MONTH, RULE = "D27-UN-MOIS", "I-INSCRIRE"


@pytest.fixture
def peopled(world: World) -> World:
    """Seven people at different places of the procedure; one delay suspended, some told of."""
    opened(world)
    journeys.saisine_recue(world, "2026-04-16")
    world.tick()
    journeys.notifie(world)
    journeys.presaisine(world)
    suspended = journeys.presaisine(world)
    world.act(
        suspended,
        "suspendre_delai",
        BOP,
        regle=MONTH,
        du="2026-04-20",
        au="2026-04-24",
        nature="report_justifie",
    )
    journeys.en_icl(world, "2026-05-21")
    journeys.notifie(world)
    journeys.presaisine(world)
    return world


def of(found: Forecast, rule: str, nature: Nature) -> list[Movement]:
    return [one for one in found.of(nature) if one.rule == rule]


def test_the_calendar_in_use_changes_nothing(peopled: World) -> None:
    found = seen(peopled, peopled.rulebook)

    assert found.movements == []
    assert found.differences == []
    assert found.examined == sum(
        row["status"] in ("ouverte", "suspendue", "sans_ancre") for row in peopled.rows(DeadlineRow)
    )


def test_a_forecast_writes_nothing(peopled: World) -> None:
    before = everything(peopled.store)
    found = seen(peopled, closed(peopled.rulebook, "2026-04-27", "2026-04-30"))

    assert found.movements != []
    assert everything(peopled.store) == before


def test_a_closure_moves_what_is_counted_across_it_and_tells_the_day(peopled: World) -> None:
    law = closed(peopled.rulebook, "2026-04-22", label="inventaire")
    found = seen(peopled, law)

    assert found.of(Nature.DEPLACEE) != []
    for one in found.of(Nature.DEPLACEE):
        assert one.before is not None
        assert one.after is None or one.after > one.before
        assert one.why == ("calendrier",)
        assert [day.day for day in found.reasons.days_of(one)] == [date(2026, 4, 22)]
    assert [(one.day, one.after) for one in found.differences] == [
        (date(2026, 4, 22), "fermeture locale\N{NO-BREAK SPACE}: inventaire")
    ]


def laws(rulebook: Rulebook) -> dict[str, Rulebook]:
    """Laws of every kind beside the one in use."""
    longer = Delay(n=3, unit=Unit.SEMAINE)
    return {
        "a week closed": closed(rulebook, "2026-05-04", "2026-05-07"),
        "a day closed": closed(rulebook, "2026-04-22"),
        "the past closed": closed(rulebook, "2026-04-15"),
        "an amount": ruled(rulebook, "2-RDV", delay=longer),
        "an amount and the calendar": closed(ruled(rulebook, "2-RDV", delay=longer), "2026-04-22"),
        "an amount of people who are paused": ruled(
            rulebook, MONTH, delay=Delay(n=30, unit=Unit.JOUR_OUVRE)
        ),
        "another anchor": ruled(rulebook, MONTH, anchor="fait:saisine_deposee"),
        "another period": ruled(rulebook, "2-RDV", valid_from=date(2026, 4, 18)),
        "the next séance": ruled(
            rulebook, "I-INSCRIRE", delay=replace(rulebook.rules["I-INSCRIRE"][0].delay, n=9)
        ),
        "rules dropped": without(rulebook, MONTH, "2-RDV", "I-TENIR"),
        "the name alone": ruled(rulebook, MONTH),
        "the ladder": ladder(rulebook, "2-RDV"),
    }


def ladder(rulebook: Rulebook, code: str) -> Rulebook:
    """The same, the reminders of one rule coming a day earlier."""

    def earlier(rung: Rung) -> Rung:
        return replace(rung, offset=rung.offset - 1)

    versions = tuple(
        replace(rule, ladder=tuple(earlier(rung) for rung in rule.ladder))
        for rule in rulebook.rules[code]
    )
    return replace(rulebook, rules={**rulebook.rules, code: versions})


def test_counting_thousands_at_once_finds_what_deriving_everybody_finds(peopled: World) -> None:
    found = {}
    for name, law in laws(peopled.rulebook).items():
        quick, whole = seen(peopled, law), seen(peopled, law, complete=True)
        assert quick.movements == whole.movements, name
        assert quick.derived <= whole.derived
        found[name] = {one.nature for one in quick.movements}

    assert set().union(*found.values()) == set(Nature) - {Nature.PASSEE, Nature.APPARUE}
    assert [name for name, natures in found.items() if not natures] == []


def test_a_rule_that_comes_into_force_opens_what_it_would_have_opened(peopled: World) -> None:
    law = peopled.rulebook
    peopled.rulebook = without(law, "2-RDV")
    passed(peopled, peopled.rulebook)
    late = journeys.notifie(peopled)
    found = seen(peopled, law)

    assert found.movements == seen(peopled, law, complete=True).movements
    assert {one.nature for one in found.movements} == {Nature.APPARUE}
    assert {one.rule for one in found.movements} == {"2-RDV"}
    assert late in {one.dossier_id for one in found.movements}
    assert {one.why for one in found.movements} == {("regle_nouvelle",)}


def test_a_rule_dropped_ends_what_it_opened(peopled: World) -> None:
    found = seen(peopled, without(peopled.rulebook, "2-RDV"))

    assert {(one.rule, one.nature, one.why) for one in found.movements} == {
        ("2-RDV", Nature.FINIE, ("regle_retiree",))
    }


def test_another_number_of_days_names_the_rule_as_the_reason(peopled: World) -> None:
    law = ruled(peopled.rulebook, "2-RDV", delay=Delay(n=3, unit=Unit.SEMAINE))
    found = seen(peopled, law)

    assert {(one.rule, one.nature) for one in found.movements} == {("2-RDV", Nature.DEPLACEE)}
    for one in found.movements:
        assert one.why == ("regle",)
        assert one.after is not None
        assert one.before is not None
        assert one.after - one.before == timedelta(days=8)  # two weeks less a day, then three


def test_a_reminder_that_the_closure_brings_forward_is_told_though_the_date_stays(
    peopled: World,
) -> None:
    armed = [row for row in peopled.rows(DeadlineRow, rule=MONTH) if row["next_at"] is not None]
    found = seen(peopled, closed(peopled.rulebook, "2026-05-04", "2026-05-06"))
    alerts = of(found, MONTH, Nature.ALERTE)

    assert {one.id for one in alerts} == {row["id"] for row in armed}
    for one in alerts:
        assert one.before is not None
        assert one.after is not None
        assert one.after < one.before


def test_what_no_longer_follows_from_its_facts_is_found_when_everybody_is_derived(
    peopled: World,
) -> None:
    execute(
        peopled.store,
        f"DELETE FROM deadline WHERE rule = '{RULE}'",
    )
    found = seen(peopled, peopled.rulebook, complete=True)

    assert seen(peopled, peopled.rulebook).movements == []
    assert {(one.rule, one.why) for one in found.movements} == {(RULE, ("faits",))}
    assert {one.nature for one in found.movements} == {Nature.APPARUE, Nature.PASSEE}
