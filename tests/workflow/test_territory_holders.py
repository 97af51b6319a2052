"""Who holds a seat or an office where the territory is redrawn: followed where one circonscription
takes all, left to somebody's word where several do."""

import json
from dataclasses import replace
from typing import Any

import pytest

from rules.redrawing import redrawn
from rules.territory import Territory
from tests.workflow.build import BAT, ELSEWHERE, FRANCE_TRAVAIL, HERE, World
from tests.workflow.maps import ALL, DAY, EVE, MERGE, NORTH, SPLIT, drawn, follow
from tests.workflow.seated import INSTANCE, join, leave, with_kind
from tests.workflow.staff import hire, say
from workflow.agents.directory import Directory
from workflow.tables.agents import Habilitation
from workflow.tables.post import Outbox
from workflow.tables.seats import Membre
from workflow.tables.trail import JournalRow
from workflow.territory import following, habilitations, members
from workflow.territory.forecast import Forecast, forecast

SEAT: dict[str, Any] = {"genre": INSTANCE.code, "siege": "secteur", "circonscription": HERE}
BAT_HERE: dict[str, Any] = {"role": "bat", "circonscription": HERE}


def redrawn_on(world: World, territory: Territory) -> World:
    """The world where that map is to come and where members sit."""
    return drawn(with_kind(world, INSTANCE), territory)


def look(world: World, territory: Territory) -> Forecast:
    """What that redrawing moves."""
    return forecast(world.store, world.rulebook, redrawn(territory, DAY), now=world.now)


def seats(world: World) -> list[tuple[Any, ...]]:
    """Where each member sits, in the place of whom, and between which days."""
    wanted = ("circonscription", "suppleant_de", "nom", "du", "au")
    return [tuple(row[name] for name in wanted) for row in world.rows(Membre)]


def held(world: World) -> list[tuple[Any, ...]]:
    """Who may act where, and between which days."""
    wanted = ("agent_id", "role", "circonscription", "du", "au", "recoit")
    return [tuple(row[name] for name in wanted) for row in world.rows(Habilitation)]


def test_a_member_and_their_deputies_sit_where_all_goes_and_no_longer_where_nothing_is(
    world: World,
) -> None:
    redrawn_on(world, MERGE)
    first = join(world, nom="TITULAIRE", courriel="t@cd93.example", **SEAT)
    deputy = join(world, nom="SUPPLEANT", suppleant_de=first, au="2026-12-31")
    announced = look(world, MERGE).members
    began, day, eve = world.now.date().isoformat(), DAY.isoformat(), EVE.isoformat()
    world.until("2026-04-01 00:05")
    done = follow(world)

    assert [(one.id, one.after, one.deputy_of) for one in announced] == [
        (first, ALL, None),
        (deputy, ALL, first),
    ]
    assert done.members == 2
    assert seats(world) == [
        (HERE, None, "TITULAIRE", began, eve),
        (HERE, first, "SUPPLEANT", began, eve),
        (ALL, None, "TITULAIRE", day, None),
        (ALL, 3, "SUPPLEANT", day, "2026-12-31"),
    ]
    assert world.rows(Membre)[2]["email"] == "t@cd93.example"
    assert (look(world, MERGE).settled, world.flaws()) == (True, [])


def test_what_follows_is_in_the_chain_of_each_and_names_nobody(world: World) -> None:
    redrawn_on(world, MERGE)
    join(world, nom="TITULAIRE", **SEAT)
    hire(world, "Agente", BAT_HERE)
    world.until("2026-04-01 00:05")
    follow(world)
    rows = [
        row
        for kind in ("membre", "agent")
        for row in world.rows(JournalRow, act="redecouper", kind=kind)
    ]

    assert sorted((row["kind"], row["subject_id"]) for row in rows) == [
        ("agent", 1),
        ("membre", 1),
        ("membre", 2),
    ]
    assert {row["batch"] for row in rows} == {"territoire-2026-04-01"}
    assert "TITULAIRE" not in "".join(row["body"] for row in rows)
    assert json.loads(rows[-1]["body"])["valeurs"]["circonscription"] == ALL
    assert world.flaws() == []


def test_a_second_look_at_the_map_seats_and_habilitates_nobody_again(world: World) -> None:
    redrawn_on(world, MERGE)
    join(world, nom="TITULAIRE", **SEAT)
    hire(world, "Agente", BAT_HERE)
    world.until("2026-04-01 00:05")
    follow(world)
    before = (seats(world), held(world))
    again = follow(world, again=True)

    assert (again.members, again.habilitations) == (0, 0)
    assert (seats(world), held(world)) == before


