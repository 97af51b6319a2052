"""Escalations: which they are, where they stand, who sees them, who takes them in hand, once."""

from dataclasses import replace

import pytest

from rules.actors import Actor, Genre, Role
from rules.escalations import HIGHEST_FIRST, Standing
from rules.refusals import Refused
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, ALI, BAT, BOP, EP, FRANCE_TRAVAIL, HERE, World, execute
from tests.workflow.staff import MANAGER
from workflow.access.perimeter import WHOLE, Reader
from workflow.agents import escalations as acts
from workflow.agents.escalations import Taken
from workflow.deadlines import standing
from workflow.reading import escalations, journal
from workflow.reading.escalations import Asked, EscalationLine
from workflow.tables.subjects import Dossier, Personne
from workflow.tables.trail import DeadlineRow, Firing, TakenEscalation

HEAD = Actor(name="cheffe", role=Role.RESPONSABLE_SERVICE, service_id=ALI, genre=Genre.ALI)


def late(world: World) -> int:
    """A dossier of the ALI's whose request waits for months."""
    dossier = journeys.presaisine(world)
    for _ in range(10):
        world.wait(days=14)
        world.tick()
    return dossier


def listed(world: World, reader: Reader = WHOLE, **asked: object) -> list[EscalationLine]:
    """Those of that filter."""
    wanted = Asked(**asked)  # type: ignore[arg-type]  # each filter has its type
    return list(escalations.listing(world.store, wanted, reader=reader, most=100).lines)


def take(world: World, deadline: int, actor: Actor = HEAD, key: str | None = None) -> Taken:
    """It is taken in hand, now."""
    act = Act(event="prendre_escalade", actor=actor, occurred=world.now, known=world.now, data={})
    return acts.take(world.store, world.rulebook, act, deadline, key=key)


def one_of(world: World, dossier: int) -> EscalationLine:
    """An escalation of the dossier's own."""
    return next(one for one in listed(world) if one.deadline.dossier_id == dossier)


def test_what_goes_above_who_is_awaited_is_an_escalation_the_highest_first(world: World) -> None:
    dossier = late(world)
    other = journeys.presaisine(world)
    fresh = world.deadline("D27-UN-MOIS", dossier_id=other)["id"]
    execute(
        world.store,
        "INSERT INTO firing (deadline_id, rung, level, due_at, fired_at, lateness_us, outcome, by)"
        f" VALUES ({fresh}, 1, 'niveau_1', 1, 1, 0, 'dit', 'x')",
    )
    fired = world.rows(Firing)
    up = {row["deadline_id"] for row in fired if row["level"] in ("niveau_2", "niveau_3")}
    lines = listed(world)

    assert {one.deadline.id for one in lines} == up
    assert fresh not in up
    order = [(one.level.value != "niveau_3", one.since) for one in lines]
    assert order == sorted(order)
    assert {one.standing for one in lines} == {Standing.OUVERTE}
    assert one_of(world, dossier).deadline.dossier_id == dossier


def test_how_high_a_deadline_went_and_since_when_is_what_its_rungs_told(world: World) -> None:
    journeys.presaisine(world)
    met = set[object]()
    for _ in range(10):
        world.wait(days=14)
        world.tick()
        kept = {row["id"]: (row["height"], row["up_since"]) for row in world.rows(DeadlineRow)}
        met |= {height for height, _ in kept.values()}

        assert {number: one for number, one in kept.items() if one != (None, None)} == told(world)

    assert met == {0, 1, None}


def told(world: World) -> dict[int, tuple[int, int]]:
    """The deadlines that went up: how high and since when, read from each rung that was told."""
    heights = {level.value: height for height, level in enumerate(HIGHEST_FIRST)}
    found: dict[int, list[tuple[int, int]]] = {}
    for row in world.rows(Firing):
        if row["level"] in heights:
            one = heights[row["level"]], row["fired_at"]
            found.setdefault(row["deadline_id"], []).append(one)
    return {
        number: (min(height for height, _ in some), min(at for _, at in some))
        for number, some in found.items()
    }


def test_an_escalation_is_seen_by_the_head_of_its_service_and_the_offices_of_its_place(
    world: World,
) -> None:
    dossier = late(world)
    execute(world.store, "UPDATE seance SET circonscription = '93-01'")
    elsewhere = frozenset({"93-02"})
    number = one_of(world, dossier).deadline.id

    def sees(reader: Reader) -> bool:
        return number in {one.deadline.id for one in listed(world, reader)}

    assert all(sees(who) for who in (HEAD, BAT, BOP, MANAGER))
    assert not any(sees(who) for who in (AGENT_ALI, EP, None))
    assert not sees(replace(HEAD, service_id=FRANCE_TRAVAIL))
    assert not any(sees(replace(who, circonscriptions=elsewhere)) for who in (BAT, BOP, MANAGER))


