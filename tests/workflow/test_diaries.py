"""What a diary shows: the séances of whose it is, what is awaited of them, nothing of others."""

from dataclasses import replace
from typing import Any

import pytest

from rules.subjects import Subject, SubjectKind
from rules.wording import NBSP
from tests.workflow.build import (
    AGENT_ALI,
    ALI,
    ALI_ELSEWHERE,
    BAT,
    CHAIN,
    ELSEWHERE,
    EP,
    FRANCE_TRAVAIL,
    HERE,
    World,
    insert,
    paris,
)
from tests.workflow.journeys import before_ep, before_icl, presaisine
from tests.workflow.seated import join, leave, seat
from workflow.diaries.owners import UnknownOwner
from workflow.reading.diaries import Diary, Period, diary
from workflow.tables.agents import Agent, Habilitation
from workflow.tables.subjects import Circonscription
from workflow.tables.trail import DeadlineRow


def place(world: World, code: str = HERE) -> Subject:
    """The circonscription of that code."""
    (row,) = world.rows(Circonscription, code=code)
    return Subject(SubjectKind.CIRCONSCRIPTION, row["id"])


def service(number: int) -> Subject:
    """The service of that number."""
    return Subject(SubjectKind.SERVICE, number)


def member(number: int) -> Subject:
    """The member of that number."""
    return Subject(SubjectKind.MEMBRE, number)


def shown(world: World, whose: Subject, period: Period | None = None) -> Diary:
    """The diary of that subject, now."""
    period = period or Period.of(world.rulebook, world.now)
    return diary(world.store, world.rulebook, whose, period)


def seances(world: World, whose: Subject) -> list[int]:
    """The séances of its diary."""
    return [one.id for one in shown(world, whose).seances]


def awaited(world: World, whose: Subject) -> list[tuple[str, int | None]]:
    """What its diary awaits: the rule, the dossier."""
    return [(one.rule.code, one.dossier) for one in shown(world, whose).awaited]


# --- séances


def test_a_circonscription_has_its_seances_and_those_of_the_whole_departement(
    world: World,
) -> None:
    here = world.seance("2026-03-12")
    there = world.seance("2026-03-12", circonscription=ELSEWHERE)
    everywhere = world.seance("2026-03-19", genre="ep", circonscription=None)

    assert seances(world, place(world)) == [here, everywhere]
    assert seances(world, place(world, ELSEWHERE)) == [there, everywhere]


def test_an_ep_of_the_north_is_not_in_the_diary_of_the_south(world: World) -> None:
    everywhere = world.seance("2026-03-19", genre="ep", circonscription=None)
    kinds = [
        replace(kind, circonscriptions=frozenset({HERE})) if kind.code == "ep" else kind
        for kind in world.rulebook.kinds
    ]
    world.rulebook = replace(world.rulebook, kinds=type(world.rulebook.kinds).of(kinds))

    assert seances(world, place(world)) == [everywhere]
    assert seances(world, place(world, ELSEWHERE)) == []


def test_a_service_has_the_seances_in_which_it_sits(world: World) -> None:
    here = world.seance("2026-03-12")
    there = world.seance("2026-03-12", circonscription=ELSEWHERE)

    assert seances(world, service(ALI)) == [here]
    assert seances(world, service(ALI_ELSEWHERE)) == [there]
    assert seances(world, service(FRANCE_TRAVAIL)) == [here, there]


def test_a_member_has_the_seances_of_their_mandate_from_its_first_day_to_its_last(
    world: World,
) -> None:
    before = world.seance("2026-03-05", genre="ep")
    world.until("2026-03-10")
    mine = {"genre": "ep", "siege": "departement", "circonscription": HERE}
    number = join(world, actor=EP, **mine)
    inside = world.seance("2026-03-12", genre="ep")
    after = world.seance("2026-04-09", genre="ep")
    whole = seances(world, member(number))
    leave(world, number, "2026-03-31", actor=EP)

    assert before not in whole
    assert whole == [inside, after]
    assert seances(world, member(number)) == [inside]


def test_who_is_not_there_at_every_seance_has_those_they_are_convoked_to(world: World) -> None:
    guest = join(world, genre="icl", siege="acco_glo", circonscription=HERE)
    seance = world.seance("2026-04-09")
    before = seances(world, member(guest))
    world.convene(seance, "convoquer")

    assert before == []
    assert seances(world, member(guest)) == [seance]


def test_a_deputy_only_has_the_seances_where_they_take_a_place(world: World) -> None:
    holder = join(world, genre="icl", siege="acco_glo", circonscription=HERE)
    deputy = join(world, suppleant_de=holder, nom="NOM-SUPPLEANT")
    seance = world.seance("2026-04-09")
    world.convene(seance, "convoquer")
    before = seances(world, member(deputy))
    answer = {"participant": seat(world, seance, "acco_glo").id, "reponse": "remplace"}
    form: dict[str, Any] = {**answer, "suppleant": deputy}
    world.convene(seance, "repondre_invitation", BAT, **form)

    assert before == []
    assert seances(world, member(deputy)) == [seance]