def test_whoever_was_told_to_sit_there_beforehand_is_not_seated_twice(world: World) -> None:
    redrawn_on(world, MERGE)
    join(world, nom="TITULAIRE", **SEAT)
    join(world, nom="Titulaire", **{**SEAT, "circonscription": ELSEWHERE})
    join(world, nom="TITULAIRE", **{**SEAT, "circonscription": ALL, "du": "2026-04-01"})
    world.until("2026-04-01 00:05")
    done = follow(world)

    assert done.members == 2
    assert [row[0] for row in seats(world) if row[4] is None] == [ALL]


def test_where_several_share_what_ended_members_stay_until_somebody_says_where(
    world: World,
) -> None:
    redrawn_on(world, SPLIT)
    member = join(world, nom="TITULAIRE", **SEAT)
    (announced,) = look(world, SPLIT).members
    world.until("2026-04-01 00:05")
    done, left = follow(world), look(world, SPLIT)
    join(world, nom="TITULAIRE", **{**SEAT, "circonscription": NORTH})
    leave(world, member, EVE.isoformat(), BAT)

    assert (announced.after, done.members) == (None, 0)
    assert [one.id for one in left.members] == [member]
    assert not left.settled
    assert look(world, SPLIT).members == ()


def test_a_member_whose_seat_is_not_held_there_is_left_to_somebody(world: World) -> None:
    elsewhere = replace(INSTANCE, circonscriptions=frozenset({HERE, ELSEWHERE}))
    drawn(with_kind(world, elsewhere), MERGE)
    join(world, nom="TITULAIRE", **SEAT)
    world.until("2026-04-01 00:05")

    assert follow(world).members == 0
    assert [one.after for one in look(world, MERGE).members] == [None]


def test_who_is_no_longer_a_member_on_the_day_does_not_follow(world: World) -> None:
    redrawn_on(world, MERGE)
    gone = join(world, nom="PARTI", **SEAT)
    join(world, nom="SUPPLEANT", suppleant_de=gone)
    leave(world, gone, EVE.isoformat(), BAT)
    join(world, nom="PARTOUT", **{**SEAT, "circonscription": None})
    join(
        world,
        nom="VOISIN",
        siege="france_travail",
        genre=INSTANCE.code,
        service=FRANCE_TRAVAIL,
        circonscription=ELSEWHERE,
    )
    announced = look(world, MERGE).members
    world.until("2026-04-01 00:05")

    assert [one.before for one in announced] == [ELSEWHERE]
    assert follow(world).members == 1
    assert [row[2] for row in seats(world) if row[0] == ALL] == ["VOISIN"]


def test_an_agent_is_habilitated_where_all_goes_and_keeps_what_was(world: World) -> None:
    redrawn_on(world, MERGE)
    agent = hire(
        world, "Agente", {**BAT_HERE, "au": "2026-12-31", "recoit": False}, {"role": "bop"}
    )
    (announced,) = look(world, MERGE).habilitations
    world.until("2026-04-01 00:05")
    done = follow(world)

    assert (announced.agent_id, announced.before, announced.after) == (agent, HERE, ALL)
    assert done.habilitations == 1
    assert held(world) == [
        (agent, "bat", HERE, "2026-01-01", "2026-12-31", 0),
        (agent, "bop", None, "2026-01-01", None, 1),
        (agent, "bat", ALL, DAY.isoformat(), "2026-12-31", 0),
    ]
    assert (look(world, MERGE).settled, world.flaws()) == (True, [])


def test_messages_to_the_office_of_the_new_circonscription_reach_who_followed(
    world: World,
) -> None:
    redrawn_on(world, MERGE)
    agent = hire(world, "Agente", BAT_HERE)
    world.until("2026-04-01 00:05")
    follow(world)

    for place in (HERE, ALL):
        (told,) = Directory.of(world.store, DAY).behind(f"role:bat:{place}")
        assert told.id == agent


def test_an_agent_of_two_circonscriptions_that_merge_is_habilitated_once(world: World) -> None:
    redrawn_on(world, MERGE)
    agent = hire(world, "Agente", BAT_HERE, {"role": "bat", "circonscription": ELSEWHERE})
    world.until("2026-04-01 00:05")

    assert follow(world).habilitations == 1
    assert [row[2] for row in held(world)] == [HERE, ELSEWHERE, ALL]
    assert world.rows(Habilitation)[2]["agent_id"] == agent


