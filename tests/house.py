"""The house rules that a machine can check; each takes a project's root and lists its breaches."""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from tests.sources import (
    ROOMS,
    calls,
    committed_lines,
    imports,
    names_used,
    python_files,
    room_modules,
    text_of,
    tree_of,
)

PURE_ROOMS = ("rules", "states")
LONGEST_FILE = 400

VAGUE_NAMES = {"utils", "common", "helpers", "core", "services", "managers"}

CLOCK_FILE = "entrypoints/clock.py"
CLOCK_READINGS = {
    "datetime.date.today",
    *(f"datetime.datetime.{name}" for name in ("now", "utcnow", "today")),
    *(f"time.{name}" for name in ("time", "time_ns", "localtime", "gmtime", "ctime")),
    *(f"pendulum.{name}" for name in ("now", "today", "tomorrow", "yesterday")),
    *(f"pendulum.DateTime.{name}" for name in ("now", "utcnow", "today")),
    "pendulum.Date.today",
    # The database has a clock too, and a virtual year is not played on it.
    *(f"{library}.func.now" for library in ("sqlalchemy", "sqlmodel")),
    *(f"{library}.func.current_timestamp" for library in ("sqlalchemy", "sqlmodel")),
}

IMPURE_LIBRARIES = {
    *("sqlalchemy", "sqlmodel", "alembic", "psycopg", "sqlite3", "apscheduler"),
    *("yaml", "lxml", "python_calamine", "xlsxwriter", "msoffcrypto", "typst", "icalendar"),
    "fontpkg",
    "jinja2",
    *("os", "pathlib", "io", "shutil", "tempfile", "glob", "subprocess", "sys"),
    *("smtplib", "socket", "ssl", "http", "urllib", "asyncio", "threading"),
    *("fastapi", "starlette", "uvicorn"),
    *("time", "random", "secrets", "logging", "structlog", "typer", "rich"),
}
IMPURE_BUILTINS = {"open", "input"}

# The modules of states/ that make the pages run; every other one is a page. `__init__` is a
# docstring, which another rule checks.
REVISIONS = "workflow/migrations/versions/"

PROCEDURE_MACHINERY = {
    "__init__",
    "page",
    "graph",
    "checks",
    "machine",
    "answers",
    "decision",
    "capacities",
    "drawing",
    "overview",
    "procedure",
    "steps",
}

# Library → the files that may import it.
DOORS = {
    "holidays": ("rules/days/feasts.py",),
    "pendulum": ("rules/wording.py", "rules/delays/counting.py"),
    "transitions": ("states/machine.py",),
    "sqlmodel": ("workflow/*",),
    "sqlalchemy": ("workflow/*",),
    "alembic": ("workflow/*",),
    "psycopg": ("workflow/*",),
    "sqlite3": ("workflow/*",),
    "apscheduler": ("entrypoints/scheduler.py",),
    "smtplib": ("notifications/channels/smtp.py",),
    "apprise": ("notifications/channels/chat.py",),
    "standardwebhooks": ("notifications/channels/webhook.py",),
    "requests": ("notifications/channels/webhook.py",),
    "yaml": ("entrypoints/configuration/document.py",),
    "lxml": ("exchanges/*",),
    "xlsxwriter": ("exchanges/*",),
    "python_calamine": ("exchanges/tables/workbooks.py",),
    "msoffcrypto": ("exchanges/tableau/sealing.py",),
    "pypdf": ("exchanges/documents/sealing.py",),
    "argon2": ("workflow/accounts/hashing.py",),
    "typst": ("typesetting/press.py",),
    "fontpkg": ("typesetting/press.py",),
    "icalendar": ("exchanges/documents/calendar_feed.py",),
    "fastapi": ("entrypoints/web/*",),
    "starlette": ("entrypoints/web/*",),
    "uvicorn": ("entrypoints/web/serving/server.py",),
    "typer": ("entrypoints/*",),
    "rich": ("entrypoints/*",),
}

