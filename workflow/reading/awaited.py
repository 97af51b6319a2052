"""Whom séances still wait for, each with what is awaited and when they were last chased: the
services that owe them something, and those who were convoked and did not answer."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from rules.rulebook import Rulebook
from rules.seances.kinds import SeanceKind
from workflow.database.instants import from_micros
from workflow.database.store import Store
from workflow.reading import completeness
from workflow.reading.completeness import Readiness
from workflow.seances.tableau import chase
from workflow.seances.tableau.chase import Told
from workflow.tables import seats
from workflow.tables.columns import table
from workflow.tables.subjects import CodeLine, Service

_PARTICIPANT, _MEMBER = table(seats.Participant), table(seats.Membre)
_SERVICE, _CODE = table(Service), table(CodeLine)


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """Somebody who was convoked and did not say whether they come: who they are, else the service
    that sends whom it wants, else the seat."""

    id: int
    name: str
    invited: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """Whom one séance waits for. ``told``: who was already chased, and when."""

    owing: tuple[Readiness, ...]
    silent: tuple[Silent, ...]
    told: Told

    @property
    def anybody(self) -> bool:
        """Whether it waits for somebody."""
        return bool(self.owing or self.silent)


def by(store: Store, rulebook: Rulebook, kinds: Mapping[int, SeanceKind]) -> Mapping[int, Awaited]:
    """Of each of these séances, by its number and with its kind; in as many statements for one as
    for twenty."""
    ready = completeness.of_seances(store, rulebook, kinds)
    silent = _silent(store, kinds)
    told = chase.last_told(store, kinds)
    return {
        number: Awaited(
            owing=tuple(one for one in ready.get(number, ()) if one.owing is not None),
            silent=tuple(silent.get(number, ())),
            told=told[number],
        )
        for number in kinds
    }


def _silent(store: Store, kinds: Mapping[int, SeanceKind]) -> Mapping[int, list[Silent]]:
    query = (
        select(
            *(_PARTICIPANT.c[name] for name in ("id", "seance_id", "siege", "invited_at")),
            func.coalesce(
                _MEMBER.c.nom, _PARTICIPANT.c.nom, _CODE.c.libelle, _SERVICE.c.libelle
            ).label("name"),
        )
        .outerjoin(_MEMBER, _MEMBER.c.id == _PARTICIPANT.c.membre_id)
        .outerjoin(_SERVICE, _SERVICE.c.id == _PARTICIPANT.c.service_id)
        .outerjoin(
            _CODE,
            and_(_CODE.c.liste == "referents", _CODE.c.identifiant == _PARTICIPANT.c.referent),
        )
        .where(
            _PARTICIPANT.c.seance_id.in_(kinds),
            _PARTICIPANT.c.sits == 1,
            _PARTICIPANT.c.invited_at.is_not(None),
            _PARTICIPANT.c.reponse.is_(None),
            _PARTICIPANT.c.presence.is_(None),
        )
        .order_by(_PARTICIPANT.c.id)
    )
    found: dict[int, list[Silent]] = defaultdict(list)
    with store.read() as connection:
        for row in connection.execute(query):
            seat = kinds[row.seance_id].seat(row.siege)
            found[row.seance_id].append(
                Silent(
                    id=row.id,
                    name=row.name or (row.siege if seat is None else seat.label),
                    invited=from_micros(row.invited_at),
                )
            )
    return found
