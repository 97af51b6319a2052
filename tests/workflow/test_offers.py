"""The offers of accompagnement: facts, delays and a chain of their own."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rules.actors import Actor
from rules.offers import PUBLISHED, UPDATED, WITHDRAWN
from rules.refusals import Refused
from tests.workflow.build import (
    AGENT_ALI,
    AGENT_FT,
    BOP,
    ELSEWHERE,
    FRANCE_TRAVAIL,
    HERE,
    World,
    paris,
)
from workflow.organisations.offers import (
    OfferCommand,
    OfferOutcome,
    StaleOffer,
    UnknownOffer,
    perform,
)
from workflow.reading import deadlines as reading
from workflow.reading import offers
from workflow.tables.post import Outbox
from workflow.tables.subjects import Offre
from workflow.tables.trail import DeadlineRow, JournalRow

OFFER: dict[str, Any] = {
    "libelle": "Un pas de plus",
    "genre": "emploi",
    "capacite": "20",
    "places": "6",
}
RATIONED: dict[str, Any] = {"genre": "accompagnement_global", "service": str(FRANCE_TRAVAIL)}


def do(
    world: World,
    code: str,
    offer: int | None = None,
    actor: Actor = BOP,
    *,
    version: int | None = None,
    key: str | None = None,
    **data: Any,
) -> OfferOutcome:
    act = world.asked(code, actor, data)
    command = OfferCommand(act=act, offer_id=offer, expected_version=version, key=key)
    return perform(world.store, world.rulebook, command)


def published(world: World, actor: Actor = BOP, **more: Any) -> int:
    said = {**OFFER, "operateur": "Une association", **more}
    return do(world, PUBLISHED, None, actor, **said).offer_id


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.refusals]


def test_an_offer_published_is_to_be_updated_within_three_months(world: World) -> None:
    offer = published(world)
    opened = world.deadline("5-OFFRE-A-JOUR")
    world.wait(days=30)
    do(world, UPDATED, offer, places="4")

    row = world.row(Offre, offer)
    assert (row["capacite"], row["places"], row["operateur"]) == (20, 4, "Une association")
    statuses = [one["status"] for one in world.rows(DeadlineRow, rule="5-OFFRE-A-JOUR")]
    assert (opened["kind"], opened["subject_id"], opened["status"]) == ("offre", offer, "ouverte")
    assert statuses == ["tenue", "ouverte"]
    assert [line.whose for line in reading.deadlines(world.store, now=world.now)] == [
        "Un pas de plus"
    ]
    assert world.flaws() == []


def test_an_update_without_a_field_confirms_what_is_said(world: World) -> None:
    offer = published(world)
    world.wait(days=5)

    assert do(world, UPDATED, offer).version == 2
    assert world.row(Offre, offer)["places"] == 6


def test_the_operator_is_told_when_the_offer_gets_old(world: World) -> None:
    published(world, **RATIONED)
    world.wait(days=93).tick()

    told = {row["recipient"] for row in world.rows(Outbox, occasion="echeance_niveau_1")}
    assert f"service:{FRANCE_TRAVAIL}" in told


def test_an_offer_withdrawn_waits_for_nobody_and_takes_no_more_acts(world: World) -> None:
    offer = published(world)
    world.wait(days=5)
    do(world, WITHDRAWN, offer)
    world.wait(days=5)

    with pytest.raises(Refused) as refused:
        do(world, UPDATED, offer, places="1")
    assert codes(refused) == ["offre_retiree"]
    assert world.deadline("5-OFFRE-A-JOUR")["status"] == "tenue"
    assert [row["act"] for row in world.rows(JournalRow, kind="offre")][-1] == "refus"


def test_an_update_told_late_changes_the_delays_and_not_what_is_known_since(world: World) -> None:
    offer = published(world)
    world.wait(days=60)
    do(world, UPDATED, offer, places="2")
    late = replace(world.asked(UPDATED, BOP, {"places": "5"}), occurred=paris("2026-03-20"))
    perform(world.store, world.rulebook, OfferCommand(act=late, offer_id=offer))

    assert world.row(Offre, offer)["places"] == 2
    opened = [
        one["opened_at"]
        for one in world.rows(DeadlineRow, rule="5-OFFRE-A-JOUR")
        if one["status"] != "remplacee"
    ]
    assert len(opened) == 3


def test_a_service_keeps_its_own_offer_and_no_other(world: World) -> None:
    own = published(world, AGENT_FT, **RATIONED)

    assert do(world, UPDATED, own, AGENT_FT, places="3").version == 2
    with pytest.raises(Refused) as refused:
        do(world, UPDATED, own, AGENT_ALI, places="2")
    assert codes(refused) == ["acteur_non_autorise"]


def test_every_reason_against_an_offer_is_told_at_once(world: World) -> None:
    with pytest.raises(Refused) as refused:
        do(
            world,
            PUBLISHED,
            None,
            AGENT_ALI,
            libelle="x",
            genre="accompagnement_global",
            capacite="4",
            service="99",
            circonscription="93-99",
        )

    assert codes(refused) == [
        "acteur_non_autorise",
        "service_inconnu",
        "circonscription_inconnue",
        "places_a_compter",
    ]
    assert world.rows(Offre) == []


def test_a_key_publishes_once_and_a_stale_version_changes_nothing(world: World) -> None:
    said: dict[str, Any] = {**OFFER, "operateur": "Une association"}
    first = do(world, PUBLISHED, key="k", **said)
    again = do(world, PUBLISHED, key="k", **said)
    do(world, UPDATED, first.offer_id, version=1, places="5")

    assert (again.offer_id, again.repeated) == (first.offer_id, True)
    with pytest.raises(StaleOffer, match="a changé depuis que vous l’avez lue"):
        do(world, UPDATED, first.offer_id, version=1, places="4")
    with pytest.raises(UnknownOffer):
        do(world, UPDATED, 99)


def test_the_palette_is_seen_by_territory_with_its_share_of_any_day(world: World) -> None:
    here = published(world, circonscription=HERE)
    published(world, circonscription=ELSEWHERE, libelle="Ailleurs")
    everywhere = published(world, libelle="Partout", **RATIONED)
    world.wait(days=100)
    do(world, UPDATED, here)

    seen = offers.listing(world.store, circonscription=HERE)
    assert [(line.id, line.operator) for line in seen] == [
        (everywhere, f"Service {FRANCE_TRAVAIL}"),
        (here, "Une association"),
    ]
    now = offers.share(world.store, world.rulebook, world.now.date(), HERE)
    then = offers.share(world.store, world.rulebook, date(2026, 3, 2))
    assert (now.visible, now.current, now.share) == (2, 1, 50)
    assert (then.visible, then.current) == (3, 3)
    assert [line.genre for line in offers.listing(world.store, genre="emploi", most=1)] == [
        "emploi"
    ]


def test_the_name_of_an_offer_and_of_its_operator_are_not_hashed(world: World) -> None:
    published(world)

    (entry,) = world.rows(JournalRow, kind="offre")
    assert "association" not in entry["body"]
    assert "association" in entry["personal"]
