"""Two départements and their words; how a word of the first one is found where it has no place."""

import re
from pathlib import Path

from entrypoints.configuration.settings import load

ROOT = Path(__file__).resolve().parents[1]
CD93 = load(ROOT / "config.yaml", {}).rulebook.words
GRENOBLE = load(ROOT / "config.grenoble.yaml", {}).rulebook.words

ONLY_CD93 = {
    r"\bS0\b": "the synthesis of CD93",
    r"[Nn]ote 20\d\d": "its note of 30 April 2024 with France Travail",
    r"\bBAT\b": "its bureau that coordinates the ICL-I",
    r"\bBOP\b": "its bureau that receives the forms",
    r"\bICLI?\b|\bICL-I\b": "its instance de concertation locale",
    r"\bICAG\b|\bACCO GLO\b": "what its ICL-I is merged with, and who is invited to it",
    r"\bALI\b|[Aa]gences? locales? d’insertion": "its agences locales d’insertion",
    r"chargée? de projet": "who coordinates its ICL-I",
    r"\bDIEESS\b": "its direction",
}
"""The words that are only true of CD93, and what each is there."""


def foreign(text: str) -> list[str]:
    """The words of CD93 in a text."""
    return [found.group() for word in ONLY_CD93 for found in re.finditer(word, text)]
