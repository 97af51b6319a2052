"""What is composed once for somebody: the same words for all who ask the like, and who they are."""

import pytest
from sqlalchemy import select

from tests.workflow.build import World
from workflow.database.composed import Composed, later
from workflow.database.store import DRIVER_ERRORS
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier

DOSSIER = table(Dossier)


def of_service(world: World, *services: int) -> Composed:
    """The dossiers that these services follow, of a number that is given each time."""
    query = select(DOSSIER.c.id, DOSSIER.c.state.label("stage")).where(
        DOSSIER.c.service_id.in_(services), DOSSIER.c.id == later("number")
    )
    return Composed(query, world.store.dialect)


def test_a_row_bears_the_names_of_its_columns(world: World) -> None:
    number = world.dossier()
    service = world.row(Dossier, number)["service_id"]

    with world.store.read() as view:
        rows = of_service(world, service, 99).rows(view, number=number)
        assert of_service(world, 99).rows(view, number=number) == []
        assert of_service(world, service).value(view, number=number) == number

    assert [(row.id, row.stage) for row in rows] == [(number, world.row(Dossier, number)["state"])]


def test_those_who_ask_the_like_say_the_same(world: World) -> None:
    assert of_service(world, 1).text == of_service(world, 2).text
    assert of_service(world, 1).text != of_service(world, 1, 2).text


def test_what_comes_later_is_given_each_time(world: World) -> None:
    with pytest.raises((KeyError, *DRIVER_ERRORS)), world.store.read() as view:
        of_service(world, 1).rows(view)
