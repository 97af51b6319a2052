"""The shipped configuration, and how tests change it."""

from pathlib import Path

from entrypoints.configuration.problems import BadConfig, Problem
from entrypoints.configuration.settings import Settings, load

SHIPPED = Path(__file__).resolve().parents[2] / "config.yaml"
TEXT = SHIPPED.read_text(encoding="utf-8")
SPACE = "\N{NO-BREAK SPACE}"


def changed(old: str, new: str) -> tuple[str, int]:
    """The shipped text with the first ``old`` replaced, and the line (from 1) where it stood."""
    assert old in TEXT, old
    return TEXT.replace(old, new, 1), TEXT.count("\n", 0, TEXT.index(old)) + 1


def loaded(folder: Path, text: str | bytes, environ: dict[str, str] | None = None) -> Settings:
    """The settings of a file with that content."""
    path = folder / "config.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return load(path, environ or {})


def problems_of(folder: Path, text: str | bytes) -> tuple[Problem, ...]:
    """What is refused in a file with that content; nothing when it is taken."""
    try:
        loaded(folder, text)
    except BadConfig as error:
        return error.problems
    return ()


def plain(sentence: str) -> str:
    """A sentence with ordinary spaces, easier to type in a test."""
    return sentence.replace(SPACE, " ")
