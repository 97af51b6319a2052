"""The séances that somebody coordinates: which, in which order, page after page, what misses."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from rules.actors import Actor, Role
from rules.days.calendar import Calendar
from rules.days.closures import Closure
from rules.seances.kinds import Kinds
from tests.situations import KIND, KIND_GRENOBLE
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    AGENTS,
    ALI,
    ASSOCIATION,
    BAT,
    BOP,
    ELSEWHERE,
    EP,
    FRANCE_TRAVAIL,
    HERE,
    SERVICE_SOCIAL,
    World,
    insert,
    paris,
)
from tests.workflow.seated import with_kind
from workflow.reading import completeness, coordinated
from workflow.reading.coordinated import Wanted, Which
from workflow.reading.cursors import BadCursor
from workflow.reading.lacking import IN_PREPARATION
from workflow.tables.subjects import Seance
from workflow.tables.trail import DeadlineRow

SITTING = (ALI, FRANCE_TRAVAIL, SERVICE_SOCIAL, ASSOCIATION)


def wanted(world: World, which: Which, place: str | None = None) -> Wanted:
    around = timedelta(days=92)
    return Wanted(
        since=world.now - around, until=world.now + around, which=which, circonscription=place
    )


def found(
    world: World, which: Which, actor: Actor = BAT, *, place: str | None = None, most: int = 25
) -> list[int]:
    """Their numbers, page after page."""
    numbers: list[int] = []
    after = None
    while True:
        page = coordinated.listing(
            world.store, world.rulebook, actor, wanted(world, which, place), after=after, most=most
        )
        numbers += [one.id for one in page.lines]
        after = page.following
        if after is None:
            return numbers
        assert len(page.lines) == most


def lack(world: World) -> list[int]:
    """Those where something misses: the list says the same as each of them, one by one."""
    prepared = [one["id"] for one in world.rows(Seance) if one["state"] in IN_PREPARATION]
    ready = completeness.of_seances(world.store, world.rulebook, prepared)
    owed = {number for number, every in ready.items() if any(one.owing for one in every)}
    numbers = found(world, Which.LACKING)

    assert set(numbers) == owed
    return numbers


def complete(world: World, seance: int, *services: int) -> None:
    """Those services send their tableau to the others and to the coordination."""
    for service in services:
        world.convene(seance, "partager_tableau", AGENTS[service], service=service)
        world.convene(seance, "transmettre_tableau", AGENTS[service], service=service)


def answer(world: World, dossier: int, *services: int) -> None:
    for service in services:
        world.act(dossier, "repondre", AGENTS[service], service=service, reponse="inconnu")


def instance(world: World, day: str = "2026-04-09") -> int:
    number = world.seance(day, genre="instance")
    world.convene(number, "preparer")
    return number


def brought(world: World, seance: int, **place: str) -> int:
    """A dossier that its service brings to the séance."""
    dossier = world.dossier()
    line: dict[str, Any] = {"seance": seance, "nature": "soutien", **place}
    world.act(dossier, "inscrire_ligne", AGENT_ALI, **line)
    return dossier


def test_what_was_not_sent_misses_until_the_last_service_sent_it(world: World) -> None:
    seance = world.seance("2026-04-09")
    before = lack(world)
    world.convene(seance, "preparer")
    complete(world, seance, *SITTING[:-1])
    nearly = lack(world)
    world.convene(seance, "partager_tableau", AGENTS[ASSOCIATION], service=ASSOCIATION)
    shared = lack(world)
    world.convene(seance, "transmettre_tableau", AGENTS[ASSOCIATION], service=ASSOCIATION)

    assert (before, nearly, shared, lack(world)) == ([], [seance], [seance], [])


def test_an_answer_misses_of_a_line_that_is_shared_until_every_service_gave_its_own(
    world: World,
) -> None:
    stage = journeys.shared(world)
    world.convene(stage.icl, "transmettre_tableau", AGENT_ALI, service=ALI)
    complete(world, stage.icl, *SITTING[1:])
    before = lack(world)
    answer(world, stage.dossier, *SITTING[1:-1])
    nearly = lack(world)
    answer(world, stage.dossier, SITTING[-1])
    told = lack(world)
    world.convene(stage.icl, "arreter")

    assert (before, nearly, told, lack(world)) == ([stage.icl], [stage.icl], [], [])


def test_the_order_of_its_lines_misses_from_the_number_that_the_kind_says(world: World) -> None:
    with_kind(world, KIND_GRENOBLE)
    seance = instance(world)
    dossiers = [brought(world, seance) for _ in range(2)]
    two = lack(world)
    brought(world, seance, priorite="1")
    three = lack(world)
    for dossier, place in zip(dossiers, "23", strict=True):
        world.act(dossier, "prioriser", AGENT_ALI, priorite=place)

    assert (two, three, lack(world)) == ([], [seance], [])


def test_the_order_of_its_lines_misses_no_more_once_the_agenda_is_settled(world: World) -> None:
    with_kind(world, KIND_GRENOBLE)
    seance = instance(world)
    dossiers = [brought(world, seance) for _ in range(2)]
    dossiers.append(brought(world, seance, priorite="1"))
    before = lack(world)
    world.convene(seance, "arreter")
    for dossier in dossiers:
        answer(world, dossier, *SITTING[1:])

    assert (before, lack(world)) == ([seance], [])


def test_what_was_said_of_guests_holds_for_a_line_that_was_put_off_not_taken_off(
    world: World,
) -> None:
    with_kind(world, replace(KIND_GRENOBLE, wants_guests=True))
    seance, following = instance(world), instance(world, "2026-05-07")
    first, second = brought(world, seance), brought(world, seance)
    untold = lack(world)
    world.act(first, "dire_sans_invite", AGENT_ALI)
    world.act(second, "inviter", AGENT_ALI, qui="partenaire", nom="Ana Tuteur")
    told = lack(world)
    for dossier in (first, second):
        world.act(dossier, "reporter", BAT, motif="référente absente")
    put_off = lack(world)
    world.act(first, "retirer_ligne", BAT, motif="erreur de ligne")
    world.act(first, "inscrire_ligne", AGENT_ALI, seance=following, nature="soutien")

    assert (untold, told, put_off, lack(world)) == ([seance], [], [], [following])


def test_a_seance_on_a_day_off_misses_something_even_before_its_tableau_is_open(
    world: World,
) -> None:
    worked, off = world.seance("2026-04-09"), world.seance("2026-04-16")
    day = paris("2026-04-16").date()
    calendar = Calendar.compile("93", closures=[Closure(first=day, last=day, label="travaux")])
    world.rulebook = replace(world.rulebook, calendar=calendar)

    assert found(world, Which.LACKING) == [off]
    assert set(found(world, Which.TO_COME)) == {worked, off}


def test_pages_follow_one_another_without_loss_nor_repeat_the_nearest_first(world: World) -> None:
    days = ("2026-05-13", "2026-04-09", "2026-04-30", "2026-04-09", "2026-05-28")
    numbers = [world.seance(day) for day in days]
    undated = insert_held(world, "2026-04-01")
    world.convene(numbers[4], "preparer")

    whole = found(world, Which.TO_COME)

    assert sorted(whole) == sorted([*numbers, undated])
    assert [one for one in whole if one in numbers] == by_deadline(world, numbers)
    assert whole[-1] == undated
    assert found(world, Which.TO_COME, most=2) == whole


def test_what_is_past_is_listed_the_latest_first_and_counted_apart(world: World) -> None:
    for day in ("2026-03-10", "2026-03-12", "2026-03-17"):
        world.sit(world.seance(day))
    held = [one["id"] for one in world.rows(Seance)]
    for number in held[:2]:
        world.convene(number, "lever")
    given_up = world.seance("2026-04-09")
    world.convene(given_up, "annuler", motif="salle indisponible")

    counts = coordinated.counts(world.store, world.rulebook, BAT, wanted(world, Which.TO_COME))

    assert found(world, Which.PAST, most=1) == [held[1], held[0]]
    assert sorted(found(world, Which.TO_WRITE)) == held[:2]
    assert sorted(found(world, Which.TO_COME)) == held
    assert {which: counts[which] for which in Which} == {
        which: len(found(world, which)) for which in Which
    }


def test_each_has_those_of_the_kinds_that_their_role_coordinates_in_their_territory(
    world: World,
) -> None:
    here, there = world.seance("2026-04-09"), world.seance("2026-04-09", circonscription=ELSEWHERE)
    ep = world.seance("2026-04-23", genre="ep", circonscription=None)
    of_here = replace(BAT, circonscriptions=frozenset({HERE}))

    assert set(found(world, Which.TO_COME)) == {here, there}
    assert found(world, Which.TO_COME, place=ELSEWHERE) == [there]
    assert found(world, Which.TO_COME, of_here) == [here]
    assert found(world, Which.TO_COME, of_here, place=ELSEWHERE) == []
    assert found(world, Which.TO_COME, BOP) == found(world, Which.TO_COME, EP) == [ep]
    assert found(world, Which.TO_COME, AGENT_ALI) == []
    assert numbers_of(world, of_here, [here, there, ep]) == [here]


def test_a_kind_is_looked_at_as_it_is_on_the_day_and_in_the_place(world: World) -> None:
    """From April on another role coordinates it, and in the first circonscription only."""
    later = replace(
        KIND,
        coordinators=frozenset({Role.BOP}),
        valid_from=paris("2026-04-15").date(),
        circonscriptions=frozenset({HERE}),
    )
    before, after = world.seance("2026-04-14"), world.seance("2026-04-15")
    there = world.seance("2026-04-15", circonscription=ELSEWHERE)
    world.rulebook = replace(world.rulebook, kinds=Kinds.of([later, *world.rulebook.kinds]))

    assert set(found(world, Which.TO_COME)) == {before, there}
    assert found(world, Which.TO_COME, BOP) == [after]


def test_the_cursor_of_another_list_is_refused(world: World) -> None:
    for _ in range(2):
        world.seance("2026-04-09")
    page = coordinated.listing(
        world.store, world.rulebook, BAT, wanted(world, Which.TO_COME), most=1
    )

    with pytest.raises(BadCursor):
        coordinated.listing(
            world.store, world.rulebook, BAT, wanted(world, Which.PAST), after=page.following
        )


def insert_held(world: World, day: str) -> int:
    """A séance on the programme for which no deadline runs."""
    held = int(paris(day).timestamp() * 1_000_000)
    chain = {"version": 0, "seq": 0, "head": ""}
    return insert(
        world.store,
        Seance,
        **chain,
        genre="icl",
        instance="concertation",
        circonscription=HERE,
        held_at=held,
        state="programmee",
    )


def by_deadline(world: World, numbers: Sequence[int]) -> list[int]:
    """Those séances, that of the nearest open deadline first, then by their dates."""
    due = {
        number: min(
            one["due_at"]
            for one in world.rows(DeadlineRow, kind="seance", subject_id=number, status="ouverte")
            if one["due_at"] is not None
        )
        for number in numbers
    }
    return sorted(numbers, key=lambda one: (due[one], world.held(one), one))


def numbers_of(world: World, actor: Actor, asked: Sequence[int]) -> list[int]:
    """Which of these are theirs."""
    return [one.id for one in coordinated.among(world.store, world.rulebook, actor, asked)]
