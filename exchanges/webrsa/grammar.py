"""The notation in which the three formats are written.

One line an element, children below it, two spaces further: `name? : type`. `?` is optional, `*`
zero or more, `+` one or more; several names of one type share a line. A type is one of `LEXICON`
(in `values`), or `any order` / `in order` for an element that has children; `@name` is an
attribute that it bears.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from exchanges.webrsa.values import LEXICON

ANY_ORDER = "any order"
IN_ORDER = "in order"


class BrokenGrammar(ValueError):
    """A format is written wrongly in this program: a fault of ours, never of a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element of a format. `occurs` is one of `` (once), `?`, `*`, `+`."""

    name: str
    kind: str
    occurs: str
    attribute: str | None
    children: Mapping[str, "Element"]

    @property
    def is_leaf(self) -> bool:
        return self.kind in LEXICON

    @property
    def required(self) -> bool:
        return self.occurs in ("", "+")

    @property
    def repeats(self) -> bool:
        return self.occurs in ("*", "+")


_LINE = re.compile(r"(?P<indent> *)(?P<names>[^:]+):(?P<kind>[^@]+)(?:@(?P<attribute>\w+))?")


def parse(text: str) -> Element:
    """The format written in `text`. Raises `BrokenGrammar`."""
    lines = [line for line in text.splitlines() if line.strip()]
    roots, rest = _siblings(lines, 0)
    if rest or len(roots) != 1:
        raise BrokenGrammar("one root is expected")
    return next(iter(roots.values()))


def _siblings(lines: list[str], depth: int) -> tuple[dict[str, Element], list[str]]:
    found: dict[str, Element] = {}
    while lines:
        line = _LINE.fullmatch(lines[0])
        if line is None or len(line["indent"]) % 2:
            raise BrokenGrammar(lines[0])
        if len(line["indent"]) // 2 < depth:
            break
        children, lines = _siblings(lines[1:], depth + 1)
        for written in line["names"].split(","):
            element = _element(written.strip(), line["kind"].strip(), line["attribute"], children)
            if element.name in found:
                raise BrokenGrammar(f"{element.name} stands twice")
            found[element.name] = element
    return found, lines


def _element(
    written: str, kind: str, attribute: str | None, children: Mapping[str, Element]
) -> Element:
    occurs = written[-1] if written[-1] in "?*+" else ""
    element = Element(
        name=written.removesuffix(occurs) if occurs else written,
        kind=kind,
        occurs=occurs,
        attribute=attribute,
        children=children,
    )
    if not element.is_leaf and kind not in (ANY_ORDER, IN_ORDER):
        raise BrokenGrammar(f"{written} : {kind}")
    if element.is_leaf == bool(children):
        raise BrokenGrammar(f"{written} has no value and no child, or both")
    if kind == ANY_ORDER and any(child.repeats for child in children.values()):
        # XML Schema 1.0 cannot say it, and webRSA's files never need it.
        raise BrokenGrammar(f"{written}: a child of an unordered group cannot repeat")
    return element
