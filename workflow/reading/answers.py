"""What each service answered of the person of a line: connu, suivi, inconnu."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, select

from rules.anomalies import inconnu_anormal
from rules.subjects import SubjectKind
from workflow.database.instants import from_micros
from workflow.tables.columns import table
from workflow.tables.subjects import Demande, Dossier, Passage, Service
from workflow.tables.trail import FactRow, JournalRow

_FACT, _DOSSIER, _PASSAGE = table(FactRow), table(Dossier), table(Passage)
_JOURNAL = table(JournalRow)
_DEMANDE, _SERVICE = table(Demande), table(Service)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The last answer of a service, with its remark unless it was erased. ``anomaly``: it should
    have known the person."""

    service_id: int
    service: str
    answer: str
    anomaly: bool
    at: datetime
    remark: str | None = None


def of_lines(
    connection: Connection, which: ColumnElement[bool]
) -> Mapping[int, tuple[Answer, ...]]:
    """The answers to the lines that ``which`` picks among the passages: line → answers, each
    service's last, by number of the service."""
    query = (
        select(
            *(_PASSAGE.c.id, _PASSAGE.c.seance_id, _DEMANDE.c.service_souhaite),
            *(_FACT.c.data, _FACT.c.occurred_at, _JOURNAL.c.personal),
        )
        .join_from(_PASSAGE, _DOSSIER, _DOSSIER.c.id == _PASSAGE.c.dossier_id)
        .outerjoin(_DEMANDE, _DEMANDE.c.id == _PASSAGE.c.demande_id)
        .join(
            _FACT,
            and_(
                _FACT.c.personne_id == _DOSSIER.c.personne_id,
                _FACT.c.code == "reponse_donnee",
                _FACT.c.kind == SubjectKind.DOSSIER.value,
                _FACT.c.subject_id == _PASSAGE.c.dossier_id,
                _FACT.c.annulled_by.is_(None),
            ),
        )
        .join(
            _JOURNAL,
            and_(
                _JOURNAL.c.kind == _FACT.c.kind,
                _JOURNAL.c.subject_id == _FACT.c.subject_id,
                _JOURNAL.c.seq == _FACT.c.seq,
            ),
        )
        .where(which)
        .order_by(_FACT.c.occurred_at, _FACT.c.seq)
    )
    given = [
        (row, said)
        for row in connection.execute(query).all()
        if (said := json.loads(row.data)).get("seance") == row.seance_id
    ]
    names = _names(connection, {said["service"] for _, said in given})
    last: dict[int, dict[int, Answer]] = {}
    for (line, _, wished, _, at, personal), said in given:
        service = said["service"]
        last.setdefault(line, {})[service] = Answer(
            service_id=service,
            service=names.get(service, f"n° {service}"),
            answer=said["reponse"],
            anomaly=inconnu_anormal(
                said["reponse"], service, initial=said.get("service_referent"), wished=wished
            ),
            at=from_micros(at),
            remark=json.loads(personal or "{}").get("remarque"),
        )
    return {
        line: tuple(answers[service] for service in sorted(answers))
        for line, answers in last.items()
    }


def _names(connection: Connection, services: Collection[int]) -> dict[int, str]:
    if not services:
        return {}
    query = select(_SERVICE.c.id, _SERVICE.c.libelle).where(_SERVICE.c.id.in_(services))
    return {row.id: row.libelle for row in connection.execute(query)}
