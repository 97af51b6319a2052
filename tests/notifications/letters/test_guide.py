"""The guide of letters tells every model and every field, as they are."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from notifications.letters import specimens
from notifications.letters.library import library
from notifications.letters.models import MODELS
from notifications.letters.printing import LAYOUT, print_letter
from tests.notifications.letters.reading import HEAD, said, text

GUIDE = (Path(__file__).parents[3] / "docs" / "courriers.md").read_text(encoding="utf-8")


def names(fields: object) -> Iterator[str]:
    """The keys of the fields, those inside them too."""
    if isinstance(fields, Mapping):
        for name, value in fields.items():
            yield name
            yield from names(value)
    elif isinstance(fields, list):
        for one in fields:
            yield from names(one)


def test_every_model_and_every_field_stand_in_the_guide() -> None:
    told = set(re.findall(r"`(\w+)`", GUIDE))
    known = {name for model in MODELS.values() for name in names(specimens.shape(model))}

    assert set(MODELS) <= told
    assert known - told == set()


def test_a_model_stands_in_the_guide_with_its_type_of_act() -> None:
    for code, model in MODELS.items():
        (row,) = re.findall(rf"^\| `{code}` \|.*\| (\w+) \|$", GUIDE, re.MULTILINE)

        assert row == model.act.value


def test_what_the_guide_gives_as_ready_is_in_the_layout() -> None:
    layout = library(HEAD).text(LAYOUT)
    ready = set(re.findall(r"`#(\w+)[(\[]", GUIDE)) - {"image", "if"}

    assert ready == {
        *("coordonnees", "en_bref", "rendez_vous", "inscription", "nous_joindre", "encadre"),
        *("libre", "fort"),
    }
    for name in ready:
        assert f"#let {name}(" in layout


def test_the_page_that_the_guide_shows_can_be_printed() -> None:
    (page,) = re.findall(r"```typst\n(.*?)```", GUIDE, re.DOTALL)
    sources = library(HEAD).sources("reorientation_acceptee")
    files = {**sources.files, "reorientation_acceptee.typ": page.encode()}
    shown = type(sources)(model=sources.model, files=files)

    assert "a accepté votre demande le 14 mai 2026" in text(
        print_letter(shown, said(MODELS["reorientation_acceptee"]))
    )
