"""Whom a measured deadline is about: what their profile is made of, at hand or read then."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select

from rules import profiles
from rules.facts import Fact
from rules.profiles import Person
from workflow.database.canonical import decode, encode
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Personne
from workflow.trail import facts

_PERSONNE, _DOSSIER = table(Personne), table(Dossier)

OF_A_PERSON = tuple(_PERSONNE.c[name] for name in Person._fields)
"""The columns that make a ``Person``."""

_PERSON = Statement(select(*OF_A_PERSON).where(_PERSONNE.c.id == bindparam("id")))
_PLACE = Statement(
    select(_DOSSIER.c.circonscription, _DOSSIER.c.rank).where(_DOSSIER.c.id == bindparam("id"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """A person as an act finds them, with all their facts, in order, and what their dossier says:
    its number, circonscription and *rang*. ``person`` None: they were not read."""

    facts: Sequence[Fact]
    dossier: int
    circonscription: str | None
    rank: int | None
    person: Person | None = None


def profile(
    tx: Tx, personne_id: int, at_hand: Callable[[], Portrait] | None, opening: Fact, day: date
) -> str:
    """The profile of a deadline counted from that local day. What is not at hand is read."""
    portrait = _read(tx, personne_id, opening) if at_hand is None else at_hand()
    person = _person(tx, personne_id) if portrait.person is None else portrait.person
    entrant = profiles.is_entrant(
        portrait.facts, opening, dossier=portrait.dossier, rank=portrait.rank
    )
    return encode(
        profiles.profile(
            person, opening, day, circonscription=portrait.circonscription, entrant=entrant
        )
    )


def designated(stored: str | None, closing: Fact | None) -> str | None:
    """The profile of a row once a fact met it, or once none does any more."""
    if stored is None:
        return None
    known = decode(stored)
    now = profiles.designated(known, closing)
    return stored if now == known else encode(now)


def _read(tx: Tx, personne_id: int, opening: Fact) -> Portrait:
    row = tx.one(_PLACE, {"id": opening.subject.id})
    return Portrait(
        facts=facts.of_personne(tx, personne_id),
        dossier=opening.subject.id,
        circonscription=None if row is None else row[0],
        rank=None if row is None else row[1],
    )


def _person(tx: Tx, personne_id: int) -> Person:
    row = tx.one(_PERSON, {"id": personne_id})
    assert row is not None  # a deadline of somebody who is not in the registry
    return Person(*row)
