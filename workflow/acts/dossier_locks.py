"""A dossier locked with its person, with everything that a guard may look at.

Locks are always taken in this order: personne, séance, dossiers by id (JOINTS §2.4).
"""

from sqlalchemy import and_, bindparam, or_, select

from rules.profiles import Person
from rules.situation import SeanceView, ServiceView
from workflow.acts import cases, service_views
from workflow.acts.cases import DEMANDE_COLUMNS, DOSSIER_COLUMNS, Case, UnknownDossier
from workflow.database.instants import from_micros
from workflow.database.statements import Statement, locking
from workflow.database.store import Row, Tx
from workflow.deadlines import current
from workflow.deadlines.portraits import OF_A_PERSON
from workflow.tables.columns import table
from workflow.tables.subjects import Demande, Dossier, Passage, Personne, Seance, Service
from workflow.trail import facts

_PERSONNE, _DOSSIER, _DEMANDE = table(Personne), table(Dossier), table(Demande)
_SEANCE, _PASSAGE, _SERVICE = table(Seance), table(Passage), table(Service)

_WISHED = _SERVICE.alias("wished")

_LOCK_PERSONNE = locking(
    select(*OF_A_PERSON).where(
        _PERSONNE.c.id
        == select(_DOSSIER.c.personne_id).where(_DOSSIER.c.id == bindparam("id")).scalar_subquery()
    )
)
_LINES = locking(
    select(
        *(_PASSAGE.c[name] for name in ("id", "dossier_id", "seance_id", "demande_id")),
        *(_PASSAGE.c[name] for name in ("nature", "state", "methode")),
        *(_SEANCE.c[name] for name in ("genre", "circonscription", "held_at")),
        _SEANCE.c.state.label("seance_state"),
    )
    .join_from(_PASSAGE, _SEANCE)
    .where(_PASSAGE.c.dossier_id == bindparam("id"), _PASSAGE.c.open == 1)
    .order_by(_PASSAGE.c.seance_id, _PASSAGE.c.id),
    read=True,
    of=_SEANCE,
)
_SEANCE_COLUMNS = tuple(
    _SEANCE.c[name] for name in ("id", "genre", "circonscription", "held_at", "state")
)
_BY_ID = select(*_SEANCE_COLUMNS).where(_SEANCE.c.id == bindparam("id"))
_SEANCE_BY_ID, _SEANCE_ALONE = locking(_BY_ID, read=True), locking(_BY_ID)
# The séance that an act names among those of the lines: all are locked by number, against whoever
# else inscribes or orders a line there.
_NAMED_AMONG = locking(
    select(*_SEANCE_COLUMNS)
    .where(
        or_(
            _SEANCE.c.id == bindparam("seance_id"),
            _SEANCE.c.id.in_(
                select(_PASSAGE.c.seance_id).where(
                    _PASSAGE.c.dossier_id == bindparam("id"), _PASSAGE.c.open == 1
                )
            ),
        )
    )
    .order_by(_SEANCE.c.id),
    of=_SEANCE,
)
_LOCK_DOSSIER = locking(
    select(
        *(_DOSSIER.c[name] for name in DOSSIER_COLUMNS),
        _DEMANDE.c.id,
        *(_DEMANDE.c[name] for name in DEMANDE_COLUMNS),
        *(one.c[name] for one in (_SERVICE, _WISHED) for name in service_views.COLUMNS),
    )
    .select_from(_DOSSIER)
    .outerjoin(_SERVICE, _SERVICE.c.id == _DOSSIER.c.service_id)
    .outerjoin(
        _DEMANDE,
        and_(_DEMANDE.c.personne_id == _DOSSIER.c.personne_id, _DEMANDE.c.closed_at.is_(None)),
    )
    .outerjoin(_WISHED, _WISHED.c.id == _DEMANDE.c.service_souhaite)
    .where(_DOSSIER.c.id == bindparam("id")),
    of=_DOSSIER,
)
_DEMANDE_AT = len(DOSSIER_COLUMNS)
_SERVICE_AT = _DEMANDE_AT + 1 + len(DEMANDE_COLUMNS)
_WISHED_AT = _SERVICE_AT + len(service_views.COLUMNS)
_OTHER_OPEN = Statement(
    select(_DOSSIER.c.id).where(
        _DOSSIER.c.personne_id == bindparam("personne_id"),
        _DOSSIER.c.id != bindparam("id"),
        _DOSSIER.c.closed_at.is_(None),
    )
)


def load(
    tx: Tx, dossier_id: int, *, seance_id: int | None = None, alone: bool = False
) -> tuple[Case, SeanceView | None]:
    """The dossier locked with its person, and the séance that the act names, if any.

    The séances of its lines are only kept from moving, unless the act names one or wants them
    ``alone``: it compares its line with the others there, or changes a deadline of the séance.
    Raises UnknownDossier.
    """
    person = lock_person(tx, dossier_id)
    named = None
    if alone or seance_id is not None:
        among = tx.all(_NAMED_AMONG, {"id": dossier_id, "seance_id": seance_id})
        named = next((_seance(row) for row in among if row[0] == seance_id), None)
    lines = tx.all(_LINES, {"id": dossier_id})
    row = tx.one(_LOCK_DOSSIER, {"id": dossier_id})
    if row is None:
        raise UnknownDossier(dossier_id)
    dossier = dict(zip(DOSSIER_COLUMNS, row[:_DEMANDE_AT], strict=True))
    dossier["id"] = dossier_id
    demande = None
    if row[_DEMANDE_AT] is not None:
        columns = row[_DEMANDE_AT:_SERVICE_AT]
        demande = dict(zip(("id", *DEMANDE_COLUMNS), columns, strict=True))
    personne_id = dossier["personne_id"]
    case = Case(
        dossier=dossier,
        service=_service(row[_SERVICE_AT:_WISHED_AT]),
        demande=demande,
        wished=_service(row[_WISHED_AT:]),
        passages=[cases.passage(line) for line in lines],
        seances={line[2]: _seance((line[2], *line[7:])) for line in lines},
        facts=facts.of_personne(tx, personne_id),
        recorded=current.of_personne(tx, personne_id),
        person=person,
    )
    if dossier["closed_at"] is not None:
        others = tx.one(_OTHER_OPEN, {"personne_id": personne_id, "id": dossier_id})
        case.other_open = others is not None
    return case, named


def lock_person(tx: Tx, dossier_id: int) -> Person:
    """Locks the person of the dossier: always the first lock. Raises UnknownDossier."""
    row = tx.one(_LOCK_PERSONNE, {"id": dossier_id})
    if row is None:
        raise UnknownDossier(dossier_id)
    return Person(*row)


def reload_lines(tx: Tx, case: Case) -> None:
    """The open lines and their séances again, after lines ended or reopened in the transaction."""
    lines = tx.all(_LINES, {"id": case.id})
    case.passages = [cases.passage(line) for line in lines]
    case.seances = {line[2]: _seance((line[2], *line[7:])) for line in lines}


def seance(tx: Tx, seance_id: int, *, alone: bool = False) -> SeanceView | None:
    """A séance, locked against a move while the transaction lasts; ``alone``: as a line that is
    inscribed there locks it."""
    row = tx.one(_SEANCE_ALONE if alone else _SEANCE_BY_ID, {"id": seance_id})
    return None if row is None else _seance(row)


def _service(columns: Row) -> ServiceView | None:
    return None if columns[0] is None else service_views.view(*columns)


def _seance(row: Row) -> SeanceView:
    return SeanceView(
        id=row[0],
        genre=row[1],
        circonscription=row[2],
        held=from_micros(row[3]),
        state=row[4],
    )
