"""What the code says of itself: no word of one département, wherever it is written."""

import ast
import re
from collections.abc import Iterator

from tests.departements import ROOT, foreign
from tests.sources import tree_of

ROOMS = ("rules", "states", "workflow", "notifications", "exchanges", "entrypoints")
ELSEWHERE = {
    "entrypoints/demo": "the demonstration plays CD93",
    "entrypoints/configuration": "what a key of the file is for, with an example",
    "entrypoints/web/api/answers": "examples of answers",
    "exchanges/webrsa": "the ALI of webRSA’s exchange files",
    "exchanges/appointments.py": "the same",
    "exchanges/export.py": "the same",
    "exchanges/parcel.py": "the same",
    "workflow/files": "the same",
    "entrypoints/cli/files.py": "the same",
    "entrypoints/cli/importer.py": "the same",
    "entrypoints/cli/saisine.py": "the same",
    "entrypoints/web/templates/imports": "the same",
    "entrypoints/words/gaps.py": "the same",
    "notifications/letters/specimens.py": "a letter of CD93, to be looked at",
    "notifications/letters/parts.py": "a kind of service that one is of or not",
    "rules/actors.py": "the same",
}
"""Where the words of CD93 have their place, and why."""
CODE = re.compile(r"[A-Z]\d?-[A-Z]+-[A-Z]+")


def sentences() -> Iterator[tuple[str, str]]:
    """Where each text of the code stands, and the text; neither documentation nor the sources of
    the pages, which only the documentation shows."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if name.startswith(tuple(ELSEWHERE)):
                continue
            tree = tree_of(path)
            told = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
            if room == "states":
                pages = (one for one in ast.walk(tree) if isinstance(one, ast.keyword))
                told |= {id(one.value) for one in pages if one.arg == "source"}
            for node in ast.walk(tree):
                if not isinstance(node, ast.Constant) or id(node) in told:
                    continue
                if isinstance(node.value, str) and not CODE.fullmatch(node.value):
                    yield f"{name}:{node.lineno}", node.value


def templates() -> Iterator[tuple[str, str]]:
    """The templates of the pages and of the mails, without the names of offices that they ask."""
    for folder in ("entrypoints/web/templates", "notifications/templates"):
        for path in sorted((ROOT / folder).rglob("*.*")):
            name = str(path.relative_to(ROOT))
            if not name.startswith(tuple(ELSEWHERE)):
                yield name, re.sub(r"Office\.\w+", "", path.read_text())


def test_no_sentence_of_the_code_is_only_true_of_cd93() -> None:
    said = [*sentences(), *templates()]

    assert len(said) > 5_000
    assert {where: found for where, text in said if (found := foreign(text))} == {}


def test_every_place_where_cd93_speaks_is_there() -> None:
    assert [one for one in ELSEWHERE if not (ROOT / one).exists()] == []
