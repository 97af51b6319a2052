"""A dossier as the command path sees it: locked, with everything that a guard may look at.

Locks are always taken in this order: personne, séance, dossiers by id (JOINTS §2.4).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from sqlalchemy import and_, bindparam, or_, select

from rules.actors import Genre
from rules.facts import Fact
from rules.profiles import Person
from rules.refusals import Refusal
from rules.situation import DemandeView, DossierView, PassageView, SeanceView, ServiceView
from rules.subjects import Subject, SubjectKind
from workflow.database.instants import from_micros
from workflow.database.statements import Statement, locking
from workflow.database.store import Row, Tx
from workflow.deadlines import current
from workflow.deadlines.current import Recorded
from workflow.deadlines.portraits import OF_A_PERSON, Portrait
from workflow.tables.columns import table
from workflow.tables.subjects import Demande, Dossier, Passage, Personne, Seance, Service
from workflow.trail import facts
from workflow.trail.journal import Chain

_PERSONNE, _DOSSIER, _DEMANDE = table(Personne), table(Dossier), table(Demande)
_SEANCE, _PASSAGE, _SERVICE = table(Seance), table(Passage), table(Service)

DOSSIER_COLUMNS = tuple(column.name for column in _DOSSIER.c if column.name != "id")
DEMANDE_COLUMNS = tuple(column.name for column in _DEMANDE.c if column.name != "id")

_SERVICE_READ = (
    *("id", "libelle", "genre", "active", "circonscriptions"),
    *("adresse", "telephone"),
)
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
_SEANCE_BY_ID = locking(select(*_SEANCE_COLUMNS).where(_SEANCE.c.id == bindparam("id")), read=True)
# The séance that an act names among those of the lines: all are locked by number.
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
    read=True,
    of=_SEANCE,
)
_LOCK_DOSSIER = locking(
    select(
        *(_DOSSIER.c[name] for name in DOSSIER_COLUMNS),
        _SERVICE.c.genre,
        _DEMANDE.c.id,
        *(_DEMANDE.c[name] for name in DEMANDE_COLUMNS),
        *(_WISHED.c[name] for name in _SERVICE_READ),
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
_OTHER_OPEN = Statement(
    select(_DOSSIER.c.id).where(
        _DOSSIER.c.personne_id == bindparam("personne_id"),
        _DOSSIER.c.id != bindparam("id"),
        _DOSSIER.c.closed_at.is_(None),
    )
)
_SERVICE_BY_ID = Statement(
    select(*(_SERVICE.c[name] for name in _SERVICE_READ)).where(_SERVICE.c.id == bindparam("id"))
)


class UnknownDossier(LookupError):
    """No dossier bears that number."""

    def __init__(self, dossier_id: int) -> None:
        self.dossier_id = dossier_id
        super().__init__(f"Le dossier n° {dossier_id} n’existe pas.")

    def as_refusal(self) -> Refusal:
        """The same, as an answer to an act."""
        return Refusal(
            code="dossier_inconnu", sentence=str(self), remedy="Vérifiez le numéro du dossier."
        )


def subject_of(dossier_id: int) -> Subject:
    """A dossier as a subject."""
    return Subject(SubjectKind.DOSSIER, dossier_id)


@dataclass(slots=True, kw_only=True)
class Case:
    """A locked dossier. ``dossier`` and ``demande`` are the rows' columns, ``id`` included;
    ``wished`` the service that the request asks for;
    ``passages`` its open lines, ``seances`` those they stand in; ``person`` what breakdowns need of
    them, None as long as nobody read it."""

    dossier: dict[str, object]
    genre: Genre | None
    demande: dict[str, object] | None
    wished: ServiceView | None
    passages: list[PassageView]
    seances: dict[int, SeanceView]
    facts: list[Fact] = field(default_factory=list)
    recorded: list[Recorded] = field(default_factory=list)
    other_open: bool = False
    person: Person | None = None

    @property
    def id(self) -> int:
        """The dossier's key."""
        return _int(self.dossier["id"])

    @property
    def personne_id(self) -> int:
        """The person's key."""
        return _int(self.dossier["personne_id"])

    @property
    def subject(self) -> Subject:
        """The dossier as a subject."""
        return subject_of(self.id)

    def portrait(self) -> Portrait:
        """Whom its measured deadlines are about."""
        place = self.dossier.get("circonscription")
        return Portrait(
            facts=self.facts,
            dossier=self.id,
            circonscription=None if place is None else str(place),
            rank=_maybe_int(self.dossier.get("rank")),
            person=self.person,
        )

    @property
    def chain(self) -> Chain:
        """The end of the dossier's chain."""
        row = self.dossier
        return Chain(
            subject=self.subject,
            version=_int(row["version"]),
            seq=_int(row["seq"]),
            head=str(row["head"]),
        )

    def line(self, passage_id: int | None = None) -> PassageView | None:
        """The open line of that id; without one, that of réorientation, else the only one."""
        if passage_id is not None:
            return next((line for line in self.passages if line.id == passage_id), None)
        ranked = sorted(self.passages, key=lambda line: line.nature != "reorientation")
        return ranked[0] if ranked else None

    def view(self) -> DossierView:
        """What guards see of the dossier."""
        row = self.dossier
        changed = row["address_changed"]
        return DossierView(
            id=self.id,
            personne_id=self.personne_id,
            state=str(row["state"]),
            rank=_maybe_int(row["rank"]),
            service_id=_maybe_int(row["service_id"]),
            genre=self.genre,
            circonscription=None if row["circonscription"] is None else str(row["circonscription"]),
            droit=str(row["droit"]),
            previous_state=None if row["previous_state"] is None else str(row["previous_state"]),
            address_changed=None if changed is None else date.fromisoformat(str(changed)),
        )

    def demande_view(self) -> DemandeView | None:
        """What guards see of the person's open request."""
        row = self.demande
        if row is None:
            return None
        consulted = row["consulted"]
        return DemandeView(
            id=_int(row["id"]),
            dossier_id=_int(row["dossier_id"]),
            service_souhaite=_maybe_int(row["service_souhaite"]),
            accord_allocataire=_maybe_bool(row["accord_allocataire"]),
            accord_accueil=_maybe_bool(row["accord_accueil"]),
            consulted=None if consulted is None else date.fromisoformat(str(consulted)),
            consultation_impossible=bool(row["consultation_impossible"]),
            opened=from_micros(_int(row["opened_at"])),
            urgent=bool(row["urgent"]),
            canal=None if row["canal"] is None else str(row["canal"]),
        )


