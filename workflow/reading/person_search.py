"""Somebody looked for by what one knows of them: words of their name, or one of their numbers."""

from collections.abc import Mapping

from sqlalchemy import BigInteger, ColumnElement, and_, false, select

from rules.fields import GREATEST
from rules.names import folded
from workflow.database.composed import later
from workflow.people.matching import dialled
from workflow.people.words import bare_number
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, PersonneWord

_DOSSIER, _WORD = table(Dossier), table(PersonneWord)
_LAST = "\U0010ffff"
"""No letter comes after it."""


def searched(text: str) -> ColumnElement[bool]:
    """The dossiers that a text looks for: by words of a name, each of which begins one of it; or,
    as soon as there is a digit, by a whole number, however it is spaced (of dossier, of demande,
    matricule, reference, telephone). What it looks for is to be ``given``."""
    if _is_number(text):
        return _numbered()
    words = folded(text).split()
    return and_(*(_begins(rank) for rank in range(len(words)))) if words else false()


def given(text: str) -> Mapping[str, object]:
    """What the condition of a text looks for, by name."""
    if not _is_number(text):
        words = enumerate(folded(text).split())
        return {
            name: value
            for rank, word in words
            for name, value in ((f"from_{rank}", word), (f"below_{rank}", word + _LAST))
        }
    bare = bare_number(text)
    decimal = bare.isdecimal()
    return {
        "bare": bare,
        "dialled": dialled(bare) if decimal else bare,
        "itself": int(bare) if decimal and int(bare) <= GREATEST else None,
    }


def alike(text: str) -> str:
    """The text that stands for all those of the same condition."""
    return "0" if _is_number(text) else " ".join("a" for _ in folded(text).split()) or "-"


def _is_number(text: str) -> bool:
    return any(c.isdigit() for c in text)


def _begins(rank: int) -> ColumnElement[bool]:
    word = _WORD.c.word
    found = select(_WORD.c.personne_id).where(
        word >= later(f"from_{rank}"), word < later(f"below_{rank}")
    )
    return _DOSSIER.c.personne_id.in_(found)


def _numbered() -> ColumnElement[bool]:
    written = (later("bare"), later("dialled"))
    people = select(_WORD.c.personne_id).where(_WORD.c.word.in_(written))
    theirs = select(_DOSSIER.c.id).where(_DOSSIER.c.personne_id.in_(people)).correlate(None)
    number = later("itself", BigInteger())
    itself = select(_DOSSIER.c.id).where(_DOSSIER.c.id == number).correlate(None)
    return _DOSSIER.c.id.in_(theirs.union_all(itself))
