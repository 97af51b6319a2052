"""The stylesheet as a test reads it: its rules, its tokens in each theme, the contrast of two."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from entrypoints.web.rendering.frame import STATIC

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_PIECE = re.compile(r"([^{};]*)([{};])")

_OF_THEMES = re.compile(r"light-dark\((#\w+), (#\w+)\)")

ROOT = ":root"
THEMES = ("clair", "sombre")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A selector with what it declares; ``media``: under which condition, if any."""

    media: str
    selector: str
    declares: Mapping[str, str]


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule of the stylesheet, in order."""
    return tuple(_rules((STATIC / "style.css").read_text(encoding="utf-8")))


def _rules(text: str) -> Iterator[Rule]:
    inside: list[str] = []
    declared: dict[str, str] = {}
    for before, sign in _PIECE.findall(_COMMENT.sub("", text)):
        words = " ".join(before.split())
        if sign == "{":
            inside.append(words)
            continue
        if ":" in words:
            name, _, value = words.partition(":")
            declared[name.strip()] = value.strip()
        if sign == "}":
            selector = inside.pop()
            if declared:
                yield Rule(media=" ".join(inside), selector=selector, declares=declared)
            declared = {}


def themes() -> dict[str, dict[str, str]]:
    """The colours of each theme, by their token without its two dashes."""
    pairs = {
        name.removeprefix("--"): found.groups()
        for rule in rules()
        if (rule.media, rule.selector) == ("", ROOT)
        for name, value in rule.declares.items()
        if (found := _OF_THEMES.fullmatch(value)) is not None
    }
    return {
        theme: {name: both[side] for name, both in pairs.items()}
        for side, theme in enumerate(THEMES)
    }


def contrast(one: str, other: str) -> float:
    """The ratio of two colours (WCAG 2.1, « contrast ratio »)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(one * 2 for one in digits)
    red, green, blue = (_linear(int(digits[at : at + 2], 16) / 255) for at in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