def load(
    tx: Tx, dossier_id: int, *, seance_id: int | None = None
) -> tuple[Case, SeanceView | None]:
    """The dossier locked with its person, and the séance that the act names, if any.

    Raises UnknownDossier.
    """
    person = lock_person(tx, dossier_id)
    named = None
    if seance_id is not None:
        among = tx.all(_NAMED_AMONG, {"id": dossier_id, "seance_id": seance_id})
        named = next((_seance(row) for row in among if row[0] == seance_id), None)
    lines = tx.all(_LINES, {"id": dossier_id})
    row = tx.one(_LOCK_DOSSIER, {"id": dossier_id})
    if row is None:
        raise UnknownDossier(dossier_id)
    split = len(DOSSIER_COLUMNS)
    dossier = dict(zip(DOSSIER_COLUMNS, row[:split], strict=True))
    dossier["id"] = dossier_id
    demande = None
    end = len(row) - len(_SERVICE_READ)
    if row[split + 1] is not None:
        demande = dict(zip(("id", *DEMANDE_COLUMNS), row[split + 1 : end], strict=True))
    personne_id = _int(dossier["personne_id"])
    case = Case(
        dossier=dossier,
        genre=None if row[split] is None else Genre(row[split]),
        demande=demande,
        wished=None if row[end] is None else _service(row[end:]),
        passages=[passage(line) for line in lines],
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
    case.passages = [passage(line) for line in lines]
    case.seances = {line[2]: _seance((line[2], *line[7:])) for line in lines}


def seance(tx: Tx, seance_id: int) -> SeanceView | None:
    """A séance, locked against a move while the transaction lasts."""
    row = tx.one(_SEANCE_BY_ID, {"id": seance_id})
    return None if row is None else _seance(row)


def service(tx: Tx, service_id: int) -> ServiceView | None:
    """A service of the referential. ``reachable``: a letter can give its address or telephone."""
    row = tx.one(_SERVICE_BY_ID, {"id": service_id})
    return None if row is None else _service(row)


def services(tx: Tx, numbers: Iterable[int]) -> dict[int, ServiceView]:
    """Those of these services that the referential has."""
    found = tx.each(_SERVICE_BY_ID, [{"id": number} for number in numbers])
    return {row[0]: _service(row) for rows in found for row in rows}


def changes_between(
    before: Mapping[str, object], after: Mapping[str, object]
) -> dict[str, list[object]]:
    """The columns that differ: name → [before, after]."""
    return {
        name: [before.get(name), value]
        for name, value in after.items()
        if before.get(name) != value
    }


def passage(row: Row) -> PassageView:
    """A line from its first seven columns: id, dossier, séance, demande, nature, state, method."""
    return PassageView(
        id=row[0],
        dossier_id=row[1],
        seance_id=row[2],
        demande_id=row[3],
        nature=row[4],
        state=row[5],
        methode=row[6],
    )


@lru_cache(maxsize=512)
def _places(codes: str) -> frozenset[str]:
    """The circonscriptions of a service; there are few services, and they are read all day."""
    return frozenset(json.loads(codes))


def _service(row: Row) -> ServiceView:
    return ServiceView(
        id=row[0],
        label=row[1],
        genre=None if row[2] is None else Genre(row[2]),
        active=bool(row[3]),
        circonscriptions=_places(row[4]),
        reachable=bool(row[5] or row[6]),
    )


def _seance(row: Row) -> SeanceView:
    return SeanceView(
        id=row[0],
        genre=row[1],
        circonscription=row[2],
        held=from_micros(row[3]),
        state=row[4],
    )


def _int(value: object) -> int:
    assert isinstance(value, int)
    return value


def _maybe_int(value: object) -> int | None:
    return None if value is None else _int(value)


def _maybe_bool(value: object) -> bool | None:
    return None if value is None else bool(value)
