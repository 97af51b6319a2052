"""The door of typst: pages and data in, a PDF out that is archived (PDF/A-2a) and read aloud
(PDF/UA-1). Fonts come from packages only, never from the machine, and nothing from the network: the
same pages and the same data give the same bytes.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path, PurePosixPath
from shutil import rmtree
from tempfile import mkdtemp
from threading import local
from typing import TYPE_CHECKING
from weakref import finalize

if TYPE_CHECKING:
    import typst

# The library and the fonts are large: they are brought in when something is printed.

LEGIBLE = "Atkinson Hyperlegible"
"""A sans serif drawn for eyes that see little (Braille Institute), for what people receive."""

_PLACE = re.compile(r"┌─ (?P<file>.+):(?P<line>\d+):\d+")
_PAGES = re.compile(rb"/Type/Pages/Count ([0-9]+)")
_PACKAGE = re.compile(r"\"(?P<name>@[\w-]+/[^\"]*)\"")

PACKAGE = "package of the network:"
"""How the reason begins when a page would bring in something that is not among its files."""

_IN_MEMORY = "__typst_py_bytes__.typ"
"""How typst calls a page that it was given in memory, beside the others."""

_STANDARDS: "list[typst.PDFStandard]" = ["a-2a", "ua-1"]


class Unprintable(ValueError):
    """A page that typst refuses. ``file`` is relative to the root of the pages, ``line`` counts
    from 1; both are None when it does not say where. ``reason`` is in typst's own words."""

    def __init__(self, reason: str, *, file: str | None, line: int | None) -> None:
        self.reason = reason
        self.file = file
        self.line = line
        where = "" if file is None else f"{file}, ligne {line} : "
        super().__init__(f"{where}la mise en page a échoué ({reason}).")


def edition() -> str:
    """What, beside the pages and the data, the bytes depend on."""
    from importlib.metadata import version

    return f"typst {version('typst')}, {LEGIBLE} {version('fontpkg-atkinson-hyperlegible')}"


def printed(page: Path, *, root: Path, data: object) -> bytes:
    """The PDF of a page, which finds ``data`` as JSON text in ``sys.inputs.data``: nothing of them
    is ever read as a command. No file outside ``root`` is read. Raises ``Unprintable``."""
    import typst

    try:
        return typst.compile(
            page,
            root=root,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs=_inputs(data),
            pdf_standards=_STANDARDS,
        )
    except typst.TypstError as error:
        raise _unprintable(error, root) from error


def printed_from(files: Mapping[str, bytes], page: str, *, data: object) -> bytes:
    """The same for a page at the top of files held in memory, by their paths; it alone finds the
    data. Raises ``Unprintable``, and never asks the network for a package."""
    return _set_up(files, page).print(data)


class _SetUp:
    """Pages that stand in a folder of their own, and the compiler that has read them. It serves one
    thread at a time.

    The data of a printing are written before the page, in memory: typst forgets all that it
    composed when ``sys.inputs`` change, and the next letter would then cost twice as much."""

    def __init__(self, files: Mapping[str, bytes], page: str) -> None:
        import typst

        _stay_here(files)
        self._root = Path(mkdtemp(prefix="presse-")).resolve()
        finalize(self, rmtree, self._root, ignore_errors=True)
        for name, content in files.items():
            path = self._root / _inside(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        self._files = tuple(self._root / name for name in files)
        self._page = page
        self._text = files[page].decode()
        self._compiler = typst.Compiler(
            self._root / page, root=self._root, font_paths=_fonts(), ignore_system_fonts=True
        )

    @property
    def stands(self) -> bool:
        """Whether all of it is still there: a machine sweeps its temporary folders."""
        return all(path.is_file() for path in self._files)

    def print(self, data: object) -> bytes:
        """The PDF of these pages. Raises ``Unprintable``."""
        import typst

        try:
            made = self._compiler.compile(
                input=f"{_as_inputs(data)}{self._text}".encode(),
                format="pdf",
                pdf_standards=_STANDARDS,
            )
        except typst.TypstError as error:
            raise _unprintable(error, self._root, in_memory=self._page) from error
        assert isinstance(made, bytes)
        return made


class _Kept(local):
    """What this thread printed from last."""

    def __init__(self) -> None:
        self.sets: dict[tuple[str, frozenset[tuple[str, bytes]]], _SetUp] = {}


_AT_HAND = 8
"""How many sets of pages a thread keeps: the models of one batch."""

_kept = _Kept()


def _set_up(files: Mapping[str, bytes], page: str) -> _SetUp:
    key = (page, frozenset(files.items()))
    found = _kept.sets.pop(key, None)
    if found is None or not found.stands:
        found = _SetUp(files, page)
    _kept.sets[key] = found
    if len(_kept.sets) > _AT_HAND:
        del _kept.sets[next(iter(_kept.sets))]
    return found


def pages_of(pdf: bytes) -> int:
    """How many pages were printed here: the tree of pages stands bare in what typst writes."""
    found = _PAGES.search(pdf)
    assert found is not None
    return int(found[1])


def _inputs(data: object) -> dict[str, str]:
    return {"data": json.dumps(data, ensure_ascii=False)}


def _as_inputs(data: object) -> str:
    """The same as a text of the page, on its first line: a text ends at a quote that no backslash
    precedes, and JSON has no line end."""
    text = _inputs(data)["data"].replace("\\", "\\\\").replace('"', '\\"')
    return f'#let sys = (inputs: (data: "{text}"));'


@cache
def _fonts() -> "typst.Fonts":
    import fontpkg
    import typst

    folder = Path(fontpkg.path(LEGIBLE)).parent
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])


def _stay_here(files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        if name.endswith(".typ") and (found := _PACKAGE.search(text := content.decode())):
            line = text.count("\n", 0, found.start()) + 1
            raise Unprintable(f"{PACKAGE} {found['name']}", file=name, line=line)


def _inside(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(name)
    return path


def _unprintable(
    error: "typst.TypstError", root: Path, *, in_memory: str | None = None
) -> Unprintable:
    found = _PLACE.search(error.diagnostic)
    if found is None:
        return Unprintable(error.message, file=None, line=None)
    file = Path(found["file"]).resolve()  # typst tells it from where the program runs
    inside = file.relative_to(root.resolve()) if file.is_relative_to(root.resolve()) else file
    if in_memory is not None and inside.name == _IN_MEMORY:
        inside = Path(in_memory)
    return Unprintable(error.message, file=inside.as_posix(), line=int(found["line"]))
