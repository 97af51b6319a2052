"""The access log: what is written in it, who reads it, how long it is kept."""

from datetime import timedelta

import pytest

from rules.access.bearers import Guest
from rules.access.grants import LOGGED, Right
from rules.actors import Actor, Role
from rules.refusals import Refused
from rules.subjects import Subject, SubjectKind
from tests.workflow.build import AGENT_ALI, ALI, ELSEWHERE, HERE, World
from tests.workflow.staff import MANAGER
from workflow.accounts import consultations
from workflow.accounts.consultations import Seen, Sought
from workflow.tables.accounts import Consultation

DOSSIER = Subject(SubjectKind.DOSSIER, 12)
OTHER = Subject(SubjectKind.DOSSIER, 13)
LOCAL = Actor(name="cheffe", role=Role.MANAGER, circonscriptions=frozenset({HERE}))
ADMIN = Actor(name="admin", role=Role.ADMINISTRATEUR, circonscriptions=frozenset({HERE}))


def opened(world: World, subject: Subject = DOSSIER, place: str | None = HERE) -> None:
    """An agent opens a dossier."""
    consultations.note(
        world.store, AGENT_ALI, Right.DOSSIER, world.now, subject=subject, circonscription=place
    )


def read(world: World, reader: Actor | None = MANAGER, **sought: object) -> list[Seen]:
    """What the reader finds, but the readings of the log."""
    wanted = Sought(**sought)  # type: ignore[arg-type]  # each test names what it looks for
    found = consultations.read(world.store, reader, wanted, world.now)
    return [one for one in found if one.right is not Right.CONSULTATIONS]


def test_who_opened_which_dossier_is_written_with_their_capacity(world: World) -> None:
    opened(world)
    (seen,) = read(world)

    assert (seen.actor, seen.role, seen.service) == (AGENT_ALI.name, "referent", ALI)
    assert (seen.right, seen.subject, seen.circonscription) == (Right.DOSSIER, DOSSIER, HERE)
    assert (seen.at, seen.lines) == (world.now, None)


def test_an_export_says_how_many_lines_left_and_a_link_which_it_is(world: World) -> None:
    consultations.note(world.store, MANAGER, Right.EXPORT_DOSSIERS, world.now, lines=212)
    guest = Guest(link=4, seance=7, service=ALI)
    consultations.note(world.store, guest, Right.SEANCE, world.now)
    link, export = read(world)

    assert (export.lines, export.actor) == (212, "direction")
    assert (link.actor, link.role, link.service) == ("lien 4", "lien", ALI)


@pytest.mark.parametrize("right", Right)
def test_the_log_keeps_what_names_somebody_or_leaves_as_a_file(world: World, right: Right) -> None:
    consultations.note(world.store, MANAGER, right, world.now)

    assert len(world.rows(Consultation)) == (1 if right in LOGGED else 0)


def test_reading_the_log_is_written_in_it(world: World) -> None:
    consultations.read(world.store, MANAGER, Sought(subject=DOSSIER), world.now)
    (row,) = world.rows(Consultation)

    assert (row["actor"], row["what"]) == ("direction", "voir_consultations")
    assert (row["kind"], row["subject_id"]) == ("dossier", 12)


@pytest.mark.parametrize(
    "role", [one for one in Role if one not in (Role.MANAGER, Role.ADMINISTRATEUR)]
)
def test_the_log_is_read_by_managers_and_administrators_alone(world: World, role: Role) -> None:
    opened(world)
    for reader in (Actor(name="x", role=role), None):
        with pytest.raises(Refused):
            read(world, reader)

    assert len(world.rows(Consultation)) == 1


def test_a_manager_reads_of_their_territory_and_an_administrator_all_of_it(world: World) -> None:
    opened(world)
    opened(world, OTHER, ELSEWHERE)
    opened(world, OTHER, None)

    assert [one.circonscription for one in read(world, LOCAL)] == [None, HERE]
    assert len(read(world, MANAGER)) == len(read(world, ADMIN)) == 3


def test_the_log_is_searched_by_dossier_agent_and_period(world: World) -> None:
    opened(world)
    world.wait(hours=1)
    opened(world, OTHER)
    middle = world.now - timedelta(minutes=30)

    assert [one.subject for one in read(world, subject=DOSSIER)] == [DOSSIER]
    assert [one.subject for one in read(world, since=middle)] == [OTHER]
    assert [one.subject for one in read(world, until=middle)] == [DOSSIER]
    assert read(world, actor="quelqu’un") == []
    assert [one.subject for one in read(world, actor=AGENT_ALI.name)] == [OTHER, DOSSIER]


def test_what_is_older_than_its_months_is_erased_day_for_day(world: World) -> None:
    world.until("2026-08-31 10:00")
    opened(world)
    world.until("2027-02-28 10:00")

    assert consultations.purge(world.store, 6, world.now) == 0
    world.now += timedelta(seconds=1)
    assert consultations.purge(world.store, 7, world.now) == 0
    world.until("2027-03-01 10:00")
    assert consultations.purge(world.store, 6, world.now) == 1
    assert world.rows(Consultation) == []
