"""The tableau commun: who sees which line, what is said of each, what is added séance tenante."""

from datetime import date
from typing import Any

import pytest

from rules.actors import Actor, Genre, Role
from rules.refusals import Refused
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    AGENT_FT,
    AGENT_SSD,
    AGENTS,
    ALI,
    ALI_ELSEWHERE,
    BAT,
    BOP,
    ELSEWHERE,
    FRANCE_TRAVAIL,
    SERVICE_SOCIAL,
    World,
)
from workflow.reading import dossiers
from workflow.reading.tableau import Tableau, TableauLine, tableau
from workflow.seances.commands import UnknownSeance
from workflow.tables.subjects import Passage
from workflow.tables.trail import JournalRow


def seen(world: World, seance: int, viewer: int | None = None) -> Tableau:
    return tableau(world.store, world.rulebook, seance, viewer=viewer)


def line(world: World, seance: int, dossier: int) -> TableauLine:
    return next(one for one in seen(world, seance).lines if one.dossier_id == dossier)


def two_lines(world: World) -> tuple[int, int, int]:
    """A prepared ICL-I with a line of the ALI and one of France Travail: séance, dossiers."""
    stage = journeys.en_icl(world)
    world.convene(stage.icl, "preparer")
    theirs = world.dossier(service=FRANCE_TRAVAIL)
    world.act(theirs, "inscrire_ligne", AGENT_FT, seance=stage.icl, nature="soutien")
    return stage.icl, stage.dossier, theirs


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.refusals]


# --- who sees what


def test_a_service_sees_its_own_lines_and_those_that_were_shared(world: World) -> None:
    seance, mine, theirs = two_lines(world)

    before = seen(world, seance, ALI)
    world.convene(seance, "partager_tableau", AGENT_FT, service=FRANCE_TRAVAIL)
    after = seen(world, seance, ALI)

    assert ([one.dossier_id for one in before.lines], before.hidden) == ([mine], 1)
    assert ([one.dossier_id for one in after.lines], after.hidden) == ([mine, theirs], 0)
    assert after.shared == {FRANCE_TRAVAIL}


def test_whoever_coordinates_sees_every_line(world: World) -> None:
    seance, mine, theirs = two_lines(world)

    assert [one.dossier_id for one in seen(world, seance).lines] == [mine, theirs]


def test_once_the_agenda_is_settled_every_service_that_sits_sees_every_line(world: World) -> None:
    seance, mine, theirs = two_lines(world)
    world.convene(seance, "arreter")

    assert {one.dossier_id for one in seen(world, seance, ALI).lines} == {mine, theirs}


def test_a_service_that_does_not_sit_sees_nothing_of_the_others(world: World) -> None:
    seance, *_ = two_lines(world)
    world.convene(seance, "partager_tableau", AGENT_ALI, service=ALI)
    world.convene(seance, "arreter")

    assert seen(world, seance, ALI_ELSEWHERE).lines == ()
    assert seen(world, seance, ALI_ELSEWHERE).hidden == 2


def test_an_unknown_seance_has_no_tableau(world: World) -> None:
    with pytest.raises(UnknownSeance):
        seen(world, 99)


# --- what a line says


def test_a_line_says_what_is_asked_and_what_each_service_answered(world: World) -> None:
    seance, mine, _ = two_lines(world)
    world.convene(seance, "partager_tableau", AGENT_ALI, service=ALI)
    number = line(world, seance, mine).id
    world.act(
        mine, "repondre", AGENT_FT, service=FRANCE_TRAVAIL, reponse="suivi", remarque="en 2024"
    )

    found = line(world, seance, mine)
    (answer,) = found.answers

    assert (found.service_id, found.wished_id, found.motive_code) == (ALI, FRANCE_TRAVAIL, 3)
    assert (found.accord, found.consulted, found.asked) == (
        True,
        date(2026, 3, 2),
        date(2026, 3, 2),
    )
    assert (answer.service_id, answer.answer, answer.remark) == (
        FRANCE_TRAVAIL,
        "suivi",
        "en 2024",
    )
    (shown,) = dossiers.dossier(world.store, mine).lines
    assert (shown.id, shown.answers) == (number, found.answers)


def test_a_remark_stands_beside_the_hashed_entry(world: World) -> None:
    seance, mine, _ = two_lines(world)
    world.convene(seance, "partager_tableau", AGENT_ALI, service=ALI)
    world.act(mine, "repondre", AGENT_SSD, service=SERVICE_SOCIAL, reponse="connu", remarque="x")
    (entry,) = world.rows(JournalRow, act="repondre")

    assert '"remarque":"x"' in entry["personal"]
    assert "remarque" not in entry["body"]


# --- the person was told


