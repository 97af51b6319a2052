"""The cut-off: what came after its delay is marked, told, kept or put off; nothing is lost."""

import json
from dataclasses import replace
from typing import Any

import pytest

from rules.refusals import Refused
from rules.seances.kinds import Kinds
from rules.seances.lateness import Late, read
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    AGENT_FT,
    AGENTS,
    ALI,
    ASSOCIATION,
    BAT,
    BOP,
    FRANCE_TRAVAIL,
    SERVICE_SOCIAL,
    World,
    paris,
)
from workflow.reading.tableau import TableauLine, tableau
from workflow.tables.post import Outbox
from workflow.tables.subjects import Passage
from workflow.tables.trail import JournalRow

SITTING = (ALI, FRANCE_TRAVAIL, SERVICE_SOCIAL, ASSOCIATION)
DAY = "2026-04-09"
"""The séance: its tableaux are due on Tuesday 7 April at 23:59."""


def prepared(world: World) -> tuple[int, int]:
    """An ICL-I with a line of the ALI, everything shared, answered and sent in time."""
    stage = journeys.shared(world, DAY)
    for service in SITTING:
        world.convene(stage.icl, "transmettre_tableau", AGENTS[service], service=service)
        if service != ALI:
            answer(world, stage.dossier, service)
    return stage.icl, stage.dossier


def answer(world: World, dossier: int, service: int) -> None:
    world.act(dossier, "repondre", AGENTS[service], service=service, reponse="inconnu")


def line(world: World, seance: int, dossier: int) -> TableauLine:
    found = tableau(world.store, world.rulebook, seance).lines
    return next(one for one in found if one.dossier_id == dossier)


def late(world: World, seance: int, dossier: int) -> list[tuple[str, int | None]]:
    return [(one.what.value, one.service) for one in line(world, seance, dossier).late]


def told(world: World) -> list[tuple[str, int, int]]:
    return [
        (row["recipient"], json.loads(row["data"])["nombre"], json.loads(row["data"])["reportees"])
        for row in world.rows(Outbox, occasion="lignes_hors_delai")
    ]


def rolling(world: World) -> None:
    """From now on ICL-I put off what is late."""
    kinds = Kinds.of(
        replace(kind, rolls_late=True) if kind.code == "icl" else kind
        for kind in world.rulebook.kinds
    )
    world.rulebook = replace(world.rulebook, kinds=kinds)


def test_a_line_in_time_is_not_marked_and_nobody_is_told(world: World) -> None:
    seance, dossier = prepared(world)
    world.until("2026-04-08").convene(seance, "arreter")

    assert late(world, seance, dossier) == []
    assert told(world) == []


def test_a_line_entered_after_the_delay_of_its_service_is_marked_kept_and_told(
    world: World,
) -> None:
    seance, dossier = prepared(world)
    world.now = paris("2026-04-08 00:00")
    other = world.dossier(service=ALI)
    world.act(other, "inscrire_ligne", AGENT_ALI, seance=seance, nature="soutien")
    for service in (FRANCE_TRAVAIL, SERVICE_SOCIAL, ASSOCIATION):
        answer(world, other, service)
    world.convene(seance, "arreter")

    assert late(world, seance, other) == [("inscription", None)]
    assert late(world, seance, dossier) == []
    assert line(world, seance, other).state == "retenu"
    assert told(world) == [("role:bat:93-01", 1, 0)]


def test_a_line_entered_on_the_last_minute_is_in_time(world: World) -> None:
    seance, _ = prepared(world)
    world.now = paris("2026-04-07 23:59")
    other = world.dossier(service=ALI)
    world.act(other, "inscrire_ligne", AGENT_ALI, seance=seance, nature="soutien")
    for service in (FRANCE_TRAVAIL, SERVICE_SOCIAL, ASSOCIATION):
        answer(world, other, service)
    world.convene(seance, "arreter")

    assert late(world, seance, other) == []


def test_a_tableau_sent_late_or_never_marks_the_lines_of_its_service(world: World) -> None:
    stage = journeys.shared(world, DAY)
    theirs = world.dossier(service=FRANCE_TRAVAIL)
    world.act(theirs, "inscrire_ligne", AGENT_FT, seance=stage.icl, nature="soutien")
    world.convene(stage.icl, "partager_tableau", AGENT_FT, service=FRANCE_TRAVAIL)
    for service in SITTING:
        for dossier, own in ((stage.dossier, ALI), (theirs, FRANCE_TRAVAIL)):
            if service != own:
                world.act(dossier, "repondre", AGENTS[service], service=service, reponse="inconnu")
    world.until("2026-04-08")
    world.convene(stage.icl, "transmettre_tableau", AGENT_ALI, service=ALI)
    world.convene(stage.icl, "arreter")

    assert late(world, stage.icl, stage.dossier) == [("transmission", None)]
    assert late(world, stage.icl, theirs) == [("transmission", None)]


