"""Saisines put on the agenda of the EP: each on the next competent one that has room for it.

The oldest request first, what is urgent before it; each dossier has its own transaction and entry,
and one that refuses does not stop the others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select

from rules.access.bearers import Bearer
from rules.access.grants import Right
from rules.actors import Actor, Role
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.seances.capacity import Load
from rules.seances.kinds import Body, SeanceKind
from rules.seances.points import minutes_of
from rules.situation import Act, SeanceView
from rules.wording import numbered, quoted
from workflow.access.perimeter import WHOLE, Reader, visible
from workflow.acts import commands
from workflow.acts.commands import Command, StaleDossier
from workflow.acts.recording import Outcome
from workflow.database.instants import from_micros, to_micros
from workflow.database.store import Store, Tx
from workflow.seances import programme
from workflow.seances.tableau import candidates, points
from workflow.tables.columns import table
from workflow.tables.subjects import Demande, Dossier, Personne, Seance

ENROL = "inscrire_ep"

_DOSSIER, _DEMANDE, _PERSONNE = table(Dossier), table(Demande), table(Personne)
_SEANCE = table(Seance)
_TO_COME = ("programmee", "preparee")

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A recevable saisine that waits for an EP. ``version`` is its dossier's; ``requested`` the
    instant of its request."""

    dossier_id: int
    version: int
    nom: str
    prenom: str
    circonscription: str | None
    requested: datetime
    urgent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """What became of a saisine: the EP that takes it and what came of it, or why none does."""

    waiting: Waiting
    seance_id: int | None = None
    held: datetime | None = None
    outcome: Outcome | None = None
    refusals: tuple[Refusal, ...] = ()
    stale: StaleDossier | None = None

    @property
    def left(self) -> bool:
        """Whether it still waits."""
        return bool(self.refusals) or self.stale is not None


@dataclass(slots=True, kw_only=True)
class _Room:
    """An EP to come, and the guests of each of the lines that it has already."""

    id: int
    circonscription: str | None
    held: datetime
    kind: SeanceKind
    taken: int
    guests: list[int] = field(default_factory=list)

    def competent(self, place: str | None) -> bool:
        """Whether it is the EP of people of that circonscription."""
        of_place = self.circonscription in (None, place)
        return of_place and self.kind.takes(place)

    @property
    def full(self) -> bool:
        """Whether one line more would not fit."""
        return bool(Load.of([*self.guests, 0], self.kind.capacity, self.taken).excess)


def may_enrol(bearer: Bearer) -> bool:
    """Whether they put saisines on the agenda of an EP."""
    return isinstance(bearer, Actor) and bearer.role is Role.BOP


def waiting(
    store: Store, dossiers: Sequence[int] | None = None, *, reader: Reader = WHOLE
) -> list[Waiting]:
    """The saisines that wait for an EP, all or those of these dossiers, in their turn; those that
    are open to the reader."""
    query = (
        select(
            *(_DOSSIER.c[name] for name in ("id", "version", "circonscription")),
            *(_PERSONNE.c.nom, _PERSONNE.c.prenom),
            *(_DEMANDE.c.opened_at, _DEMANDE.c.urgent),
        )
        .join_from(_DOSSIER, _PERSONNE, _PERSONNE.c.id == _DOSSIER.c.personne_id)
        .join(_DEMANDE, _DEMANDE.c.dossier_id == _DOSSIER.c.id)
        .where(
            _DOSSIER.c.state == "attente_ep",
            _DEMANDE.c.closed_at.is_(None),
            visible(reader, Right.DOSSIER),
        )
        .order_by(_DEMANDE.c.urgent.desc(), _DEMANDE.c.opened_at, _DOSSIER.c.id)
    )
    if dossiers is not None:
        query = query.where(_DOSSIER.c.id.in_(dossiers))
    with store.read() as connection:
        return [
            Waiting(
                dossier_id=row.id,
                version=row.version,
                nom=row.nom,
                prenom=row.prenom,
                circonscription=row.circonscription,
                requested=from_micros(row.opened_at),
                urgent=bool(row.urgent),
            )
            for row in connection.execute(query)
        ]