@pytest.mark.parametrize("settles", ["there", "ended", "left"])
def test_where_several_share_what_ended_somebody_says_where_an_agent_is(
    world: World, settles: str
) -> None:
    redrawn_on(world, SPLIT)
    agent = hire(world, "Agente", BAT_HERE)
    (announced,) = look(world, SPLIT).habilitations
    world.until("2026-04-01 00:05")
    done, left = follow(world), look(world, SPLIT)
    if settles == "there":
        say(world, "habiliter_agent", agent, role="bat", circonscription=NORTH, du="2026-04-01")
    elif settles == "ended":
        say(world, "deshabiliter_agent", agent, habilitation=1, au=EVE.isoformat())
    else:
        say(world, "modifier_agent", agent, actif="non")

    assert (announced.after, done.habilitations) == (None, 0)
    assert [one.id for one in left.habilitations] == [1]
    assert look(world, SPLIT).habilitations == ()


def test_whoever_is_ended_during_the_look_does_not_follow(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    redrawn_on(world, MERGE)
    member = join(world, nom="TITULAIRE", **SEAT)
    agent = hire(world, "Agente", BAT_HERE)
    world.until("2026-04-01 00:05")
    redrawing = redrawn(MERGE, DAY)
    seated, could = members.found, habilitations.found

    def leaves(*asked: Any) -> Any:
        read = seated(*asked)
        monkeypatch.setattr(members, "found", seated)
        leave(world, member, EVE.isoformat(), BAT)
        return read

    def ends(*asked: Any) -> Any:
        read = could(*asked)
        monkeypatch.setattr(habilitations, "found", could)
        say(world, "deshabiliter_agent", agent, habilitation=1, au=EVE.isoformat())
        return read

    monkeypatch.setattr(members, "found", leaves)
    monkeypatch.setattr(habilitations, "found", ends)
    done = following.follow(world.store, world.rulebook, redrawing, now=world.now, by="essai")

    assert done is not None
    assert (done.members, done.habilitations) == (0, 0)


def mailed(world: World) -> dict[str, tuple[int, int]]:
    """How many members, then agents, each office is told are left to place."""
    rows = world.rows(Outbox, occasion="territoire_redecoupe")
    said = {row["recipient"]: json.loads(row["data"]) for row in rows}
    return {to: (one["membres"], one["agents"]) for to, one in said.items() if to != "role:bop"}


def test_coordinators_are_told_how_many_members_and_agents_are_left_to_place(
    world: World,
) -> None:
    redrawn_on(world, SPLIT)
    first = join(world, nom="TITULAIRE", **SEAT)
    join(world, nom="SUPPLEANT", suppleant_de=first)
    placed = join(world, nom="PARTANTE", **SEAT)
    leave(world, placed, EVE.isoformat(), BAT)
    agent = hire(world, "Agente", BAT_HERE)
    say(world, "habiliter_agent", agent, role="manager", circonscription=HERE, du="2026-03-02")
    hire(world, "Ailleurs", {"role": "bat", "circonscription": ELSEWHERE})
    world.until("2026-04-01 00:05")
    done = follow(world)

    told = mailed(world)
    assert told.pop(f"role:bat:{HERE}") == (2, 1)
    assert set(told.values()) == {(0, 0)}
    assert ([one.id for one in done.unseated], len(done.unassigned)) == ([first, 2], 2)


def test_where_all_goes_to_one_nobody_is_left_to_place(world: World) -> None:
    redrawn_on(world, MERGE)
    join(world, nom="TITULAIRE", **SEAT)
    hire(world, "Agente", BAT_HERE)
    world.until("2026-04-01 00:05")
    done = follow(world)

    assert set(mailed(world).values()) == {(0, 0)}
    assert (done.unseated, done.unassigned) == ((), ())


def test_a_member_whose_seat_is_not_held_there_is_counted_too(world: World) -> None:
    elsewhere = replace(INSTANCE, circonscriptions=frozenset({HERE, ELSEWHERE}))
    drawn(with_kind(world, elsewhere), MERGE)
    join(world, nom="TITULAIRE", **SEAT)
    world.until("2026-04-01 00:05")
    follow(world)

    assert mailed(world)[f"role:bat:{HERE}"] == (1, 0)
