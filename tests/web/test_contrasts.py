"""The contrasts of the stylesheet, computed again from its tokens. RGAA 3.2 and 3.3."""

import re
from collections.abc import Iterator

import pytest

from tests.web.stylesheet import (
    ROOT,
    Rule,
    contrast,
    rules,
    themes,
)

OF_TEXT, OF_A_CONTROL = 4.5, 3.0
GROUNDS = ("bg", "surface", "surface-2", "row-hover")
THEMES = pytest.mark.parametrize("theme", ["clair", "sombre"])

EDGES = [
    *(("border", ground) for ground in ("bg", "surface", "surface-2")),
    *(("focus", ground) for ground in ("bg", "surface", "surface-2", "accent-soft")),
    *(("accent", ground) for ground in ("bg", "surface", "surface-2", "accent-soft")),
    *((edge, ground) for edge in ("late", "today") for ground in ("surface", "row-hover")),
    *(("late", "surface-2"), ("err", "surface"), ("near", "near-bg"), ("held", "held-bg")),
    *(("ok", "ok-bg"), ("err", "err-bg"), ("ok", "surface"), ("near", "surface")),
]
"""Edges, shapes and bars that tell something by themselves, and what they are drawn on."""

_TOKEN = re.compile(r"var\(--([\w-]+)\)")
_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|color-mix)\(")
_COLOURED = re.compile(r"(?:color|background.*|border.*|outline.*|fill|stroke|caret-color)$")


def _on_screen() -> Iterator[Rule]:
    """The rules that use the tokens; paper has colours of its own."""
    for rule in rules():
        if "print" not in rule.media and rule.selector != ROOT:
            yield rule


def _token(rule: Rule, *properties: str) -> str | None:
    """The token that one of these properties is, alone."""
    for name in properties:
        found = _TOKEN.fullmatch(rule.declares.get(name, ""))
        if found is not None:
            return found[1]
    return None


def _written() -> set[tuple[str, str]]:
    """Every colour of text, with what it is written on."""
    pairs = {("text", ground) for ground in GROUNDS}
    for rule in _on_screen():
        text, ground = _token(rule, "color"), _token(rule, "background", "background-color")
        if ground is not None:
            pairs.add((text or "text", ground))
        elif text is not None and not text.endswith("-on"):
            pairs |= {(text, ground) for ground in GROUNDS}
    return pairs


@THEMES
def test_every_text_can_be_read_on_its_ground(theme: str) -> None:
    known = themes()[theme]
    poor = {
        (text, ground): round(ratio, 2)
        for text, ground in sorted(_written())
        if (ratio := contrast(known[text], known[ground])) < OF_TEXT
    }

    assert ("late-on", "late") in _written()
    assert poor == {}


@THEMES
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_every_edge_can_be_told_from_its_ground(theme: str, edge: str, ground: str) -> None:
    known = themes()[theme]

    assert contrast(known[edge], known[ground]) >= OF_A_CONTROL


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.005)


def test_every_token_of_colour_has_its_two_themes() -> None:
    (root,) = (one for one in rules() if (one.media, one.selector) == ("", ROOT))
    coloured = {name for name, value in root.declares.items() if "#" in value}

    assert coloured == {f"--{one}" for one in themes()["sombre"]}


def test_a_theme_is_chosen_by_its_colours_only() -> None:
    choosing = {rule.selector: rule.declares for rule in rules() if "data-theme" in rule.selector}

    assert choosing == {
        '[data-theme="light"]': {"color-scheme": "light"},
        '[data-theme="dark"]': {"color-scheme": "dark"},
    }
    assert not any("prefers-color-scheme" in rule.media for rule in rules())


def test_a_rule_names_no_colour_that_is_not_a_token() -> None:
    named = [
        f"{rule.selector} {{ {name}: {value} }}"
        for rule in _on_screen()
        for name, value in rule.declares.items()
        if _COLOURED.match(name) and _COLOUR.search(value)
    ]

    assert named == []


def test_every_token_that_a_rule_names_is_defined() -> None:
    defined = {name.removeprefix("--") for rule in rules() for name in rule.declares}
    used = {
        one for rule in rules() for value in rule.declares.values() for one in _TOKEN.findall(value)
    }

    assert used - defined == set()