def test_a_line_that_was_not_shared_is_late_of_its_own_service_and_of_no_other(
    world: World,
) -> None:
    seance, shared = prepared(world)
    unseen = world.dossier(service=FRANCE_TRAVAIL)
    world.act(unseen, "inscrire_ligne", AGENT_FT, seance=seance, nature="soutien")
    world.until("2026-04-08").convene(seance, "arreter")

    assert late(world, seance, unseen) == [("partage", None)]
    assert late(world, seance, shared) == []
    shown = tableau(world.store, world.rulebook, seance)
    words = {one.dossier_id: shown.late_words(one) for one in shown.lines}
    assert words[unseen] == ["non partagée à temps par son service"]


def test_to_a_line_shared_after_their_own_delay_the_answers_of_the_others_are_in_time(
    world: World,
) -> None:
    seance, _ = prepared(world)
    other = world.dossier(service=FRANCE_TRAVAIL)
    world.act(other, "inscrire_ligne", AGENT_FT, seance=seance, nature="soutien")
    world.now = paris("2026-04-08 00:00")
    world.convene(seance, "partager_tableau", AGENT_FT, service=FRANCE_TRAVAIL)
    for service in (ALI, SERVICE_SOCIAL, ASSOCIATION):
        answer(world, other, service)
    world.convene(seance, "arreter")

    assert late(world, seance, other) == [("partage", None)]


def test_an_agenda_settled_before_the_delay_waits_for_no_tableau(world: World) -> None:
    stage = journeys.shared(world, DAY)
    for service in (FRANCE_TRAVAIL, SERVICE_SOCIAL, ASSOCIATION):
        answer(world, stage.dossier, service)
    world.convene(stage.icl, "arreter")

    assert late(world, stage.icl, stage.dossier) == []


def test_each_service_that_did_not_answer_is_named(world: World) -> None:
    stage = journeys.shared(world, DAY)
    answer(world, stage.dossier, FRANCE_TRAVAIL)
    world.convene(stage.icl, "transmettre_tableau", AGENT_ALI, service=ALI)
    world.until("2026-04-08").convene(stage.icl, "arreter")

    assert late(world, stage.icl, stage.dossier) == [
        ("reponse", SERVICE_SOCIAL),
        ("reponse", ASSOCIATION),
    ]
    shown = tableau(world.store, world.rulebook, stage.icl)
    assert shown.late_words(shown.lines[0]) == ["Service 3 et Service 4 n’ont pas répondu"]


def test_an_agenda_settled_before_the_delay_marks_and_puts_off_nothing(world: World) -> None:
    rolling(world)
    stage = journeys.en_icl(world, DAY)
    world.seance("2026-05-12")
    world.convene(stage.icl, "preparer")
    world.convene(stage.icl, "arreter")

    assert late(world, stage.icl, stage.dossier) == []
    assert line(world, stage.icl, stage.dossier).state == "retenu"
    assert told(world) == []


def test_an_answer_on_the_last_minute_is_in_time_and_one_after_it_is_late(world: World) -> None:
    stage = journeys.shared(world, DAY)
    world.convene(stage.icl, "transmettre_tableau", AGENT_ALI, service=ALI)
    answer(world, stage.dossier, FRANCE_TRAVAIL)
    world.now = paris("2026-04-07 23:59")
    answer(world, stage.dossier, SERVICE_SOCIAL)
    world.now = paris("2026-04-08 00:00")
    answer(world, stage.dossier, FRANCE_TRAVAIL)
    answer(world, stage.dossier, ASSOCIATION)
    world.until("2026-04-08 08:00").tick()

    assert line(world, stage.icl, stage.dossier).state == "retenu"
    assert late(world, stage.icl, stage.dossier) == [("reponse", ASSOCIATION)]


def test_the_scheduler_marks_too_at_the_deadline(world: World) -> None:
    stage = journeys.en_icl(world, DAY)
    world.convene(stage.icl, "preparer")
    world.until("2026-04-08 08:00").tick()

    assert ("transmission", None) in late(world, stage.icl, stage.dossier)
    assert told(world) == [("role:bat:93-01", 1, 0)]


def test_where_the_kind_says_so_late_lines_go_to_the_next_seance(world: World) -> None:
    rolling(world)
    seance, in_time = prepared(world)
    following = world.seance("2026-05-12")
    other = world.dossier(service=ALI)
    world.act(other, "inscrire_ligne", AGENT_ALI, seance=seance, nature="soutien")
    world.until("2026-04-08")
    done = world.convene(seance, "arreter")

    assert line(world, seance, in_time).state == "retenu"
    put_off = line(world, seance, other)
    assert (put_off.state, {one.what for one in put_off.late}) == ("reporte", {Late.REPONSE})
    (again,) = world.rows(Passage, dossier_id=other, seance_id=following)
    assert (again["state"], done.following) == ("inscrit", following)
    assert told(world) == [("role:bat:93-01", 1, 1)]
    (place,) = done.agenda.postponed if done.agenda is not None else ()
    assert place.sentence.startswith("reportée\N{NO-BREAK SPACE}: hors délai, demande du 2")


