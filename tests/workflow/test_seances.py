"""Séances: moved with their lines, cancelled without them, postponed to a second passage."""

import json
from typing import Any

import pytest

from rules.refusals import Refused
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    ALI,
    ALI_ELSEWHERE,
    BAT,
    BOP,
    ELSEWHERE,
    HERE,
    PRESIDENT,
    SERVICE_SOCIAL,
    World,
)
from tests.workflow.crashes import Crash, crash_at, everything
from tests.workflow.invariants import broken, reconciled
from workflow.seances.commands import StaleSeance, UnknownSeance
from workflow.tables.post import Outbox
from workflow.tables.subjects import Dossier, Passage, Seance, SeanceService
from workflow.tables.trail import DeadlineRow, JournalRow
from workflow.trail.journal import UnknownVersion


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of the reasons given."""
    return [refusal.code for refusal in refused.value.refusals]


def lines(world: World, dossier: int) -> list[tuple[int, str, int]]:
    """(séance, state, open) of the lines of a dossier, oldest first."""
    return [
        (row["seance_id"], row["state"], row["open"])
        for row in world.rows(Passage, dossier_id=dossier)
    ]


def test_the_services_of_the_circonscription_sit_in_its_icl(world: World) -> None:
    seance = world.seance("2026-04-09")

    sitting = [row["service_id"] for row in world.rows(SeanceService, seance_id=seance)]
    assert ALI in sitting
    assert ALI_ELSEWHERE not in sitting
    assert len(sitting) == 4


def test_the_same_seance_is_not_put_on_the_programme_twice(world: World) -> None:
    first = world.seance("2026-04-09")
    later = world.seance("2026-04-16")

    with pytest.raises(Refused) as again:
        world.seance("2026-04-09", heure="09:30")
    with pytest.raises(Refused) as moved:
        world.convene(later, "deplacer", date_seance="2026-04-09", heure="09:30")
    assert codes(again) == codes(moved) == ["seance_deja_programmee"]
    assert f"n° {first} " in str(again.value.refusals[0].sentence)

    world.convene(first, "annuler", motif="salle indisponible")
    assert world.seance("2026-04-09", heure="09:30") != first


def test_each_service_that_sits_owes_its_own_tableau(world: World) -> None:
    seance = world.seance("2026-04-09")
    world.convene(seance, "preparer")

    world.convene(seance, "transmettre_tableau", AGENT_ALI, service=ALI)

    owed = world.rows(DeadlineRow, rule="D1-TABLEAU-BAT")
    status = {row["child"]: row["status"] for row in owed}
    assert status[ALI] == "tenue"
    assert status[SERVICE_SOCIAL] == "ouverte"
    assert len(status) == 4


@pytest.mark.parametrize(
    ("day", "form", "refused_for"),
    [
        ("2026-05-14", {}, "jour_non_travaille"),
        ("2026-05-15", {}, "jour_non_travaille"),
        ("2026-05-16", {}, "jour_non_travaille"),
        ("2026-05-13", {"heure": "midi"}, "champ_invalide"),
    ],
    ids=["Ascension", "closure", "Saturday", "hour"],
)
def test_a_seance_on_a_day_off_or_at_no_hour_is_refused(
    world: World, day: str, form: dict[str, str], refused_for: str
) -> None:
    with pytest.raises(Refused) as refused:
        world.seance(day, **form)

    assert codes(refused) == [refused_for]
    assert world.rows(Seance) == []


def test_a_motive_allows_a_seance_on_a_day_off(world: World) -> None:
    seance = world.seance("2026-05-16", motif="journée exceptionnelle")

    assert world.held(seance).date().isoformat() == "2026-05-16"


@pytest.mark.parametrize("form", [{}, {"motif": "exceptionnelle"}], ids=["", "motive"])
def test_a_seance_on_a_day_that_the_calendar_does_not_know_is_refused(
    world: World, form: dict[str, Any]
) -> None:
    seance = world.seance("2026-05-12")
    with pytest.raises(Refused) as planned:
        world.seance("2071-01-05", heure="09:30", **form)
    with pytest.raises(Refused) as moved:
        world.convene(seance, "deplacer", date_seance="2071-01-05", heure="09:30", **form)

    for refused in (planned, moved):
        (reason,) = refused.value.refusals
        assert (reason.code, reason.field) == ("date_hors_calendrier", "date_seance")
        assert "va de 1990 à 2070" in reason.sentence
        assert reason.remedy == "Corrigez la date."
    assert len(world.rows(Seance)) == 1


def run_to_another_date(world: World) -> list[str]:
    """The lineages of the deadlines that run to another date than their last row."""
    ran = {row["lineage"]: row["due_at"] for row in world.rows(DeadlineRow, status="remplacee")}
    runs = {row["lineage"]: row["due_at"] for row in world.rows(DeadlineRow, status="ouverte")}
    return [one for one, due in ran.items() if runs.get(one) not in (None, due)]


def test_nothing_is_moved_by_a_cancellation(world: World) -> None:
    stage = journeys.en_icl(world, "2026-04-09")
    world.convene(stage.icl, "preparer")

    outcome = world.convene(stage.icl, "annuler", motif="neige")

    assert (outcome.moved, outcome.by_hand) == (0, 0)
    assert world.rows(DeadlineRow, rule="D1-TABLEAU-BAT", status="annulee") != []


def test_a_date_set_by_hand_stays_when_its_seance_moves_and_it_is_said(world: World) -> None:
    stage = journeys.en_icl(world, "2026-04-09")
    world.convene(stage.icl, "preparer")
    (row,) = world.rows(DeadlineRow, rule="D1-TABLEAU-BAT", child=ALI)
    world.convene(
        stage.icl,
        "fixer_echeance",
        PRESIDENT,
        regle="D1-TABLEAU-BAT",
        ouverture=row["opening"],
        service=ALI,
        le="2026-04-08",
        nature="date_convenue",
    )
    (by_hand,) = world.rows(DeadlineRow, rule="D1-TABLEAU-BAT", child=ALI, status="ouverte")

    outcome = world.convene(stage.icl, "deplacer", date_seance="2026-04-16", heure="14:00")

    (kept,) = world.rows(DeadlineRow, rule="D1-TABLEAU-BAT", child=ALI, status="ouverte")
    assert (outcome.moved, outcome.by_hand) == (len(run_to_another_date(world)), 1)
    assert (kept["due_at"], kept["adjusted"]) == (by_hand["due_at"], "fixee")


def test_moving_a_seance_keeps_its_lines_and_arms_its_deadlines_again(world: World) -> None:
    stage = journeys.en_icl(world, "2026-04-09")
    waiting = journeys.presaisine(world)
    world.convene(stage.icl, "preparer")
    version = world.row(Dossier, stage.dossier)["version"]

    outcome = world.convene(stage.icl, "deplacer", date_seance="2026-04-16", heure="14:00")

    held = world.row(Seance, stage.icl)["held_at"]
    result = world.rows(DeadlineRow, rule="I-RESULTAT-LIGNE", dossier_id=stage.dossier)
    moved = run_to_another_date(world)
    tables = world.rows(DeadlineRow, rule="D1-TABLEAU-BAT", child=ALI)
    assert (outcome.state, outcome.moved, outcome.by_hand) == ("preparee", len(moved), 0)
    assert {one.partition("|")[0] for one in moved} > {"D1-TABLEAU-BAT", "I-RESULTAT-LIGNE"}
    assert lines(world, stage.dossier) == [(stage.icl, "inscrit", 1)]
    assert [(r["generation"], r["status"]) for r in result] == [(1, "remplacee"), (2, "ouverte")]
    assert [(r["generation"], r["status"]) for r in tables] == [(1, "remplacee"), (2, "ouverte")]
    assert result[1]["anchor_at"] == tables[1]["anchor_at"] == held
    assert result[0]["lineage"] == result[1]["lineage"]
    assert world.deadline("I-INSCRIRE", dossier_id=waiting)["anchor_at"] == held
    assert world.row(Dossier, stage.dossier)["version"] == version
    assert reconciled(world) == []


def test_every_service_and_the_bat_are_told_of_the_new_date(world: World) -> None:
    seance = world.seance("2026-04-09")
    world.convene(seance, "deplacer", date_seance="2026-04-16", heure="14:00")

    told = [row for row in world.rows(Outbox) if row["occasion"] == "seance_deplacee"]
    dates = json.loads(told[0]["data"])
    assert [row["recipient"] for row in told] == [
        *(f"service:{row['service_id']}" for row in world.rows(SeanceService)),
        "role:bat:93-01",
    ]
    assert dates["ancienne_date"].startswith("2026-04-09T07:30")
    assert dates["nouvelle_date"].startswith("2026-04-16T12:00")


def test_cancelling_a_seance_frees_its_lines(world: World) -> None:
    stage = journeys.en_icl(world, "2026-04-09")
    other = world.seance("2026-05-12")

    outcome = world.convene(stage.icl, "annuler", motif="neige")

    assert [line.state for line in outcome.lines] == ["a_reinscrire"]
    assert lines(world, stage.dossier) == [(stage.icl, "reporte", 0)]
    assert world.deadline("I-RESULTAT-LIGNE", dossier_id=stage.dossier)["status"] == "annulee"
    aimed = world.rows(DeadlineRow, rule="I-INSCRIRE", dossier_id=stage.dossier, status="ouverte")
    assert [row["seance_id"] for row in aimed] == [other]
    assert reconciled(world) == []


def test_postponing_a_seance_is_a_second_passage_in_its_successor(world: World) -> None:
    stage = journeys.en_icl(world, "2026-04-09")
    successor = world.seance("2026-04-23")

    outcome = world.convene(stage.icl, "reporter", motif="neige", seance_remplacante=successor)

    assert world.row(Seance, stage.icl)["remplacee_par"] == successor
    assert [line.state for line in outcome.lines] == ["a_reinscrire", "en_icl"]
    assert lines(world, stage.dossier) == [
        (stage.icl, "reporte", 0),
        (successor, "inscrit", 1),
    ]
    assert world.entered(stage.dossier)[-3:] == ["en_icl", "a_reinscrire", "en_icl"]
    assert broken(world) == reconciled(world) == []


def test_a_line_that_its_successor_cannot_take_waits_and_is_told(world: World) -> None:
    stage = journeys.en_icl(world, "2026-04-09")
    successor = world.seance("2026-04-23")
    world.act(stage.dossier, "suspendre_droit", BOP, date="2026-03-02")

    outcome = world.convene(stage.icl, "reporter", motif="neige", seance_remplacante=successor)

    ((dossier, refusals),) = outcome.refused
    assert (dossier, [refusal.code for refusal in refusals]) == (
        stage.dossier,
        ["droit_non_ouvert"],
    )
    assert world.state(stage.dossier) == "a_reinscrire"
    assert broken(world) == []


@pytest.mark.parametrize("successor", ["77", "ep"])
def test_a_seance_is_postponed_only_to_another_of_its_kind(world: World, successor: str) -> None:
    stage = journeys.en_icl(world, "2026-04-09")
    ep = world.seance("2026-04-23", genre="ep", circonscription=None)
    number = ep if successor == "ep" else successor

    with pytest.raises(Refused) as refused:
        world.convene(stage.icl, "reporter", motif="x", seance_remplacante=number)

    assert codes(refused) == ["seance_remplacante_inconnue"]
    assert lines(world, stage.dossier) == [(stage.icl, "inscrit", 1)]


def test_a_crash_at_any_statement_of_a_postponement_leaves_nothing_behind(world: World) -> None:
    stage = journeys.en_icl(world, "2026-04-09")
    successor = world.seance("2026-04-23")
    before = everything(world.store)
    crashed = 0

    while True:
        try:
            with crash_at(crashed + 1):
                world.convene(stage.icl, "reporter", motif="x", seance_remplacante=successor)
        except Crash:
            crashed += 1
            assert everything(world.store) == before, f"statement {crashed}"
        else:
            break

    assert crashed > 20


def test_soutien_lines_follow_the_seance_and_move_no_dossier(world: World) -> None:
    first, second = world.seance("2026-04-09"), world.seance("2026-04-23")
    dossier, line = journeys.soutien(world, first)

    world.convene(first, "reporter", motif="x", seance_remplacante=second)
    world.sit(second)
    (following,) = world.rows(Passage, dossier_id=dossier, open=1)
    world.act(dossier, "rendre_soutien", AGENT_ALI, passage=following["id"], preconisations="x")

    rows = world.rows(Passage, dossier_id=dossier)
    assert [(row["seance_id"], row["nature"], row["state"]) for row in rows] == [
        (first, "soutien", "reporte"),
        (second, "soutien", "soutien_rendu"),
    ]
    assert rows[0]["id"] == line
    assert world.entered(dossier) == ["accompagnement"]


def test_the_refusal_of_a_seance_is_journalled_in_its_chain(world: World) -> None:
    seance = world.seance("2026-04-09")

    with pytest.raises(Refused):
        world.convene(seance, "lever", BAT)

    (entry,) = world.rows(JournalRow, kind="seance", subject_id=seance, act="refus")
    assert json.loads(entry["body"])["refus"] == ["hors_etat"]
    assert world.row(Seance, seance)["version"] == 1


def test_a_stale_seance_and_an_unknown_one_are_told_apart(world: World) -> None:
    seance = world.seance("2026-04-09")
    world.convene(seance, "preparer")

    with pytest.raises(
        StaleSeance,
        match=r": « Ouvrir le tableau aux services » par .+, le \w+ \d+\s\w+\s2026 à \d+\sh.*\. "
        "Rien n’a été enregistré",
    ):
        world.convene(seance, "annuler", expected_version=1, motif="x")
    with pytest.raises(UnknownVersion, match=f"La version 9 de la séance n° {seance} n’existe pas"):
        world.convene(seance, "annuler", expected_version=9, motif="x")
    with pytest.raises(UnknownSeance, match="La séance n° 77 n’existe pas"):
        world.convene(77, "annuler", motif="x")


def test_a_move_changes_the_seance_that_the_request_aims_at(world: World) -> None:
    here = world.seance("2026-04-09")
    there = world.seance("2026-04-23", circonscription=ELSEWHERE)
    dossier = journeys.presaisine(world)
    before = world.deadline("I-INSCRIRE", dossier_id=dossier)["seance_id"]

    world.act(dossier, "demenager_intra", BOP, circonscription=ELSEWHERE, date="2026-03-02")

    assert (before, world.deadline("I-INSCRIRE", dossier_id=dossier)["seance_id"]) == (here, there)
    assert world.row(Dossier, dossier)["circonscription"] != HERE
    assert reconciled(world) == []
