"""Kinds of séance with seats, and members told by hand, for the tests of who sits."""

from dataclasses import replace
from typing import Any

from rules.actors import Actor, Genre
from rules.seances.kinds import Kinds, SeanceKind
from rules.seances.members import ADDED, ENDED
from rules.seances.seats import Quorum, Seat
from tests.situations import KIND_GRENOBLE
from tests.workflow.build import BAT, World
from workflow.reading import participants
from workflow.reading.participants import Attendance, Attendee
from workflow.seances.participants.members import MemberCommand, perform

SEATS = (
    Seat(code="secteur", label="chargée de secteur ou chef de service"),
    Seat(
        code="france_travail",
        label="agent France Travail dédié",
        genres=frozenset({Genre.FRANCE_TRAVAIL}),
    ),
    Seat(code="psychologue", label="psychologue", permanent=False, counts=False),
    Seat(
        code="prescripteur",
        label="référent qui prescrit",
        genres=frozenset({Genre.ALI, Genre.SERVICE_SOCIAL}),
        permanent=False,
        in_person=True,
    ),
)
INSTANCE = replace(
    KIND_GRENOBLE,
    services=frozenset({Genre.ALI, Genre.SERVICE_SOCIAL, Genre.FRANCE_TRAVAIL}),
    said_seats=SEATS,
    quorum=Quorum(least=2, required=frozenset({"secteur"})),
)
"""Grenoble's, with two permanent seats, the prescriber in person, and a quorum."""


def with_kind(world: World, kind: SeanceKind) -> World:
    """The world, where that kind of séance is also held."""
    world.rulebook = replace(world.rulebook, kinds=Kinds.of([*world.rulebook.kinds, kind]))
    return world


def join(world: World, actor: Actor = BAT, **said: Any) -> int:
    """Somebody becomes a member, from today on; their number."""
    form = {"nom": "NOM-MEMBRE", "du": world.now.date().isoformat(), **said}
    command = MemberCommand(act=world.asked(ADDED, actor, form))
    return perform(world.store, world.rulebook, command).member_id


def join_by_mail(world: World, actor: Actor = BAT, **said: Any) -> int:
    """The same, with an address of mail."""
    return join(world, actor, courriel="membre@exemple.fr", **said)


def leave(world: World, member: int, day: str, actor: Actor = BAT) -> int:
    """That day is a member's last; the version of its form."""
    command = MemberCommand(member_id=member, act=world.asked(ENDED, actor, {"au": day}))
    return perform(world.store, world.rulebook, command).version


def attendance(world: World, seance: int) -> Attendance:
    """Who sits, as it is read."""
    return participants.of_seance(world.store, world.rulebook, seance)


def seat(world: World, seance: int, code: str) -> Attendee:
    """The only one who is awaited on that seat."""
    (found,) = [one for one in attendance(world, seance).attendees if one.seat == code]
    return found
