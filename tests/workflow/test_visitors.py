"""A séance held for somebody from outside (S2: a psychologist): awaited, or released in time."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from entrypoints.configuration.settings import load
from entrypoints.words.acts import act_label
from rules.actors import Actor
from rules.refusals import Refused
from rules.seances.kinds import Kinds, SeanceKind
from rules.seances.visitors import WithoutLines
from rules.subjects import Subject, SubjectKind
from tests.workflow.build import AGENT_ALI, AGENT_SSD, ALI, ASSOCIATION, BAT, SERVICE_SOCIAL, World
from tests.workflow.invariants import broken, reconciled
from workflow.reading import completeness, journal
from workflow.tables.post import Outbox
from workflow.tables.subjects import Seance
from workflow.tables.trail import JournalRow

GRENOBLE = Path(__file__).resolve().parents[2] / "config.grenoble.yaml"


@pytest.fixture
def shared(world: World) -> World:
    """The rules of Grenoble."""
    world.rulebook = load(GRENOBLE, {}).rulebook
    return world


def half_day(world: World, day: str = "2026-04-15", *, keeps: bool = False) -> int:
    """A half-day with the psychologist; ``keeps``: nobody having a situation, it stays."""
    if keeps:
        world.rulebook = replace(world.rulebook, kinds=Kinds.of(map(kept, world.rulebook.kinds)))
    return world.seance(day, genre="psychologue", circonscription=None)


def kept(kind: SeanceKind) -> SeanceKind:
    if kind.visitor is None:
        return kind
    return replace(kind, visitor=replace(kind.visitor, without_lines=WithoutLines.GARDER))


def told(world: World, occasion: str) -> dict[str, int | None]:
    """To whom, and how many situations they are told of."""
    rows = world.rows(Outbox, occasion=occasion)
    return {row["recipient"]: json.loads(row["data"]).get("situations") for row in rows}


def needs(world: World, seance: int, service: int, situations: int) -> None:
    actor = AGENT_ALI if service == ALI else AGENT_SSD
    form: dict[str, Any] = {"service": str(service), "situations": str(situations)}
    world.convene(seance, "communiquer_besoins", actor, **form)


def test_nobody_having_a_situation_the_visitor_is_released_eight_days_before(
    shared: World,
) -> None:
    seance = half_day(shared)
    shared.until("2026-04-07 20:00").tick()
    before = shared.row(Seance, seance)["state"]
    shared.until("2026-04-09").tick()

    assert before != "annulee"
    assert shared.row(Seance, seance)["state"] == "annulee"
    assert told(shared, "seance_annulee")["intervenant:psychologue::2026-04-15"] == 0
    assert {"role:bat", f"service:{SERVICE_SOCIAL}"} <= told(shared, "seance_annulee").keys()
    assert shared.deadline("D23-PSY-DECOMMANDER")["met_in_time"] == 1
    assert shared.deadline("D24-PSY-BESOINS", child=SERVICE_SOCIAL)["status"] == "annulee"
    assert broken(shared) == reconciled(shared) == shared.flaws() == []


def test_where_the_date_is_kept_the_visitor_is_released_and_the_seance_stays(
    shared: World,
) -> None:
    seance = half_day(shared, keeps=True)
    shared.until("2026-04-08").tick()

    assert shared.row(Seance, seance)["state"] == "preparee"
    assert told(shared, "venue_fixee") == {
        "role:bat": 0,
        "intervenant:psychologue::2026-04-15": 0,
    }
    assert shared.deadline("D23-PSY-DECOMMANDER")["status"] == "tenue"


def test_a_situation_inscribed_or_announced_has_the_visitor_come(shared: World) -> None:
    inscribed, announced = half_day(shared), half_day(shared, "2026-04-16")
    dossier = shared.dossier(service=SERVICE_SOCIAL)
    shared.act(dossier, "inscrire_ligne", AGENT_SSD, seance=inscribed, nature="soutien")
    needs(shared, announced, SERVICE_SOCIAL, 2)
    needs(shared, announced, ALI, 1)
    needs(shared, announced, SERVICE_SOCIAL, 1)
    shared.until("2026-04-10").tick()

    assert told(shared, "venue_fixee")["intervenant:psychologue::2026-04-15"] == 1
    assert told(shared, "venue_fixee")["intervenant:psychologue::2026-04-16"] == 2
    assert shared.rows(Outbox, occasion="seance_annulee") == []


def test_who_coordinates_may_release_the_visitor_sooner(shared: World) -> None:
    seance = half_day(shared)
    with pytest.raises(Refused):
        shared.convene(seance, "fixer_venue", AGENT_SSD)
    shared.convene(seance, "fixer_venue", BAT)
    shared.until("2026-04-10").tick()

    assert shared.row(Seance, seance)["state"] == "annulee"
    assert len(shared.rows(JournalRow, act="fixer_venue")) == 1


def test_a_visitor_who_was_told_is_not_told_the_same_again(shared: World) -> None:
    seance = half_day(shared)
    needs(shared, seance, ALI, 2)
    shared.until("2026-04-10").tick()
    with pytest.raises(Refused) as refused:
        shared.convene(seance, "fixer_venue", BAT)

    [refusal] = refused.value.refusals
    assert refusal.code == "venue_deja_dite"
    assert "(le 10 avril 2026, par planificateur)" in refusal.sentence
    assert len(shared.rows(JournalRow, act="fixer_venue")) == 1


def test_another_number_of_situations_or_another_day_is_told_again(shared: World) -> None:
    seance = half_day(shared)
    needs(shared, seance, ALI, 2)
    shared.convene(seance, "fixer_venue", BAT)
    needs(shared, seance, ALI, 3)
    shared.convene(seance, "fixer_venue", BAT)
    with pytest.raises(Refused, match="3 situations"):
        shared.convene(seance, "fixer_venue", BAT)
    shared.convene(seance, "deplacer", BAT, date_seance="2026-04-22", heure="14:00")
    shared.convene(seance, "fixer_venue", BAT)

    assert len(shared.rows(JournalRow, act="fixer_venue")) == 3


def test_a_visitor_who_was_awaited_is_released_when_nothing_is_left(shared: World) -> None:
    seance = half_day(shared)
    needs(shared, seance, ALI, 2)
    shared.convene(seance, "fixer_venue", BAT)
    needs(shared, seance, ALI, 0)
    shared.convene(seance, "fixer_venue", BAT)

    assert shared.row(Seance, seance)["state"] == "annulee"


def test_what_is_told_of_an_act_is_the_way_that_was_taken(shared: World) -> None:
    awaited, released = half_day(shared), half_day(shared, "2026-04-16")
    needs(shared, awaited, ALI, 3)
    told_awaited = shared.convene(awaited, "fixer_venue", BAT)
    told_released = shared.convene(released, "fixer_venue", BAT)

    coming, going = (
        "Dire à qui intervient s’il ou elle est attendu·e",
        ("Décommander qui intervient et annuler la séance"),
    )
    assert (told_awaited.words, told_released.words) == (coming, going)
    assert labels(shared, awaited)[0] == coming
    assert labels(shared, released)[0] == going


def labels(world: World, seance: int) -> list[str]:
    """The acts of a séance as the journal tells them, the latest first."""
    subject = Subject(SubjectKind.SEANCE, seance)
    return [act_label(entry) for entry in journal.entries(world.store, subject=subject)]


def test_a_seance_without_visitor_awaits_nobody_and_asks_nobody_s_needs(shared: World) -> None:
    shared.rulebook = replace(
        shared.rulebook,
        kinds=Kinds.of(
            replace(kind, visitor=None, territorial=False) for kind in shared.rulebook.kinds
        ),
    )
    seance = half_day(shared)
    with pytest.raises(Refused) as refused:
        shared.convene(seance, "fixer_venue", BAT)
    with pytest.raises(Refused, match="n’attend personne d’extérieur"):
        needs(shared, seance, ALI, 1)

    assert [one.code for one in refused.value.refusals] == ["sans_intervenant"]


def test_the_visitor_is_told_of_a_date_that_changes(shared: World) -> None:
    seance = half_day(shared)
    shared.convene(seance, "deplacer", BAT, date_seance="2026-04-22", heure="14:00")

    assert "intervenant:psychologue::2026-04-22" in told(shared, "seance_deplacee")
    assert told(shared, "tableau_ouvert") == {}


def inscribed(world: World, seance: int, actor: Actor = AGENT_SSD) -> int:
    """The dossier of a line of the service social, that this actor inscribes."""
    dossier = world.dossier(service=SERVICE_SOCIAL)
    world.act(dossier, "inscrire_ligne", actor, seance=seance, nature="soutien")
    return dossier


def told_needs(world: World, seance: int, service: int = SERVICE_SOCIAL) -> datetime | None:
    """When that service is seen to have told its needs."""
    every = completeness.of_seance(world.store, world.rulebook, seance)
    return next(one.needs.sent for one in every if one.service_id == service)


def test_a_service_that_inscribes_a_situation_has_told_its_needs(shared: World) -> None:
    seance = half_day(shared)
    dossier = inscribed(shared, seance)
    met = shared.deadline("D24-PSY-BESOINS", child=SERVICE_SOCIAL)

    assert (met["status"], met["met_in_time"]) == ("tenue", 1)
    assert met["closed_by"].startswith(f"dossier:{dossier}:")
    assert shared.deadline("D24-PSY-BESOINS", child=ASSOCIATION)["status"] == "ouverte"
    sent = [told_needs(shared, seance, one) for one in (SERVICE_SOCIAL, ASSOCIATION)]
    assert sent == [shared.now, None]
    (entry,) = shared.rows(JournalRow, kind="dossier", subject_id=dossier, act="inscrire_ligne")
    assert "D24-PSY-BESOINS" in entry["body"]
    assert broken(shared) == reconciled(shared) == shared.flaws() == []


def test_a_line_that_the_coordination_inscribes_tells_no_need_of_the_service(
    shared: World,
) -> None:
    seance = half_day(shared)
    inscribed(shared, seance, BAT)

    assert shared.deadline("D24-PSY-BESOINS", child=SERVICE_SOCIAL)["status"] == "ouverte"
    assert told_needs(shared, seance) is None


def test_a_need_told_by_a_line_stands_whatever_the_seance_does_then(shared: World) -> None:
    seance = half_day(shared)
    inscribed(shared, seance)
    shared.wait(days=1)
    shared.convene(seance, "deplacer", BAT, date_seance="2026-04-22", heure="14:00")
    needs(shared, seance, SERVICE_SOCIAL, 2)

    met = shared.deadline("D24-PSY-BESOINS", child=SERVICE_SOCIAL)
    assert met["status"] == "tenue"
    assert met["closed_by"].startswith("dossier:")
    assert reconciled(shared) == []


def test_an_inscription_that_is_corrected_no_longer_tells_a_need(shared: World) -> None:
    seance = half_day(shared)
    dossier = inscribed(shared, seance)
    shared.wait(hours=1)
    shared.correct(dossier)
    opened = shared.deadline("D24-PSY-BESOINS", child=SERVICE_SOCIAL)

    assert (opened["status"], opened["generation"]) == ("ouverte", 2)
    assert told_needs(shared, seance) is None
    (entry,) = shared.rows(JournalRow, kind="dossier", subject_id=dossier, act="corriger")
    assert "D24-PSY-BESOINS" in entry["body"]
    assert broken(shared) == reconciled(shared) == shared.flaws() == []


def test_a_line_of_a_seance_without_visitor_tells_no_need(world: World) -> None:
    seance = world.seance("2026-04-09")
    dossier = world.dossier(service=SERVICE_SOCIAL)
    world.act(dossier, "inscrire_ligne", AGENT_SSD, seance=seance, nature="soutien")

    assert "situation_inscrite" not in {fact.code for fact in world.facts(dossier)}
