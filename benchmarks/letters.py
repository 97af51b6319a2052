"""Letters printed: one by one, and all those of an EP in one file; against bare pages of typst,
archived and tagged as ours are, as many as the letters have."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from time import perf_counter, process_time

from pypdf import PdfReader

from benchmarks.measure import Measure, p50, ratio
from entrypoints.configuration.settings import load
from notifications.letters import specimens
from notifications.letters.library import library
from notifications.letters.models import MODELS
from notifications.letters.printing import Sheet, print_many
from notifications.letters.wording import fields
from typesetting.press import printed_from

LETTERS, MANY, ALONE = 400, 2_000, 60
DECIDED = ("reorientation_acceptee", "reorientation_acceptee", "reorientation_refusee")
"""What an EP sends: two requests granted for one that is not."""

_BARE = b"""\
#set document(title: "Page", date: datetime(year: 2026, month: 5, day: 18))
#set text(lang: "fr", font: "Atkinson Hyperlegible")
#let (first, pages) = json(bytes(sys.inputs.data))
#for n in range(pages) [= Page #(first + n)
  #pagebreak(weak: true)]
"""


def measure(scale: float) -> Iterator[Measure]:
    """How many letters a second, and how many times the bare pages."""
    printing = _Printing()
    printing.warm()
    yield _alone(printing, max(3, int(ALONE * scale)))
    for letters in (LETTERS, MANY):
        yield _together(printing, max(4, int(letters * scale)))


class _Printing:
    """Letters to print, none of which was ever printed: typst remembers what it composed."""

    def __init__(self) -> None:
        head = load(Path(__file__).resolve().parents[1] / "config.yaml", {}).letters
        assert head is not None
        self._head = head
        self._library = library(head)
        self._made = 0

    def letters(self, how_many: int) -> list[Sheet]:
        """The next ones."""
        first, self._made = self._made, self._made + how_many
        return [self._letter(number) for number in range(first, self._made)]

    def bare(self, pages: int) -> bytes:
        """As many pages with a title each."""
        first, self._made = self._made, self._made + pages
        return printed_from({"page.typ": _BARE}, "page.typ", data=[first, pages])

    def warm(self) -> None:
        """What the first printing of a process pays once: the library, the fonts, our pages."""
        print_many(self.letters(len(DECIDED)))
        self.bare(1)

    def _letter(self, number: int) -> Sheet:
        model = MODELS[DECIDED[number % len(DECIDED)]]
        facts = specimens.whole(model)
        assert facts.references is not None
        facts = replace(
            facts,
            recipient=replace(
                facts.recipient,
                name=f"Amina NOM-{number}",
                address=(f"{number}, avenue de la Paix", "93000 BOBIGNY"),
            ),
            references=replace(facts.references, dossier=number, letter=number),
        )
        return Sheet(
            sources=self._library.sources(model.code),
            fields=fields(model, facts, self._head, day=specimens.DAY),
        )


def _alone(printing: _Printing, letters: int) -> Measure:
    sheets = printing.letters(letters)
    ours = [_timed(sheets[rank : rank + 1]) for rank in range(letters)]
    floors = []
    for _ in range(letters):
        began = perf_counter()
        printing.bare(1)
        floors.append(perf_counter() - began)
    return Measure(
        name="letters",
        what="une lettre par fichier",
        n=letters,
        figures={
            "letters_per_s": round(letters / sum(ours)),
            "p50_ms": p50(ours),
            "floor_p50_ms": p50(floors),
        },
        ratio=ratio(sum(ours), sum(floors)),
    )


def _together(printing: _Printing, letters: int) -> Measure:
    sheets = printing.letters(letters)
    began, worked = perf_counter(), process_time()
    written = print_many(sheets, title="Courriers d’une EP")
    ours, work = perf_counter() - began, process_time() - worked
    pages = len(PdfReader(BytesIO(written)).pages)
    began = perf_counter()
    printing.bare(pages)
    floor = perf_counter() - began
    return Measure(
        name="letters",
        what=f"{letters} lettres dans un fichier",
        n=letters,
        figures={
            "letters_per_s": round(letters / ours),
            "seconds": round(ours, 3),
            "processor_ms_per_letter": round(1e3 * work / letters, 2),
            "floor_s": round(floor, 3),
            "pages": pages,
            "kilobytes_per_letter": round(len(written) / letters / 1e3),
        },
        ratio=ratio(ours, floor),
    )


def _timed(sheets: Sequence[Sheet]) -> float:
    began = perf_counter()
    print_many(sheets)
    return perf_counter() - began
