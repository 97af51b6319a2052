"""What is wrong in the configuration, told by line, all at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from rules.wording import NBSP, quoted

MOST_SHOWN = 40
_LONGEST_VALUE = 60

Steps = tuple[str | int, ...]
"""Where a value stands: keys and, in a list, positions from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to correct or, among the warnings, to know. ``line`` counts from 1; None: it is in
    no file, ``where`` names the environment variable or is empty."""

    line: int | None
    where: str
    sentence: str

    def told(self, name: str) -> str:
        """« config.yaml, ligne 41, regles › D1-TABLEAU-BAT › delai › unite : … »."""
        if self.line is None:
            return f"{self.where or name}{NBSP}: {self.sentence}"
        place = ", ".join(part for part in (name, f"ligne{NBSP}{self.line}", self.where) if part)
        return f"{place}{NBSP}: {self.sentence}"


class BadConfig(ValueError):
    """A configuration that cannot be used, with every problem found, in the order of the file."""

    def __init__(self, path: Path, problems: Iterable[Problem]) -> None:
        self.path = path
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line or 0))
        lines = [problem.told(path.name) for problem in self.problems[:MOST_SHOWN]]
        if len(self.problems) > MOST_SHOWN:
            lines.append(f"… et {len(self.problems) - MOST_SHOWN} autres défauts.")
        super().__init__("\n".join(lines))


def shown(value: object) -> str:
    """A value as the sentence quotes it: short, on one line, never a whole group of keys."""
    if value is None:
        return "rien"
    if isinstance(value, bool):
        return quoted("true" if value else "false")
    if isinstance(value, dict):
        return "un groupe de clés"
    if isinstance(value, list):
        return "une liste"
    text = "".join(
        char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in str(value)
    )
    return quoted(text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…")


def among(choices: Sequence[str]) -> str:
    """« choix : a, b, c »."""
    return f"choix{NBSP}: {', '.join(choices)}"


def perhaps(word: object, choices: Iterable[str]) -> str | None:
    """« vouliez-vous dire « delai » ? », when one of the choices looks like the word."""
    close = get_close_matches(str(word)[:_LONGEST_VALUE], list(choices), n=1)
    return f"vouliez-vous dire {quoted(close[0])}{NBSP}?" if close else None


def does_not_exist(word: object, choices: Sequence[str]) -> str:
    """« jours » n’existe pas, with the nearest choice, and all of them."""
    hint = perhaps(word, choices)
    reasons = f"{hint}{NBSP}; {among(choices)}" if hint else among(choices)
    return f"{shown(word)} n’existe pas ({reasons})."
