"""Whoever comes to one séance from outside, by name: convoked, told, replaced at their own address
(S2: « à chaque fois un psychologue conventionné différent »)."""

import json
from pathlib import Path
from typing import Any

import pytest

from entrypoints.address_book import RegistryAddressBook
from entrypoints.configuration.settings import load
from rules.refusals import Refused
from tests.workflow.build import ALI, BAT, SERVICE_SOCIAL, World
from tests.workflow.invariants import broken, reconciled
from tests.workflow.seated import attendance, join_by_mail, seat
from tests.workflow.test_visitors import half_day, needs, told
from workflow.tables.post import Outbox
from workflow.tables.subjects import Seance
from workflow.tables.trail import FactRow, JournalRow

GRENOBLE = Path(__file__).resolve().parents[2] / "config.grenoble.yaml"


@pytest.fixture
def shared(world: World) -> World:
    """The rules of Grenoble."""
    world.rulebook = load(GRENOBLE, {}).rulebook
    return world


def comes(world: World, seance: int, name: str = "Sylvie Roux", mail: str = "s.roux@x.fr") -> int:
    """Somebody is named for the séance; the number of the participant."""
    world.convene(seance, "nommer_intervenant", BAT, nom=name, courriel=mail)
    visitor = attendance(world, seance).visitor
    assert visitor is not None
    return visitor.id


def book(world: World) -> RegistryAddressBook:
    return RegistryAddressBook(world.store, load(GRENOBLE, {}))


def test_whoever_is_named_sits_and_is_convoked_at_their_own_address(shared: World) -> None:
    seance = half_day(shared)
    number = comes(shared, seance)

    named = seat(shared, seance, "psychologue")
    assert (named.id, named.name, named.email) == (number, "Sylvie Roux", "s.roux@x.fr")
    assert told(shared, "convocation") == {f"intervenant:{number}": None}
    assert book(shared).addresses(f"intervenant:{number}") == ["s.roux@x.fr"]
    assert book(shared).addresses("intervenant:999") == []
    assert broken(shared) == reconciled(shared) == shared.flaws() == []


def test_whoever_is_named_is_released_at_their_own_address_and_nobody_else_is(
    shared: World,
) -> None:
    seance = half_day(shared)
    number = comes(shared, seance)
    shared.until("2026-04-09").tick()

    outside = [to for to in told(shared, "seance_annulee") if to.startswith("intervenant:")]
    assert shared.row(Seance, seance)["state"] == "annulee"
    assert outside == [f"intervenant:{number}"]


def test_whoever_is_named_learns_at_their_own_address_how_many_situations_there_are(
    shared: World,
) -> None:
    seance = half_day(shared)
    number = comes(shared, seance)
    needs(shared, seance, SERVICE_SOCIAL, 2)
    shared.convene(seance, "fixer_venue", BAT)

    assert told(shared, "venue_fixee") == {"role:bat": 2, f"intervenant:{number}": 2}


def test_naming_somebody_else_tells_the_first_that_they_are_awaited_no_more(
    shared: World,
) -> None:
    seance = half_day(shared)
    first = comes(shared, seance)
    second = comes(shared, seance, "Paul Petit", "p.petit@x.fr")
    shared.convene(seance, "annuler", BAT, motif="salle inondée")

    assert told(shared, "intervenant_remplace") == {f"intervenant:{first}": None}
    assert f"intervenant:{second}" in told(shared, "seance_annulee")
    assert f"intervenant:{first}" not in told(shared, "seance_annulee")
    assert seat(shared, seance, "psychologue").name == "Paul Petit"


def test_whoever_is_named_later_is_told_how_many_situations_there_are(shared: World) -> None:
    seance = half_day(shared)
    needs(shared, seance, ALI, 2)
    shared.convene(seance, "fixer_venue", BAT)
    number = comes(shared, seance)
    shared.convene(seance, "fixer_venue", BAT)

    assert f"intervenant:{number}" in told(shared, "venue_fixee")


def test_nobody_is_named_twice_at_the_same_address(shared: World) -> None:
    seance = half_day(shared)
    comes(shared, seance)
    with pytest.raises(Refused) as again:
        shared.convene(seance, "nommer_intervenant", BAT, nom="ROUX Sylvie", courriel="s.ROUX@x.fr")
    comes(shared, seance, mail="sylvie@x.fr")

    assert [one.code for one in again.value.refusals] == ["intervenant_deja_nomme"]
    assert "(le 2 mars 2026, par" in again.value.refusals[0].sentence.replace("\N{NBSP}", " ")


def test_whoever_is_named_is_asked_again_when_the_date_changes_and_convoked_once(
    shared: World,
) -> None:
    seance = half_day(shared)
    number = comes(shared, seance)
    shared.convene(seance, "repondre_invitation", BAT, participant=number, reponse="confirme")
    shared.convene(seance, "deplacer", BAT, date_seance="2026-04-22", heure="14:00")

    convoked = shared.rows(Outbox, occasion="convocation")
    assert [row["recipient"] for row in convoked] == [f"intervenant:{number}"] * 2
    assert f"intervenant:{number}" not in told(shared, "seance_deplacee")
    assert seat(shared, seance, "psychologue").answer is None


def test_whoever_is_named_is_asked_again_with_the_others_when_they_are(shared: World) -> None:
    seance = half_day(shared)
    number = comes(shared, seance)
    member = join_by_mail(shared, genre="psychologue", siege="secteur")
    shared.convene(seance, "convoquer", BAT)
    shared.convene(seance, "deplacer", BAT, date_seance="2026-04-22", heure="14:00")

    convoked = [row["recipient"] for row in shared.rows(Outbox, occasion="convocation")]
    assert sorted(convoked) == sorted([f"intervenant:{number}", f"membre:{member}"] * 2)


def test_whoever_is_named_is_told_of_another_room(shared: World) -> None:
    seance = half_day(shared)
    number = comes(shared, seance)
    form: dict[str, Any] = {"date_seance": "2026-04-15", "heure": "09:30", "lieu": "salle 3"}
    shared.convene(seance, "deplacer", BAT, **form)

    assert f"intervenant:{number}" in told(shared, "seance_deplacee")


def test_whoever_is_named_still_sits_once_the_others_are_convoked(shared: World) -> None:
    seance = half_day(shared)
    number = comes(shared, seance)
    shared.convene(seance, "convoquer", BAT)
    shared.until("2026-04-15 09:00")

    assert seat(shared, seance, "psychologue").id == number
    assert [row["recipient"] for row in shared.rows(Outbox, occasion="convocation")].count(
        f"intervenant:{number}"
    ) == 1


def test_the_name_and_address_of_a_visitor_stand_beside_the_trail_never_in_it(
    shared: World,
) -> None:
    seance = half_day(shared)
    comes(shared, seance)
    (entry,) = shared.rows(JournalRow, act="nommer_intervenant")
    told_of = [*shared.rows(Outbox), *shared.rows(FactRow)]

    personal = json.loads(entry["personal"])
    assert (personal["nom"], personal["courriel"]) == ("Sylvie Roux", "s.roux@x.fr")
    for public in (entry["body"], *(row["data"] for row in told_of)):
        assert "Roux" not in public
        assert "s.roux" not in public


def test_nobody_is_named_where_nobody_comes_from_outside(world: World) -> None:
    with pytest.raises(Refused, match="n’attend personne d’extérieur"):
        comes(world, world.seance("2026-04-09"))
