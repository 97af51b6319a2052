"""What piles up is counted as it is listed, whatever the dossiers are."""

import pytest

from rules.actors import Actor
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, BOP, World
from tests.workflow.populated import Populated
from workflow.reading import piles, saisines
from workflow.reading.piles import Asker, Pile
from workflow.reading.saisines import Standing
from workflow.tables.subjects import Dossier


@pytest.fixture
def every_state(world: World) -> World:
    """Dossiers in every state, however they came there, and one that was brought to it."""
    journeys.saisine_recue(world)
    Populated(world, 5, many=150)
    return world


@pytest.mark.parametrize("reader", [BOP, AGENT_ALI], ids=["bop", "service"])
def test_the_saisines_to_check_are_as_many_as_their_list_has(
    every_state: World, reader: Actor
) -> None:
    world = every_state
    asker = Asker(reader=reader, account=0, now=world.now)
    counted = piles.counts(world.store, asker, [Pile.SAISINES])[Pile.SAISINES]
    each = saisines.counts(world.store, reader=reader)
    listed = {
        one: saisines.listing(world.store, reader=reader, standing=one, most=100).lines
        for one in Standing
    }

    to_check = [row["id"] for row in world.rows(Dossier, state="saisine_recue", closed_at=None)]
    assert 0 < counted.number == len(listed[Standing.A_VERIFIER])
    assert each == {one: len(lines) for one, lines in listed.items()}
    assert {one.dossier for one in listed[Standing.A_VERIFIER]} <= set(to_check)
    assert reader is not BOP or counted.number == len(to_check)


def test_saisines_are_listed_once_each_from_page_to_page(every_state: World) -> None:
    store = every_state.store
    whole = [one.dossier for one in saisines.listing(store, reader=BOP, most=100).lines]
    read, after = list[int](), None
    while len(read) < len(whole):
        page = saisines.listing(store, reader=BOP, after=after, most=3)
        read += [one.dossier for one in page.lines]
        after = page.following

    assert (read, after) == (whole, None)
