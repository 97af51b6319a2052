"""The secret addresses of diaries: only a hash is kept, they are revoked, each act is told in the
chain of whose diary it is."""

import json
from dataclasses import replace

import pytest

from rules.actors import SYSTEM, WEBRSA, Actor, Role
from rules.refusals import Refused
from rules.subjects import Subject, SubjectKind
from tests.workflow.build import (
    AGENT_ALI,
    AGENT_FT,
    ALI,
    BAT,
    BOP,
    ELSEWHERE,
    EP,
    HERE,
    World,
)
from tests.workflow.seated import join
from tests.workflow.test_diaries import agent, place, service
from workflow.diaries import addresses
from workflow.diaries.addresses import NewAddress, UnknownAddress
from workflow.diaries.owners import UnknownOwner
from workflow.reading import diary_addresses
from workflow.reading.diary_addresses import AddressLine
from workflow.tables.diaries import DiaryAddress
from workflow.tables.trail import JournalRow


def made(world: World, of: Subject, by: Actor = BAT) -> NewAddress:
    """An address of that diary."""
    return addresses.create(world.store, world.rulebook, world.asked("", by, {}), of)


def revoke(world: World, address: int, by: Actor = BAT) -> None:
    """The address, revoked."""
    addresses.revoke(world.store, world.rulebook, world.asked("", by, {}), address)


def read(world: World, token: str) -> Subject | None:
    """Whose diary it opens, now."""
    return addresses.whose(world.store, token, world.now)


def listed(world: World, of: Subject | None = None, revoked: bool = True) -> list[AddressLine]:
    """The addresses as they are told."""
    asked = None if of is None else [of]
    return diary_addresses.listing(world.store, of=asked, revoked=revoked)


def chain(world: World, of: Subject) -> list[tuple[str, object]]:
    """The acts of its chain, with the address of each, or the reasons of a refusal."""
    rows = world.rows(JournalRow, kind=of.kind.value, subject_id=of.id)
    told = [(row["act"], json.loads(row["body"])) for row in rows]
    return [(act, body.get("adresse", body.get("refus"))) for act, body in told]


def test_an_address_opens_the_diary_it_was_made_for_until_it_is_revoked(world: World) -> None:
    of = place(world)
    address = made(world, of)
    before = read(world, address.token)
    revoke(world, address.address_id)

    assert before == of
    assert read(world, address.token) is None
    assert read(world, "x" * 43) is None
    assert world.flaws() == []


def test_only_the_hash_of_a_secret_of_256_bits_is_kept(world: World) -> None:
    first, second = made(world, place(world)), made(world, place(world))

    everything = str([world.rows(model) for model in (DiaryAddress, JournalRow)])
    assert first.token != second.token
    assert len(first.token) == 43
    assert first.token not in everything
    assert len(world.row(DiaryAddress, first.address_id)["token_hash"]) == 64


def test_an_address_is_journalled_in_the_chain_of_whose_diary_it_is(world: World) -> None:
    of = service(ALI)
    address = made(world, of, AGENT_ALI)
    revoke(world, address.address_id, AGENT_ALI)
    with pytest.raises(Refused) as twice:
        revoke(world, address.address_id, AGENT_ALI)

    assert [one.code for one in twice.value.refusals] == ["adresse_revoquee"]
    assert chain(world, of) == [
        ("creer_adresse_agenda", address.address_id),
        ("revoquer_adresse_agenda", address.address_id),
        ("refus", ["adresse_revoquee"]),
    ]
    assert world.flaws() == []


def test_every_kind_of_diary_has_addresses_and_they_are_told(world: World) -> None:
    number = join(world, actor=EP, genre="ep", siege="departement")
    owners = [
        place(world),
        service(ALI),
        Subject(SubjectKind.MEMBRE, number),
        agent(world, {"role": "bat"}),
    ]
    for of in owners:
        made(world, of)
        world.wait(hours=1)

    lines = listed(world)
    assert [one.subject for one in lines] == owners
    assert [one.name for one in lines] == [
        f"{HERE} Circonscription {HERE}",
        "Service 1",
        "NOM-MEMBRE",
        "NOM-AGENT",
    ]
    assert [len(listed(world, of)) for of in owners] == [1, 1, 1, 1]