def test_it_is_taken_by_name_in_the_chain_of_its_subject_and_moves_nothing(world: World) -> None:
    dossier = late(world)
    line = one_of(world, dossier)
    before = world.row(Dossier, dossier)
    person = world.row(Personne, before["personne_id"])
    world.wait(hours=1)
    done = take(world, line.deadline.id)
    after = one_of(world, dossier)
    (entry,) = journal.entries(world.store, subject=line.deadline.subject, act="prendre_escalade")

    assert (after.standing, after.taken_by, after.taken) == (Standing.PRISE, HEAD.name, world.now)
    assert (entry.actor, entry.seq) == (HEAD.name, done.seq)
    assert entry.body["lignee"] == line.deadline.lineage
    row = world.row(Dossier, dossier)
    assert (row["state"], row["version"]) == (before["state"], before["version"])
    assert line.deadline.subject == Subject(SubjectKind.PERSONNE, person["id"])
    assert world.row(Personne, person["id"])["version"] == person["version"]
    assert listed(world, standing=Standing.PRISE) == listed(world, taken_by=HEAD.name) == [after]
    assert line.deadline.id not in {
        one.deadline.id for one in listed(world, standing=Standing.OUVERTE)
    }
    assert world.flaws() == []


def test_nobody_takes_it_twice_and_the_same_key_takes_it_once(world: World) -> None:
    number = one_of(world, late(world)).deadline.id
    first = take(world, number, key="une")
    again = take(world, number, key="une")

    assert (again.seq, again.repeated) == (first.seq, True)
    with pytest.raises(Refused, match="déjà prise"):
        take(world, number, MANAGER)
    assert [row["taken_by"] for row in world.rows(TakenEscalation)] == [HEAD.name]
    subject = next(one for one in listed(world) if one.deadline.id == number).deadline.subject
    refused = journal.entries(world.store, subject=subject, act="prendre_escalade")
    assert [one.refused for one in refused] == [True, False]


def test_who_does_not_see_it_does_not_take_it_and_is_told_of_nothing(world: World) -> None:
    number = one_of(world, late(world)).deadline.id
    stranger = replace(HEAD, service_id=FRANCE_TRAVAIL)

    for who, deadline in ((stranger, number), (HEAD, 99_999)):
        with pytest.raises(Refused, match="n’existe pas, ou n’est pas dans votre périmètre"):
            take(world, deadline, who)
    with pytest.raises(Refused, match="Votre rôle"):
        take(world, number, AGENT_ALI)
    assert world.rows(TakenEscalation) == []


def test_what_did_not_go_up_is_not_taken_nor_what_is_over(world: World) -> None:
    dossier = late(world)
    line = one_of(world, dossier)
    world.act(dossier, "retirer_demande", AGENT_ALI, motif="elle reste")
    (over,) = (one for one in listed(world) if one.deadline.id == line.deadline.id)
    other = journeys.presaisine(world)
    fresh = world.deadline("D27-UN-MOIS", dossier_id=other)["id"]

    assert over.standing is Standing.REGLEE
    assert over in listed(world, standing=Standing.REGLEE)
    with pytest.raises(Refused, match="est réglée"):
        take(world, line.deadline.id)
    with pytest.raises(Refused, match="n’est montée à personne"):
        take(world, fresh)


def test_escalations_are_counted_by_place_and_rule_and_paged_without_a_gap(world: World) -> None:
    late(world)
    take(world, listed(world, HEAD)[0].deadline.id)
    tallies = escalations.tallies(world.store, reader=WHOLE)
    whole = listed(world)
    pages: list[EscalationLine] = []
    after = None
    while True:
        page = escalations.listing(world.store, Asked(), reader=WHOLE, after=after, most=1)
        pages += page.lines
        after = page.following
        if after is None:
            break

    assert pages == whole
    assert sum(one.number for one in tallies) == len(whole)
    assert sum(one.taken for one in tallies) == 1
    assert HERE in {one.circonscription for one in tallies}
    assert sum(one.number for one in escalations.tallies(world.store, reader=HEAD)) == len(
        listed(world, HEAD)
    )
    assert escalations.tallies(world.store, reader=AGENT_ALI) == []


def test_those_of_a_circonscription_are_what_its_tallies_count(world: World) -> None:
    other = journeys.presaisine(world)
    late(world)
    execute(world.store, f"UPDATE dossier SET circonscription = '93-02' WHERE id = {other}")
    with world.store.write() as tx:
        standing.keep(tx, world.row(Dossier, other)["personne_id"])
    tallies = escalations.tallies(world.store, reader=WHOLE)
    places = {one.circonscription for one in tallies}

    assert {HERE, "93-02"} <= places
    for one in tallies:
        if one.circonscription is not None:
            found = listed(world, rule=one.rule, circonscription=one.circonscription)
            opened = [line for line in found if line.standing is not Standing.REGLEE]
            assert len(opened) == one.number
    elsewhere = replace(BOP, circonscriptions=frozenset({"93-02"}))
    assert listed(world, elsewhere, circonscription=HERE) == []
