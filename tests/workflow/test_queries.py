"""The questions of the screens, on both databases."""

from typing import Any

import pytest

from rules.deadlines.derivation import Status
from rules.subjects import Subject, SubjectKind
from tests.workflow.build import AGENT_ALI, ALI, BAT, FRANCE_TRAVAIL, World
from workflow.acts.cases import UnknownDossier
from workflow.files import gaps
from workflow.reading import deadlines, dossiers, journal, messages, seances
from workflow.reading import gaps as read_gaps
from workflow.reading.deadlines import UnknownDeadline
from workflow.seances.commands import UnknownSeance


def requested(world: World) -> int:
    """A dossier with an open request."""
    dossier = world.dossier()
    asked: dict[str, Any] = {"motif_code": 3, "service_souhaite": FRANCE_TRAVAIL}
    world.act(dossier, "ouvrir_reorientation", AGENT_ALI, **asked)
    return dossier


def test_a_dossier_comes_with_its_person_its_request_and_its_line(world: World) -> None:
    dossier = requested(world)
    seance = world.seance("2026-03-12")
    world.act(dossier, "consulter", AGENT_ALI, date="2026-03-02", accord="oui")
    world.act(dossier, "inscrire", AGENT_ALI, seance=seance)

    sheet = dossiers.dossier(world.store, dossier)

    assert sheet.person.nom == "NOM-SECRET"
    assert sheet.service is not None
    assert sheet.service.id == ALI
    assert sheet.demande is not None
    assert sheet.demande.service_souhaite == "Service 2"
    assert sheet.demande.accord_allocataire is True
    assert sheet.demande.accord_accueil is None
    assert [(line.seance_id, line.state) for line in sheet.lines] == [(seance, "inscrit")]
    with pytest.raises(UnknownDossier):
        dossiers.dossier(world.store, 999)


def test_deadlines_of_a_dossier_include_its_persons(world: World) -> None:
    dossier = requested(world)
    person = dossiers.dossier(world.store, dossier).person.id

    rules = {line.rule for line in deadlines.of_dossier(world.store, dossier, person)}

    assert {"D27-UN-MOIS", "I-INSCRIRE"} <= rules


def test_deadlines_without_a_date_come_last_on_both_databases(world: World) -> None:
    requested(world)

    lines = deadlines.deadlines(world.store, now=world.now)

    assert lines[-1].status is Status.SANS_ANCRE
    assert lines[0].due is not None
    line, rungs = deadlines.deadline(world.store, lines[0].id)
    assert (line, rungs) == (lines[0], [])
    with pytest.raises(UnknownDeadline):
        deadlines.deadline(world.store, 999)


def test_entries_of_one_chain_come_in_its_order_newest_first(world: World) -> None:
    dossier = requested(world)
    subject = Subject(SubjectKind.DOSSIER, dossier)

    entries = journal.entries(world.store, subject=subject)

    assert [entry.seq for entry in entries] == [2, 1]
    assert (entries[0].before, entries[0].after) == ("accompagnement", "presaisine")
    assert journal.length(world.store, subject) == 2
    assert journal.total(world.store) >= 2
    assert journal.entries(world.store, act="%") == []


def test_a_seance_comes_with_its_lines_and_those_who_sit(world: World) -> None:
    dossier = requested(world)
    seance = world.seance("2026-03-12")
    world.act(dossier, "consulter", AGENT_ALI, date="2026-03-02", accord="oui")
    world.act(dossier, "inscrire", AGENT_ALI, seance=seance)
    world.convene(seance, "preparer", BAT)

    found, lines, sitting = seances.seance(world.store, seance)

    assert (found.state, found.lines) == ("preparee", 1)
    assert [(line.dossier_id, line.nom) for line in lines] == [(dossier, "NOM-SECRET")]
    assert "Service 1" in sitting
    assert seances.seances(world.store, since=world.now)[0] == found
    assert seances.seances(world.store, until=world.now) == []
    with pytest.raises(UnknownSeance):
        seances.seance(world.store, 999)


def test_gaps_and_messages_are_listed(world: World) -> None:
    dossier = requested(world)
    person = dossiers.dossier(world.store, dossier).person.id
    with world.store.write() as tx:
        found = {"absent_du_stock": (dossier, {"ali": ALI})}
        gaps.reconcile(tx, person, found, among=set(found), file="a.xml", now=world.now)
    world.wait(days=60)
    world.tick()

    (gap,) = read_gaps.listing(world.store)
    waiting = messages.listing(world.store, messages.Asked(state="a_envoyer"))

    assert (gap.nature, gap.dossier_id, gap.detail) == ("absent_du_stock", dossier, {"ali": ALI})
    assert len(waiting) == messages.waiting(world.store, world.now) > 0
    assert deadlines.last_sweep(world.store) is not None
