"""What a browser shows, looked at: accessible, within its width, and kept as a picture."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
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


def axe(page: Page) -> None:
    """Axe finds nothing to say of the page as it stands."""
    found = Axe().run(page).response["violations"]
    assert not found, "\n".join(line for one in found for line in _violation(one))


def no_overflow(page: Page, *widths: int) -> None:
    """The page does not scroll sideways at these widths, from the smallest phone to a laptop; nor
    on the smallest once its text is spaced as some readers need it (RGAA 10.11, 10.12)."""
    for width in widths or (LAPTOP, PHONE, SMALLEST):
        with _sized(page, width):
            assert (wider := page.evaluate(_WIDER)) == [], f"à {width} pixels : {wider}"
    with _sized(page, SMALLEST):
        page.evaluate(_SPACED)
        assert (wider := page.evaluate(_WIDER)) == [], f"à {SMALLEST} pixels, espacé : {wider}"
        page.evaluate("document.adoptedStyleSheets = []")


def screenshot(page: Page, name: str) -> None:
    """Keeps the page light, dark, narrow and printed, as ``name-light.png`` and so on, in the
    folder that CAPTURES names; without it, does nothing."""
    folder = os.environ.get(CAPTURES)
    if not folder:
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    for look, width, theme, media in _LOOKS:
        with _sized(page, width):
            page.emulate_media(color_scheme=theme, media=media)
            page.screenshot(path=Path(folder) / f"{name}-{look}.png", full_page=True)
    page.emulate_media(color_scheme="null", media="null")


@contextmanager
def _sized(page: Page, width: int) -> Iterator[None]:
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": HEIGHT})
    yield
    if before is not None:
        page.set_viewport_size(before)


def _violation(one: dict[str, Any]) -> Iterator[str]:
    """What is wrong, in axe's words, then where."""
    yield f"{one['id']} ({one['impact']}) : {one['help']}"
    for node in one["nodes"]:
        yield f"    {' '.join(map(str, node['target']))}    {node['html'][:120]}"
        yield from (f"        {told['message']}" for told in (*node["any"], *node["all"]))
