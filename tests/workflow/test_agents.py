"""The agents: created, habilitated, away, told otherwise; each act in their own chain."""

import json
from datetime import date
from typing import Any

import pytest

from rules.actors import Actor, Genre, Role
from rules.agents import AWAY, BACK, CHANGED, CREATED, ENDED, HABILITATED, PREFERRED
from rules.refusals import Refused
from tests.workflow.build import (
    AGENT_ALI,
    ALI,
    ALI_ELSEWHERE,
    BAT,
    ELSEWHERE,
    FRANCE_TRAVAIL,
    HERE,
    World,
)
from tests.workflow.staff import MANAGER, away, hire, prefer, say
from workflow.agents.commands import StaleAgent, UnknownAgent
from workflow.agents.directory import Directory, Told, Way
from workflow.reading import agents
from workflow.reading.agents import Wanted
from workflow.tables.agents import Absence, Agent, Habilitation, Preference
from workflow.tables.trail import JournalRow

BAT_HERE = {"role": "bat", "circonscription": "93-01"}
BAT_EVERYWHERE = {"role": "bat"}
OF_THE_ALI: dict[str, Any] = {"role": "referent", "service": ALI}
HEAD_OF_THE_ALI = Actor(
    name="responsable", role=Role.RESPONSABLE_SERVICE, service_id=ALI, genre=Genre.ALI
)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of the reasons given."""
    return [refusal.code for refusal in refused.value.refusals]


def behind(world: World, recipient: str, day: str = "2026-03-02") -> list[int]:
    """The numbers of the agents who are told, that day."""
    directory = Directory.of(world.store, date.fromisoformat(day))
    return [told.id for told in directory.behind(recipient)]


def test_names_and_addresses_stay_beside_the_hashed_entries(world: World) -> None:
    number = hire(world, "Durand", BAT_HERE)
    say(world, CHANGED, number, courriel="D2@cd93.example")
    entries = world.rows(JournalRow, kind="agent")

    assert [entry["act"] for entry in entries] == [CREATED, HABILITATED, CHANGED]
    assert not any("Durand" in entry["body"] or "cd93" in entry["body"] for entry in entries)
    assert json.loads(entries[0]["personal"])["nom"] == "Durand"
    assert json.loads(entries[1]["body"])["valeurs"]["circonscription"] == "93-01"
    assert world.rows(Agent)[0]["email"] == "d2@cd93.example"
    assert world.flaws() == []


def test_an_agent_is_habilitated_between_two_days_both_included(world: World) -> None:
    number = say(world, CREATED, nom="Durand", courriel="d@x.example").agent_id
    made = say(world, HABILITATED, number, role="bop", du="2026-03-10").made
    assert made is not None
    say(world, ENDED, number, habilitation=made, au="2026-03-20")

    told = {day: behind(world, "role:bop", f"2026-03-{day}") for day in ("09", "10", "20", "21")}
    assert told == {"09": [], "10": [number], "20": [number], "21": []}


def test_a_house_address_is_that_of_the_agents_of_its_service_role_or_place(world: World) -> None:
    here = hire(world, "Ici", BAT_HERE)
    everywhere = hire(world, "Partout", BAT_EVERYWHERE)
    referent = hire(world, "Referent", OF_THE_ALI)
    head = hire(world, "Chef", {"role": "responsable_service", "service": ALI})

    assert behind(world, "role:bat:93-01") == [here]
    assert behind(world, "role:bat:93-02") == [everywhere]
    assert behind(world, "role:bat") == [everywhere]
    assert behind(world, f"service:{ALI}") == [referent]
    assert behind(world, f"responsable:{ALI}") == [head]
    for recipient in (f"service:{FRANCE_TRAVAIL}", "role:bop", "membre:1", "invite:1", "role:"):
        assert behind(world, recipient) == []


def test_a_capacity_whose_messages_are_not_received_is_not_written_to(world: World) -> None:
    hire(world, "Discret", {**OF_THE_ALI, "recoit": False})
    told = hire(world, "Charge", OF_THE_ALI)

    assert behind(world, f"service:{ALI}") == [told]


def test_a_substitute_is_told_and_theirs_when_they_are_away_too(world: World) -> None:
    holder, first, second = (
        hire(world, "Un", BAT_HERE),
        hire(world, "Deux"),
        hire(world, "Trois"),
    )
    away(world, holder, "2026-03-02", "2026-03-06", first)
    away(world, first, "2026-03-04", "2026-03-04", second)

    told = {day: behind(world, "role:bat:93-01", f"2026-03-0{day}") for day in range(1, 8)}
    replaced = [[holder], [first], [first], [second], [first], [first], [holder]]
    assert told == dict(enumerate(replaced, start=1))


def test_absences_that_turn_in_a_circle_leave_the_message_to_others(world: World) -> None:
    one, two = hire(world, "Un", BAT_HERE), hire(world, "Deux", BAT_HERE)
    everywhere = hire(world, "Partout", BAT_EVERYWHERE)
    away(world, one, "2026-03-02", "2026-03-02", two)
    away(world, two, "2026-03-02", "2026-03-02", one)

    assert behind(world, "role:bat:93-01") == [everywhere]
    assert behind(world, "role:bat:93-01", "2026-03-03") == [one, two]


def test_whoever_stands_in_for_two_is_named_once(world: World) -> None:
    one, two, both = hire(world, "Un", BAT_HERE), hire(world, "Deux", BAT_HERE), hire(world, "B")
    for agent in (one, two):
        away(world, agent, "2026-03-02", "2026-03-02", both)

    assert behind(world, "role:bat:93-01") == [both]


def test_an_absence_without_a_substitute_leaves_it_to_the_others(world: World) -> None:
    one, two = hire(world, "Un", BAT_HERE), hire(world, "Deux", BAT_HERE)
    away(world, one, "2026-03-02", "2026-03-02")

    assert behind(world, "role:bat:93-01") == [two]


def test_whoever_is_no_longer_in_office_is_not_told_nor_in_the_place_of_another(
    world: World,
) -> None:
    one, two = hire(world, "Un", BAT_HERE), hire(world, "Deux")
    away(world, one, "2026-03-02", "2026-03-31", two)
    say(world, CHANGED, two, actif=False)

    assert behind(world, "role:bat:93-01") == []
    assert Directory.of(world.store, date(2026, 3, 2)).known_by("deux@cd93.example") is None


def test_an_absence_cut_short_ends_that_day_and_one_ended_before_it_began_never_was(
    world: World,
) -> None:
    one = hire(world, "Un", BAT_HERE)
    absence = away(world, one, "2026-03-02", "2026-03-20")
    say(world, BACK, one, absence=absence, au="2026-03-04")
    never = away(world, one, "2026-03-10", "2026-03-20")
    say(world, BACK, one, absence=never, au="2026-03-09")
    found = agents.agent(world.store, one)
    assert found is not None

    assert [behind(world, "role:bat:93-01", f"2026-03-{day}") for day in ("04", "05", "10")] == [
        [],
        [one],
        [one],
    ]
    assert [line.id for line in found.absences] == [absence]


def test_without_a_choice_an_agent_is_told_by_mail_as_things_happen(world: World) -> None:
    one, two, three = (hire(world, name) for name in ("Un", "Deux", "Trois"))
    prefer(world, two, "quotidien")
    prefer(world, three, "immediat", "discussion")
    ways = {
        told.id: {(way.channel, way.rhythm.value) for way in told.ways}
        for name in ("un", "deux", "trois")
        if (told := Directory.of(world.store, date(2026, 3, 2)).known_by(f"{name}@CD93.example"))
    }

    assert Told(id=1, email="x").ways == (Way(),)
    assert ways == {
        one: {("courriel", "immediat")},
        two: {("courriel", "quotidien")},
        three: {("courriel", "immediat"), ("discussion", "immediat")},
    }


def test_a_channel_is_closed_but_never_the_last(world: World) -> None:
    one = hire(world, "Un")
    prefer(world, one, "hebdomadaire", "discussion")
    prefer(world, one, "jamais")

    assert [(row["canal"], row["rythme"]) for row in world.rows(Preference)] == [
        ("discussion", "hebdomadaire")
    ]
    with pytest.raises(Refused) as refused:
        prefer(world, one, "jamais", "discussion")
    assert codes(refused) == ["dernier_canal"]
    with pytest.raises(Refused) as closed:
        prefer(world, one, "immediat", "fax")
    assert codes(closed) == ["canal_ferme"]


def test_what_an_agent_cannot_be_is_refused_and_nothing_is_written(world: World) -> None:
    one = hire(world, "Un", BAT_HERE)
    absence = away(world, hire(world, "Deux"), "2026-03-02", "2026-03-03")
    wrong: list[tuple[str, int | None, dict[str, Any], list[str]]] = [
        (CREATED, None, {"nom": "X", "courriel": "UN@cd93.example"}, ["courriel_deja_pris"]),
        (CREATED, None, {"nom": "X"}, ["champ_manquant"]),
        (CHANGED, one, {}, ["rien_a_modifier"]),
        (CHANGED, one, {"courriel": "deux@cd93.example"}, ["courriel_deja_pris"]),
        (HABILITATED, one, {"role": "referent", "du": "2026-03-02"}, ["service_attendu"]),
        (
            HABILITATED,
            one,
            {"role": "bop", "service": ALI, "du": "2026-03-02"},
            ["service_de_trop"],
        ),
        (HABILITATED, one, {**OF_THE_ALI, "service": 999, "du": "2026-03-02"}, ["service_inconnu"]),
        (
            *(HABILITATED, one),
            {"role": "bop", "circonscription": "93-99", "du": "2026-03-02"},
            ["circonscription_inconnue"],
        ),
        (HABILITATED, one, {**BAT_HERE, "du": "2026-03-02"}, ["habilitation_deja_la"]),
        (
            *(HABILITATED, one),
            {"role": "bop", "du": "2026-03-02", "au": "2026-03-01"},
            ["periode_a_l_envers"],
        ),
        (ENDED, one, {"habilitation": 99, "au": "2026-03-02"}, ["habilitation_inconnue"]),
        (ENDED, one, {"habilitation": 1, "au": "2025-12-31"}, ["periode_a_l_envers"]),
        (AWAY, one, {"du": "2026-03-02", "au": "2026-03-01"}, ["periode_a_l_envers"]),
        (
            AWAY,
            one,
            {"du": "2026-03-02", "au": "2026-03-02", "suppleant": one},
            ["suppleant_inconnu"],
        ),
        (
            AWAY,
            one,
            {"du": "2026-03-02", "au": "2026-03-02", "suppleant": 99},
            ["suppleant_inconnu"],
        ),
        (BACK, one, {"absence": absence, "au": "2026-03-02"}, ["absence_inconnue"]),
        (PREFERRED, one, {"canal": "courriel", "rythme": "parfois"}, ["champ_invalide"]),
    ]
    before = [world.rows(model) for model in (Agent, Habilitation, Absence, Preference)]
    found = []
    for event, agent, data, _ in wrong:
        with pytest.raises(Refused) as refused:
            say(world, event, agent, **data)
        found.append(codes(refused))

    assert found == [expected for _, _, _, expected in wrong]
    agents_after = [world.rows(model) for model in (Agent, Habilitation, Absence, Preference)]
    assert [[_but_chain(row) for row in rows] for rows in agents_after] == [
        [_but_chain(row) for row in rows] for rows in before
    ]
    assert world.flaws() == []


def _but_chain(row: dict[str, Any]) -> dict[str, Any]:
    """A row without the end of its chain: refused attempts lengthen it."""
    return {name: value for name, value in row.items() if name not in ("seq", "head")}


def test_whoever_is_no_longer_in_office_is_habilitated_for_nothing(world: World) -> None:
    one = hire(world, "Un")
    say(world, CHANGED, one, actif=False)
    with pytest.raises(Refused) as refused:
        say(world, HABILITATED, one, role="bop", du="2026-03-02")

    assert codes(refused) == ["agent_inactif"]


def test_a_head_of_service_keeps_the_agents_of_theirs_and_no_other(world: World) -> None:
    mine = say(world, CREATED, actor=HEAD_OF_THE_ALI, nom="A", courriel="a@ali.example").agent_id
    say(world, HABILITATED, mine, actor=HEAD_OF_THE_ALI, du="2026-03-01", **OF_THE_ALI)
    say(world, AWAY, mine, actor=HEAD_OF_THE_ALI, du="2026-03-02", au="2026-03-03")
    other = hire(world, "Autre", {"role": "referent", "service": FRANCE_TRAVAIL})
    tried: list[tuple[str, int, dict[str, Any]]] = [
        (CHANGED, other, {"nom": "B"}),
        (HABILITATED, mine, {"role": "bop", "du": "2026-03-01"}),
        (AWAY, other, {"du": "2026-03-02", "au": "2026-03-03"}),
    ]
    for event, agent, data in tried:
        with pytest.raises(Refused) as refused:
            say(world, event, agent, actor=HEAD_OF_THE_ALI, **data)
        assert codes(refused) == ["acteur_non_autorise"]


def test_whoever_logged_in_does_not_keep_themselves_whatever_they_act_as(world: World) -> None:
    tried: list[tuple[Role, str, dict[str, Any]]] = [
        (Role.BOP, HABILITATED, {"role": "bat", "du": "2026-03-01"}),
        (Role.ADMINISTRATEUR, HABILITATED, {"role": "president", "du": "2026-03-01"}),
        (Role.ADMINISTRATEUR, ENDED, {"habilitation": 1, "au": "2027-03-01"}),
        (Role.BOP, CHANGED, {"actif": "non"}),
    ]
    own = hire(world, "Elle", {"role": "bop"})
    before = world.rows(Habilitation)
    for role, event, data in tried:
        herself = Actor(name="Elle", role=role, agent=own)
        with pytest.raises(Refused) as refused:
            say(world, event, own, actor=herself, **data)
        assert codes(refused) == ["habilitation_de_soi"]

    refusals = [
        row for row in world.rows(JournalRow, kind="agent") if "habilitation_de_soi" in row["body"]
    ]
    assert world.rows(Habilitation) == before
    assert len(refusals) == len(tried)
    assert world.flaws() == []


def test_whoever_is_limited_to_a_place_keeps_what_is_exercised_there(world: World) -> None:
    limited = Actor(name="BOP d’ici", role=Role.BOP, circonscriptions=frozenset({HERE}), agent=99)
    one = hire(world, "Une")
    given: dict[str, Any] = {"du": "2026-03-01", "circonscription": HERE}
    tried: list[tuple[dict[str, Any], list[str]]] = [
        ({**given, "role": "bop"}, []),
        ({**given, **OF_THE_ALI}, []),
        ({**given, "role": "bat", "circonscription": ELSEWHERE}, ["hors_de_votre_territoire"]),
        ({"role": "bat", "du": "2026-03-01"}, ["hors_de_votre_territoire"]),
        ({**given, "role": "referent", "service": ALI_ELSEWHERE}, ["service_d_ailleurs"]),
        ({**given, "role": "president"}, ["administrateur_seul"]),
    ]
    found: list[list[str]] = []
    for data, _ in tried:
        try:
            say(world, HABILITATED, one, actor=limited, **data)
            found.append([])
        except Refused as refused:
            found.append([refusal.code for refusal in refused.refusals])

    assert found == [expected for _, expected in tried]
    assert [row["role"] for row in world.rows(Habilitation)] == ["bop", "referent"]


def test_a_manager_keeps_no_agent(world: World) -> None:
    one = hire(world, "Une", BAT_HERE)
    tried: list[tuple[str, int | None, dict[str, Any]]] = [
        (CREATED, None, {"nom": "B", "courriel": "b@x.example"}),
        (CHANGED, one, {"nom": "B"}),
        (HABILITATED, one, {"role": "bop", "du": "2026-03-01"}),
        (ENDED, one, {"habilitation": 1, "au": "2026-03-01"}),
        (AWAY, one, {"du": "2026-03-02", "au": "2026-03-03"}),
    ]
    for event, agent, data in tried:
        with pytest.raises(Refused) as refused:
            say(world, event, agent, actor=MANAGER, **data)
        assert codes(refused) == ["acteur_non_autorise"]


def test_a_colleague_of_the_same_capacity_tells_an_absence_and_nothing_else(world: World) -> None:
    bat, referent = hire(world, "Bat", BAT_HERE), hire(world, "Ref", OF_THE_ALI)
    say(world, AWAY, bat, actor=BAT, du="2026-03-02", au="2026-03-03")
    say(world, PREFERRED, referent, actor=AGENT_ALI, canal="courriel", rythme="quotidien")
    tried: list[tuple[str, int, Actor, dict[str, Any]]] = [
        (CHANGED, bat, BAT, {"nom": "B"}),
        (AWAY, referent, BAT, {"du": "2026-03-02", "au": "2026-03-03"}),
        (CREATED, 0, AGENT_ALI, {"nom": "B", "courriel": "b@x.example"}),
    ]
    for event, agent, actor, data in tried:
        with pytest.raises(Refused) as refused:
            say(world, event, agent or None, actor=actor, **data)
        assert codes(refused) == ["acteur_non_autorise"]


def test_a_stale_agent_an_unknown_one_and_a_repeated_act_are_told_apart(world: World) -> None:
    one = hire(world, "Un", BAT_HERE)
    again = [say(world, CREATED, key="c", nom="D", courriel="d@x.example") for _ in range(2)]

    assert again[0].agent_id == again[1].agent_id
    assert [done.repeated for done in again] == [False, True]
    with pytest.raises(StaleAgent):
        say(world, CHANGED, one, version=1, nom="Autre")
    with pytest.raises(UnknownAgent):
        say(world, CHANGED, 99, nom="Autre")


def test_agents_are_listed_by_what_they_are_habilitated_for_that_day(world: World) -> None:
    one, two = hire(world, "Un", BAT_HERE), hire(world, "Deux", OF_THE_ALI)
    gone = hire(world, "Zoe", {**BAT_EVERYWHERE, "au": "2026-01-31"})
    day = date(2026, 3, 2)

    def named(**wanted: Any) -> list[int]:
        return [line.id for line in agents.listing(world.store, Wanted(**wanted))]

    assert named(role="bat", day=day) == [one]
    assert named(role="bat") == [one, gone]
    assert named(service=ALI, day=day) == [two]
    assert named(circonscription="93-02", day=day) == [two]
    assert named(day=day) == [two, one, gone]
    assert named(words="ZO") == [gone]
    assert named(words="deux %") == named(words="deux un") == []
    assert [
        h.id for line in agents.listing(world.store, Wanted(day=day)) for h in line.habilitations
    ] == [2, 1]