def test_the_day_on_which_the_person_was_told_stands_on_the_line_and_in_the_dossier(
    world: World,
) -> None:
    seance, mine, _ = two_lines(world)
    world.until("2026-03-10")
    form: dict[str, Any] = {"date": "2026-03-05", "par": "Mme Alba", "moyen": "telephone"}
    world.act(mine, "dire_prevenue", AGENT_ALI, **form)

    told = line(world, seance, mine).told
    (shown,) = dossiers.dossier(world.store, mine).lines

    assert told is not None
    assert (told.day, told.by, told.means) == (date(2026, 3, 5), "Mme Alba", "telephone")
    assert shown.told == told
    (entry,) = world.rows(JournalRow, act="dire_prevenue")
    assert "Alba" not in entry["body"]


def test_what_was_told_is_corrected_by_telling_it_again_or_by_undoing_it(world: World) -> None:
    seance, mine, _ = two_lines(world)
    world.until("2026-03-10")
    form: dict[str, Any] = {"par": "Mme Alba", "moyen": "telephone"}
    world.act(mine, "dire_prevenue", AGENT_ALI, date="2026-03-09", **form)
    world.wait(hours=1).act(mine, "dire_prevenue", AGENT_ALI, date="2026-03-05", **form)
    again = line(world, seance, mine).told
    world.wait(hours=1).correct(mine)
    undone = line(world, seance, mine).told

    assert again is not None
    assert undone is not None
    assert (again.day, undone.day) == (date(2026, 3, 5), date(2026, 3, 9))


@pytest.mark.parametrize(
    ("day", "code"),
    [("2026-03-03", "date_a_venir"), ("2026-03-01", "prevenue_avant_la_demande")],
)
def test_nobody_is_told_tomorrow_nor_before_the_request(world: World, day: str, code: str) -> None:
    _, mine, _ = two_lines(world)
    with pytest.raises(Refused) as refused:
        world.act(mine, "dire_prevenue", AGENT_ALI, date=day, par="moi", moyen="courriel")

    assert codes(refused) == [code]


def test_another_service_does_not_say_that_the_person_was_told(world: World) -> None:
    _, mine, _ = two_lines(world)
    with pytest.raises(Refused) as refused:
        world.act(mine, "dire_prevenue", AGENT_FT, date="2026-03-02", par="moi", moyen="courriel")

    assert codes(refused) == ["acteur_non_autorise"]


# --- off the list


@pytest.mark.parametrize("service", [ALI, FRANCE_TRAVAIL, SERVICE_SOCIAL])
def test_any_service_that_sits_takes_a_line_off_the_list_while_the_seance_is_open(
    world: World, service: int
) -> None:
    stage = journeys.before_icl(world)
    world.act(stage.dossier, "demander_collegiale", AGENTS[service])

    assert line(world, stage.icl, stage.dossier).methode == "collegiale"
    with pytest.raises(Refused) as refused:
        journeys.favorable(world, stage.dossier)
    assert codes(refused) == ["ligne_hors_liste"]


def test_a_line_is_taken_off_the_list_once_and_who_did_it_is_told_to_whoever_tries_again(
    world: World,
) -> None:
    stage = journeys.before_icl(world)
    world.act(stage.dossier, "demander_collegiale", AGENT_FT)
    world.wait(days=1)
    with pytest.raises(Refused) as again:
        world.act(stage.dossier, "demander_collegiale", AGENT_ALI)
    (way,) = (
        one
        for _, one in world.ways(stage.dossier, AGENT_ALI)
        if one.exit.event == "demander_collegiale"
    )

    (reason,) = again.value.refusals
    assert reason.code == "ligne_deja_collegiale"
    assert "(le 9 avril 2026, par agent 2)." in reason.sentence.replace("\N{NO-BREAK SPACE}", " ")
    assert reason in way.refusals


def test_a_line_put_back_on_the_list_is_taken_off_again_in_the_name_of_who_did_it_last(
    world: World,
) -> None:
    stage = journeys.before_icl(world)
    world.act(stage.dossier, "demander_collegiale", AGENT_FT)
    world.correct(stage.dossier)
    world.wait(days=1).act(stage.dossier, "demander_collegiale", AGENT_ALI)
    with pytest.raises(Refused) as again:
        world.act(stage.dossier, "demander_collegiale", AGENT_FT)

    (reason,) = again.value.refusals
    assert "(le 10 avril 2026, par agent 1)." in reason.sentence.replace("\N{NO-BREAK SPACE}", " ")


def test_a_service_that_does_not_sit_takes_no_line_off_the_list(world: World) -> None:
    stage = journeys.before_icl(world)
    stranger = Actor(name="agent", role=Role.REFERENT, service_id=ALI_ELSEWHERE, genre=Genre.ALI)
    with pytest.raises(Refused) as refused:
        world.act(stage.dossier, "demander_collegiale", stranger)

    assert codes(refused) == ["service_absent"]


