"""The house rules, run on this project; then each rule shown to catch what it forbids."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house import (
    LONGEST_FILE,
    RULES,
    Breach,
    clock_readings,
    files_too_long,
    functions_in_pages,
    impurities,
    machine_paths,
    prints,
    registry_addresses,
    rooms_without_docstring,
    second_doors,
    stubs,
    unexplained_type_ignores,
    unfinished_words,
    vague_names,
)
from tests.sources import ROOMS, committed_files, committed_lines, room_modules

PROJECT = Path(__file__).resolve().parent.parent

# Pieces are joined so that this file, which is committed too, keeps the rules it tries.
IGNORE = "# type" + ": ignore"
HOST = "pypi" + ".org"

FORBIDDEN = [
    (files_too_long, "workflow/long.py", "x = 1\n" * (LONGEST_FILE + 1), LONGEST_FILE + 1),
    (rooms_without_docstring, "rules/__init__.py", "", 1),
    (rooms_without_docstring, "rules/__init__.py", "from rules.calendar import Calendar", 1),
    (rooms_without_docstring, "rules/__init__.py", '"""Le droit."""\nimport rules.calendar', 2),
    (vague_names, "rules/utils.py", "", 1),
    (vague_names, "workflow/core/journal.py", "", 1),
    (vague_names, "tests/helpers.py", "", 1),
    (clock_readings, "workflow/a.py", "import datetime\nx = datetime.datetime.now()", 2),
    (clock_readings, "workflow/a.py", "from datetime import datetime as d\nx = d.utcnow()", 2),
    (clock_readings, "workflow/a.py", "from datetime import date\nx = date.today()", 2),
    (clock_readings, "workflow/a.py", "import time as t\nx = t.time()", 2),
    (clock_readings, "workflow/a.py", "from time import time\n\nx = time()", 3),
    (clock_readings, "entrypoints/a.py", "import pendulum\nx = pendulum.now('Europe/Paris')", 2),
    (clock_readings, "rules/a.py", "import pendulum\nx = pendulum.today()", 2),
    (clock_readings, "rules/a.py", "from datetime import datetime\nread = datetime.now", 2),
    (clock_readings, "workflow/a.py", "from sqlalchemy import func\nx = func.now()", 2),
    (impurities, "rules/a.py", "import sqlalchemy.orm", 1),
    (impurities, "states/a.py", "\nfrom pathlib import Path", 2),
    (impurities, "rules/a.py", "def f():\n    import os", 2),
    (impurities, "rules/a.py", "x = open('config')", 1),
    (functions_in_pages, "states/saisine.py", "X = 1\ndef f(): ...", 2),
    (functions_in_pages, "states/saisine.py", "X = 1\nf = lambda: X", 2),
    (functions_in_pages, "states/saisine.py", "class Page:\n    async def f(self): ...", 2),
    (second_doors, "rules/deadline.py", "import holidays", 1),
    (second_doors, "states/graph.py", "from transitions import Machine", 1),
    (second_doors, "exchanges/a.py", "from sqlmodel import select", 1),
    (second_doors, "entrypoints/cli/main.py", "from apscheduler.schedulers import base", 1),
    (second_doors, "entrypoints/cli/main.py", "import yaml", 1),
    (second_doors, "workflow/post/outbox.py", "import smtplib", 1),
    (prints, "workflow/a.py", "x = 1\nprint(x)", 2),
    (stubs, "workflow/a.py", "def f():\n    raise NotImplementedError", 2),
    (stubs, "workflow/a.py", "def f():\n    raise NotImplementedError('plus tard')", 2),
    (unexplained_type_ignores, "tests/a.py", f"x = 1  {IGNORE}", 1),
    (unexplained_type_ignores, "tests/a.py", f"x = 1  {IGNORE}[attr-defined]", 1),
    (unexplained_type_ignores, "tests/a.py", f"x = 1  {IGNORE} # parce que", 1),
    (unfinished_words, "docs/guide.md", "fini\n" + "TO" + "DO : la suite", 2),
    (unfinished_words, "rules/a.py", "# FIX" + "ME", 1),
    (unfinished_words, "config.yaml", "# XX" + "X", 1),
    (registry_addresses, "README.md", f"https://{HOST}/project/x", 1),
    (registry_addresses, "requirements.lock", "--index-url " + "https://miroir.fr/pip", 1),
    (registry_addresses, "docs/a.md", "a\nhttps://miroir.fr/repo" + "/simple/", 2),
    (machine_paths, "docs/a.md", "voir /" + "work/main", 1),
    (machine_paths, "config.yaml", "url: sqlite:////" + "root/x.db", 1),
]

ALLOWED = [
    (files_too_long, "workflow/a.py", "x = 1\n" * LONGEST_FILE),
    (rooms_without_docstring, "rules/__init__.py", '"""Le droit."""\n'),
    (vague_names, "rules/common_law.py", ""),
    (clock_readings, "entrypoints/clock.py", "from datetime import datetime\nx = datetime.now()"),
    (clock_readings, "workflow/a.py", "import time\nx = time.perf_counter()"),
    (clock_readings, "workflow/a.py", "def f(clock):\n    return clock.now()"),
    (impurities, "workflow/a.py", "import os"),
    (impurities, "rules/a.py", "from datetime import date\nfrom rules.os_calendar import x"),
    (impurities, "rules/a.py", "from datetime import time\nx = time(9)"),
    (functions_in_pages, "states/machine.py", "def f(): ..."),
    (functions_in_pages, "states/saisine.py", "X = dict(a=1)"),
    (second_doors, "rules/days/feasts.py", "import holidays"),
    (second_doors, "states/machine.py", "import transitions"),
    (second_doors, "workflow/migrations/a.py", "from sqlalchemy import text"),
    (second_doors, "entrypoints/configuration/document.py", "import yaml"),
    (prints, "entrypoints/cli/main.py", "print(1)"),
    (stubs, "rules/a.py", "try:\n    x = 1\nexcept NotImplementedError:\n    x = 2"),
    (unexplained_type_ignores, "tests/a.py", f"x = 1  {IGNORE}[arg-type]  # tried on purpose"),
    (unfinished_words, "docs/a.md", "méthode, TODOS, XXXL"),
    (registry_addresses, "dev", "uv pip compile --no-emit-index-url --no-header"),
    (machine_paths, "docs/a.md", "./work/x, $HOME/work/x, https://exemple.fr/work/x"),
]

Rule = Callable[[Path], list[Breach]]


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The root of a small project that keeps every rule."""
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    for room in ROOMS:
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").write_text('"""Une pièce."""\n')
    return tmp_path


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_project_keeps_the_rule(rule: Rule) -> None:
    breaches = rule(PROJECT)

    assert not breaches, "\n" + "\n".join(map(str, breaches))


@pytest.mark.parametrize(("rule", "path", "text", "line"), FORBIDDEN)
def test_a_rule_names_the_file_and_line_that_break_it(
    sample: Path, rule: Rule, path: str, text: str, line: int
) -> None:
    write(sample / path, text)

    assert [(breach.path, breach.line) for breach in rule(sample)] == [(path, line)]


@pytest.mark.parametrize(("rule", "path", "text"), ALLOWED)
def test_a_rule_leaves_what_is_allowed_alone(
    sample: Path, rule: Rule, path: str, text: str
) -> None:
    write(sample / path, text)

    assert rule(sample) == []


def test_every_rule_is_shown_to_catch_something() -> None:
    assert {rule for rule, *_ in FORBIDDEN} == set(RULES)


def test_a_missing_room_is_told(sample: Path) -> None:
    (sample / "states" / "__init__.py").unlink()

    assert [breach.path for breach in rooms_without_docstring(sample)] == ["states/__init__.py"]


def test_a_breach_reads_as_a_place_and_a_sentence(sample: Path) -> None:
    write(sample / "workflow/a.py", "print(1)")

    assert [str(breach) for breach in prints(sample)] == [
        "workflow/a.py:1 : print : seules les portes parlent à l’écran"
    ]


def test_the_rules_see_every_room_and_every_kind_of_file_of_the_project() -> None:
    rooms = {Path(path).parts[0] for path in room_modules(PROJECT)}
    files = set(committed_files(PROJECT))

    assert rooms == set(ROOMS)
    assert {"dev", "pyproject.toml", "requirements.lock", "tests/house.py"} <= files


def test_what_git_ignores_is_not_read(sample: Path) -> None:
    write(sample / ".gitignore", "demo/\n")
    write(sample / "demo/lettre.md", "secret")
    write(sample / "docs/lettre.md", "public")

    assert "docs/lettre.md" in committed_files(sample)
    assert "demo/lettre.md" not in committed_files(sample)


def test_outside_a_checkout_every_file_that_is_not_hidden_is_read(sample: Path) -> None:
    (sample / ".git").rename(sample / ".ailleurs")
    write(sample / ".venv/a.py", "")

    assert committed_files(sample) == sorted(f"{room}/__init__.py" for room in ROOMS)


def test_binary_files_are_not_read_as_text(sample: Path) -> None:
    (sample / "image.png").write_bytes(b"\x89PNG\0\xff")

    assert "image.png" not in {path for path, _, _ in committed_lines(sample)}


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
