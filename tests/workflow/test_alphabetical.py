"""Lists of names, in the order in which people look for them: « É » beside « E », « a » beside
« A »."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from rules.days.months import Month
from tests.workflow.accounts import Office
from tests.workflow.build import (
    ALI,
    ASSOCIATION,
    BOP,
    FRANCE_TRAVAIL,
    SERVICE_SOCIAL,
    World,
    execute,
)
from tests.workflow.test_offers import published
from workflow.access.perimeter import WHOLE
from workflow.files import monthly_lists as making
from workflow.reading import accounts, agents, monthly_lists, offers, service_book
from workflow.reading.agents import Wanted

Line = TypeVar("Line")

READ = ["atelier", "Écoute", "Emploi", "Zone"]
SHUFFLED = ("Zone", "Emploi", "atelier", "Écoute")


def _rename(world: World, table: str, column: str, numbers: list[int]) -> None:
    """What has these numbers is called otherwise, out of order."""
    execute(
        world.store,
        *(
            f"UPDATE {table} SET {column} = '{name}' WHERE id = {number}"
            for name, number in zip(SHUFFLED, numbers, strict=True)
        ),
    )


def _pages(
    listing: Callable[[str | None], Sequence[Line]], token: Callable[[Line], str]
) -> list[Line]:
    """A list that is read line by line."""
    found: list[Line] = []
    while line := next(iter(listing(token(found[-1]) if found else None)), None):
        found.append(line)
    return found


def test_offers_are_in_order_and_each_page_goes_on_where_the_last_one_ended(world: World) -> None:
    for name in SHUFFLED:
        published(world, libelle=name)

    read = _pages(lambda after: offers.listing(world.store, after=after, most=1), offers.cursor)

    assert [one.libelle for one in offers.listing(world.store)] == READ
    assert [one.libelle for one in read] == READ


def test_agents_and_their_accounts_are_in_order(world: World) -> None:
    office = Office(world=world)
    numbers = [office.opened(name) for name in ("A", "B", "C", "D")]
    _rename(world, "agent", "nom", numbers)

    read = _pages(
        lambda after: agents.listing(world.store, Wanted(), after=after, most=1), agents.cursor
    )

    assert [one.name for one in agents.listing(world.store, Wanted())] == READ
    assert [one.name for one in read] == READ
    others = agents.colleagues(world.store, Wanted(), than=numbers[0])
    assert [one.name for one in others] == READ[:3]
    assert [one.name for one in accounts.listing(world.store, world.now)] == READ


def test_services_and_what_is_made_for_them_are_in_order(world: World) -> None:
    numbers = [ALI, FRANCE_TRAVAIL, SERVICE_SOCIAL, ASSOCIATION]
    _rename(world, "service", "libelle", numbers)
    execute(world.store, "UPDATE service SET active = 0 WHERE libelle LIKE 'Service%'")
    world.wait(days=40)
    for service in numbers:
        making.orientations(
            world.store,
            world.rulebook,
            service=service,
            month=Month(2026, 3),
            now=world.now,
            actor=BOP,
        )

    assert [one.label for one in service_book.listing(world.store)] == READ
    assert [one.service for one in monthly_lists.shelf(world.store, reader=WHOLE)] == READ
