"""What is said of a line of a séance and kept as facts: the person was told, it was added séance
tenante, it is kept although it is late."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, select

from rules.subjects import SubjectKind
from workflow.database.instants import from_micros
from workflow.tables.columns import table
from workflow.tables.trail import FactRow, JournalRow

TOLD, ADDED, ADMITTED = "personne_prevenue", "ligne_seance_tenante", "ligne_admise"

_FACT, _JOURNAL = table(FactRow), table(JournalRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """« Personne prévenue le… par… » (S2). ``by`` None: it was erased since."""

    day: date
    by: str | None
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Motivated:
    """An act about a line, with its motive unless it was erased: who, in which role, of which
    service (None: of the département), when."""

    by: str
    role: str
    service_id: int | None
    at: datetime
    motive: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """What was said last of the line of a dossier in a séance; None where nothing was."""

    told: Told | None = None
    added: Motivated | None = None
    admitted: Motivated | None = None


NOTHING = LineFacts()


def of_seance(
    connection: Connection, seance_id: int, dossiers: Sequence[int]
) -> Mapping[int, LineFacts]:
    """What is said of the lines of these dossiers in the séance, by dossier."""
    found = _last(connection, _FACT.c.subject_id.in_(dossiers))
    return {
        dossier: _read(said) for (dossier, seance), said in found.items() if seance == seance_id
    }


def of_dossier(connection: Connection, dossier_id: int) -> Mapping[int, LineFacts]:
    """What is said of the lines of a dossier, by séance."""
    found = _last(connection, _FACT.c.subject_id == dossier_id)
    return {seance: _read(said) for (_, seance), said in found.items()}


def _last(
    connection: Connection, whose: ColumnElement[bool]
) -> Mapping[tuple[int, int], Mapping[str, Row[Any]]]:
    """(dossier, séance) → the last fact of each code, with its entry."""
    query = (
        select(
            *(_FACT.c.subject_id, _FACT.c.code, _FACT.c.data, _FACT.c.occurred_at),
            *(_JOURNAL.c[name] for name in ("actor", "role", "personal", "body")),
        )
        .join_from(
            _FACT,
            _JOURNAL,
            and_(
                _JOURNAL.c.kind == _FACT.c.kind,
                _JOURNAL.c.subject_id == _FACT.c.subject_id,
                _JOURNAL.c.seq == _FACT.c.seq,
            ),
        )
        .where(
            _FACT.c.kind == SubjectKind.DOSSIER.value,
            _FACT.c.code.in_((TOLD, ADDED, ADMITTED)),
            _FACT.c.annulled_by.is_(None),
            whose,
        )
        .order_by(_FACT.c.seq)
    )
    found: dict[tuple[int, int], dict[str, Row[Any]]] = {}
    for row in connection.execute(query):
        line = row.subject_id, json.loads(row.data)["seance"]
        found.setdefault(line, {})[row.code] = row
    return found


def _read(said: Mapping[str, Row[Any]]) -> LineFacts:
    return LineFacts(
        told=_told(said[TOLD]) if TOLD in said else None,
        added=_by_whom(said[ADDED]) if ADDED in said else None,
        admitted=_by_whom(said[ADMITTED]) if ADMITTED in said else None,
    )


def _by_whom(row: Row[Any]) -> Motivated:
    return motivated(row, from_micros(row.occurred_at))


def _told(row: Row[Any]) -> Told:
    data = json.loads(row.data)
    return Told(
        day=date.fromisoformat(data["date"]),
        by=_personal(row).get("par"),
        means=data["moyen"],
    )


def motivated(row: Row[Any], at: datetime) -> Motivated:
    """Who did what an entry tells, at that instant, and why."""
    return Motivated(
        by=row.actor,
        role=row.role,
        service_id=json.loads(row.body)["service"],
        at=at,
        motive=_personal(row).get("motif"),
    )


def _personal(row: Row[Any]) -> Mapping[str, str]:
    """What stands beside the entry; nothing once it was erased."""
    return json.loads(row.personal or "{}")  # type: ignore[no-any-return]  # JSON of our own