def test_who_made_and_who_revoked_an_address_is_told_and_when_it_was_last_read(
    world: World,
) -> None:
    address = made(world, place(world))
    (new,) = listed(world)
    world.wait(hours=1)
    read(world, address.token)
    world.wait(hours=1)
    revoke(world, address.address_id, BOP)
    (line,) = listed(world)

    assert (new.created_by, new.read, new.revoked) == ("bat", None, None)
    assert line.read is not None
    assert line.revoked is not None
    assert (line.revoked - line.read).total_seconds() == 3600
    assert line.revoked_by == "bop"
    assert listed(world, revoked=False) == []


def test_a_reading_is_written_down_every_ten_minutes_at_most(world: World) -> None:
    address = made(world, place(world))
    read(world, address.token)
    first = world.row(DiaryAddress, address.address_id)["read_at"]
    world.wait(hours=0.1)
    read(world, address.token)
    soon = world.row(DiaryAddress, address.address_id)["read_at"]
    world.wait(hours=0.1)
    read(world, address.token)

    assert first == soon
    assert world.row(DiaryAddress, address.address_id)["read_at"] - first == 720_000_000


def test_the_departement_keeps_the_addresses_of_its_territory_and_a_service_its_own(
    world: World,
) -> None:
    elsewhere = replace(BAT, circonscriptions=frozenset({ELSEWHERE}))
    for of, by in (
        (place(world), elsewhere),
        (place(world), AGENT_ALI),
        (service(ALI), AGENT_FT),
        (service(ALI), replace(AGENT_ALI, service_id=None)),
        (service(ALI), SYSTEM),
        (place(world), WEBRSA),
    ):
        with pytest.raises(Refused, match="ne vous est pas ouvert") as refused:
            made(world, of, by)
        assert [one.code for one in refused.value.refusals] == ["acteur_non_autorise"]

    assert world.rows(DiaryAddress) == []
    assert chain(world, service(ALI)) == [("refus", ["acteur_non_autorise"])] * 3
    for role in (Role.BAT, Role.BOP, Role.EP, Role.PRESIDENT, Role.MANAGER):
        made(world, place(world), replace(BAT, role=role))
    assert len(listed(world)) == 5


def test_an_address_of_another_is_not_revoked(world: World) -> None:
    address = made(world, service(ALI), AGENT_ALI)
    with pytest.raises(Refused):
        revoke(world, address.address_id, AGENT_FT)

    assert read(world, address.token) == service(ALI)


def test_an_address_of_nobody_or_of_no_number_is_told(world: World) -> None:
    with pytest.raises(UnknownOwner):
        made(world, service(99))
    with pytest.raises(UnknownAddress):
        revoke(world, 99)


def test_an_agent_keeps_the_addresses_of_their_own_diary_and_of_nobody_elses(
    world: World,
) -> None:
    mine = agent(world, {"role": "referent", "service_id": ALI})
    asked = world.asked("", AGENT_ALI, {})
    with pytest.raises(Refused):
        addresses.create(world.store, world.rulebook, asked, mine, agent=mine.id + 1)
    made = addresses.create(world.store, world.rulebook, asked, mine, agent=mine.id)
    with pytest.raises(Refused):
        revoke(world, made.address_id, AGENT_ALI)
    addresses.revoke(world.store, world.rulebook, asked, made.address_id, agent=mine.id)

    assert [one.label for one in diary_addresses.kept_by(world.store, AGENT_ALI, mine.id)] == [
        "NOM-AGENT",
        "Service 1",
    ]
    assert read(world, made.token) is None


def test_an_address_asked_for_twice_under_one_key_is_made_once_and_told_once(
    world: World,
) -> None:
    of, asked = place(world), world.asked("", BAT, {})
    first, again = (
        addresses.create(world.store, world.rulebook, asked, of, key="deux-clics") for _ in range(2)
    )

    assert (again.address_id, again.token) == (first.address_id, "")
    assert read(world, first.token) == of
    assert len(listed(world)) == 1
