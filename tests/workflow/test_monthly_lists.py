"""Who is on a list of the month, that it is frozen, and what it closes."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from rules.actors import SYSTEM, Actor, Role
from rules.days.months import Month
from rules.facts import Fact
from rules.refusals import Refused
from rules.subjects import Subject, SubjectKind
from tests.workflow.build import (
    AGENT_ALI,
    AGENT_FT,
    AGENTS,
    ALI,
    ALI_ELSEWHERE,
    BOP,
    FRANCE_TRAVAIL,
    SERVICE_SOCIAL,
    World,
    paris,
)
from workflow.files import monthly_lists
from workflow.files.monthly_lists import FrozenList, MonthNotBegun, MonthOver, UnknownService
from workflow.tables.post import MonthlyList
from workflow.tables.subjects import Service
from workflow.tables.trail import DeadlineRow, JournalRow
from workflow.trail import facts

MARCH, APRIL = Month(2026, 3), Month(2026, 4)


def listed(
    world: World, service: int = FRANCE_TRAVAIL, month: Month = APRIL, actor: Actor = BOP
) -> FrozenList:
    return monthly_lists.orientations(
        world.store, world.rulebook, service=service, month=month, now=world.now, actor=actor
    )


def awaited(world: World, ali: int = ALI, month: Month = MARCH, actor: Actor = BOP) -> FrozenList:
    return monthly_lists.diagnostics(
        world.store, world.rulebook, ali=ali, month=month, now=world.now, actor=actor
    )


def dossiers(frozen: FrozenList) -> list[object]:
    return [line["dossier"] for line in frozen.people]


def diagnosed(world: World, dossier: int | None = None) -> int:
    """Oriented to France Travail by the ALI, after a diagnostic, today."""
    if dossier is None:
        dossier = world.dossier("importer_diagnostic")
    day = world.now.date().isoformat()
    world.act(dossier, "realiser_diagnostic", AGENT_ALI, date=day, organisme="ALI")
    outcome = world.act(
        dossier, "orienter", AGENT_ALI, service=FRANCE_TRAVAIL, type_orientation="5"
    )
    return outcome.next_dossier or dossier


def signalled(world: World) -> int:
    """Oriented to France Travail, signalled by it, then to the service social, today."""
    dossier = world.dossier("importer_oriente", service=FRANCE_TRAVAIL)
    world.wait(hours=1)
    world.act(dossier, "signaler_inappropriee", AGENT_FT, motif="santé", service=SERVICE_SOCIAL)
    outcome = world.act(
        dossier, "accepter_correction", BOP, service=SERVICE_SOCIAL, type_orientation="6"
    )
    assert outcome.next_dossier is not None
    return outcome.next_dossier


def of_service(world: World, service: int) -> list[Fact]:
    with world.store.write() as tx:
        return facts.of_subject(tx, Subject(SubjectKind.SERVICE, service))


def last_entry(world: World, service: int) -> dict[str, Any]:
    body: str = world.rows(JournalRow, kind="service", subject_id=service)[-1]["body"]
    found: dict[str, Any] = json.loads(body)
    return found


def test_a_corrected_orientation_is_on_the_list_of_the_following_month(world: World) -> None:
    dossier = diagnosed(world.until("2026-03-31 23:30"))
    early = listed(world, month=MARCH)
    frozen = listed(world.until("2026-04-01 00:10"))

    assert dossiers(early) == []
    assert dossiers(frozen) == [dossier]
    assert frozen.people[0]["validee"] == "2026-03-31"
    assert frozen.people[0]["origine"] == "Diagnostic"


def test_an_orientation_of_the_month_itself_waits_for_the_next_list(world: World) -> None:
    dossier = diagnosed(world.until("2026-04-01 00:30"))

    assert dossiers(listed(world.until("2026-04-20"))) == []
    assert dossiers(listed(world.until("2026-05-04"), month=Month(2026, 5))) == [dossier]


def test_each_origin_is_told_with_the_former_service(world: World) -> None:
    world.until("2026-03-16")
    by_hand = world.dossier("naitre_a_orienter", service=None, rank=None, origine="")
    world.act(
        by_hand,
        *("orienter", BOP),
        service=FRANCE_TRAVAIL,
        type_orientation="5",
        origine="algorithme",
    )
    by_france_travail = world.dossier("naitre_a_orienter", service=None, rank=None, origine="")
    world.act(
        by_france_travail,
        *("constater_orientation_ft", BOP),
        service=FRANCE_TRAVAIL,
        type_orientation="5",
    )
    by_diagnostic = diagnosed(world)
    unranked = diagnosed(world, world.dossier("importer_diagnostic", rank=None))
    read = world.dossier("importer_oriente", service=FRANCE_TRAVAIL, origine="reorientation")
    world.until("2026-04-01")
    lines = {line["dossier"]: line for line in listed(world).people}
    said = {number: (line["origine"], line["ancien_service"]) for number, line in lines.items()}

    assert said.pop(by_hand) == ("Algorithme", None)
    assert said.pop(by_france_travail)[0] == "France Travail"
    assert said.pop(by_diagnostic) == ("Diagnostic", "Service 1")
    assert said.pop(unranked) == ("Diagnostic", "Service 1")
    assert said.pop(read) == ("Réorientation", None)
    assert said == {}


def test_a_signalement_is_on_the_list_of_the_service_that_receives(world: World) -> None:
    dossier = signalled(world)
    world.until("2026-04-01")

    assert dossiers(listed(world)) == []
    (line,) = listed(world, SERVICE_SOCIAL).people
    assert line["dossier"] == dossier
    assert (line["origine"], line["ancien_service"]) == ("Signalement", "Service 2")


def test_the_first_rendez_vous_is_dated_before_and_after_the_letter(world: World) -> None:
    dossier = diagnosed(world.until("2026-03-30"))
    other = diagnosed(world)
    world.act(other, "notifier", BOP, date="2026-03-30", canal="postal")
    lines = {line["dossier"]: line for line in listed(world.until("2026-04-01")).people}

    assert lines[dossier]["rdv_avant"] == "2026-04-12"
    assert lines[other]["rdv_avant"] == "2026-04-12"


def test_counted_from_the_letter_the_first_rendez_vous_has_no_date_before_it(world: World) -> None:
    (rule,) = world.rulebook.rules["2-RDV"]
    counted = replace(rule, anchor="fait:orientation_notifiee")
    world.rulebook = replace(world.rulebook, rules={**world.rulebook.rules, "2-RDV": (counted,)})
    waiting, told = diagnosed(world.until("2026-03-20")), diagnosed(world)
    world.until("2026-03-30")
    world.act(told, "notifier", BOP, date="2026-03-30", canal="postal")
    lines = {line["dossier"]: line for line in listed(world.until("2026-04-01")).people}

    assert lines[waiting]["rdv_avant"] is None
    assert lines[told]["rdv_avant"] == "2026-04-12"


def test_an_orientation_that_was_corrected_and_given_again_is_of_its_new_month(
    world: World,
) -> None:
    world.until("2026-03-30")
    dossier = world.dossier("naitre_a_orienter", service=None, rank=None, origine="")
    given: dict[str, Any] = {
        "service": FRANCE_TRAVAIL,
        "type_orientation": "5",
        "origine": "manuelle",
    }
    world.act(dossier, "orienter", BOP, **given)
    world.correct(dossier)
    world.until("2026-04-02")
    world.act(dossier, "orienter", BOP, **given)

    assert dossiers(listed(world)) == []
    assert dossiers(listed(world.until("2026-05-04"), month=Month(2026, 5))) == [dossier]


def test_being_listed_closes_the_deadline_of_the_list_in_the_same_act(world: World) -> None:
    dossier = diagnosed(world)
    waiting = world.deadline("D5-LISTE")["status"]
    frozen = listed(world.until("2026-04-01"))
    fact = world.facts(dossier)[-1]

    assert waiting == "ouverte"
    assert (fact.code, fact.data["mois"]) == ("liste_publiee", "2026-04")
    deadline = world.deadline("D5-LISTE")
    assert (deadline["status"], deadline["met_in_time"]) == ("tenue", 1)
    assert last_entry(world, FRANCE_TRAVAIL)["acte"] == "produire_liste"
    assert last_entry(world, FRANCE_TRAVAIL)["sha256"] == frozen.sha256
    assert last_entry(world, FRANCE_TRAVAIL)["dossiers"] == [dossier]
    assert world.flaws() == []


def test_the_list_is_frozen_and_nobody_is_on_two_of_them(world: World) -> None:
    dossier = diagnosed(world)
    first = listed(world.until("2026-04-01"))
    late = world.dossier("importer_oriente", service=FRANCE_TRAVAIL, occurred=paris("2026-03-20"))
    again = listed(world.until("2026-04-20"))
    after = listed(world.until("2026-05-02"), month=Month(2026, 5))

    assert (again.people, again.sha256, again.repeated) == (first.people, first.sha256, True)
    assert again.produced == first.produced == paris("2026-04-01")
    assert dossiers(first) == [dossier]
    assert dossiers(after) == [late]
    assert [f.code for f in world.facts(dossier)].count("liste_publiee") == 1


def test_a_renamed_service_keeps_its_name_on_a_list_already_made(world: World) -> None:
    diagnosed(world)
    listed(world.until("2026-04-01"))
    with world.store.engine.connect().execution_options(writes=True) as connection:
        connection.exec_driver_sql("UPDATE service SET libelle = 'Autre' WHERE id = 2")
        connection.commit()

    assert world.row(Service, FRANCE_TRAVAIL)["libelle"] == "Autre"
    assert listed(world).service == "Service 2"


@pytest.mark.parametrize(
    ("event", "origin", "day", "on_it"),
    [
        ("importer_oriente", "manuelle", "2026-01-15", True),
        ("importer_oriente", "manuelle", "2025-11-15", False),
        ("importer_accompagne", "manuelle", "2026-01-15", False),
        ("importer_accompagne", "manuelle", "2026-03-15", True),
        ("importer_accompagne", "signalement", "2025-11-15", True),
    ],
)
def test_a_late_one_is_listed_when_it_still_has_to_be_told(
    world: World, event: str, origin: str, day: str, on_it: bool
) -> None:
    world.until("2026-03-30")
    dossier = world.dossier(event, service=FRANCE_TRAVAIL, origine=origin, occurred=paris(day))
    world.until("2026-04-01")

    assert dossiers(listed(world)) == ([dossier] if on_it else [])


def test_somebody_who_left_or_is_awaited_for_a_diagnostic_is_not_listed(world: World) -> None:
    left = diagnosed(world)
    world.wait(days=1)
    world.act(left, "fermer_droit", BOP, date="2026-03-03")
    tagged = world.dossier("importer_oriente", service=ALI)
    world.wait(hours=1)
    world.act(tagged, "taguer_diagnostic", BOP, service=ALI)
    world.until("2026-04-01")

    assert dossiers(listed(world)) == []
    assert dossiers(listed(world, ALI)) == []


def test_a_listing_that_was_corrected_is_made_again_the_month_after(world: World) -> None:
    dossier = diagnosed(world)
    listed(world.until("2026-04-01"))
    world.wait(hours=1)
    world.correct(dossier)

    assert dossiers(listed(world.until("2026-05-01"), month=Month(2026, 5))) == [dossier]


def test_a_month_that_has_not_begun_has_no_list(world: World) -> None:
    world.until("2026-03-31 23:59")

    with pytest.raises(MonthNotBegun, match="n’a pas commencé"):
        listed(world)
    with pytest.raises(MonthNotBegun, match="n’a pas commencé"):
        awaited(world, month=APRIL)
    assert world.rows(MonthlyList) == []


def test_only_the_bop_and_the_scheduler_make_lists_and_a_refusal_is_journalled(
    world: World,
) -> None:
    diagnosed(world)
    world.until("2026-04-01")
    manager = Actor(name="cheffe", role=Role.MANAGER)

    with pytest.raises(Refused) as refused:
        listed(world, actor=manager)
    assert [refusal.code for refusal in refused.value.refusals] == ["acteur_non_autorise"]
    assert last_entry(world, FRANCE_TRAVAIL)["acte"] == "refus"
    assert world.rows(MonthlyList) == []
    assert len(listed(world, actor=SYSTEM).people) == 1


def test_a_dossier_that_refuses_leaves_nothing_of_the_list(world: World) -> None:
    diagnosed(world)
    world.until("2026-04-01")
    elsewhere = Actor(name="bop", role=Role.BOP, circonscriptions=frozenset({"93-02"}))

    with pytest.raises(Refused):
        listed(world, actor=elsewhere)
    assert world.rows(MonthlyList) == []
    assert world.flaws() == []


def test_an_ali_is_told_whom_it_awaits_since_when_and_until_when(world: World) -> None:
    dossier = world.dossier("importer_diagnostic")
    world.dossier("importer_diagnostic", service=ALI_ELSEWHERE, circonscription="93-02")
    diagnosed(world)
    absent = world.dossier("importer_diagnostic")
    world.until("2026-03-28")
    world.act(absent, "constater_absence", AGENT_ALI, date="2026-03-28")
    lines = {line["dossier"]: line for line in awaited(world).people}

    assert set(lines) == {dossier, absent}
    assert lines[dossier]["situation"] == "À recevoir"
    assert lines[absent]["situation"] == "Absence, sans nouveau rendez-vous"
    assert [lines[one]["depuis"] for one in (dossier, absent)] == ["2026-03-02"] * 2
    assert lines[dossier]["avant"] == "2026-03-31"
    assert lines[absent]["avant"] == local_day(world, world.deadline("I-ABSENCE")["due_at"])


def local_day(world: World, micros: int) -> str:
    return datetime.fromtimestamp(micros / 1e6, tz=world.rulebook.calendar.tz).date().isoformat()


def test_the_list_of_the_ali_meets_its_monthly_deadline_whether_or_not_the_sweep_came_first(
    world: World,
) -> None:
    world.dossier()
    world.tick()
    frozen = awaited(world.wait(hours=1))
    met = world.deadline("D4-DIAG-MENSUEL", subject_id=ALI)
    world.until("2026-04-01 00:01")
    awaited(world, month=APRIL)
    world.wait(hours=1).tick()

    assert frozen.people == []
    assert (met["status"], met["met_in_time"]) == ("tenue", 1)
    assert [fact.code for fact in of_service(world, ALI)] == [
        "cycle_mois",
        "liste_diagnostic_produite",
    ] * 2
    rows = [row["status"] for row in world.rows(DeadlineRow, rule="D4-DIAG-MENSUEL", subject_id=1)]
    assert rows == ["tenue", "tenue"]
    assert world.flaws() == []


def test_the_list_of_the_ali_is_frozen_too(world: World) -> None:
    first = awaited(world)
    world.dossier("importer_diagnostic")
    again = awaited(world.until("2026-04-15"))

    assert (again.people, again.sha256, again.repeated) == (first.people, first.sha256, True)
    assert [fact.code for fact in of_service(world, ALI)].count("liste_diagnostic_produite") == 1


def test_whom_an_ali_awaited_in_a_month_that_is_over_cannot_be_told_any_more(world: World) -> None:
    with pytest.raises(MonthOver, match="produisez celle du mois en cours"):
        awaited(world, month=Month(2026, 2))

    assert world.rows(MonthlyList) == []


def test_an_ali_makes_its_own_list_and_not_another_s(world: World) -> None:
    assert awaited(world, actor=AGENTS[ALI]).service == "Service 1"
    with pytest.raises(Refused):
        awaited(world, ali=ALI_ELSEWHERE, actor=AGENTS[ALI])


def test_only_an_ali_has_a_list_of_diagnostics(world: World) -> None:
    with pytest.raises(UnknownService, match=r"Le service n° 2 n’est pas une ALI connue\."):
        awaited(world, ali=FRANCE_TRAVAIL)
