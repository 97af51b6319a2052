"""The facts of a person's path: noted in any open state, early or late, and what they move."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from rules.actors import WEBRSA
from rules.refusals import Refused
from states import entree, parcours
from states.noted import NOTED
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    AGENT_FT,
    AGENT_SSD,
    BOP,
    FRANCE_TRAVAIL,
    SERVICE_SOCIAL,
    World,
    execute,
    settle,
)
from workflow.database.store import Store
from workflow.tables.subjects import Dossier
from workflow.tables.trail import DeadlineRow, JournalRow

PATH = [
    everywhere.exit.facts[0]
    for page in (entree.PAGE, parcours.PAGE)
    for everywhere in page.everywhere
]
ANSWERS = {
    "date_rdv": "2026-04-20",
    "organisme": "ALI",
    "demandeur": "personne",
    "nature": "",
}


def field_choice(code: str, name: str) -> str:
    """The first choice of that field."""
    return next(field.choices[0] for field in NOTED[code].asks if field.name == name)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.refusals]


def current(world: World, rule: str) -> list[str]:
    """The statuses of the current deadlines of a rule."""
    rows = world.rows(DeadlineRow, rule=rule)
    return [row["status"] for row in rows if row["status"] not in ("remplacee", "annulee")]


@pytest.mark.parametrize(
    "begin",
    [
        lambda world: world.dossier("naitre_a_orienter", service=None, rank=None),
        journeys.notifie,
        lambda world: world.dossier(),
        journeys.presaisine,
    ],
    ids=["a_orienter", "notifie", "accompagnement", "presaisine"],
)
def test_every_fact_of_the_path_is_noted_at_its_date_whatever_the_state(
    begin: Callable[[World], int], sqlite_url: str
) -> None:
    world = settle(Store.open(sqlite_url))
    dossier = begin(world)
    state = world.state(dossier)
    day = (world.now + timedelta(days=10)).date()
    world.wait(days=40)
    # What cannot have happened after something else comes first.
    first = ["sans_premier_rdv", "inscription_ft_a_faire"]
    for code in [*first, *(code for code in PATH if code not in first)]:
        form: dict[str, Any] = {
            field.name: ANSWERS[field.name]
            for field in NOTED[code].asks
            if field.required and field.name != "date"
        }
        form |= {name: field_choice(code, name) for name in form if name == "nature"}
        world.act(dossier, NOTED[code].event, WEBRSA, **form, date=day.isoformat())

    tz = world.rulebook.calendar.tz
    noted = {f.code for f in world.facts(dossier) if f.occurred.astimezone(tz).date() == day}
    assert set(PATH) <= noted
    assert world.state(dossier) == state
    assert world.flaws() == []
    world.store.close()


def test_what_france_travail_knew_told_late_takes_the_person_out_of_the_first_rendez_vous(
    world: World,
) -> None:
    dossier = journeys.notifie(world)
    before = current(world, "2-RDV")
    world.wait(days=20)
    world.act(dossier, "constater_suivi_ft", BOP, dernier_contact="2025-10-01", date="2026-03-03")
    after = current(world, "2-RDV")
    world.act(dossier, "demander_contact", BOP, date="2026-03-20", demandeur="personne")

    assert (before, after) == (["ouverte"], [])
    assert current(world, "2-EXC2-CONTACT") == ["ouverte"]
    assert current(world, "I-PRISE-EN-CHARGE") == ["ouverte"]
    world.act(dossier, "etablir_contact", AGENT_FT, date="2026-02-27")
    assert current(world, "2-EXC2-CONTACT") == []


def test_the_day_a_rendez_vous_is_made_is_not_the_day_for_which_it_is(world: World) -> None:
    dossier = journeys.notifie(world)
    world.wait(days=30)
    made: dict[str, Any] = {"date_rdv": "2026-03-12", "date": "2026-03-05"}

    with pytest.raises(Refused) as refused:
        world.act(dossier, "fixer_rdv", AGENT_FT, date_rdv="2026-03-12")
    world.act(dossier, "fixer_rdv", AGENT_FT, **made)
    assert codes(refused) == ["rendez_vous_deja_passe"]
    assert world.deadline("2-RDV")["met_in_time"] == 1


def test_a_claim_of_the_foyer_is_counted_once_whoever_bears_it(world: World) -> None:
    one, other = world.dossier(), world.dossier()
    execute(world.store, "UPDATE personne SET numero_demande_rsa = 'R1'")
    world.wait(days=20)
    initial: dict[str, Any] = {"date": "2026-03-02", "nature": "initiale"}
    world.act(one, "constater_demande_complete", BOP, **initial)

    for dossier in (one, other):
        with pytest.raises(Refused) as refused:
            world.act(dossier, "constater_demande_complete", BOP, **initial)
        assert codes(refused) == ["demande_deja_enregistree"]
    with pytest.raises(Refused) as refused:
        world.act(other, "constater_droits", BOP, date="2026-03-12")
    assert codes(refused) == ["demande_d_un_autre_du_foyer"]
    assert f"n° {one}" in refused.value.refusals[0].sentence
    world.act(one, "constater_droits", BOP, date="2026-03-12")
    assert (
        world.deadline("1A-DEUX-SEMAINES")["met_in_time"],
        current(world, "1A-TROIS-SEMAINES"),
    ) == (
        1,
        ["tenue"],
    )


def test_a_claim_that_another_member_makes_while_the_first_awaits_is_the_same_one(
    world: World,
) -> None:
    one, other = world.dossier(), world.dossier()
    execute(world.store, "UPDATE personne SET numero_demande_rsa = 'R1'")
    world.wait(days=60)
    world.act(one, "constater_demande_complete", BOP, date="2026-03-02", nature="initiale")

    with pytest.raises(Refused) as refused:
        world.act(other, "constater_demande_complete", BOP, date="2026-03-03", nature="initiale")
    world.act(one, "constater_droits", BOP, date="2026-03-12")
    world.act(other, "constater_demande_complete", BOP, date="2026-04-20", nature="initiale")

    assert codes(refused) == ["demande_deja_enregistree"]
    assert "2\N{NO-BREAK SPACE}mars\N{NO-BREAK SPACE}2026" in refused.value.refusals[0].sentence
    assert sorted(current(world, "1A-DEUX-SEMAINES")) == ["ouverte", "tenue"]


def test_a_revision_of_the_same_day_is_another_claim(world: World) -> None:
    dossier = world.dossier()
    for nature in ("initiale", "revision"):
        world.act(dossier, "constater_demande_complete", BOP, date="2026-03-02", nature=nature)

    assert current(world, "1A-DEUX-SEMAINES") == ["ouverte"]


def test_people_of_another_foyer_bear_their_own_claim(world: World) -> None:
    for dossier in (world.dossier(), world.dossier()):
        world.act(dossier, "constater_demande_complete", BOP, date="2026-03-02", nature="initiale")

    assert current(world, "1A-DEUX-SEMAINES") == ["ouverte", "ouverte"]


def test_a_flow_told_late_of_who_was_oriented_already_makes_no_new_entrant(world: World) -> None:
    dossier = world.dossier()
    world.wait(days=20)
    world.act(dossier, "constater_flux", BOP, date="2026-03-12")

    assert current(world, "1B-ORIENTATION") == []
    with pytest.raises(Refused) as refused:
        world.act(dossier, "constater_flux", BOP, date="2026-03-12")
    assert codes(refused) == ["flux_deja_enregistre"]


def test_a_flow_told_late_of_a_new_entrant_dates_its_orientation(world: World) -> None:
    dossier = journeys.notifie(world)
    world.act(dossier, "constater_flux", BOP, date="2026-02-20")

    assert world.deadline("1B-ORIENTATION")["met_in_time"] == 1


def test_a_referent_that_ends_leaves_the_person_alone_until_another_is_designated(
    world: World,
) -> None:
    dossier = world.dossier()
    world.act(dossier, "finir_referent", AGENT_ALI, date="2026-03-02")
    alone = current(world, "3-SANS-REFERENT")
    world.wait(days=3)
    world.act(dossier, "reaffecter", BOP, referent=4)

    assert alone == ["ouverte"]
    assert current(world, "3-SANS-REFERENT") == ["tenue"]


def test_a_referent_that_ends_is_no_longer_that_of_the_dossier(world: World) -> None:
    dossier = world.dossier()
    world.act(dossier, "reaffecter", BOP, referent=4)
    world.wait(days=3).act(dossier, "finir_referent", AGENT_ALI, date="2026-03-04")

    assert world.row(Dossier, dossier)["referent"] is None


def test_the_end_of_a_former_referent_told_late_leaves_the_present_one(world: World) -> None:
    dossier = world.dossier()
    world.act(dossier, "reaffecter", BOP, referent=4)
    world.wait(days=3)
    world.act(dossier, "finir_referent", AGENT_ALI, date="2026-03-01")

    assert world.row(Dossier, dossier)["referent"] == 4


def test_a_situation_of_the_decree_moves_the_joint_diagnostic_and_stays_out_of_the_hashed_text(
    world: World,
) -> None:
    dossier = world.dossier(service=SERVICE_SOCIAL)
    world.act(dossier, "signer_contrat", AGENT_SSD, nature="contrat_engagement", date="2026-03-02")
    six = current(world, "L3-SIX-MOIS")
    world.wait(days=30)
    world.act(dossier, "constater_situation", AGENT_SSD, nature="sante", date="2026-03-15")

    assert (six, current(world, "L3-SIX-MOIS")) == (["ouverte"], [])
    assert current(world, "L3-DOUZE-MOIS") == ["ouverte"]
    told = world.rows(JournalRow, act="constater_situation")[0]
    assert "sante" not in told["body"]
    assert "sante" in told["personal"]
    assert all("sante" not in str(fact.data) for fact in world.facts(dossier))


def test_a_diagnostic_shared_with_one_of_two_is_not_shared_yet(world: World) -> None:
    dossier = world.dossier()
    world.act(dossier, "constater_diagnostic", AGENT_ALI, date="2026-03-02", organisme="ALI")
    share: dict[str, Any] = {"date": "2026-03-02", "organisme": "France Travail"}
    world.act(dossier, "partager_diagnostic", AGENT_ALI, reste_a_partager="oui", **share)
    half = current(world, "4-DIAGNOSTIC-PARTAGE")
    world.act(dossier, "partager_diagnostic", AGENT_ALI, **{**share, "organisme": "CCAS"})

    assert half == ["ouverte"]
    assert current(world, "4-DIAGNOSTIC-PARTAGE") == ["tenue"]


def test_a_diagnostic_is_not_shared_before_it_is_made(world: World) -> None:
    dossier = world.dossier()
    world.wait(days=9)
    world.act(dossier, "constater_diagnostic", AGENT_ALI, date="2026-03-10", organisme="ALI")

    with pytest.raises(Refused) as refused:
        world.act(dossier, "partager_diagnostic", AGENT_ALI, date="2026-03-09", organisme="CCAS")
    assert codes(refused) == ["partage_avant_diagnostic"]


def test_a_service_of_france_travail_has_both_the_delay_and_the_one_that_is_advised(
    world: World,
) -> None:
    world.dossier("importer_oriente", service=FRANCE_TRAVAIL)

    assert (current(world, "2-RDV"), current(world, "2-REC-FT")) == (["ouverte"], ["ouverte"])
    assert current(world, "2-EXC1-FT") == []
