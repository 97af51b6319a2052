"""The press of the house: what it keeps is what it prints, and every letter has its model."""

from pathlib import Path

import pytest

from entrypoints.configuration.settings import load
from entrypoints.letterpress import HousePress
from notifications.letters.models import MODELS, Audience
from rules.letters.kinds import Kind
from tests.entrypoints.configs import SHIPPED
from tests.entrypoints.door import Door
from tests.entrypoints.test_cli_lettre import LE_BOP, oriented
from workflow.letters import shelf
from workflow.letters.press import Order, Unwritable
from workflow.reading import letters


def press(door: Door) -> HousePress:
    letterhead = load(SHIPPED, {}).letters
    assert letterhead is not None
    return HousePress(door.world.store, door.world.rulebook, letterhead)


def test_every_letter_to_the_allocataire_has_its_model_and_the_other_way_round() -> None:
    ours = {one.code for one in MODELS.values() if one.to is Audience.ALLOCATAIRE}

    assert ours == {kind.value for kind in Kind}


def test_what_is_kept_of_a_letter_prints_it_again(door: Door) -> None:
    dossier = oriented(door)
    door.json("lettre", "produire", "--dossier", dossier, *LE_BOP)
    with door.world.store.glance() as tx:
        kept = shelf.composed(tx, 1)
    assert kept is not None

    assert press(door).print(kept) == letters.content(door.world.store, 1)


def test_a_letter_that_lacks_something_says_what(door: Door) -> None:
    dossier = oriented(door)
    order = Order(
        letter=1, model="convocation", dossier_id=dossier, line=None, day=door.world.now.date()
    )
    with pytest.raises(Unwritable) as caught:
        press(door).compose(order)

    assert caught.value.refusal.code == "lettre_incomplete"
    assert "la séance" in caught.value.refusal.sentence


def test_a_departement_that_writes_no_letter_here_is_told_where_to_say_who_writes(
    door: Door, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    bare = tmp_path / "sans-courriers.yaml"
    bare.write_text(text[: text.index("\ncourriers:")], encoding="utf-8")
    monkeypatch.setenv("REORIENTATION_CONFIG", str(bare))
    dossier = oriented(door)
    told = door("lettre", "produire", "--dossier", dossier, *LE_BOP, code=2)

    assert "« courriers »" in told.replace("\N{NO-BREAK SPACE}", " ")
    assert door.json("lettre", "lister")["lettres"] == []
    assert "À notifier" in door("dossier", "voir", dossier)