# Bracketed so that this file does not break the rules it states.
UNFINISHED_WORDS = re.compile(r"\b(?:T[O]DO|FIX[M]E|X[X]X)\b")
REGISTRY = re.compile(
    r"pyp[i]\.(?:org|python\.org)|pythonhosted[.]org|registry[.](?:npmjs|yarnpkg)\."
    r"|(?:proxy|sum)[.]golang\.org|crates[.]io|rubygems[.]org|conda[.]anaconda\.org"
    r"|index[-_]url\s*[=: ]\s*\S*://|://\S+/simpl[e]\b",
    re.IGNORECASE,
)
MACHINE_PATH = re.compile(r"(?<![\w.$}~-])/(?:work|root)/")
TYPE_IGNORE = re.compile(r"#\s*type:\s*ignore(?P<rest>.*)")
CODE_AND_REASON = re.compile(r"\[[\w-]+(?:,\s*[\w-]+)*\]\s*#\s*\w")


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One place where a rule is broken; `path` is relative to the root, lines count from 1."""

    path: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} : {self.sentence}"


def files_too_long(root: Path) -> list[Breach]:
    return [
        Breach(
            path=path,
            line=LONGEST_FILE + 1,
            sentence=f"{count} lignes, {LONGEST_FILE} au plus : deux noms dans un fichier ?",
        )
        for path in room_modules(root)
        if REVISIONS not in path  # a revision is written once, by alembic, and never edited
        and (count := len(text_of(root / path).splitlines())) > LONGEST_FILE
    ]


def rooms_without_docstring(root: Path) -> list[Breach]:
    """The `__init__.py` of a room, and of each room inside it, is a docstring and nothing else."""
    breaches = []
    inside = {str(Path(path).parent) for path in room_modules(root) if REVISIONS not in path}
    for room in sorted({*ROOMS, *inside}):
        path = f"{room}/__init__.py"
        if not (root / path).is_file():
            breaches.append(Breach(path=path, line=1, sentence="la pièce n’a pas ce fichier"))
            continue
        tree = tree_of(root / path)
        if not ast.get_docstring(tree):
            breaches.append(
                Breach(
                    path=path,
                    line=1,
                    sentence="dire à quoi sert la pièce, et ce qu’elle ne doit pas savoir",
                )
            )
        elif len(tree.body) > 1:
            breaches.append(
                Breach(
                    path=path,
                    line=tree.body[1].lineno,
                    sentence="ce fichier est une docstring et rien d’autre",
                )
            )
    return breaches


def vague_names(root: Path) -> list[Breach]:
    return [
        Breach(path=path, line=1, sentence=f"« {vague} » ne dit pas ce que le module contient")
        for path in python_files(root, (*ROOMS, "tests", "benchmarks"))
        for vague in VAGUE_NAMES.intersection(Path(path).with_suffix("").parts)
    ]


def clock_readings(root: Path) -> list[Breach]:
    return [
        Breach(
            path=path,
            line=line,
            sentence=f"{name} : l’heure est un argument, {CLOCK_FILE} seul la demande",
        )
        for path in room_modules(root)
        if path != CLOCK_FILE
        for name, line in names_used(tree_of(root / path))
        if name in CLOCK_READINGS
    ]


def impurities(root: Path) -> list[Breach]:
    breaches = []
    for path in python_files(root, PURE_ROOMS):
        tree = tree_of(root / path)
        libraries = [
            (name, line)
            for name, line in imports(tree)
            if name.partition(".")[0] in IMPURE_LIBRARIES
        ]
        builtins = [(name, line) for name, line in calls(tree) if name in IMPURE_BUILTINS]
        breaches += [
            Breach(path=path, line=line, sentence=f"{name} n’entre pas dans une pièce pure")
            for name, line in libraries + builtins
        ]
    return breaches


def functions_in_pages(root: Path) -> list[Breach]:
    return [
        Breach(path=path, line=node.lineno, sentence="une page est un tableau : ni def ni lambda")
        for path in python_files(root, ("states",))
        if Path(path).stem not in PROCEDURE_MACHINERY
        for node in ast.walk(tree_of(root / path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    ]


def second_doors(root: Path) -> list[Breach]:
    return [
        Breach(
            path=path,
            line=line,
            sentence=f"{library} n’a qu’une porte : {', '.join(DOORS[library])}",
        )
        for path in room_modules(root)
        for name, line in imports(tree_of(root / path))
        if (library := name.partition(".")[0]) in DOORS
        if not any(fnmatch(path, door) for door in DOORS[library])
    ]


def prints(root: Path) -> list[Breach]:
    return [
        Breach(path=path, line=line, sentence="print : seules les portes parlent à l’écran")
        for path in room_modules(root)
        if not path.startswith("entrypoints/")
        for name, line in calls(tree_of(root / path))
        if name == "print"
    ]


def stubs(root: Path) -> list[Breach]:
    return [
        Breach(path=path, line=node.lineno, sentence="une ébauche n’est pas livrée")
        for path in room_modules(root)
        for node in ast.walk(tree_of(root / path))
        if isinstance(node, ast.Raise)
        if node.exc is not None and "NotImplementedError" in ast.dump(node.exc)
    ]


def unexplained_type_ignores(root: Path) -> list[Breach]:
    return [
        Breach(path=path, line=line, sentence="type: ignore veut un [code] puis une # raison")
        for path, line, text in committed_lines(root)
        if path.endswith(".py")
        if (found := TYPE_IGNORE.search(text)) and not CODE_AND_REASON.match(found["rest"])
    ]


def unfinished_words(root: Path) -> list[Breach]:
    return _breaches_of(UNFINISHED_WORDS, root, "« {} » : finir, ou en faire un ticket")


def registry_addresses(root: Path) -> list[Breach]:
    return _breaches_of(REGISTRY, root, "« {} » : aucune adresse de dépôt de paquets ici")


def machine_paths(root: Path) -> list[Breach]:
    return _breaches_of(MACHINE_PATH, root, "« {} » : un chemin de cette machine")


RULES: tuple[Callable[[Path], list[Breach]], ...] = (
    files_too_long,
    rooms_without_docstring,
    vague_names,
    clock_readings,
    impurities,
    functions_in_pages,
    second_doors,
    prints,
    stubs,
    unexplained_type_ignores,
    unfinished_words,
    registry_addresses,
    machine_paths,
)


def _breaches_of(pattern: re.Pattern[str], root: Path, sentence: str) -> list[Breach]:
    return [
        Breach(path=path, line=line, sentence=sentence.format(found[0]))
        for path, line, text in committed_lines(root)
        if (found := pattern.search(text))
    ]