def test_a_deputy_has_no_seance_of_a_mandate(world: World) -> None:
    holder = join(world, actor=EP, genre="ep", siege="departement", circonscription=HERE)
    deputy = join(world, actor=EP, suppleant_de=holder, nom="NOM-SUPPLEANT")
    seance = world.seance("2026-03-12", genre="ep")

    assert seances(world, member(holder)) == [seance]
    assert seances(world, member(deputy)) == []


def test_a_seance_that_was_given_up_stays_in_every_diary(world: World) -> None:
    number = join(world, actor=EP, genre="ep", siege="departement")
    icl, ep = world.seance("2026-03-12"), world.seance("2026-03-19", genre="ep")
    world.convene(icl, "annuler", BAT, motif="grève")
    world.convene(ep, "annuler", EP, motif="grève")

    given_up = {one.id for one in shown(world, place(world)).seances if one.given_up}
    assert given_up == {icl, ep}
    assert seances(world, service(ALI)) == [icl]
    assert seances(world, member(number)) == [ep]


def test_a_seance_is_confirmed_once_it_is_prepared_whatever_becomes_of_it(world: World) -> None:
    seance = world.seance("2026-03-26")
    (before,) = shown(world, place(world)).seances
    world.wait(days=1).convene(seance, "preparer")
    (prepared,) = shown(world, place(world)).seances
    world.wait(days=1).convene(seance, "arreter")
    (settled,) = shown(world, place(world)).seances

    assert before.confirmed is None
    assert prepared.confirmed == settled.confirmed == paris("2026-03-03")
    assert (before.revision, settled.revision) == (0, 0)


def test_a_diary_begins_with_the_month_before_and_shows_deadlines_four_months_on(
    world: World,
) -> None:
    past = world.seance("2026-02-05", motif="reprise du registre papier")
    older = world.seance("2026-01-29", motif="reprise du registre papier")
    period = Period.of(world.rulebook, world.now)

    assert seances(world, place(world)) == [past]
    assert older not in seances(world, place(world))
    assert (period.since, period.due_before) == (
        paris("2026-02-01 00:00"),
        paris("2026-07-01 00:00"),
    )


# --- agents


def agent(world: World, *capacities: dict[str, object], actif: int = 1) -> Subject:
    """An agent habilitated for these, since the first of January."""
    number = insert(
        world.store, Agent, nom="NOM-AGENT", email="agent@exemple.fr", actif=actif, **CHAIN
    )
    for one in capacities:
        known = {"du": "2026-01-01", "recoit": 1, **one}
        insert(world.store, Habilitation, agent_id=number, **known)
    return Subject(SubjectKind.AGENT, number)


def test_an_agent_has_what_their_habilitations_cover(world: World) -> None:
    here = world.seance("2026-03-12")
    there = world.seance("2026-03-12", circonscription=ELSEWHERE)
    world.convene(here, "preparer")
    dossier = presaisine(world)
    both = agent(
        world,
        {"role": "referent", "service_id": ALI},
        {"role": "bat", "circonscription": ELSEWHERE},
    )

    assert seances(world, both) == [here, there]
    assert awaited(world, both) == awaited(world, service(ALI)) + awaited(
        world, place(world, ELSEWHERE)
    )
    assert dossier in {number for _, number in awaited(world, both)}


def test_an_agent_of_the_whole_departement_has_all_of_it(world: World) -> None:
    here = world.seance("2026-03-12")
    there = world.seance("2026-03-12", circonscription=ELSEWHERE)
    everywhere = world.seance("2026-03-19", genre="ep", circonscription=None)
    world.sit(here)
    world.tick()
    bat = agent(world, {"role": "bat"})

    assert seances(world, bat) == [here, there, everywhere]
    both = [awaited(world, place(world, code)) for code in (HERE, ELSEWHERE)]
    assert all(both)
    assert sorted(awaited(world, bat)) == sorted([*both[0], *both[1]])


def test_an_agent_is_awaited_in_each_place_for_what_they_hold_there(world: World) -> None:
    for code in (HERE, ELSEWHERE):
        world.seance("2026-03-12", circonscription=code)
    world.until("2026-03-12").tick()
    bat = agent(
        world,
        {"role": "bat", "circonscription": HERE},
        {"role": "bop", "circonscription": ELSEWHERE},
    )

    assert awaited(world, place(world, ELSEWHERE))
    assert awaited(world, bat) == awaited(world, place(world))


def test_a_manager_consults_and_is_awaited_for_nothing(world: World) -> None:
    here = world.seance("2026-03-12")
    world.sit(here)
    world.tick()
    manager = agent(world, {"role": "manager", "circonscription": HERE})

    assert seances(world, manager) == [here]
    assert awaited(world, manager) == []


