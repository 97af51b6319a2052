"""The points of an agenda that are about nobody, from their entry to what is kept of them."""

import json
from dataclasses import replace
from typing import Any

import pytest

from rules.refusals import Refused
from rules.seances.kinds import Kinds
from rules.seances.points import Point, Standing
from tests.situations import KIND_GRENOBLE
from tests.workflow.build import AGENTS, ALI, BAT, BOP, World
from tests.workflow.invariants import broken
from workflow.reading import agendas
from workflow.reading.points import points_of
from workflow.tables import points as tables
from workflow.tables.trail import JournalRow

NBSP = "\N{NO-BREAK SPACE}"


def added(world: World, seance: int, *titles: str, minutes: int | None = None) -> list[int]:
    """Points of these titles on the agenda; their numbers."""
    form: dict[str, Any] = {"porteur": "service social"}
    form |= {} if minutes is None else {"minutes": str(minutes)}
    for title in titles:
        world.convene(seance, "ajouter_point", BAT, titre=title, **form)
    return [row["id"] for row in world.rows(tables.Point, seance_id=seance)][-len(titles) :]


def on_agenda(world: World, seance: int) -> list[Point]:
    return points_of(world.store, seance)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def test_a_point_is_told_by_who_coordinates_and_says_who_brings_it(world: World) -> None:
    seance = world.seance("2026-04-09")
    with pytest.raises(Refused):
        world.convene(seance, "ajouter_point", BOP, titre="x", porteur="y")
    world.convene(
        seance,
        "ajouter_point",
        BAT,
        titre="Offre nouvelle : permanence santé",
        porteur="ALI",
        minutes="20",
        document="plaquette 12",
    )

    (point,) = on_agenda(world, seance)
    assert (point.title, point.bearer, point.minutes, point.document, point.standing) == (
        *("Offre nouvelle : permanence santé", "ALI", 20, "plaquette 12"),
        Standing.PREVU,
    )
    assert broken(world) == world.flaws() == []


def test_a_point_is_on_the_agenda_once_and_who_added_it_first_is_told(world: World) -> None:
    seance = world.seance("2026-04-09")
    (first,) = added(world, seance, "Un")
    world.wait(days=1)
    with pytest.raises(Refused) as again:
        added(world, seance, "  un")
    world.convene(seance, "ajouter_point", BAT, titre="Un", porteur="France Travail")
    world.convene(seance, "retirer_point", BAT, point=str(first))
    added(world, seance, "Un")

    (reason,) = again.value.refusals
    words = reason.sentence.replace(NBSP, " ")
    assert reason.code == "point_deja_la"
    assert words == (
        "Ce point est déjà à l’ordre du jour (le 2 mars 2026, par bat) : c’est le point n° 1."
    )
    assert len(on_agenda(world, seance)) == 2


def test_the_words_of_a_point_stay_out_of_what_is_hashed(world: World) -> None:
    seance = world.seance("2026-04-09")
    added(world, seance, "Projet de Madame X")
    (entry,) = world.rows(JournalRow, act="ajouter_point")

    assert "Madame X" not in entry["body"]
    assert json.loads(entry["personal"])["titre"] == "Projet de Madame X"


def test_points_are_put_in_the_order_that_is_asked_the_others_after(world: World) -> None:
    seance = world.seance("2026-04-09")
    first, second, third = added(world, seance, "Un", "Deux", "Trois")
    world.convene(seance, "ordonner_points", BAT, ordre=f"{third},{first}")
    with pytest.raises(Refused) as twice:
        world.convene(seance, "ordonner_points", BAT, ordre=f"{first},{first}")
    with pytest.raises(Refused) as unknown:
        world.convene(seance, "ordonner_points", BAT, ordre="99")

    assert [point.id for point in on_agenda(world, seance)] == [third, first, second]
    assert (codes(twice), codes(unknown)) == (["point_en_double"], ["point_absent"])


def test_once_the_agenda_is_settled_a_point_comes_or_goes_with_a_motive(world: World) -> None:
    seance = world.seance("2026-04-09")
    (point,) = added(world, seance, "Un")
    world.sit(seance)
    with pytest.raises(Refused) as silent:
        world.convene(seance, "ajouter_point", BAT, titre="Deux", porteur="ALI")
    with pytest.raises(Refused):
        world.convene(seance, "retirer_point", BAT, point=str(point))
    world.convene(seance, "ajouter_point", BAT, titre="Deux", porteur="ALI", motif="vu ce matin")
    world.convene(seance, "retirer_point", BAT, point=str(point), motif="porteur absent")

    assert codes(silent) == ["ajout_sans_motif"]
    assert [one.title for one in on_agenda(world, seance)] == ["Deux"]


