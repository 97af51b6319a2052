"""Who stands behind a house address, as the messenger asks it."""

from pathlib import Path
from typing import Any

import pytest

from entrypoints.address_book import RegistryAddressBook
from entrypoints.configuration.settings import load
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, ALI, SERVICE_SOCIAL, World, insert, settle
from tests.workflow.seated import join
from workflow.database.store import Store
from workflow.tables.subjects import Service

CHAIN = {"version": 0, "seq": 0, "head": ""}
DEFAULT = ["insertion@seine-saint-denis.example"]


@pytest.fixture
def world(store: Store) -> World:
    """A small world, and a service that has an address."""
    insert(
        store,
        Service,
        id=40,
        libelle="Service 40",
        genre="service_social",
        circonscriptions="[]",
        email="accueil@social.example",
        active=1,
        **CHAIN,
    )
    return settle(store)


def book(world: World) -> RegistryAddressBook:
    """The address book of the shipped configuration."""
    path = Path(__file__).resolve().parents[2] / "config.yaml"
    return RegistryAddressBook(world.store, load(path, {}))


def test_a_member_is_written_to_at_home_else_at_their_service_else_by_default(
    world: World,
) -> None:
    own = join(world, genre="icl", siege="acco_glo", courriel="lea@ft.example")
    through = join(world, genre="icl", siege="service_social", service=40)
    nowhere = join(world, genre="icl", siege="service_social", service=SERVICE_SOCIAL)
    found = book(world)

    assert found.addresses(f"membre:{own}") == ["lea@ft.example"]
    assert found.addresses(f"membre:{through}") == ["accueil@social.example"]
    assert found.addresses(f"membre:{nowhere}") == found.addresses("membre:99") == DEFAULT


def test_a_guest_is_written_to_at_home_or_not_at_all(world: World) -> None:
    stage = journeys.en_icl(world, "2026-04-09")
    partners: list[dict[str, Any]] = [
        {"nom": "Ana", "courriel": "ana@udaf.example"},
        {"nom": "Max"},
    ]
    for partner in partners:
        world.act(stage.dossier, "inviter", AGENT_ALI, qui="partenaire", **partner)
    found = book(world)

    assert found.addresses("invite:1") == ["ana@udaf.example"]
    assert found.addresses("invite:2") == []
    assert found.addresses(f"service:{ALI}") == DEFAULT
