"""The offer of accompagnement: what it cannot be, and which share of the stock is up to date."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from rules.actors import Actor, Role
from rules.days.calendar import Unit
from rules.deadlines.derivation import Status
from rules.delays.delay import Delay
from rules.facts import Fact
from rules.offers import (
    PUBLISHED,
    UPDATED,
    WITHDRAWN,
    Palette,
    contingented,
    impossible,
    not_allowed,
    out_of_order,
    palette,
)
from tests.rules.derivation import CALENDAR, DAY_0, derived, fact, only, rule

KEPT = rule("5-OFFRE-A-JOUR", delay=Delay(n=3, unit=Unit.MOIS))
OFFER = {"operateur": "Une association", "genre": "emploi", "capacite": 20}


def codes(said: dict[str, object]) -> list[str]:
    return [refusal.code for refusal in impossible(said)]


def order(code: str, facts: list[Fact], day: int) -> str | None:
    refusal = out_of_order(code, facts, DAY_0 + timedelta(days=day))
    return None if refusal is None else refusal.code


def on(day: int, *offers: list[Fact]) -> Palette:
    at = (DAY_0 + timedelta(days=day)).date()
    return palette(offers, at, (KEPT,), CALENDAR)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"operateur": None}, ["operateur_manquant"]),
        ({"operateur": None, "service": 3}, []),
        ({"places": 21}, ["places_au_dela_de_la_capacite"]),
        ({"places": 20}, []),
        ({"genre": "accompagnement_global"}, ["places_a_compter"]),
        ({"genre": "accompagnement_global", "places": 0}, []),
        ({"contingent": True}, ["places_a_compter"]),
    ],
)
def test_an_offer_says_who_holds_it_and_its_places_when_they_are_rationed(
    change: dict[str, object], found: list[str]
) -> None:
    assert codes({**OFFER, **change}) == found


def test_only_the_accompagnement_global_is_rationed_unless_it_is_said() -> None:
    assert contingented({"genre": "accompagnement_global"})
    assert not contingented({"genre": "emploi"})
    assert not contingented({"genre": "accompagnement_global", "contingent": 0})


@pytest.mark.parametrize(
    ("role", "service", "allowed"),
    [
        (Role.BOP, None, True),
        (Role.BAT, None, True),
        (Role.REFERENT, 3, True),
        (Role.RESPONSABLE_SERVICE, 3, True),
        (Role.REFERENT, 4, False),
        (Role.EP, None, False),
    ],
)
def test_the_departement_keeps_every_offer_and_a_service_its_own(
    role: Role, service: int | None, allowed: bool
) -> None:
    actor = Actor(name="agent", role=role, service_id=service)

    assert (not_allowed(UPDATED, actor, 3) is None) is allowed
    assert (not_allowed(UPDATED, actor, None) is None) is (service is None and allowed)


def test_an_offer_is_published_then_updated_then_withdrawn_once() -> None:
    live = [fact(PUBLISHED, 0), fact(UPDATED, 10)]
    over = [*live, fact(WITHDRAWN, 20)]

    assert order(UPDATED, live, 5) is None
    assert order(UPDATED, live, -1) == "offre_pas_encore_publiee"
    assert order(WITHDRAWN, live, 5) == "offre_tenue_depuis"
    assert order(WITHDRAWN, live, 11) is None
    assert order(UPDATED, over, 21) == "offre_retiree"
    assert order(UPDATED, over, 15) is None
    assert order(WITHDRAWN, over, 30) == "offre_retiree"


def test_each_update_counts_the_delay_anew_and_meets_the_one_before() -> None:
    facts = [fact(PUBLISHED, 0), fact(UPDATED, 60), fact(WITHDRAWN, 200)]

    first, second = derived(KEPT, facts)
    assert (first.status, first.met_in_time) == (Status.TENUE, True)
    assert (second.status, second.met_in_time) == (Status.TENUE, False)
    assert only(derived(KEPT, facts[:1])).status is Status.OUVERTE


def test_the_share_up_to_date_is_that_of_the_stock_of_that_day() -> None:
    kept = [fact(PUBLISHED, 0), fact(UPDATED, 80)]
    left = [fact(PUBLISHED, 0)]
    gone = [fact(PUBLISHED, 0), fact(WITHDRAWN, 50)]

    assert on(-1, kept, left, gone) == Palette(day=date(2026, 3, 1), visible=0, current=0)
    assert on(49, kept, left, gone) == Palette(day=date(2026, 4, 20), visible=3, current=3)
    assert on(50, kept, left, gone).visible == 2
    assert on(92, kept, left, gone).current == 2  # the last day of the three months
    assert on(93, kept, left, gone).current == 1
    assert on(93, kept, left, gone).share == 50


def test_there_is_no_share_of_nothing_and_nothing_ages_without_the_rule() -> None:
    old: list[Any] = [[fact(PUBLISHED, 0)]]
    later = date(2030, 1, 1)

    assert on(0).share is None
    assert palette(old, later, (), CALENDAR).current == 1
    assert palette(old, later, (replace(KEPT, valid_to=date(2026, 1, 1)),), CALENDAR).current == 1
