"""How far the sheets of a spreadsheet extend, measured while their XML goes by, and the cells that
the reading library would give as empty although they are not."""

from collections.abc import Mapping
from xml.parsers import expat

MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 250_000, 256, 8_000_000
MOST_ODD = 10_000

ERROR_CELL = "la formule de cette cellule est en erreur"
NOT_COMPUTED = (
    "la formule de cette cellule n’a pas de valeur enregistrée : ouvrez le fichier dans un "
    "tableur et enregistrez-le"
)

_ERROR = "error"
_TOO_BIG = "ses cellules s’étendent trop loin pour un tableau de personnes"

Odd = dict[tuple[int, int], str]
"""(row, column), from 0 → why the cell that the library gives as empty is not."""


class Refused(Exception):
    """Stops a scan; the reason is told with the name of the file."""


def local_name(name: str) -> str:
    """The name of an element or an attribute without its namespace."""
    return name.rpartition(" ")[2]


class Scan:
    """Measures sheets while their XML goes by."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self.found = 0
        self.formulas: set[tuple[int, int]] = set()

    def listen(self, parser: expat.XMLParserType) -> None:
        """Hears the parser."""
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def reach(self, row: int, column: int) -> None:
        """A cell that holds something, from 0."""
        if row >= self.rows or column >= self.columns:
            self.rows = max(self.rows, row + 1)
            self.columns = max(self.columns, column + 1)
            if (
                self.rows > MOST_ROWS
                or self.columns > MOST_COLUMNS
                or self.rows * self.columns > MOST_CELLS
            ):
                raise Refused(_TOO_BIG)

    def note(self, odd: Odd, row: int, column: int, reason: str) -> None:
        """A cell that is not as empty as it will look."""
        self.reach(row, column)
        self.found += 1
        if self.found > MOST_ODD:
            raise Refused("trop de ses formules sont en erreur ou sans valeur enregistrée")
        odd[row, column] = reason

    def compute(self, row: int, column: int) -> None:
        """A cell whose value a formula gives. The first ones are enough to tell of them."""
        if len(self.formulas) < MOST_ODD:
            self.formulas.add((row, column))


class XlsxSheet(Scan):
    """A worksheet: rows, cells, values. What has no value is a format only."""

    def __init__(self) -> None:
        super().__init__()
        self.odd: Odd = {}
        self._row = self._column = -1
        self._kind = ""
        self._formula = self._filled = False
        self._parser: expat.XMLParserType | None = None

    def listen(self, parser: expat.XMLParserType) -> None:
        """See Scan; the text of a value is heard for formulas only."""
        super().listen(parser)
        self._parser = parser

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """See Scan."""
        local = local_name(name)
        if local == "c":
            self._column += 1
            if (ref := attributes.get("r")) is not None:
                self._row, self._column = _place(ref)
            self._kind = attributes.get("t", "")
            self._formula = self._filled = False
        elif local == "v" or local == "is":
            self.reach(self._row, self._column)
            self._filled = not self._formula
            if self._formula and self._parser is not None:
                self._parser.CharacterDataHandler = self._text
        elif local == "f":
            self._formula = True
            self.compute(self._row, self._column)
        elif local == "row":
            number = attributes.get("r", "")
            self._row = int(number) - 1 if number.isdigit() else self._row + 1
            self._column = -1

    def end(self, name: str) -> None:
        """See Scan."""
        local = local_name(name)
        if local == "c":
            if self._kind == "e":
                self.note(self.odd, self._row, self._column, ERROR_CELL)
            elif self._formula and not self._filled and self._kind != "str":
                self.note(self.odd, self._row, self._column, NOT_COMPUTED)
        elif local == "v" and self._formula and self._parser is not None:
            self._parser.CharacterDataHandler = None

    def _text(self, text: str) -> None:
        self._filled = self._filled or bool(text.strip())


class OdsSheets(Scan):
    """The content of an ODS file: its sheets one after the other, rows and cells that repeat."""

    def __init__(
        self, sheets: dict[str, Odd], formulas: dict[str, frozenset[tuple[int, int]]]
    ) -> None:
        super().__init__()
        self._sheets, self._formulas = sheets, formulas
        self._name = ""
        self._odd: Odd = {}
        self._row = self._column = self._depth = 0
        self._times = 1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """See Scan."""
        local = local_name(name)
        if local not in ("table", "table-row", "table-cell", "covered-table-cell"):
            return
        said: dict[str, str] = {}
        for key, value in attributes.items():
            # The type is said twice: OpenDocument's own, and LibreOffice's, which knows errors.
            if said.get(local_name(key)) != _ERROR:
                said[local_name(key)] = value
        if local == "table":
            self._depth += 1
            if self._depth == 1:
                self._name, self._odd = said.get("name", ""), {}
                self.formulas = set()
                self._row = self.rows = self.columns = 0
        elif local == "table-row":
            self._column = 0
            self._times = _count(said.get("number-rows-repeated"))
        else:
            self._cell(said)

    def _cell(self, said: Mapping[str, str]) -> None:
        times = _count(said.get("number-columns-repeated"))
        formula, kind = "formula" in said, said.get("value-type", "")
        if kind or formula:
            self.reach(self._row + self._times - 1, self._column + times - 1)
            if formula:
                self.compute(self._row, self._column)
            if kind == _ERROR:
                self.note(self._odd, self._row, self._column, ERROR_CELL)
            elif formula and not kind:
                self.note(self._odd, self._row, self._column, NOT_COMPUTED)
        self._column += times

    def end(self, name: str) -> None:
        """See Scan."""
        local = local_name(name)
        if local == "table-row":
            self._row += self._times
        elif local == "table":
            self._depth -= 1
            if not self._depth and self.rows:
                self._sheets[self._name] = self._odd
                self._formulas[self._name] = frozenset(self.formulas)


def _count(text: str | None) -> int:
    """How many times a cell or a row repeats; beyond the cap it is as good as endless."""
    if text is None or not text.isdigit():
        return 1
    return max(1, min(int(text[:9]), 10**8))


def _place(ref: str) -> tuple[int, int]:
    """« AB12 » as (row, column), from 0."""
    letters = ref.rstrip("0123456789")
    digits = ref[len(letters) :]
    if not letters.isalpha() or not letters.isascii() or len(letters) > 3 or not digits:
        raise Refused("ce n’est pas un classeur ordinaire (une cellule y est mal placée)")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(digits[:9]) - 1, column - 1
