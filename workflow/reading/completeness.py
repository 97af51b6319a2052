"""What each service still owes a séance: its tableau, sent twice, its answers (S0 A.2 to A.4), its
needs where somebody comes from outside, and the order of its lines (S2)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from rules.rulebook import Rulebook
from rules.seances.kinds import Body
from rules.seances.priorities import owed
from rules.seances.sight import Sight
from rules.situation import SeanceView
from workflow.database.instants import from_micros
from workflow.database.store import Store
from workflow.reading import answers
from workflow.seances.commands import UnknownSeance
from workflow.seances.tableau.chase import Owing
from workflow.seances.tableau.sendings import (
    DUE,
    SENT,
    TO_THE_BAT,
    TO_THE_SERVICES,
    TO_THE_VISITOR,
    Sendings,
    earliest_due,
    first_sent,
)
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Passage, Seance, SeanceService, Service

_SEANCE, _SITS, _SERVICE = table(Seance), table(SeanceService), table(Service)
_PASSAGE, _DOSSIER = table(Passage), table(Dossier)
_GONE = ("reporte", "retire")
_TO_ORDER = frozenset({"programmee", "preparee"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One sending of a service: when it left, and until when it is awaited; ``awaited``
    False when no delay of the séance asks it."""

    sent: datetime | None = None
    due: datetime | None = None
    awaited: bool = True

    @property
    def missing(self) -> bool:
        """Whether it is still awaited."""
        return self.awaited and self.sent is None

    def late(self, now: datetime) -> bool:
        """Whether it left, or will leave, after its date."""
        return self.due is not None and (self.sent or now) > self.due


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Where a service is: how many lines it brings, the two sendings of its tableau,
    what it told of its needs (D24), the lines of the others
    that it sees (by number) and of which it did not say whether it knows the person, and those of
    its own of which it owes the place (D15)."""

    service_id: int
    service: str
    brings: int
    to_the_services: Sending
    to_the_bat: Sending
    needs: Sending
    unanswered: tuple[int, ...]
    unordered: tuple[int, ...]

    @property
    def owing(self) -> Owing | None:
        """What is still awaited from it; None when nothing is."""
        owing = Owing(
            service_id=self.service_id,
            tableau=self.to_the_bat.missing,
            partage=self.to_the_services.missing,
            besoins=self.needs.missing,
            reponses=len(self.unanswered),
            ordre=len(self.unordered),
        )
        return owing if owing.anything else None


def of_seance(store: Store, rulebook: Rulebook, seance_id: int) -> list[Readiness]:
    """Each service that sits, by number. Raises UnknownSeance."""
    with store.read() as connection:
        return of(connection, rulebook, seance_id)


def of(connection: Connection, rulebook: Rulebook, seance_id: int) -> list[Readiness]:
    """The same inside a reading that is already open."""
    found = select(_SEANCE).where(_SEANCE.c.id == seance_id)
    seance = connection.execute(found).first()
    if seance is None:
        raise UnknownSeance(seance_id)
    brought = _lines(connection, seance_id)
    answered = answers.of_lines(connection, _PASSAGE.c.seance_id == seance_id)
    key = {"id": seance_id}
    sent = first_sent(connection.execute(SENT, key))
    due = earliest_due(connection.execute(DUE, key))
    sitting = connection.execute(
        select(_SERVICE.c.id, _SERVICE.c.libelle)
        .join(_SITS, _SITS.c.service_id == _SERVICE.c.id)
        .where(_SITS.c.seance_id == seance_id)
        .order_by(_SERVICE.c.id)
    )
    services = {row.id: row.libelle for row in sitting}
    shared = {service for code, service in sent if code == TO_THE_SERVICES}
    sight = Sight(state=seance.state, sitting=services, shared=shared)
    answering = seance.instance != Body.DECISION
    unordered = _unordered(rulebook, seance, brought)
    return [
        Readiness(
            service_id=service,
            service=label,
            brings=sum(1 for line in brought.values() if line.service == service),
            to_the_services=_sending(TO_THE_SERVICES, service, sent, due),
            to_the_bat=_sending(TO_THE_BAT, service, sent, due),
            needs=_sending(TO_THE_VISITOR, service, sent, due),
            unanswered=_unanswered(service, brought, answered, sight) if answering else (),
            unordered=unordered.get(service, ()),
        )
        for service, label in services.items()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Brought:
    """A line that counts: its service, and the place that it gives it."""

    service: int | None
    priority: int | None


def _lines(connection: Connection, seance_id: int) -> Mapping[int, _Brought]:
    """The lines that count, by number."""
    query = (
        select(_PASSAGE.c.id, _PASSAGE.c.priorite, _DOSSIER.c.service_id)
        .join_from(_PASSAGE, _DOSSIER, _DOSSIER.c.id == _PASSAGE.c.dossier_id)
        .where(_PASSAGE.c.seance_id == seance_id, _PASSAGE.c.state.not_in(_GONE))
        .order_by(_PASSAGE.c.id)
    )
    return {
        row.id: _Brought(service=row.service_id, priority=row.priorite)
        for row in connection.execute(query)
    }


def _unordered(
    rulebook: Rulebook, seance: Row[Any], brought: Mapping[int, _Brought]
) -> Mapping[int, tuple[int, ...]]:
    """By service, its lines of which it owes the place, as long as the agenda is not settled."""
    view = SeanceView(
        id=seance.id,
        genre=seance.genre,
        circonscription=seance.circonscription,
        held=from_micros(seance.held_at),
        state=seance.state,
    )
    asked = rulebook.kind_held(view).priority_from
    said: dict[int, dict[int, int | None]] = defaultdict(dict)
    for number, line in brought.items() if seance.state in _TO_ORDER else ():
        if line.service is not None:
            said[line.service][number] = line.priority
    return {service: owed(its, asked) for service, its in said.items()}


def _unanswered(
    service: int,
    brought: Mapping[int, _Brought],
    answered: Mapping[int, Sequence[answers.Answer]],
    sight: Sight,
) -> tuple[int, ...]:
    return tuple(
        number
        for number, line in brought.items()
        if line.service != service
        and sight.shows(line.service, service)
        and all(one.service_id != service for one in answered.get(number, ()))
    )


def _sending(
    code: str,
    service: int,
    sent: Sendings,
    due: Mapping[tuple[str, int], datetime | None],
) -> Sending:
    key = code, service
    return Sending(sent=sent.get(key), due=due.get(key), awaited=key in due)