def enrol(
    store: Store,
    rulebook: Rulebook,
    act: Act,
    saisines: Sequence[Waiting],
    *,
    key: str | None = None,
    trial: bool = False,
) -> Iterator[Enrolled]:
    """Each saisine, in this order, on the next competent EP with room. ``trial``: nothing is
    written, and what would be refused is told. With a ``key``, a saisine that is given again gets
    its first answer back when it falls to the same EP, and is refused when it falls to another;
    ``waiting`` no longer gives those that were enrolled, so that a lot begun again goes on with the
    rest.

    An EP of a kind that the configuration no longer has takes nobody: it is logged, and told to
    those whom it leaves without an EP."""
    to_come = _to_come(store, rulebook, act.occurred)
    known = {kind.code for kind in rulebook.kinds}
    with store.glance() as tx:
        rooms = [_room(tx, rulebook, ep) for ep in to_come if ep.genre in known]
    closed = [ep for ep in to_come if ep.genre not in known]
    for ep in closed:
        _log.warning("enrolment.kind_unknown", seance=ep.id, genre=ep.genre)
    for one in saisines:
        competent = [room for room in rooms if room.competent(one.circonscription)]
        room = next((room for room in competent if not room.full), None)
        if room is None:
            why = [
                _closed(ep) for ep in closed if ep.circonscription in (None, one.circonscription)
            ]
            yield Enrolled(waiting=one, refusals=(_nowhere(one, competent), *why))
            continue
        done = _put(store, rulebook, act, one, room, key=key, trial=trial)
        if not done.left:
            room.guests.append(0)
        yield done


def _put(
    store: Store,
    rulebook: Rulebook,
    act: Act,
    one: Waiting,
    room: _Room,
    *,
    key: str | None,
    trial: bool,
) -> Enrolled:
    answer = Enrolled(waiting=one, seance_id=room.id, held=room.held)
    command = Command(
        dossier_id=one.dossier_id,
        act=replace(act, event=ENROL, data={"seance": room.id}),
        expected_version=one.version,
        key=None if key is None else f"{key}-{one.dossier_id}",
        batch=key,
    )
    try:
        if trial:
            return replace(answer, refusals=commands.objections(store, rulebook, command))
        return replace(answer, outcome=commands.perform(store, rulebook, command))
    except Refused as refused:
        return replace(answer, refusals=refused.refusals)
    except StaleDossier as stale:
        return replace(answer, stale=stale)


def _to_come(store: Store, rulebook: Rulebook, now: datetime) -> list[SeanceView]:
    """The EP to come that still take lines, the next first."""
    today = rulebook.local_day(now)
    query = (
        select(
            *(_SEANCE.c[name] for name in ("id", "genre", "circonscription", "held_at", "state"))
        )
        .where(
            _SEANCE.c.instance == Body.DECISION.value,
            _SEANCE.c.state.in_(_TO_COME),
            _SEANCE.c.held_at > to_micros(now - timedelta(days=1)),
        )
        .order_by(_SEANCE.c.held_at, _SEANCE.c.id)
    )
    with store.read() as connection:
        rows = connection.execute(query).mappings().all()
    found = [programme.view(row["id"], dict(row)) for row in rows]
    return [ep for ep in found if rulebook.local_day(ep.held) >= today]


def _room(tx: Tx, rulebook: Rulebook, ep: SeanceView) -> _Room:
    return _Room(
        id=ep.id,
        circonscription=ep.circonscription,
        held=ep.held,
        kind=rulebook.kind_held(ep),
        taken=minutes_of(points.read(tx, ep.id)),
        guests=[one.guests for one in candidates.waiting(tx, rulebook, ep.id)],
    )


def _closed(ep: SeanceView) -> Refusal:
    return Refusal(
        code="genre_hors_configuration",
        sentence=f"L’EP {numbered(ep.id)} est du genre {quoted(ep.genre)}, qui n’est plus dans la"
        " configuration : elle ne prend personne.",
        remedy="Remettez-le sous « seances », au besoin avec sa date de fin.",
    )


def _nowhere(one: Waiting, competent: Sequence[_Room]) -> Refusal:
    if competent:
        return Refusal(
            code="ep_completes",
            sentence="Les EP au programme sont complètes.",
            remedy="Programmez une EP de plus, ou arbitrez l’ordre du jour de la prochaine.",
            source="webRSA, zones de l’EP",
        )
    place = one.circonscription
    where = "une circonscription inconnue" if place is None else f"la circonscription {place}"
    return Refusal(
        code="aucune_ep_competente",
        sentence=f"Aucune EP compétente pour {where} n’est au programme.",
        remedy="Programmez-la : « seance programmer », ou « seance generer ».",
        source="webRSA, zones de l’EP",
    )
