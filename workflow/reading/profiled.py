"""Where a deadline belongs, and whom it is about: what its profile keeps, else what is so today.

A measured deadline keeps its own profile; another one of a person is read beside its dossier, one
of a séance, a service, a circonscription or an offer beside these.
"""

from sqlalchemy import ColumnElement, FromClause, Text, and_, case, cast, func
from sqlalchemy.dialects.postgresql import JSONB

from rules.profiles import OF_THE_PERSON, Dimension
from rules.subjects import SubjectKind
from workflow.tables.columns import table
from workflow.tables.subjects import Circonscription, Dossier, Offre, Personne, Seance, Service
from workflow.tables.trail import DeadlineRow

_DEADLINE, _DOSSIER, _PERSONNE = table(DeadlineRow), table(Dossier), table(Personne)
_SEANCE, _PLACE, _OFFRE, _SERVICE = (
    table(Seance),
    table(Circonscription),
    table(Offre),
    table(Service),
)
_C = _DEADLINE.c

Value = ColumnElement[str]


def _is(kind: SubjectKind, key: ColumnElement[int]) -> ColumnElement[bool]:
    return and_(_C.kind == kind.value, _C.subject_id == key)


SERVICE_TODAY = func.coalesce(
    _C.child,
    _DOSSIER.c.service_id,
    _OFFRE.c.service_id,
    case((_C.kind == SubjectKind.SERVICE.value, _C.subject_id)),
)
PLACE_TODAY = func.coalesce(
    _DOSSIER.c.circonscription,
    _PERSONNE.c.circonscription,
    _SEANCE.c.circonscription,
    _PLACE.c.code,
    _OFFRE.c.circonscription,
)

ALONE: FromClause = _DEADLINE
"""The deadlines, when nobody asks where they belong."""


def located(deadlines: FromClause) -> FromClause:
    """Deadlines, alone or already chosen by a join, with all that may say where they belong."""
    return (
        deadlines.outerjoin(_DOSSIER, _DOSSIER.c.id == _C.dossier_id)
        .outerjoin(_PERSONNE, _PERSONNE.c.id == _C.personne_id)
        .outerjoin(_SEANCE, _is(SubjectKind.SEANCE, _SEANCE.c.id))
        .outerjoin(_PLACE, _is(SubjectKind.CIRCONSCRIPTION, _PLACE.c.id))
        .outerjoin(_OFFRE, _is(SubjectKind.OFFRE, _OFFRE.c.id))
        .outerjoin(_SERVICE, _SERVICE.c.id == SERVICE_TODAY)
    )


LOCATED: FromClause = located(_DEADLINE)
"""The deadlines with all that may say where they belong."""

TERRITORY = frozenset({Dimension.SERVICE, Dimension.ORGANISME, Dimension.CIRCONSCRIPTION})
"""The dimensions that are read among those ``LOCATED``."""

_TODAY: dict[Dimension, Value] = {
    Dimension.SERVICE: cast(SERVICE_TODAY, Text),
    Dimension.ORGANISME: _SERVICE.c.genre,
    Dimension.CIRCONSCRIPTION: PLACE_TODAY,
}


def said(dialect: str, key: str) -> Value:
    """What the profile says under that key, as text."""
    if dialect == "postgresql":
        found: Value = cast(_C.profile, JSONB)[key].astext
        return found
    return cast(func.json_extract(_C.profile, f"$.{key}"), Text)


def value(dialect: str, dimension: Dimension) -> Value:
    """The value of a deadline in that dimension, but for the month. Of the territory it is read
    among those ``LOCATED``."""
    kept = said(dialect, dimension.value)
    if dimension in OF_THE_PERSON:
        return kept
    return case((_C.profile.is_not(None), kept), else_=_TODAY[dimension])
