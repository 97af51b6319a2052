"""A CSV file: its encoding, its separator, its rows with the numbers of their lines; texts that
a spreadsheet would run are written after an apostrophe, and read without it."""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from exchanges.webrsa.problems import UnreadableFile

_LIKE_A_FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""How a formula begins; apostrophes that are there already count, so that reading undoes writing.
"""
SEPARATORS = (";", "\t", ",")
_WIDE_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONVERT = "enregistrez-le en CSV UTF-8"
_MOST_LINES = 30
"""Lines that one cell may take: beyond, a quote was opened and never closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The text of the file and its separator; ``note``: what is to be known of its encoding."""

    text: str
    separator: str
    note: str | None


def decode(path: Path, content: bytes) -> Words:
    """UTF-8, with or without its mark, else Windows-1252. Raises UnreadableFile."""
    if content.startswith(_WIDE_MARKS):
        raise UnreadableFile(path, f"il est en UTF-16 : {_CONVERT}")
    if b"\0" in content:
        raise UnreadableFile(path, f"ce n’est pas un texte en UTF-8 : {_CONVERT}")
    note = None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            reason = f"ses caractères ne sont ni en UTF-8 ni en Windows-1252 : {_CONVERT}"
            raise UnreadableFile(path, reason, line=line) from error
        note = "Le fichier n’est pas en UTF-8 : il a été lu en Windows-1252."
    return Words(text=text, separator=_separator(text), note=note)


def _separator(text: str) -> str:
    """The one that the first lines hold most, outside quotes; the semicolon when none wins."""
    counts = dict.fromkeys(SEPARATORS, 0)
    quoted = False
    lines = 0
    for letter in text[:20_000]:
        if letter == '"':
            quoted = not quoted
        elif not quoted:
            if letter in counts:
                counts[letter] += 1
            elif letter == "\n" and any(counts.values()):
                lines += 1
                if lines == 3:
                    break
    return max(SEPARATORS, key=lambda one: counts[one])


def guarded(text: str) -> str:
    """The text as a cell of the file, which no spreadsheet takes for a formula."""
    return f"'{text}" if _LIKE_A_FORMULA.match(text) else text


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _LIKE_A_FORMULA.match(cell) else cell


def rows(path: Path, words: Words) -> Iterator[tuple[int, list[str]]]:
    """(number of the first line, cells) of each row. Raises UnreadableFile for misplaced quotes:
    where a line ends is not known any more."""
    reader = csv.reader(StringIO(words.text, newline=""), delimiter=words.separator, strict=True)
    first = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableFile(path, "des guillemets y sont mal fermés", line=first) from error
        if reader.line_num - first > _MOST_LINES:
            raise UnreadableFile(path, "des guillemets n’y sont pas fermés", line=first)
        yield first, [_bare(cell) for cell in cells]
        first = reader.line_num + 1
