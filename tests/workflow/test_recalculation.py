"""The passage to another calendar or to other rules: each deadline once, with its entry."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from rules.days.calendar import Unit
from rules.delays.delay import Delay
from rules.rulebook import Rulebook
from rules.subjects import SubjectKind
from states.page import Machine
from states.procedure import PROCEDURE
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, BOP, World, execute
from tests.workflow.crashes import Crash, crash_at, everything
from tests.workflow.invariants import broken, reconciled
from tests.workflow.passages import MANAGER, closed, opened, passed, ruled, seen, without
from tests.workflow.together import at_once
from workflow.database.instants import from_micros, to_micros
from workflow.recalculation import application, calendar_use
from workflow.recalculation.movements import Nature
from workflow.tables.law import CalendarUse, Snapshot
from workflow.tables.post import Outbox
from workflow.tables.subjects import Dossier
from workflow.tables.trail import DeadlineRow, Firing, JournalRow
from workflow.trail import facts

RULE, MONTH = "I-RECEVABILITE", "D27-UN-MOIS"


@pytest.fixture
def peopled(world: World) -> World:
    """Somebody whose saisine is awaited an answer, two others at their beginnings."""
    opened(world)
    journeys.saisine_recue(world, "2026-04-16")
    journeys.en_icl(world, "2026-05-21")
    journeys.notifie(world)
    return world


def entries(world: World) -> list[dict[str, Any]]:
    """What each entry of a recount says, oldest first."""
    rows = world.rows(JournalRow, act=application.ACT)
    return [{**json.loads(row["body"]), "lot": row["batch"]} for row in rows]


def under_way(world: World) -> bool:
    """Whether a passage was begun and is not over."""
    use = calendar_use.in_use(world.store)
    return use is not None and use.applied is None


def due(world: World, rule: str) -> datetime:
    return from_micros(world.deadline(rule)["due_at"])


def test_each_deadline_that_changes_has_one_entry_in_its_own_chain(peopled: World) -> None:
    law = closed(peopled.rulebook, "2026-04-22", label="inventaire")
    foreseen = seen(peopled, law).movements
    old = due(peopled, RULE)
    done = passed(peopled, law)

    assert done is not None
    assert done.changed == len(foreseen) == len(entries(peopled))
    told = {entry["lignee"]: entry for entry in entries(peopled)}
    assert set(told) == {one.lineage for one in foreseen}
    for one in foreseen:
        kind, key = one.subject
        assert told[one.lineage]["sujet"] == f"{kind.value}:{key}"
    mine = told[peopled.deadline(RULE)["lineage"]]
    assert datetime.fromisoformat(mine["avant"]) == old
    assert datetime.fromisoformat(mine["apres"]) == due(peopled, RULE) == old + timedelta(days=3)
    assert (mine["pourquoi"], mine["nature"]) == (["calendrier"], "deplacee")
    assert mine["lot"] == f"calendrier-{done.passage}"
    assert mine["calendriers"][1] == peopled.deadline(RULE)["calendar"] == law.calendar.version
    assert broken(peopled) == reconciled(peopled) == peopled.flaws() == []


def test_a_second_passage_changes_nothing(peopled: World) -> None:
    law = closed(peopled.rulebook, "2026-04-22")
    passed(peopled, law)
    before = everything(peopled.store)

    assert passed(peopled, law) is None
    assert everything(peopled.store) == before


def test_the_calendar_taken_in_use_says_who_when_and_why(peopled: World) -> None:
    law = closed(peopled.rulebook, "2026-04-22")
    passed(peopled, law, motive="inventaire annuel")

    first, second = peopled.rows(CalendarUse)
    assert (first["actor"], first["role"]) == ("configuration", "systeme")
    assert (second["actor"], second["role"], second["motive"]) == (
        *(MANAGER.name, "manager", "inventaire annuel"),
    )
    assert second["version"] == law.calendar.version
    assert second["applied_at"] == to_micros(peopled.now)
    assert second["changed"] == len(entries(peopled))
    assert law.calendar.version in {row["version"] for row in peopled.rows(Snapshot)}


def test_forms_opened_before_the_passage_are_still_good(peopled: World) -> None:
    dossier = next(row for row in peopled.rows(Dossier, state="saisine_recue"))
    passed(peopled, closed(peopled.rulebook, "2026-04-22"))
    after = peopled.row(Dossier, dossier["id"])

    assert after["version"] == dossier["version"]
    assert after["seq"] > dossier["seq"]
    peopled.act(dossier["id"], "declarer_recevable", BOP, expected_version=dossier["version"])


def test_an_act_done_before_the_passage_can_still_be_undone(peopled: World) -> None:
    dossier = next(row for row in peopled.rows(Dossier, state="saisine_recue"))["id"]
    passed(peopled, closed(peopled.rulebook, "2026-04-22"))
    peopled.correct(dossier)

    assert peopled.state(dossier) == "saisine_a_faire"
    assert reconciled(peopled) == []


def test_a_passage_that_is_interrupted_goes_on_where_it_was(peopled: World) -> None:
    for _ in range(3):
        journeys.notifie(peopled)
    longer = Delay(n=3, unit=Unit.SEMAINE)
    law = ruled(closed(peopled.rulebook, "2026-04-22"), "2-RDV", delay=longer)
    foreseen = {one.lineage for one in seen(peopled, law).movements}
    once = application.LOT
    application.LOT = 1
    try:
        crashes = 0
        while True:
            try:
                with crash_at(11):
                    done = passed(peopled, law)
                break
            except Crash:
                crashes += 1
                assert under_way(peopled)
                assert len(entries(peopled)) < len(foreseen)
    finally:
        application.LOT = once

    assert crashes > 1
    assert done is not None
    assert done.resumed
    assert {entry["lignee"] for entry in entries(peopled)} == foreseen
    assert len(entries(peopled)) == len(foreseen)
    (_, use) = peopled.rows(CalendarUse)
    assert (use["applied_at"], use["changed"]) == (to_micros(peopled.now), len(foreseen))
    assert not under_way(peopled)
    assert reconciled(peopled) == peopled.flaws() == []


def test_giving_up_an_interrupted_passage_counts_everything_as_before(peopled: World) -> None:
    old, law = peopled.rulebook, closed(peopled.rulebook, "2026-04-22")
    dates = {row["lineage"]: row["due_at"] for row in peopled.rows(DeadlineRow)}
    with pytest.raises(Crash), crash_at(7):
        application.apply(peopled.store, law, actor=MANAGER, motive="essai", now=peopled.now)
    done = passed(peopled, old, motive="on y renonce")

    assert done is not None
    assert not done.resumed
    now = {
        row["lineage"]: row["due_at"]
        for row in peopled.rows(DeadlineRow)
        if row["status"] != "remplacee"
    }
    assert {lineage: now[lineage] for lineage in dates} == dates
    assert reconciled(peopled) == peopled.flaws() == []


def test_another_passage_than_the_interrupted_one_has_its_own_motive(peopled: World) -> None:
    first, second = (closed(peopled.rulebook, day) for day in ("2026-04-22", "2026-04-23"))
    with pytest.raises(Crash), crash_at(7):
        application.apply(peopled.store, first, actor=MANAGER, motive="essai", now=peopled.now)
    with pytest.raises(application.MotiveMissing) as missing:
        passed(peopled, second, motive="")
    uses = len(peopled.rows(CalendarUse))
    done = passed(peopled, second, motive="le bon jour")

    assert missing.value.other_begun
    assert uses == 2
    assert done is not None
    assert not done.resumed
    assert [row["motive"] for row in peopled.rows(CalendarUse)][1:] == ["essai", "le bon jour"]
    assert {entry["passage"] for entry in entries(peopled)} <= {2, 3}
    assert reconciled(peopled) == []


def test_one_person_who_cannot_be_counted_does_not_stop_the_others(
    peopled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    law = closed(peopled.rulebook, "2026-04-22", "2026-04-24")
    unlucky = peopled.deadline(RULE)["personne_id"]
    of_personne = facts.of_personne

    def failing(tx: Any, personne_id: int) -> Any:
        if personne_id == unlucky:
            raise ZeroDivisionError
        return of_personne(tx, personne_id)

    monkeypatch.setattr(facts, "of_personne", failing)
    done = passed(peopled, law)

    assert done is not None
    assert [(one.kind, one.id) for one in done.failed] == [(SubjectKind.PERSONNE, unlucky)]
    assert done.changed > 0
    assert under_way(peopled)
    monkeypatch.undo()
    again = passed(peopled, law)
    assert again is not None
    assert again.resumed
    assert not under_way(peopled)
    assert reconciled(peopled) == []


def told(world: World, rule: str) -> list[tuple[int, str]]:
    """The rungs told of the current row of a rule, and how."""
    row = world.deadline(rule)
    return [(one["rung"], one["outcome"]) for one in world.rows(Firing, deadline_id=row["id"])]


def test_what_was_told_of_a_date_that_is_past_is_not_told_again(peopled: World) -> None:
    peopled.until("2026-04-28 12:00").tick()
    messages = len(peopled.rows(Outbox))
    before, old = told(peopled, RULE), peopled.deadline(RULE)
    passed(peopled, closed(peopled.rulebook, "2026-04-20"))
    moved = peopled.deadline(RULE)
    peopled.tick()

    assert before != []
    assert moved["generation"] == 2
    assert told(peopled, RULE) == before
    assert old["up_since"] is not None
    assert (moved["height"], moved["up_since"]) == (old["height"], old["up_since"])
    assert len(peopled.rows(Outbox)) == messages
    assert moved["next_at"] > to_micros(peopled.now)
    assert reconciled(peopled) == []


def test_a_date_put_off_until_later_is_watched_from_the_beginning(peopled: World) -> None:
    old = due(peopled, RULE)
    peopled.now = old + timedelta(hours=12)
    peopled.tick()
    passed(peopled, closed(peopled.rulebook, "2026-04-20", "2026-04-24"))

    assert due(peopled, RULE) > peopled.now
    assert told(peopled, RULE) == []
    assert peopled.deadline(RULE)["next_at"] > to_micros(peopled.now)


def test_a_rule_renamed_keeps_what_was_told(peopled: World) -> None:
    peopled.until("2026-04-28 12:00").tick()
    before = told(peopled, RULE)
    done = passed(peopled, ruled(peopled.rulebook, RULE))

    assert before != []
    assert done is not None
    assert {entry["nature"] for entry in entries(peopled)} == {Nature.MEME_DATE.value}
    assert told(peopled, RULE) == before
    assert reconciled(peopled) == []


def test_a_reminder_moves_in_place_though_the_date_stays(peopled: World) -> None:
    row = peopled.rows(DeadlineRow, rule=MONTH, status="ouverte")[-1]
    done = passed(peopled, closed(peopled.rulebook, "2026-05-04", "2026-05-06"))
    after = peopled.row(DeadlineRow, row["id"])

    assert done is not None
    assert (after["due_at"], after["generation"]) == (row["due_at"], row["generation"])
    assert after["next_at"] < row["next_at"]
    assert "alerte" in {entry["nature"] for entry in entries(peopled)}
    assert reconciled(peopled) == []


def test_a_rule_dropped_ends_what_it_opened_and_says_so(peopled: World) -> None:
    passed(peopled, without(peopled.rulebook, RULE))

    (row,) = peopled.rows(DeadlineRow, rule=RULE)
    assert (row["status"], row["closed_by"]) == ("annulee", "règle retirée")
    assert [entry["pourquoi"] for entry in entries(peopled)] == [["regle_retiree"]]
    assert reconciled(peopled) == []


def test_a_rule_taken_back_opens_again_what_it_had_opened(peopled: World) -> None:
    law, old = peopled.rulebook, due(peopled, RULE)
    passed(peopled, without(law, RULE))
    passed(peopled, law)

    assert due(peopled, RULE) == old
    assert peopled.deadline(RULE)["status"] == "ouverte"
    assert reconciled(peopled) == peopled.flaws() == []


def test_another_number_of_days_is_counted_by_the_next_version(peopled: World) -> None:
    law = ruled(peopled.rulebook, RULE, delay=Delay(n=9, unit=Unit.JOUR_OUVRE))
    version = law.rules[RULE][0].version
    passed(peopled, law)

    assert peopled.deadline(RULE)["rule_version"] == version
    assert entries(peopled)[-1]["versions"][1] == version
    assert reconciled(peopled) == []


def test_everybody_is_derived_again_when_asked(peopled: World) -> None:
    execute(
        peopled.store,
        f"DELETE FROM deadline WHERE rule = '{RULE}'",
        "UPDATE deadline SET next_at = NULL, rung = NULL WHERE rule = '2-RDV'",
    )
    law: Rulebook = peopled.rulebook
    silent = application.apply(
        peopled.store, law, actor=MANAGER, motive="réparation", now=peopled.now, complete=True
    )

    assert silent is not None
    assert peopled.deadline(RULE)["status"] == "ouverte"
    assert peopled.deadline("2-RDV")["next_at"] is not None
    assert reconciled(peopled) == []


def test_a_calendar_that_moves_nothing_is_taken_in_use_all_the_same(peopled: World) -> None:
    law = replace(peopled.rulebook, calendar=closed(peopled.rulebook, "2031-05-15").calendar)
    done = passed(peopled, law)

    assert done is not None
    assert done.changed == 0
    use = calendar_use.in_use(peopled.store)
    assert use is not None
    assert (use.version, use.applied) == (law.calendar.version, peopled.now)


def test_passages_and_acts_at_once_leave_nothing_behind(peopled: World) -> None:
    for _ in range(4):
        journeys.notifie(peopled)
    law = closed(peopled.rulebook, "2026-04-22")
    law = ruled(law, "2-RDV", delay=Delay(n=3, unit=Unit.SEMAINE))
    foreseen = {one.lineage for one in seen(peopled, law).movements}
    waiting = next(row for row in peopled.rows(Dossier, state="saisine_recue"))["id"]
    seance = peopled.seance("2026-06-04")

    found = at_once(
        peopled,
        [
            lambda own: passed(own, law),
            lambda own: passed(own, law),
            lambda own: own.act(waiting, "declarer_recevable", BOP).state,
            lambda own: own.convene(seance, "preparer").state,
        ],
    )

    assert [one for one in found if isinstance(one, Exception)] == []
    passed(peopled, law)  # what was done by the calendar of before, if anything was
    told = [entry["lignee"] for entry in entries(peopled)]
    assert foreseen - set(told) <= {one for one in foreseen if one.startswith(RULE)}
    assert not under_way(peopled)
    assert reconciled(peopled) == peopled.flaws() == []


def test_the_act_of_a_recount_is_no_act_of_the_procedure() -> None:
    assert all(PROCEDURE.label(machine, application.ACT) is None for machine in Machine)
    assert AGENT_ALI.role is not MANAGER.role