# --- séance tenante


def settled(world: World, *, opened: bool) -> int:
    """An ICL-I whose agenda is settled, opened or not."""
    seance = journeys.en_icl(world).icl
    world.convene(seance, "preparer")
    world.convene(seance, "arreter")
    if opened:
        world.now = world.held(seance)
        world.convene(seance, "ouvrir")
    return seance


@pytest.mark.parametrize("opened", [False, True])
def test_a_line_is_added_once_the_agenda_is_settled_by_whom_and_why(
    world: World, opened: bool
) -> None:
    person = world.dossier(service=SERVICE_SOCIAL)
    seance = settled(world, opened=opened)
    form: dict[str, Any] = {"seance": seance, "nature": "soutien", "motif": "expulsion demain"}
    world.act(person, "inscrire_ligne_seance_tenante", AGENT_FT, **form)

    found = line(world, seance, person)

    assert found.state == "retenu"
    assert found.added is not None
    assert (found.added.by, found.added.service_id, found.added.motive) == (
        AGENT_FT.name,
        FRANCE_TRAVAIL,
        "expulsion demain",
    )
    assert found.rank is None
    assert seen(world, seance).lines[-1].id == found.id


def test_a_request_is_added_seance_tenante_and_gets_its_avis(world: World) -> None:
    seance = settled(world, opened=True)
    dossier = journeys.consulted(world)
    form: dict[str, Any] = {"seance": seance, "motif": "reçue ce matin"}
    world.act(dossier, "inscrire_seance_tenante", BAT, **form)
    journeys.favorable(world, dossier)

    assert world.state(dossier) == "saisine_a_faire"
    assert line(world, seance, dossier).added is not None
    assert world.flaws() == []


@pytest.mark.parametrize(
    ("actor", "form", "code"),
    [
        (BAT, {"motif": ""}, "champ_manquant"),
        (BOP, {"motif": "urgent"}, "acteur_non_autorise"),
        (AGENTS[ALI_ELSEWHERE], {"motif": "urgent"}, "service_absent"),
    ],
)
def test_nobody_adds_a_line_without_a_motive_nor_without_sitting(
    world: World, actor: Actor, form: dict[str, str], code: str
) -> None:
    seance = settled(world, opened=False)
    person = world.dossier(service=ALI)
    asked: dict[str, Any] = {"seance": seance, "nature": "soutien", **form}
    with pytest.raises(Refused) as refused:
        world.act(person, "inscrire_ligne_seance_tenante", actor, **asked)

    assert code in codes(refused)
    assert world.rows(Passage, dossier_id=person) == []


def test_before_the_cut_off_a_line_is_inscribed_as_the_others(world: World) -> None:
    seance = world.seance("2026-04-09")
    with pytest.raises(Refused) as refused:
        world.act(
            world.dossier(service=ALI),
            "inscrire_ligne_seance_tenante",
            AGENT_ALI,
            seance=seance,
            nature="soutien",
            motif="urgent",
        )

    assert codes(refused) == ["tableau_ouvert"]


def test_a_seance_that_is_over_takes_no_line(world: World) -> None:
    seance = settled(world, opened=True)
    for one in seen(world, seance).lines:
        journeys.favorable(world, one.dossier_id)
    world.convene(seance, "lever")
    with pytest.raises(Refused) as refused:
        world.act(
            world.dossier(service=ALI),
            "inscrire_ligne_seance_tenante",
            AGENT_ALI,
            seance=seance,
            nature="soutien",
            motif="urgent",
        )

    assert codes(refused) == ["seance_levee"]


def test_a_line_a_second_after_the_cut_off_is_told_how_it_may_still_come(world: World) -> None:
    person = world.dossier(service=ALI)
    seance = settled(world, opened=False)
    world.wait(hours=1 / 3600)
    with pytest.raises(Refused) as refused:
        world.act(person, "inscrire_ligne", AGENT_ALI, seance=seance, nature="soutien")

    (refusal,) = refused.value.refusals
    assert refusal.code == "seance_arretee"
    assert "séance tenante, avec son motif" in refusal.remedy


def test_another_circonscription_adds_nobody(world: World) -> None:
    seance = settled(world, opened=False)
    person = world.dossier(service=ALI_ELSEWHERE, circonscription=ELSEWHERE)
    with pytest.raises(Refused) as refused:
        world.act(
            person,
            "inscrire_ligne_seance_tenante",
            BAT,
            seance=seance,
            nature="soutien",
            motif="urgent",
        )

    assert codes(refused) == ["seance_incompetente"]
