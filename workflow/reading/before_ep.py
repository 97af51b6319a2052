"""What an équipe pluridisciplinaire has before it: who waits for one, each line that it decides."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, select

from rules.access.bearers import Bearer
from rules.access.grants import Right
from rules.deadlines.derivation import OPEN
from rules.seances.kinds import Body
from workflow.access.perimeter import visible
from workflow.database.instants import from_micros, to_micros
from workflow.database.store import Store
from workflow.reading.cursors import Cursor
from workflow.reading.dossiers import MOTIVES
from workflow.seances.outcomes.decisions import FOLLOWS
from workflow.seances.outcomes.given import TO_RULE
from workflow.seances.tableau import enrolment
from workflow.seances.tableau.enrolment import Waiting
from workflow.tables.columns import table
from workflow.tables.subjects import (
    CodeLine,
    Demande,
    Dossier,
    Offre,
    Passage,
    Personne,
    Seance,
    Service,
)
from workflow.tables.trail import DeadlineRow

WAITS = "retenu"
"""The state of a line that waits for the avis of the EP."""
_UNADVISED = ("inscrit", WAITS)
GONE = ("reporte", "retire")
"""The states of a line that an EP does not examine."""
_EXAMINED = ("favorable", "desaccord_rendu")
_ONE_MONTH = "D27-UN-MOIS"
_TURN = "tour"

_SEANCE, _PASSAGE, _DOSSIER = table(Seance), table(Passage), table(Dossier)
_PERSONNE, _DEMANDE, _SERVICE = table(Personne), table(Demande), table(Service)
_WISHED, _CODE, _DEADLINE = _SERVICE.alias("wished"), table(CodeLine), table(DeadlineRow)
_OFFRE = table(Offre)
_BEFORE, _HELD = _PASSAGE.alias("before"), _SEANCE.alias("held_before")


@dataclass(frozen=True, slots=True, kw_only=True)
class EpLine:
    """A line of an EP. ``rank``: its place on the agenda; ``version``: its dossier's;
    ``usual_type``: the type of orientation (webRSA's number) of people whom the service asked for
    accompanies.

    ``heard`` is what the ICL-I said of the request (the state of its line there) and ``method``
    how, None when none examined it; ``due`` the end of the month in which it is to be settled, None
    when nothing runs; ``put_off``: how many EP put it off already. ``awaits``: the decision of the
    président is to be taken.
    """

    passage_id: int
    dossier_id: int
    version: int
    rank: int | None
    state: str
    nom: str
    prenom: str
    matricule: str | None
    droit: str
    service: str | None
    wished_id: int | None
    wished: str | None
    usual_type: int | None
    motive: str | None
    heard: str | None
    method: str | None
    due: datetime | None
    put_off: int
    awaits: bool

    @property
    def waits(self) -> bool:
        """Whether the EP has its avis to give."""
        return self.state == WAITS

    @property
    def unadvised(self) -> bool:
        """Whether the EP has said nothing of it yet."""
        return self.state in _UNADVISED

    @property
    def gone(self) -> bool:
        """Whether the EP does not examine it."""
        return self.state in GONE


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingPage:
    """Some of the saisines that wait; ``following``: the cursor of the next ones."""

    waiting: tuple[Waiting, ...]
    following: str | None


def waiting(
    store: Store, reader: Bearer, *, after: str | None = None, most: int = 50
) -> WaitingPage:
    """The saisines that wait for an EP, in their turn. Raises BadCursor."""
    found = enrolment.waiting(store, reader=reader)
    if after is not None:
        last = Cursor.read(after, _TURN, False, (int, int, int)).key
        found = [one for one in found if _turn(one) > last]
    shown, following = tuple(found[:most]), None
    if len(found) > most:
        following = Cursor(sort=_TURN, backwards=False, key=_turn(shown[-1])).write()
    return WaitingPage(waiting=shown, following=following)


def _turn(one: Waiting) -> tuple[int, int, int]:
    """What is urgent first, then the oldest request."""
    return (0 if one.urgent else 1, to_micros(one.requested), one.dossier_id)


def lines(store: Store, reader: Bearer, seance_id: int) -> list[EpLine]:
    """The lines of an EP that are open to the reader, in the order of its agenda."""
    with store.read() as connection:
        rows = connection.execute(_lines(seance_id, reader)).all()
        requests = [row.demande_id for row in rows if row.demande_id is not None]
        people = [row.personne_id for row in rows]
        heard = _heard(connection, requests, seance_id)
        put_off = _put_off(connection, requests, seance_id)
        due = _due(connection, people)
    return [
        _line(row, heard.get(row.demande_id), put_off.get(row.demande_id, 0), due) for row in rows
    ]


def places_left(store: Store, services: Iterable[int]) -> Mapping[int, int]:
    """How many places the offers of each of these services have left, of those that count them."""
    query = (
        select(_OFFRE.c.service_id, func.sum(_OFFRE.c.places))
        .where(
            _OFFRE.c.service_id.in_(sorted(services)),
            _OFFRE.c.places.is_not(None),
            _OFFRE.c.withdrawn_at.is_(None),
        )
        .group_by(_OFFRE.c.service_id)
    )
    with store.read() as connection:
        return {row[0]: int(row[1]) for row in connection.execute(query)}


def _lines(seance_id: int, reader: Bearer) -> Select[Any]:
    its = _PASSAGE.c.seance_id == seance_id
    return (
        select(
            *(_PASSAGE.c[name] for name in ("id", "dossier_id", "demande_id", "rank", "state")),
            *(_DOSSIER.c.version, _DOSSIER.c.droit, _DOSSIER.c.state.label("stands")),
            *(_PERSONNE.c[name] for name in ("nom", "prenom", "numero_demande_rsa")),
            _PERSONNE.c.id.label("personne_id"),
            *(_SERVICE.c.libelle, _WISHED.c.id.label("wished_id")),
            *(_WISHED.c.libelle.label("wished"), _WISHED.c.type_orientation),
            *(_CODE.c.libelle.label("motive"), _DEMANDE.c.motif_code),
        )
        .join_from(_PASSAGE, _DOSSIER, _DOSSIER.c.id == _PASSAGE.c.dossier_id)
        .join(_PERSONNE, _PERSONNE.c.id == _DOSSIER.c.personne_id)
        .outerjoin(_SERVICE, _SERVICE.c.id == _DOSSIER.c.service_id)
        .outerjoin(_DEMANDE, _DEMANDE.c.id == _PASSAGE.c.demande_id)
        .outerjoin(_WISHED, _WISHED.c.id == _DEMANDE.c.service_souhaite)
        .outerjoin(
            _CODE, and_(_CODE.c.liste == MOTIVES, _CODE.c.identifiant == _DEMANDE.c.motif_code)
        )
        .where(its, visible(reader, Right.LIGNE, its))
        .order_by(_PASSAGE.c.rank.is_(None), _PASSAGE.c.rank, _PASSAGE.c.id)
    )


def _heard(
    connection: Connection, requests: Sequence[int], seance_id: int
) -> Mapping[int, tuple[str, str | None]]:
    """What the last concertation said of each request, and how."""
    query = (
        select(_BEFORE.c.demande_id, _BEFORE.c.state, _BEFORE.c.methode)
        .join_from(_BEFORE, _HELD, _HELD.c.id == _BEFORE.c.seance_id)
        .where(
            _BEFORE.c.demande_id.in_(requests),
            _BEFORE.c.seance_id != seance_id,
            _BEFORE.c.state.in_(_EXAMINED),
        )
        .order_by(_HELD.c.held_at, _BEFORE.c.id)
    )
    return {row.demande_id: (row.state, row.methode) for row in connection.execute(query)}


def _put_off(connection: Connection, requests: Sequence[int], seance_id: int) -> Mapping[int, int]:
    """How many other EP put each request off."""
    query = (
        select(_BEFORE.c.demande_id, func.count())
        .join_from(_BEFORE, _HELD, _HELD.c.id == _BEFORE.c.seance_id)
        .where(
            _BEFORE.c.demande_id.in_(requests),
            _BEFORE.c.seance_id != seance_id,
            _BEFORE.c.state == "reporte",
            _HELD.c.instance == Body.DECISION.value,
        )
        .group_by(_BEFORE.c.demande_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _due(connection: Connection, people: Iterable[int]) -> Mapping[int, datetime]:
    """The end of the month of each person, where one runs."""
    query = (
        select(_DEADLINE.c.personne_id, func.min(_DEADLINE.c.due_at))
        .where(
            _DEADLINE.c.rule == _ONE_MONTH,
            _DEADLINE.c.personne_id.in_(people),
            _DEADLINE.c.status.in_(tuple(one.value for one in OPEN)),
            _DEADLINE.c.due_at.is_not(None),
        )
        .group_by(_DEADLINE.c.personne_id)
    )
    return {number: from_micros(due) for number, due in connection.execute(query)}


def _line(
    row: Row[Any],
    heard: tuple[str, str | None] | None,
    put_off: int,
    due: Mapping[int, datetime],
) -> EpLine:
    return EpLine(
        passage_id=row.id,
        dossier_id=row.dossier_id,
        version=row.version,
        rank=row.rank,
        state=row.state,
        nom=row.nom,
        prenom=row.prenom,
        matricule=row.numero_demande_rsa,
        droit=row.droit,
        service=row.libelle,
        wished_id=row.wished_id,
        wished=row.wished,
        usual_type=row.type_orientation,
        motive=row.motive or (None if row.motif_code is None else f"n° {row.motif_code}"),
        heard=None if heard is None else heard[0],
        method=None if heard is None else heard[1],
        due=due.get(row.personne_id),
        put_off=put_off,
        awaits=row.state in FOLLOWS.values() and row.stands == TO_RULE,
    )
