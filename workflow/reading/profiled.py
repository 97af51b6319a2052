"""Where a deadline belongs, and whom it is about: what its profile keeps, else what is so today
(``workflow.deadlines.standing``). A measured deadline keeps its own profile."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, and_, case, cast, func
from sqlalchemy.dialects.postgresql import JSONB

from rules.profiles import OF_THE_PERSON, Dimension
from rules.subjects import SubjectKind
from workflow.tables.columns import table
from workflow.tables.subjects import Seance, Service
from workflow.tables.trail import DeadlineRow

_DEADLINE, _SERVICE, _SEANCE = table(DeadlineRow), table(Service), table(Seance)
_C = _DEADLINE.c

Value = ColumnElement[str]


ALONE: FromClause = _DEADLINE
"""The deadlines, when nobody asks whose they are."""

SERVED: FromClause = _DEADLINE.outerjoin(_SERVICE, _SERVICE.c.id == _C.service_id)
"""The deadlines, each with the service that owes it."""

WITH_SEANCE: FromClause = _DEADLINE.outerjoin(
    _SEANCE, and_(_C.kind == SubjectKind.SEANCE.value, _C.subject_id == _SEANCE.c.id)
)
"""The deadlines, those of a séance with it."""

TERRITORY = frozenset({Dimension.SERVICE, Dimension.ORGANISME, Dimension.CIRCONSCRIPTION})
"""The dimensions that are read among those ``SERVED``."""

_TODAY: dict[Dimension, Value] = {
    Dimension.SERVICE: cast(_C.service_id, Text),
    Dimension.ORGANISME: _SERVICE.c.genre,
    Dimension.CIRCONSCRIPTION: _C.circonscription,
}


def said(dialect: str, told: ColumnElement[Any], key: str) -> Value:
    """What a text of JSON says under that key, as text."""
    if dialect == "postgresql":
        found: Value = cast(told, JSONB)[key].astext
        return found
    return cast(func.json_extract(told, f"$.{key}"), Text)


def value(dialect: str, dimension: Dimension) -> Value:
    """The value of a deadline in that dimension, but for the month. Of the territory it is read
    among those ``SERVED``."""
    kept = said(dialect, _C.profile, dimension.value)
    if dimension in OF_THE_PERSON:
        return kept
    return case((_C.profile.is_not(None), kept), else_=_TODAY[dimension])
