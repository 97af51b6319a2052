"""What misses of a deadline, as a condition of a list: what its rule waits for (``Want``)."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    exists,
    or_,
    select,
    true,
)

from rules.deadlines.wants import Want
from rules.seances.kinds import Body
from rules.subjects import SubjectKind
from workflow.access.columns import opened, sits
from workflow.reading.profiled import said
from workflow.tables.columns import table
from workflow.tables.subjects import Demande, Dossier, Passage, Seance
from workflow.tables.trail import DeadlineRow, FactRow

_DEADLINE, _LINE = table(DeadlineRow), table(Passage)
_D, _FACT = table(Demande), table(FactRow)
_DOSSIER, _SEANCE = table(Dossier), table(Seance)
_UNKNOWN = and_(_D.c.consulted.is_(None), _D.c.consultation_impossible == 0)
_UNSAID = and_(_D.c.consulted.is_not(None), _D.c.accord_allocataire.is_(None))
_SERVICE = bindparam("service", type_=BigInteger)


def _any(found: Select[Any]) -> ColumnElement[bool]:
    """Whether there is one. Of an EXISTS, PostgreSQL would rather make a list of all those of the
    département than look them up for the few deadlines of a service."""
    return found.correlate(_DEADLINE).limit(1).scalar_subquery().is_not(None)


def _of_its_request(lacks: ColumnElement[bool]) -> ColumnElement[bool]:
    its = and_(_D.c.dossier_id == _DEADLINE.c.dossier_id, _D.c.closed_at.is_(None))
    return _any(select(_D.c.id).where(its, lacks))


# As the guards of the acts that follow say it: ``consultation_connue``, ``accord_connu``;
# ``saisine_complete``.
_CONSULTATION = _of_its_request(or_(_UNKNOWN, _UNSAID))
_SAISINE = _of_its_request(
    or_(_D.c.service_souhaite.is_(None), _UNKNOWN, _D.c.accord_accueil.is_(None))
)
_CAME = _DEADLINE.c.anchor_at <= bindparam("now")
_RESULTS = _any(
    select(_LINE.c.id).where(_LINE.c.seance_id == _DEADLINE.c.subject_id, _LINE.c.open == 1)
)


def misses(want: Want, dialect: str) -> ColumnElement[bool]:
    """Whether what a rule waits for misses of the deadline, ``now``; the answers, of ``service``:
    both are parameters."""
    match want:
        case Want.CONSULTATION:
            return _CONSULTATION
        case Want.SAISINE:
            return _SAISINE
        case Want.REPONSES:
            return _unanswered(dialect)
        case Want.RESULTAT:
            return _CAME
        case Want.RESULTATS:
            return and_(_CAME, _RESULTS)
        case _:
            return true()


def _unanswered(dialect: str) -> ColumnElement[bool]:
    """Whether there is a line of another that the service sees, still open, of which it did not say
    yet whether it knows the person (``Readiness.unanswered``)."""
    return _any(
        select(_LINE.c.id)
        .join_from(_LINE, _SEANCE, _SEANCE.c.id == _LINE.c.seance_id)
        .join(_DOSSIER, _DOSSIER.c.id == _LINE.c.dossier_id)
        .where(
            _LINE.c.seance_id == _DEADLINE.c.subject_id,
            _LINE.c.open == 1,
            _SEANCE.c.instance != Body.DECISION.value,
            _DOSSIER.c.service_id.is_distinct_from(_SERVICE),
            sits(_SERVICE, _SEANCE.c.id),
            opened(_DOSSIER.c.service_id, _SEANCE.c.id, _SEANCE.c.state),
            ~answered(dialect, _SERVICE),
        )
    )


def answered(dialect: str, service: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether that service said, of the dossier of a line of the séance, if it knows the person."""
    answer = exists().where(
        _FACT.c.personne_id == _DOSSIER.c.personne_id,
        _FACT.c.code == "reponse_donnee",
        _FACT.c.kind == SubjectKind.DOSSIER.value,
        _FACT.c.subject_id == _DOSSIER.c.id,
        _FACT.c.annulled_by.is_(None),
        said(dialect, _FACT.c.data, "seance") == cast(_SEANCE.c.id, Text),
        said(dialect, _FACT.c.data, "service") == cast(service, Text),
    )
    return answer.correlate_except(_FACT)
