"""What a cell says: a text, a code, a day, a telephone. Nothing is guessed of what is not clear."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from exchanges.webrsa.values import PLAUSIBLE_YEARS
from rules.wording import NBSP
from workflow.people.matching import dialled

Cell = str | float | int | bool | date | datetime | time | timedelta
"""As the library gives it; a CSV file has texts only."""

LONGEST_TEXT = 4_000

_FRENCH = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?:[ T]+\d{1,2}[:h]\d{2}(?::\d{2})?)?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_ROUNDED = re.compile(r"\d+(?:[.,]\d+)?[eE][+]?\d+")
_DAMAGED = re.compile("\ufffd|Ã[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€")
_LARGEST_EXACT = 10**15
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 73_050
_SERIAL_EPOCH = date(1899, 12, 30)


class Unreadable(ValueError):
    """A cell that does not say what its column needs; the message is the reason."""


def is_empty(cell: Cell) -> bool:
    """Whether the cell says nothing."""
    return isinstance(cell, str) and not cell.strip()


def text(cell: Cell) -> str:
    """The words of a cell on one line; a whole number as its digits. Raises Unreadable."""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, int | float):
        return _digits(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        raise Unreadable("une durée n’est pas attendue ici")
    if _DAMAGED.search(cell):
        raise Unreadable("des accents ont été perdus : le fichier a été mal converti")
    words = " ".join(unicodedata.normalize("NFC", cell).split())
    if "\0" in words:
        raise Unreadable("ce texte n’est pas lisible")
    if len(words) > LONGEST_TEXT:
        raise Unreadable(
            f"ce texte est trop long{NBSP}: {LONGEST_TEXT} caractères au plus, il en a {len(words)}"
        )
    return words.removeprefix("'")


def code(cell: Cell) -> str:
    """A number that is a name: its digits and letters, leading zeros kept. Raises Unreadable."""
    words = text(cell).replace(" ", "")
    if _ROUNDED.fullmatch(words):
        raise Unreadable("le tableur a arrondi ce numéro : mettez la colonne au format Texte")
    return words


def _digits(number: float) -> str:
    if abs(number) >= _LARGEST_EXACT:
        raise Unreadable("le tableur a arrondi ce numéro : mettez la colonne au format Texte")
    return str(int(number)) if float(number).is_integer() else str(number)


def day(cell: Cell, *, serial: bool = False) -> date:
    """A day: a spreadsheet's date, 03/11/2025, 3-11-2025, 2025-11-03. ``serial``: a number may be
    a day counted from 1900. Raises Unreadable."""
    if isinstance(cell, datetime):
        found = cell.date()
    elif isinstance(cell, date):
        found = cell
    elif isinstance(cell, str):
        found = _written(text(cell))
    else:
        found = _counted(cell, serial=serial)
    if found.year not in PLAUSIBLE_YEARS:
        raise Unreadable("cette année n’est pas plausible")
    return found


def _written(words: str) -> date:
    if iso := _ISO.fullmatch(words):
        year, month, number = iso.groups()
    elif french := _FRENCH.fullmatch(words):
        number, month, year = french.groups()
    else:
        raise Unreadable("une date est attendue, par exemple 03/11/2025 ou 2025-11-03")
    try:
        return date(int(year), int(month), int(number))
    except ValueError as error:
        raise Unreadable("cette date n’existe pas") from error


def _counted(cell: Cell, *, serial: bool) -> date:
    if (
        serial
        and isinstance(cell, int | float)
        and not isinstance(cell, bool)
        and _FIRST_SERIAL <= cell <= _LAST_SERIAL
    ):
        return _SERIAL_EPOCH + timedelta(days=int(cell))
    raise Unreadable("une date est attendue : donnez à la colonne le format Date")


def telephone(cell: Cell) -> str:
    """The digits of a telephone as they are dialled in France. Raises Unreadable."""
    return dialled(text(cell))