def test_a_seance_does_not_rise_before_each_point_is_treated_or_taken_off(world: World) -> None:
    seance = world.seance("2026-04-09")
    first, second = added(world, seance, "Un", "Deux")
    world.sit(seance)
    with pytest.raises(Refused) as left:
        world.convene(seance, "lever", BAT)
    world.convene(seance, "traiter_point", BAT, point=str(first), conclusion="une visite en juin")
    world.convene(seance, "retirer_point", BAT, point=str(second), motif="faute de temps")
    with pytest.raises(Refused, match="n’est plus à l’ordre du jour"):
        world.convene(seance, "traiter_point", BAT, point=str(second), conclusion="x")
    with pytest.raises(Refused, match="est déjà traité"):
        world.convene(seance, "retirer_point", BAT, point=str(first), motif="x")
    world.convene(seance, "lever", BAT)
    world.convene(seance, "traiter_point", BAT, point=str(first), conclusion="une visite en mai")

    (point,) = on_agenda(world, seance)
    assert codes(left) == ["points_a_traiter"]
    assert (point.standing, point.conclusion) == (Standing.TRAITE, "une visite en mai")
    assert broken(world) == world.flaws() == []


def test_a_point_of_another_seance_is_none_of_this_one(world: World) -> None:
    seance, other = world.seance("2026-04-09"), world.seance("2026-05-12")
    (point,) = added(world, other, "Un")
    with pytest.raises(Refused) as refused:
        world.convene(seance, "retirer_point", BAT, point=str(point))

    assert codes(refused) == ["point_absent"]
    assert len(on_agenda(world, other)) == 1


@pytest.mark.parametrize("act", ["reporter", "constater_quorum_manquant"])
def test_points_follow_a_seance_to_the_one_that_replaces_it(world: World, act: str) -> None:
    seance, heir = world.seance("2026-04-09"), world.seance("2026-05-12")
    added(world, heir, "Déjà là")
    added(world, seance, "Un", "Deux", minutes=20)
    if act != "reporter":
        world.sit(seance)
    world.convene(seance, act, BAT, motif="intempéries", seance_remplacante=str(heir))

    taken = on_agenda(world, heir)
    assert on_agenda(world, seance) == []
    assert [(one.title, one.minutes) for one in taken] == [
        *(("Déjà là", None), ("Un", 20), ("Deux", 20)),
    ]
    assert [row["subject_id"] for row in world.rows(JournalRow, act="reprendre_points")] == [heir]
    assert broken(world) == world.flaws() == []


def test_points_that_were_treated_or_taken_off_stay_with_their_seance(world: World) -> None:
    seance, heir = world.seance("2026-04-09"), world.seance("2026-05-12")
    treated, off, left = added(world, seance, "Traité", "Retiré", "Resté")
    world.sit(seance)
    world.convene(seance, "traiter_point", BAT, point=str(treated), conclusion="vu")
    world.convene(seance, "retirer_point", BAT, point=str(off), motif="faute de temps")
    form: dict[str, Any] = {"motif": "départs", "seance_remplacante": str(heir)}
    world.convene(seance, "constater_quorum_manquant", BAT, **form)

    states = {row["id"]: row["etat"] for row in world.rows(tables.Point, seance_id=seance)}
    assert [one.title for one in on_agenda(world, heir)] == ["Resté"]
    assert states == {treated: "traite", off: "retire", left: "repris"}


def test_the_time_of_points_is_taken_from_that_of_the_lines(world: World) -> None:
    world.rulebook = replace(world.rulebook, kinds=Kinds.of([*world.rulebook.kinds, KIND_GRENOBLE]))
    seance = world.seance("2026-04-09", genre="instance")
    world.seance("2026-05-12", genre="instance")
    world.convene(seance, "preparer", BAT)
    for number in range(1, 7):
        form: dict[str, Any] = {"seance": seance, "nature": "soutien", "priorite": str(number)}
        world.act(world.dossier(), "inscrire_ligne", AGENTS[ALI], **form)
    full = agendas.agenda(world.store, world.rulebook, seance).agenda
    added(world, seance, "Interconnaissance", minutes=25)

    sheet = agendas.agenda(world.store, world.rulebook, seance).agenda
    assert (len(full.retained), len(full.postponed)) == (6, 0)
    assert (len(sheet.retained), len(sheet.postponed)) == (5, 1)
    assert sheet.demand.sentence.replace(NBSP, " ") == "6 situations, 3 h 25 sur 3 h"
    with pytest.raises(Refused, match="La demande dépasse la séance de 25"):
        world.convene(seance, "arreter", BAT)
    world.convene(seance, "arbitrer", BAT)
    settled = agendas.agenda(world.store, world.rulebook, seance).agenda
    assert settled.load.sentence.replace(NBSP, " ") == "5 situations, 2 h 55 sur 3 h"
