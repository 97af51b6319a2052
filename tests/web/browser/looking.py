"""What a browser shows, looked at: accessible, within its width, and kept as a picture."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
Medium = Literal["screen", "print"]

LAPTOP, PHONE, SMALLEST = 1366, 390, 320
HEIGHT = 768
PAPER = 794
"""Pixels of an A4 page across."""

CAPTURES = "CAPTURES"
"""The variable of the environment that names the folder where pictures are kept, if they are."""

_OF_COLOURS = ("color-contrast", "link-in-text-block")
"""What axe says of the colours of a page; the rest is the same in every theme."""

_LOOKS: tuple[tuple[str, int, Theme, Medium], ...] = (
    ("light", LAPTOP, "light", "screen"),
    ("dark", LAPTOP, "dark", "screen"),
    ("narrow", PHONE, "light", "screen"),
    ("print", PAPER, "light", "print"),
)

_WIDER = """() => {
  const seen = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= seen) return [];
  const cut = ['auto', 'scroll', 'hidden', 'clip'];
  const isCut = one => one !== document.body
    && (cut.includes(getComputedStyle(one).overflowX) || isCut(one.parentElement));
  return [...document.querySelectorAll('body *')]
    .filter(one => one.getBoundingClientRect().right > seen + 0.5 && !isCut(one.parentElement))
    .map(one => `${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 40)}`);
}"""
"""What sticks out to the right of a page that scrolls sideways, unless it scrolls in its place."""


_SPACED = """() => {
  const spaced = new CSSStyleSheet();
  spaced.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [spaced];
}"""


def axe(page: Page, *rules: str) -> None:
    """Axe finds nothing to say of the page as it stands: by all its rules, or by these."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    asked = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    found = page.evaluate("asked => axe.run(asked)", asked)["violations"]
    assert not found, "\n".join(line for one in found for line in _violation(one))


def axe_in_both_themes(page: Page) -> None:
    """The same in the light theme and in the dark one, which differs by its colours only."""
    light, dark = THEMES
    page.emulate_media(color_scheme=light)
    axe(page)
    page.emulate_media(color_scheme=dark)
    axe(page, *_OF_COLOURS)
    page.emulate_media(color_scheme="null")


def no_overflow(page: Page) -> None:
    """The page does not scroll sideways, from a laptop to the smallest phone; nor there once its
    text is spaced as some readers need it (RGAA 10.11, 10.12)."""
    for width in (LAPTOP, PHONE, SMALLEST):
        _widen(page, width)
        assert (wider := page.evaluate(_WIDER)) == [], f"à {width} pixels : {wider}"
    page.evaluate(_SPACED)
    assert (wider := page.evaluate(_WIDER)) == [], f"à {SMALLEST} pixels, espacé : {wider}"
    page.evaluate("document.adoptedStyleSheets = []")
    _widen(page, LAPTOP)


def screenshot(page: Page, name: str) -> None:
    """Keeps the page light, dark, narrow and printed, as ``name-light.png`` and so on, in the
    folder that CAPTURES names; without it, does nothing."""
    folder = os.environ.get(CAPTURES)
    if not folder:
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    for look, width, theme, media in _LOOKS:
        _widen(page, width)
        page.emulate_media(color_scheme=theme, media=media)
        page.screenshot(path=Path(folder) / f"{name}-{look}.png", full_page=True)
    page.emulate_media(color_scheme="null", media="null")
    _widen(page, LAPTOP)


def _widen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHT})


def _violation(one: dict[str, Any]) -> Iterator[str]:
    """What is wrong, in axe's words, then where."""
    yield f"{one['id']} ({one['impact']}) : {one['help']}"
    for node in one["nodes"]:
        yield f"    {' '.join(map(str, node['target']))}    {node['html'][:120]}"
        yield from (f"        {told['message']}" for told in (*node["any"], *node["all"]))
