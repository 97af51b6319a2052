"""What fiches need of many people at once: their lines in séances, when they were last oriented or
signed, what was typed of their requests."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, true

from rules.seances.kinds import Body
from rules.subjects import SubjectKind
from workflow.database.instants import from_micros
from workflow.reading.fiche import Heard
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Passage, Seance
from workflow.tables.trail import FactRow, JournalRow

_DOSSIER, _PASSAGE, _SEANCE = table(Dossier), table(Passage), table(Seance)
_FACT, _JOURNAL = table(FactRow), table(JournalRow)

CONTRACT, REGISTERED, ORIENTED = "contrat_signe", "inscription_ft", "orientation_validee"
_OPENS = "ouvrir_reorientation"
_HOW_MANY = 500
"""So many keys a query: both databases take them."""


def heard(
    connection: Connection, people: Sequence[int], until: int | None
) -> dict[int, list[Heard]]:
    """The lines of each person in the séances held until then, oldest first."""
    found: dict[int, list[Heard]] = {}
    for some in _parts(people):
        query = (
            select(
                *(_DOSSIER.c.personne_id, _SEANCE.c.id, _SEANCE.c.genre, _SEANCE.c.instance),
                *(_SEANCE.c.circonscription, _SEANCE.c.held_at),
                *(_PASSAGE.c[name] for name in ("nature", "state", "methode", "open")),
            )
            .join_from(_PASSAGE, _DOSSIER, _DOSSIER.c.id == _PASSAGE.c.dossier_id)
            .join(_SEANCE, _SEANCE.c.id == _PASSAGE.c.seance_id)
            .where(_DOSSIER.c.personne_id.in_(some), _before(_SEANCE.c.held_at, until))
            .order_by(_SEANCE.c.held_at, _PASSAGE.c.id)
        )
        for row in connection.execute(query):
            found.setdefault(row.personne_id, []).append(
                Heard(
                    seance_id=row.id,
                    genre=row.genre,
                    body=Body(row.instance),
                    circonscription=row.circonscription,
                    held=from_micros(row.held_at),
                    nature=row.nature,
                    state=row.state,
                    method=row.methode,
                    open=bool(row.open),
                )
            )
    return found


def facts(
    connection: Connection, people: Sequence[int], until: int | None
) -> dict[tuple[int, str], datetime]:
    """When each person was last oriented, signed, registered until then."""
    found: dict[tuple[int, str], datetime] = {}
    for some in _parts(people):
        query = (
            select(_FACT.c.personne_id, _FACT.c.code, func.max(_FACT.c.occurred_at))
            .where(
                _FACT.c.personne_id.in_(some),
                _FACT.c.code.in_((ORIENTED, CONTRACT, REGISTERED)),
                _FACT.c.annulled_by.is_(None),
                _before(_FACT.c.occurred_at, until),
            )
            .group_by(_FACT.c.personne_id, _FACT.c.code)
        )
        for person, code, at in connection.execute(query):
            found[person, code] = from_micros(at)
    return found


def words(connection: Connection, dossiers: Sequence[int]) -> dict[int, str]:
    """What was typed of the motive of the last request of each dossier."""
    found: dict[int, str] = {}
    for some in _parts(dossiers):
        query = (
            select(_JOURNAL.c.subject_id, _JOURNAL.c.personal)
            .where(
                _JOURNAL.c.kind == SubjectKind.DOSSIER.value,
                _JOURNAL.c.subject_id.in_(some),
                _JOURNAL.c.act == _OPENS,
            )
            .order_by(_JOURNAL.c.subject_id, _JOURNAL.c.seq)
        )
        for dossier, personal in connection.execute(query):
            told = json.loads(personal or "{}").get("motif")
            if told is None:
                found.pop(dossier, None)
            else:
                found[dossier] = told
    return found


def _before(column: ColumnElement[Any], until: int | None) -> ColumnElement[bool]:
    return true() if until is None else column <= until


def _parts(keys: Sequence[int]) -> list[Sequence[int]]:
    each = sorted(set(keys))
    return [each[first : first + _HOW_MANY] for first in range(0, len(each), _HOW_MANY)]
