"""The current of a tick: every rung once, late rather than never, and the highest alone told."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from rules.deadlines.rule import Level
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.subjects import Subject, SubjectKind
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    ALI,
    ALI_ELSEWHERE,
    BAT,
    ELSEWHERE,
    FRANCE_TRAVAIL,
    World,
    execute,
    paris,
    rulebook_of_the_house,
)
from tests.workflow.crashes import Crash, crash_at, everything
from workflow.database.instants import to_micros
from workflow.database.store import Tx
from workflow.deadlines import standing
from workflow.organisations import offices
from workflow.post import outbox
from workflow.seances import conduct
from workflow.tables.post import Outbox
from workflow.tables.subjects import Dossier, Seance
from workflow.tables.trail import (
    Cycle,
    DeadlineRow,
    Firing,
    FiringFailure,
    JournalRow,
    Sweep,
)

# D27-UN-MOIS opened on 2 March: due on 2 April at 23:59; rungs ten then three jours ouvrés before,
# at the due instant, five jours ouvrés after (6 April is Easter Monday).
RUNGS = ("2026-03-19 09:00", "2026-03-30 09:00", "2026-04-02 23:59", "2026-04-10 09:00")


def firings(world: World, deadline: int) -> list[tuple[int, str, str]]:
    """(rung, level, outcome) of what fired of a deadline."""
    rows = world.rows(Firing, deadline_id=deadline)
    return [(row["rung"], row["level"], row["outcome"]) for row in rows]


def messages(world: World, rule: str) -> list[dict[str, Any]]:
    """The messages about the deadlines of a rule."""
    return [row for row in world.rows(Outbox) if json.loads(row["data"]).get("rule") == rule]


def test_each_rung_fires_at_its_own_instant_and_not_before(world: World) -> None:
    journeys.presaisine(world)
    deadline = world.deadline("D27-UN-MOIS")["id"]

    for number, instant in enumerate(RUNGS):
        world.until(instant).wait(hours=-1 / 60).tick()
        assert len(firings(world, deadline)) == number
        world.until(instant).tick()
        assert len(firings(world, deadline)) == number + 1

    assert [level for _, level, _ in firings(world, deadline)] == [
        "rappel",
        "niveau_1",
        "niveau_2",
        "niveau_3",
    ]
    assert [row["recipient"] for row in messages(world, "D27-UN-MOIS")] == [
        "role:bop",
        "role:bop",
        "role:manager:93-01",
        "role:manager:93-01",
    ]


def test_a_late_service_is_told_then_its_responsable_then_the_departement(world: World) -> None:
    stage = journeys.before_icl(world)
    journeys.favorable(world, stage.dossier)
    for _ in range(40):
        world.wait(days=1).tick()

    told = [(row["occasion"], row["recipient"]) for row in messages(world, "I-SAISIR")]
    assert told == [
        ("echeance_rappel", "service:1"),
        ("echeance_niveau_1", "service:1"),
        ("echeance_niveau_2", "responsable:1"),
        ("echeance_niveau_3", "role:manager:93-01"),
    ]


def test_a_dossier_without_a_place_is_told_where_lists_find_its_deadline(world: World) -> None:
    dossier = journeys.presaisine(world)
    execute(world.store, f"UPDATE dossier SET circonscription = NULL WHERE id = {dossier}")
    execute(world.store, f"UPDATE personne SET circonscription = '{ELSEWHERE}'")
    with world.store.write() as tx:
        standing.keep(tx, world.row(Dossier, dossier)["personne_id"])

    world.until(RUNGS[2]).tick()

    (message,) = messages(world, "D27-UN-MOIS")
    assert message["recipient"] == f"role:manager:{ELSEWHERE}"


def test_the_result_of_a_line_is_asked_of_who_coordinates_its_seance(world: World) -> None:
    journeys.before_ep(world, "2026-04-23")
    world.until("2026-04-27 12:00").tick()
    ep = {row["recipient"] for row in messages(world, "I-RESULTAT-LIGNE")}
    journeys.before_icl(world, "2026-04-30")
    world.until("2026-05-04 12:00").tick()
    both = {row["recipient"] for row in messages(world, "I-RESULTAT-LIGNE")}

    assert ep == {"role:bop"}
    assert "role:bat:93-01" in both


def test_of_the_rungs_missed_while_the_machine_was_down_all_are_kept_and_the_highest_told(
    world: World,
) -> None:
    dossier = journeys.presaisine(world)
    deadline = world.deadline("D27-UN-MOIS")["id"]

    world.until("2026-04-03 10:00").tick()

    late = [row["lateness_us"] for row in world.rows(Firing, deadline_id=deadline)]
    expected = [to_micros(world.now) - to_micros(paris(instant)) for instant in RUNGS[:3]]
    entries = world.rows(JournalRow, act="escalade", kind="personne")
    (message,) = messages(world, "D27-UN-MOIS")
    assert firings(world, deadline) == [
        (0, "rappel", "tu"),
        (1, "niveau_1", "tu"),
        (2, "niveau_2", "dit"),
    ]
    assert late == expected
    assert [json.loads(row["body"])["niveau"] for row in entries] == [
        "rappel",
        "niveau_1",
        "niveau_2",
    ]
    assert (message["occasion"], message["digest"]) == ("echeance_niveau_2", None)
    assert json.loads(message["data"])["late_days"] == 0
    assert world.state(dossier) == "presaisine"


def test_a_second_sweep_at_the_same_instant_does_nothing(world: World) -> None:
    journeys.presaisine(world)
    world.until("2026-04-03").tick()
    before = everything(world.store)

    report = world.tick()

    after = everything(world.store)
    assert (report.due, report.fired, report.cycles) == (0, 0, 0)
    assert {name for name in before if before[name] != after[name]} == {"sweep"}


def test_a_met_deadline_escalates_no_more(world: World) -> None:
    dossier = journeys.presaisine(world)
    world.act(dossier, "retirer_demande", AGENT_ALI, motif="x")

    world.until("2026-05-04").tick()

    assert firings(world, world.deadline("D27-UN-MOIS")["id"]) == []


def test_a_deadline_born_late_speaks_once_in_the_digest(world: World) -> None:
    world.dossier("importer_oriente", service=FRANCE_TRAVAIL, occurred=paris("2026-02-02"))
    deadline = world.deadline("2-RDV")

    world.tick()
    world.wait(days=3).tick()

    (message,) = messages(world, "2-RDV")
    assert deadline["born_late"] == 1
    assert firings(world, deadline["id"]) == [(3, "niveau_3", "recapitulatif")]
    assert message["digest"] == "echeances"


def test_facts_older_than_the_service_are_measured_and_never_escalated(world: World) -> None:
    world.dossier("importer_oriente", service=FRANCE_TRAVAIL, occurred=paris("2025-12-01"))

    for days in (0, 5, 40, 200):
        world.wait(days=days).tick()

    old = world.deadline("2-RDV")
    assert (old["status"], old["next_at"], old["born_late"]) == ("ouverte", None, 1)
    assert firings(world, old["id"]) == []


def test_the_sweep_leaves_its_proof(world: World) -> None:
    journeys.presaisine(world)

    report = world.until("2026-04-03").tick(by="poste-1")

    (proof,) = world.rows(Sweep)
    assert (proof["at"], proof["by"]) == (to_micros(world.now), "poste-1")
    assert (proof["due"], proof["fired"], proof["failed"]) == (report.due, report.fired, 0)
    assert proof["max_lateness_us"] == report.max_lateness // timedelta(microseconds=1) > 0


def poison(monkeypatch: pytest.MonkeyPatch, rule: str) -> Callable[[], None]:
    """Makes every rung of a rule fail, until the answer is called."""
    write = outbox.write

    def failing(*args: Any, **kwargs: Any) -> None:
        if kwargs["data"].get("rule") == rule and kwargs["occasion"] != "echeance_panne":
            raise ZeroDivisionError
        write(*args, **kwargs)

    monkeypatch.setattr(outbox, "write", failing)
    return lambda: monkeypatch.setattr(outbox, "write", write)


def test_a_poisoned_rung_is_rolled_back_and_does_not_stop_the_others(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    journeys.presaisine(world)
    journeys.notifie(world)
    poison(monkeypatch, "D27-UN-MOIS")

    report = world.until("2026-03-20").tick()

    (failure,) = world.rows(FiringFailure)
    poisoned = world.deadline("D27-UN-MOIS")
    assert report.failed == 1
    assert firings(world, poisoned["id"]) == []
    assert firings(world, world.deadline("2-RDV")["id"]) != []
    assert (failure["deadline_id"], failure["attempts"]) == (poisoned["id"], 1)
    assert failure["error"] == "ZeroDivisionError"
    assert world.flaws() == []


def test_a_poisoned_rung_is_tried_later_and_later_and_then_a_human_is_told_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    journeys.presaisine(world)
    heal = poison(monkeypatch, "D27-UN-MOIS")
    world.until(RUNGS[0])
    tried = []
    for minute in range(140):
        if world.tick().failed:
            tried.append(minute)
        world.wait(hours=1 / 60)

    told = [row for row in world.rows(Outbox) if row["occasion"] == "echeance_panne"]
    heal()
    world.wait(hours=3).tick()

    assert tried == [0, 2, 6, 14, 30, 62, 126]
    assert [row["recipient"] for row in told] == ["role:manager"]
    assert [r for r, *_ in firings(world, world.deadline("D27-UN-MOIS")["id"])] == [0]


def test_the_scheduler_opens_then_freezes_the_tableau_of_an_icl(world: World) -> None:
    stage = journeys.en_icl(world, "2026-04-09")

    world.until("2026-03-19").tick()
    prepared = world.row(Seance, stage.icl)["state"]
    world.until("2026-04-08 00:00").tick()

    acts = [row["act"] for row in world.rows(JournalRow, kind="seance", subject_id=stage.icl)]
    assert (prepared, world.row(Seance, stage.icl)["state"]) == ("preparee", "arretee")
    assert "preparer" in acts
    assert "arreter" in acts
    assert world.state(stage.dossier) == "en_icl"


def test_the_scheduler_decides_nothing_about_a_person(world: World) -> None:
    dossiers = [journeys.presaisine(world), journeys.notifie(world), journeys.en_icl(world).dossier]
    before = [world.state(dossier) for dossier in dossiers]

    for _ in range(8):
        world.wait(days=30).tick()

    assert [world.state(dossier) for dossier in dossiers] == before


def test_a_refused_act_of_a_rung_keeps_the_claim_and_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seance = world.seance("2026-04-09")
    refusal = Refusal(code="quorum", sentence="Non.", remedy="")

    def refuse(*args: Any) -> None:
        raise Refused("preparer", (refusal,))

    monkeypatch.setattr(conduct, "carry_out", refuse)
    world.until("2026-03-19").tick()

    deadline = world.deadline("I-PREPARER", subject_id=seance)["id"]
    entry = world.rows(JournalRow, kind="seance", subject_id=seance, act="escalade")[-1]
    assert firings(world, deadline) != []
    assert json.loads(entry["body"])["declenche"] == {
        "evenement": "preparer",
        "issue": "refuse",
        "refus": ["quorum"],
    }
    assert world.row(Seance, seance)["state"] == "programmee"
    assert world.flaws() == []


def test_a_crash_at_any_statement_of_a_rung_is_made_good_by_the_next_sweep(world: World) -> None:
    journeys.en_icl(world, "2026-04-09")
    world.until("2026-04-08 00:00")
    crashed = 0

    while True:
        try:
            with crash_at(crashed + 1):
                world.tick()
        except Crash:
            crashed += 1
        else:
            break

    claims = [(row["deadline_id"], row["rung"]) for row in world.rows(Firing)]
    told = [row["outcome"] for row in world.rows(Firing) if row["outcome"] != "tu"]
    messages = [row for row in world.rows(Outbox) if row["occasion"].startswith("echeance_")]
    assert crashed > 10
    assert len(claims) == len(set(claims)) > 10
    assert len(messages) == len(told)
    assert world.rows(FiringFailure) == []
    assert world.flaws() == []


def two_territories(world: World) -> None:
    """Somebody is followed in each of the two circonscriptions, by its ALI."""
    world.dossier()
    world.dossier(service=ALI_ELSEWHERE, circonscription=ELSEWHERE)


def test_the_month_opens_once_for_each_ali_and_each_circonscription(world: World) -> None:
    two_territories(world)
    reports = [world.tick(), world.wait(days=1).tick(), world.until("2026-04-01 00:00").tick()]

    march = {(row["kind"], row["subject_id"]) for row in world.rows(Cycle, month="2026-03")}
    monthly = [
        row["subject_id"]
        for row in world.rows(DeadlineRow, rule="D4-DIAG-MENSUEL")
        if row["recorded_at"] < to_micros(paris("2026-03-31"))
    ]
    assert [report.cycles for report in reports] == [4 + 2, 0, 4]  # the year, once
    assert [row["subject_id"] for row in world.rows(Cycle, month="2026")] == [1, 2]
    assert [row["subject_id"] for row in world.rows(DeadlineRow, rule="D7-PROGRAMME")] == [1, 2]
    assert march == {
        ("service", ALI),
        ("service", ALI_ELSEWHERE),
        ("circonscription", 1),
        ("circonscription", 2),
    }
    assert monthly == [ALI, ALI_ELSEWHERE]
    assert len(world.rows(DeadlineRow, rule="D9-ICL-MENSUELLE")) == 4


def out_of_order(monkeypatch: pytest.MonkeyPatch, whose: Subject, mois: str | None = None) -> None:
    """Nothing can be written of that subject, or of that month of it, until this is undone."""
    record_facts = offices.record_facts

    def recorded(
        tx: Tx, rulebook: Rulebook, subject: Subject, *said: Any, data: Any, **more: Any
    ) -> Any:
        if subject == whose and mois in (None, data.get("mois")):
            raise RuntimeError("out of order")
        return record_facts(tx, rulebook, subject, *said, data=data, **more)

    monkeypatch.setattr(offices, "record_facts", recorded)


def months_of(world: World, kind: SubjectKind, number: int) -> list[str]:
    """The months that a subject was told, in the order of its chain."""
    entries = world.rows(JournalRow, kind=kind.value, subject_id=number, act="cycle_mois")
    told = sorted(entries, key=lambda entry: entry["seq"])
    return [json.loads(entry["body"])["valeurs"]["mois"] for entry in told]


def test_a_subject_that_failed_for_whole_months_is_told_of_them_afterwards_in_order(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_territories(world)
    out_of_order(monkeypatch, Subject(SubjectKind.SERVICE, ALI))
    for month in ("2026-03-02", "2026-04-02"):
        assert world.until(month).tick().failed == 1
    monkeypatch.undo()

    reports = [world.until("2026-05-04").tick(), world.wait(days=1).tick()]

    assert [(report.failed, report.cycles) for report in reports] == [(0, 3 + 3), (0, 0)]
    for service in (ALI, ALI_ELSEWHERE):
        assert months_of(world, SubjectKind.SERVICE, service) == ["2026-03", "2026-04", "2026-05"]
    assert world.flaws() == []


def test_a_month_that_cannot_be_told_keeps_those_after_it_waiting_for_that_subject_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_territories(world)
    world.tick()
    out_of_order(monkeypatch, Subject(SubjectKind.CIRCONSCRIPTION, 1), "2026-04")
    report = world.until("2026-05-04").tick()
    monkeypatch.undo()
    world.wait(days=1).tick()

    assert (report.failed, report.cycles) == (1, 6)
    for place in (1, 2):
        assert months_of(world, SubjectKind.CIRCONSCRIPTION, place) == [
            *("2026-03", "2026-04", "2026-05")
        ]


def test_nobody_is_told_of_the_months_in_which_nobody_was_followed_there(world: World) -> None:
    world.dossier()
    world.tick()
    world.until("2026-06-01").dossier(service=ALI_ELSEWHERE, circonscription=ELSEWHERE)
    world.tick()

    assert months_of(world, SubjectKind.SERVICE, ALI) == [
        *("2026-03", "2026-04", "2026-05", "2026-06")
    ]
    assert months_of(world, SubjectKind.SERVICE, ALI_ELSEWHERE) == ["2026-06"]
    assert months_of(world, SubjectKind.CIRCONSCRIPTION, 2) == ["2026-06"]


def test_a_subject_that_cannot_be_told_of_its_month_stops_neither_the_others_nor_the_rungs(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_territories(world)
    journeys.presaisine(world)
    deadline = world.deadline("D27-UN-MOIS")["id"]
    out_of_order(monkeypatch, Subject(SubjectKind.SERVICE, ALI))
    report = world.until(RUNGS[0]).tick()
    monkeypatch.undo()
    again = world.wait(hours=1).tick()

    assert (report.failed, report.cycles) == (1, 5)
    assert [one[:2] for one in firings(world, deadline)] == [(0, "rappel")]
    assert (again.failed, again.cycles) == (0, 1)
    assert {row["subject_id"] for row in world.rows(Cycle, kind="service")} == {ALI, ALI_ELSEWHERE}


def test_nobody_is_told_of_a_month_where_nobody_is_followed(world: World) -> None:
    assert world.tick().cycles == 0


def test_the_icl_that_sat_meets_the_month_of_its_circonscription(world: World) -> None:
    two_territories(world)
    world.until("2026-04-01").tick()
    seance = world.seance("2026-04-09")
    world.sit(seance)
    world.convene(seance, "lever", BAT)

    here, elsewhere = [row["status"] for row in world.rows(DeadlineRow, rule="D9-ICL-MENSUELLE")]
    assert (here, elsewhere) == ("tenue", "ouverte")


def test_rewriting_a_rule_in_the_configuration_does_not_break_its_open_deadlines(
    world: World,
) -> None:
    journeys.presaisine(world)
    rules = dict(world.rulebook.rules)
    rules["D27-UN-MOIS"] = tuple(replace(r, version="autre") for r in rules["D27-UN-MOIS"])
    world.rulebook = replace(world.rulebook, rules=rules)

    report = world.until(RUNGS[0]).tick()

    assert report.failed == 0
    assert [r for r, *_ in firings(world, world.deadline("D27-UN-MOIS")["id"])] == [0]


def test_a_rule_that_the_departement_dropped_fires_no_more_and_stops_nothing(world: World) -> None:
    journeys.presaisine(world)
    journeys.notifie(world)
    rules = {code: v for code, v in world.rulebook.rules.items() if code != "D27-UN-MOIS"}
    world.rulebook = replace(world.rulebook, rules=rules)

    report = world.until("2026-03-20").tick()

    assert report.failed == 0
    assert firings(world, world.deadline("D27-UN-MOIS")["id"]) == []
    assert firings(world, world.deadline("2-RDV")["id"]) != []


def test_every_level_of_the_ladders_has_its_occasion() -> None:
    ladders = [r.ladder for versions in rulebook_of_the_house().rules.values() for r in versions]

    assert {rung.level for ladder in ladders for rung in ladder} == set(Level)
    assert rulebook_of_the_house().in_service == date(2026, 1, 1)


def test_a_month_told_late_began_on_its_first_day(world: World) -> None:
    two_territories(world)
    world.until("2026-04-01").tick()
    world.until("2026-07-09 10:00").tick()

    (may, june, july) = [
        row["opened_at"]
        for row in world.rows(DeadlineRow, rule="D9-ICL-MENSUELLE", subject_id=1)
        if row["opened_at"] > to_micros(paris("2026-04-15"))
    ]
    assert [may, june, july] == [
        to_micros(paris(f"2026-{month:02}-01 00:00")) for month in (5, 6, 7)
    ]
    assert world.flaws() == []


def test_an_icl_held_before_the_month_was_told_meets_its_own_month(world: World) -> None:
    two_territories(world)
    world.until("2026-04-01").tick()
    seance = world.seance("2026-05-04")
    world.sit(seance)
    world.convene(seance, "lever", BAT)
    world.until("2026-06-02 10:00").tick()

    april, may, june = [
        row
        for row in world.rows(DeadlineRow, rule="D9-ICL-MENSUELLE", subject_id=1)
        if row["opened_at"] >= to_micros(paris("2026-04-01 00:00"))
    ]
    assert (may["status"], may["met_in_time"]) == ("tenue", 1)
    assert june["status"] == "ouverte"
    assert april["met_in_time"] == 0
