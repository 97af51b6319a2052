"""To whom messages go, in words."""

from pathlib import Path

import pytest

from entrypoints.configuration.settings import load
from entrypoints.words.messages import addressee, channel
from tests.entrypoints.door import Door
from tests.workflow.build import ALI, BAT, World
from tests.workflow.seated import join
from workflow.reading.correspondents import behind
from workflow.tables.post import Outbox
from workflow.tables.subjects import Service

GRENOBLE = Path(__file__).resolve().parents[2] / "config.grenoble.yaml"


def named(world: World, recipient: str) -> str:
    """The words of a house address."""
    return addressee(recipient, behind(world.store, [recipient], world.rulebook.words))


@pytest.mark.parametrize(
    ("recipient", "words"),
    [
        ("role:bop", "BOP"),
        ("role:bat:93-01", "chargé ou chargée de projet BAT, Circonscription 93-01"),
        ("role:bat:97-99", "chargé ou chargée de projet BAT, 97-99"),
        (
            "intervenant:psychologue:93-01:2026-05-07",
            "intervenant extérieur, Circonscription 93-01",
        ),
        ("intervenant:psychologue::2026-05-07", "intervenant extérieur"),
        ("intervenant:7", "intervenant extérieur"),
        ("invite:7", "invité n°\N{NO-BREAK SPACE}7"),
        ("agent:7", "agent n°\N{NO-BREAK SPACE}7"),
        ("salon-bat", "salon-bat"),
    ],
)
def test_a_house_address_is_told_in_words(door: Door, recipient: str, words: str) -> None:
    assert named(door.world, recipient) == words


def test_a_service_its_head_and_a_member_are_told_by_name(door: Door) -> None:
    world = door.world
    label = world.row(Service, ALI)["libelle"]
    member = join(world, genre="icl", siege="acco_glo", nom="Maud Secteur")

    assert named(world, f"service:{ALI}") == label
    assert named(world, f"responsable:{ALI}") == f"responsable de service, {label}"
    assert named(world, f"membre:{member}") == f"Maud Secteur, membre n°\N{NO-BREAK SPACE}{member}"


def test_whoever_comes_from_outside_is_told_by_name_once_somebody_named_them(door: Door) -> None:
    world = door.world
    world.rulebook = load(GRENOBLE, {}).rulebook
    seance = world.seance("2026-04-15", genre="psychologue", circonscription=None)
    world.convene(seance, "nommer_intervenant", BAT, nom="Sylvie Roux", courriel="s.roux@x.fr")
    (row,) = world.rows(Outbox, occasion="convocation")

    assert named(world, row["recipient"]) == "Sylvie Roux, intervenant extérieur"


def test_a_channel_of_ours_is_told_in_words_and_another_by_its_code() -> None:
    assert [channel(code) for code in ("courriel", "papier", "salon-bat", None)] == [
        "courriel",
        "lettre à poster",
        "salon-bat",
        None,
    ]
