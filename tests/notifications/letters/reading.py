"""A letter printed, read as its reader reads it: its words, where they stand, its tags."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from entrypoints.configuration.settings import load
from notifications.letters import specimens
from notifications.letters.letterhead import Letterhead
from notifications.letters.library import library
from notifications.letters.models import MODELS, Model
from notifications.letters.printing import Sheet, print_letter
from notifications.letters.wording import Fields, fields
from workflow.reading.letter_facts import LetterFacts

POINTS_A_MM = 72 / 25.4
A4_HEIGHT = 297
SPACE = "\N{NO-BREAK SPACE}"


def _shipped() -> Letterhead:
    head = load(Path(__file__).parents[3] / "config.yaml", {}).letters
    assert head is not None
    return head


HEAD = _shipped()
"""The letterhead of the configuration that is shipped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A run of text, where it begins: millimetres from the left and the top of its page."""

    page: int
    x: float
    y: float
    size: float
    text: str


def said(model: Model, facts: LetterFacts | None = None, head: Letterhead = HEAD) -> Fields:
    """The fields of a letter, of its specimen when no facts are given."""
    told = specimens.whole(model) if facts is None else facts
    return fields(model, told, head, day=specimens.DAY)


def sheet(code: str, facts: LetterFacts | None = None, head: Letterhead = HEAD) -> Sheet:
    """A letter to print."""
    return Sheet(sources=library(head).sources(code), fields=said(MODELS[code], facts, head))


def printed(code: str, facts: LetterFacts | None = None, head: Letterhead = HEAD) -> bytes:
    """A letter printed alone; a specimen is printed once."""
    return _specimen(code) if facts is None and head is HEAD else again(code, facts, head)


def again(code: str, facts: LetterFacts | None = None, head: Letterhead = HEAD) -> bytes:
    """A letter printed now."""
    one = sheet(code, facts, head)
    return print_letter(one.sources, one.fields)


@cache
def _specimen(code: str) -> bytes:
    return again(code)


def pages(pdf: bytes) -> list[str]:
    """The words of each page."""
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def text(pdf: bytes) -> str:
    """All the words on one line, with ordinary spaces."""
    return " ".join(" ".join(pages(pdf)).replace(SPACE, " ").split())


def spans(pdf: bytes) -> list[Span]:
    """Every run of text, in the order in which it was drawn."""
    found: list[Span] = []
    for number, page in enumerate(PdfReader(BytesIO(pdf)).pages, 1):

        def see(
            words: str, cm: list[float], tm: list[float], _font: Any, size: float, at: int = number
        ) -> None:
            if words.strip():
                x, y = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
                found.append(
                    Span(
                        page=at,
                        x=x / POINTS_A_MM,
                        y=A4_HEIGHT - y / POINTS_A_MM,
                        size=size,
                        text=words.strip(),
                    )
                )

        page.extract_text(visitor_text=see)
    return found


def tags(pdf: bytes) -> list[str]:
    """The tags of the document, in the order of reading."""

    def walk(node: Any) -> Iterator[str]:
        node = node.get_object()
        if isinstance(node, list):
            for one in node:
                yield from walk(one)
        elif isinstance(node, dict):
            if "/S" in node:
                yield str(node["/S"])
            if "/K" in node:
                yield from walk(node["/K"])

    return list(walk(root(pdf)["/StructTreeRoot"]))


def root(pdf: bytes) -> Any:
    """The root of the file, as pypdf reads it."""
    return PdfReader(BytesIO(pdf)).trailer["/Root"]