def test_whoever_coordinates_keeps_a_late_line_with_a_motive(world: World) -> None:
    rolling(world)
    seance, _ = prepared(world)
    world.seance("2026-05-12")
    other = world.dossier(service=ALI)
    world.act(other, "inscrire_ligne", AGENT_ALI, seance=seance, nature="soutien")
    with pytest.raises(Refused):
        world.act(other, "admettre_hors_delai", BAT)
    with pytest.raises(Refused) as refused:
        world.act(other, "admettre_hors_delai", BOP, motif="à voir")
    world.act(other, "admettre_hors_delai", BAT, motif="expulsion demain")
    world.until("2026-04-08").convene(seance, "arreter")

    kept = line(world, seance, other)
    assert [one.code for one in refused.value.refusals] == ["coordination_d_un_autre"]
    assert kept.state == "retenu"
    assert kept.late
    assert kept.admitted is not None
    assert kept.admitted.motive == "expulsion demain"


def test_a_late_line_is_kept_once_and_who_kept_it_is_told_before_it_is_tried_again(
    world: World,
) -> None:
    stage = journeys.en_icl(world, DAY)
    world.act(stage.dossier, "admettre_hors_delai", BAT, motif="expulsion demain")
    world.wait(days=1)
    with pytest.raises(Refused) as again:
        world.act(stage.dossier, "admettre_hors_delai", BAT, motif="expulsion demain")
    (way,) = (
        way for _, way in world.ways(stage.dossier, BAT) if way.exit.event == "admettre_hors_delai"
    )

    (reason,) = again.value.refusals
    assert reason.code == "ligne_deja_admise"
    assert reason.sentence.replace("\N{NO-BREAK SPACE}", " ") == (
        "La ligne est déjà gardée hors délai dans cette séance (le 2 mars 2026, par bat)."
    )
    assert "ligne_deja_admise" in [one.code for one in way.refusals]
    assert len(world.rows(JournalRow, act="admettre_hors_delai")) == 1


def test_an_arbitration_may_keep_a_late_line_too(world: World) -> None:
    rolling(world)
    seance, _ = prepared(world)
    world.seance("2026-05-12")
    other = world.dossier(service=ALI)
    world.act(other, "inscrire_ligne", AGENT_ALI, seance=seance, nature="soutien")
    number = line(world, seance, other).id
    world.until("2026-04-08").convene(seance, "arbitrer", retenir=str(number), motif="urgent")

    assert line(world, seance, other).state == "retenu"


def test_without_a_following_seance_late_lines_stay_and_the_agenda_is_settled(
    world: World,
) -> None:
    rolling(world)
    seance, _ = prepared(world)
    other = world.dossier(service=ALI)
    world.act(other, "inscrire_ligne", AGENT_ALI, seance=seance, nature="soutien")
    world.until("2026-04-08 08:00").tick()

    assert line(world, seance, other).state == "retenu"
    assert line(world, seance, other).late


def test_whoever_coordinates_puts_a_late_line_off_by_hand(world: World) -> None:
    stage = journeys.en_icl(world, DAY)
    world.convene(stage.icl, "preparer")
    world.until("2026-04-08").convene(stage.icl, "arreter")
    world.act(stage.dossier, "reporter", BAT, motif="sans réponse")

    assert world.state(stage.dossier) == "a_reinscrire"
    assert line(world, stage.icl, stage.dossier).late


def test_a_line_added_seance_tenante_is_not_late_when_the_agenda_is_settled_again(
    world: World,
) -> None:
    rolling(world)
    seance, _ = prepared(world)
    world.seance("2026-05-12")
    world.until("2026-04-08").convene(seance, "arreter")
    person = world.dossier(service=ALI)
    form: dict[str, Any] = {"seance": seance, "nature": "soutien", "motif": "urgent"}
    world.act(person, "inscrire_ligne_seance_tenante", AGENT_ALI, **form)
    world.convene(seance, "arbitrer")

    found = line(world, seance, person)
    assert (found.state, found.late, found.rank is not None) == ("retenu", (), True)


def test_the_marks_go_when_the_agenda_is_opened_again(world: World) -> None:
    stage = journeys.en_icl(world, DAY)
    world.convene(stage.icl, "preparer")
    world.until("2026-04-08").convene(stage.icl, "arreter")
    assert late(world, stage.icl, stage.dossier) != []
    world.convene(stage.icl, "rouvrir_agenda", motif="oubli")

    assert late(world, stage.icl, stage.dossier) == []


def test_before_an_ep_nothing_is_late(world: World) -> None:
    stage = journeys.before_ep(world)

    assert late(world, stage.ep, stage.dossier) == []


def test_what_was_kept_of_a_line_in_time_is_nothing() -> None:
    assert read(None) == read("") == ()
