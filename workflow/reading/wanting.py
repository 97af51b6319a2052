"""What misses of a deadline, as a condition of a list: what its rule waits for (``Want``)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select, true

from rules.deadlines.wants import Want
from rules.rulebook import Rulebook
from workflow.database.instants import to_micros
from workflow.database.store import Store
from workflow.reading import completeness
from workflow.tables.columns import table
from workflow.tables.subjects import Demande, Passage
from workflow.tables.trail import DeadlineRow

_DEADLINE, _LINE = table(DeadlineRow), table(Passage)
_D = table(Demande)
_UNKNOWN = and_(_D.c.consulted.is_(None), _D.c.consultation_impossible == 0)
_UNSAID = and_(_D.c.consulted.is_not(None), _D.c.accord_allocataire.is_(None))


def _of_its_request(lacks: ColumnElement[bool]) -> ColumnElement[bool]:
    its = and_(_D.c.dossier_id == _DEADLINE.c.dossier_id, _D.c.closed_at.is_(None))
    return exists(select(_D.c.id).where(its, lacks).correlate(_DEADLINE))


# As the guards of the acts that follow say it: ``consultation_connue``, ``accord_connu``;
# ``saisine_complete``.
_CONSULTATION = _of_its_request(or_(_UNKNOWN, _UNSAID))
_SAISINE = _of_its_request(
    or_(_D.c.service_souhaite.is_(None), _UNKNOWN, _D.c.accord_accueil.is_(None))
)
_RESULTS = exists(
    select(_LINE.c.id)
    .where(_LINE.c.seance_id == _DEADLINE.c.subject_id, _LINE.c.open == 1)
    .correlate(_DEADLINE)
)


def misses(want: Want, now: datetime) -> ColumnElement[bool]:
    """Whether what a rule waits for misses of the deadline, but for the answers of a service:
    these are ``unanswered``."""
    match want:
        case Want.CONSULTATION:
            return _CONSULTATION
        case Want.SAISINE:
            return _SAISINE
        case Want.RESULTAT:
            return _DEADLINE.c.anchor_at <= to_micros(now)
        case Want.RESULTATS:
            return and_(_DEADLINE.c.anchor_at <= to_micros(now), _RESULTS)
        case _:
            return true()


def unanswered(
    store: Store, rulebook: Rulebook, service: int, rules: Sequence[str]
) -> Sequence[int]:
    """The séances of which a deadline of these rules awaits that service, and where it did not say
    yet, of each line that it sees and that is still open, whether it knows the person."""
    awaited = select(_DEADLINE.c.subject_id).where(
        _DEADLINE.c.closed_at.is_(None), _DEADLINE.c.rule.in_(rules), _DEADLINE.c.child == service
    )
    lines_open = select(_LINE.c.id, _LINE.c.seance_id).where(_LINE.c.open == 1)
    with store.read() as connection:
        seances = connection.scalars(awaited).all()
        rows = connection.execute(lines_open.where(_LINE.c.seance_id.in_(seances))).all()
    lines, numbers = {row.id for row in rows}, {row.seance_id for row in rows}
    if not numbers:
        return ()
    found = completeness.of_seances(store, rulebook, numbers)
    return [
        number
        for number, services in found.items()
        if any(one.service_id == service and lines & set(one.unanswered) for one in services)
    ]
