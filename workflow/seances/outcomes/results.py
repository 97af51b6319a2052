"""Results given to many lines at once: the list of consensual situations, « tout accepter ».

Each dossier has its own transaction and its own entry; one that refuses does not stop the others.
The selection is frozen as it was shown: a dossier that changed since is told, not decided.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import structlog
from sqlalchemy import select

from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.situation import Act
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.acts import commands
from workflow.acts.commands import Command, StaleDossier
from workflow.acts.recording import Outcome
from workflow.database.store import DRIVER_ERRORS, DatabaseUnreachable, Store
from workflow.seances.commands import UnknownSeance
from workflow.tables.columns import table
from workflow.tables.subjects import Demande, Dossier, Passage, Personne, Seance, Service

_PASSAGE, _DOSSIER, _PERSONNE = table(Passage), table(Dossier), table(Personne)
_DEMANDE, _SERVICE, _SEANCE = table(Demande), table(Service), table(Seance)
_TYPE = "type_orientation"

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """A line that waits for its result, as it is shown: ``version`` is its dossier's.

    ``wished`` is the service asked for, ``usual_type`` the type of orientation (webRSA's number)
    of people whom it accompanies; both None when the line bears no request.
    """

    passage_id: int
    dossier_id: int
    version: int
    nom: str
    prenom: str
    nature: str
    methode: str | None
    wished: str | None
    usual_type: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What became of one line: its outcome, or why not. ``stale``: who changed the dossier since
    the selection was shown; ``failed``: the database did not take it, which may be asked again."""

    line: Awaited
    outcome: Outcome | None = None
    refusals: tuple[Refusal, ...] = ()
    stale: StaleDossier | None = None
    failed: bool = False

    @property
    def left(self) -> bool:
        """Whether it did not get its result, or would not."""
        return bool(self.refusals) or self.stale is not None or self.failed


def awaited(store: Store, seance_id: int) -> list[Awaited]:
    """The lines retained on the agenda that have no result yet, in the agenda's order. Raises
    UnknownSeance."""
    query = (
        select(
            *(_PASSAGE.c[name] for name in ("id", "dossier_id", "nature", "methode")),
            *(_DOSSIER.c.version, _PERSONNE.c.nom, _PERSONNE.c.prenom),
            *(_SERVICE.c.libelle, _SERVICE.c.type_orientation),
        )
        .join_from(_PASSAGE, _DOSSIER, _DOSSIER.c.id == _PASSAGE.c.dossier_id)
        .join(_PERSONNE, _PERSONNE.c.id == _DOSSIER.c.personne_id)
        .outerjoin(_DEMANDE, _DEMANDE.c.id == _PASSAGE.c.demande_id)
        .outerjoin(_SERVICE, _SERVICE.c.id == _DEMANDE.c.service_souhaite)
        .where(_PASSAGE.c.seance_id == seance_id, _PASSAGE.c.state == "retenu")
        .order_by(_PASSAGE.c.rank.is_(None), _PASSAGE.c.rank, _PASSAGE.c.id)
    )
    with store.read() as connection:
        if (
            connection.execute(select(_SEANCE.c.id).where(_SEANCE.c.id == seance_id)).first()
            is None
        ):
            raise UnknownSeance(seance_id)
        return [
            Awaited(
                passage_id=row.id,
                dossier_id=row.dossier_id,
                version=row.version,
                nom=row.nom,
                prenom=row.prenom,
                nature=row.nature,
                methode=row.methode,
                wished=row.libelle,
                usual_type=row.type_orientation,
            )
            for row in connection.execute(query)
        ]


def give(
    store: Store,
    rulebook: Rulebook,
    act: Act,
    lines: Sequence[Awaited],
    *,
    key: str | None = None,
    batch: str | None = None,
) -> Iterator[Given]:
    """The same result for each of these lines, one transaction a dossier: what the database does
    not take of one leaves the others. With a ``key``, a lot begun again gives the first answers
    back and goes on."""

    def decide(line: Awaited) -> Given:
        command = _command(act, line, key=key, batch=batch or key)
        try:
            return Given(line=line, outcome=commands.perform(store, rulebook, command))
        except Refused as refused:
            return Given(line=line, refusals=refused.refusals)
        except StaleDossier as stale:
            return Given(line=line, stale=stale)
        except (*DRIVER_ERRORS, DatabaseUnreachable) as error:
            _log.warning("result.failed", passage=line.passage_id, error=type(error).__name__)
            return Given(line=line, failed=True)

    return store.each(decide, lines)


def preview(
    store: Store, rulebook: Rulebook, act: Act, lines: Sequence[Awaited]
) -> Iterator[Given]:
    """The same, nothing being written: what would refuse, and why."""

    def look(line: Awaited) -> Given:
        command = _command(act, line, key=None, batch=None)
        try:
            return Given(line=line, refusals=commands.objections(store, rulebook, command))
        except StaleDossier as stale:
            return Given(line=line, stale=stale)

    return store.each(look, lines)


def _command(act: Act, line: Awaited, *, key: str | None, batch: str | None) -> Command:
    data = dict(act.data or {})
    if line.usual_type is not None and _asks_type(act.event):
        data.setdefault(_TYPE, line.usual_type)
    return Command(
        dossier_id=line.dossier_id,
        act=replace(act, data=data),
        passage_id=line.passage_id,
        expected_version=line.version,
        key=None if key is None else f"{key}-{line.passage_id}",
        batch=batch,
    )


def _asks_type(event: str) -> bool:
    exits = PROCEDURE.node(Machine.PASSAGE, "retenu").by_event.get(event, ())
    return any(field.name == _TYPE for exit in exits for field in exit.asks)
