"""Somebody looked for by what one knows of them: words of their name, or one of their numbers."""

from sqlalchemy import ColumnElement, and_, false, select

from rules.fields import GREATEST
from rules.names import folded
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
    matricule, reference, telephone)."""
    if any(c.isdigit() for c in text):
        return _numbered(bare_number(text))
    words = folded(text).split()
    return and_(*(_begins(word) for word in words)) if words else false()


def _begins(word: str) -> ColumnElement[bool]:
    found = select(_WORD.c.personne_id).where(_WORD.c.word >= word, _WORD.c.word < word + _LAST)
    return _DOSSIER.c.personne_id.in_(found)


def _numbered(number: str) -> ColumnElement[bool]:
    written = {number, dialled(number)} if number.isdecimal() else {number}
    people = select(_WORD.c.personne_id).where(_WORD.c.word.in_(sorted(written)))
    theirs = select(_DOSSIER.c.id).where(_DOSSIER.c.personne_id.in_(people)).correlate(None)
    if not number.isdecimal() or int(number) > GREATEST:
        return _DOSSIER.c.id.in_(theirs)
    itself = select(_DOSSIER.c.id).where(_DOSSIER.c.id == int(number)).correlate(None)
    return _DOSSIER.c.id.in_(theirs.union_all(itself))