def test_an_agent_who_is_no_longer_habilitated_has_nothing(world: World) -> None:
    world.seance("2026-03-12")
    over = agent(world, {"role": "bat", "circonscription": HERE, "au": "2026-03-01"})

    assert seances(world, over) == []


def test_an_agent_who_left_has_no_diary(world: World) -> None:
    gone = agent(world, {"role": "bat"}, actif=0)

    with pytest.raises(UnknownOwner, match=f"L’agent n°{NBSP}1 n’existe pas"):
        shown(world, gone)


# --- what is awaited


def test_a_service_is_told_what_is_awaited_of_it_and_of_nobody_else(world: World) -> None:
    world.seance("2026-04-09")
    dossier = presaisine(world)

    mine = awaited(world, service(ALI))
    assert mine
    assert {number for _, number in mine} == {dossier}
    assert awaited(world, service(FRANCE_TRAVAIL)) == []
    assert awaited(world, place(world)) == []


def test_whoever_coordinates_is_told_what_is_awaited_of_a_seance(world: World) -> None:
    seance = world.seance("2026-03-12")
    world.sit(seance)
    world.tick()

    mine = shown(world, place(world)).awaited
    assert mine
    assert {one.seance.id for one in mine if one.seance is not None} == {seance}
    assert shown(world, place(world, ELSEWHERE)).awaited == ()


def test_the_result_of_a_line_is_in_the_diary_of_who_coordinates_its_seance(world: World) -> None:
    heard, decided = before_icl(world, "2026-03-12"), before_ep(world, "2026-04-23")

    lines = {
        dossier for rule, dossier in awaited(world, place(world)) if rule == "I-RESULTAT-LIGNE"
    }
    assert lines == {heard.dossier}
    assert heard.dossier != decided.dossier


def test_a_service_that_sits_is_told_of_the_tableau_that_it_owes(world: World) -> None:
    seance = world.seance("2026-03-12")
    world.convene(seance, "preparer")

    owed = {one.rule.code for one in shown(world, service(ALI)).awaited}
    assert {"D1-TABLEAU-BAT", "D2-TABLEAU-SERVICES"} <= owed
    assert shown(world, service(ALI_ELSEWHERE)).awaited == ()


def test_what_the_scheduler_does_by_itself_is_awaited_of_nobody(world: World) -> None:
    world.seance("2026-04-09")

    (preparing,) = [row for row in world.rows(DeadlineRow) if row["rule"] == "I-PREPARER"]
    assert preparing["due_at"] is not None
    assert "I-PREPARER" not in {one.rule.code for one in shown(world, place(world)).awaited}


def test_what_is_only_measured_is_in_no_diary(world: World) -> None:
    world.seance("2026-04-09")
    presaisine(world)
    assert awaited(world, service(ALI))
    world.rulebook = replace(
        world.rulebook,
        rules={
            code: tuple(replace(rule, ladder=()) for rule in versions)
            for code, versions in world.rulebook.rules.items()
        },
    )

    assert awaited(world, service(ALI)) == []


def test_what_was_opened_before_the_service_is_in_no_diary(world: World) -> None:
    world.seance("2026-04-09")
    presaisine(world)
    assert awaited(world, service(ALI))
    world.rulebook = replace(world.rulebook, in_service=paris("2026-03-03").date())

    assert awaited(world, service(ALI)) == []


def test_a_deadline_that_was_met_leaves_the_diary(world: World) -> None:
    seance = world.seance("2026-03-12")
    world.convene(seance, "preparer")
    before = len(shown(world, service(ALI)).awaited)
    world.convene(seance, "transmettre_tableau", AGENT_ALI, service=ALI)

    assert len(shown(world, service(ALI)).awaited) == before - 1


def test_a_deadline_that_moves_keeps_its_lineage_and_counts_its_dates(world: World) -> None:
    seance = world.seance("2026-03-12")
    world.convene(seance, "preparer")
    first = {one.lineage: one for one in shown(world, service(ALI)).awaited}
    world.wait(days=1).convene(seance, "deplacer", date_seance="2026-03-19", heure="09:30")
    second = {one.lineage: one for one in shown(world, service(ALI)).awaited}

    assert first.keys() == second.keys()
    for lineage, one in second.items():
        assert one.due > first[lineage].due
        assert one.generation == first[lineage].generation + 1
        assert one.recorded == world.now


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (SubjectKind.CIRCONSCRIPTION, "La circonscription"),
        (SubjectKind.SERVICE, "Le service"),
        (SubjectKind.MEMBRE, "Le membre"),
        (SubjectKind.AGENT, "L’agent"),
    ],
)
def test_a_diary_of_nobody_is_told(world: World, kind: SubjectKind, words: str) -> None:
    with pytest.raises(UnknownOwner, match=f"{words} n°{NBSP}99 n’existe pas"):
        shown(world, Subject(kind, 99))
