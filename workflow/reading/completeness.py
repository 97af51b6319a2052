"""What each service still owes a séance: its tableau, sent twice, and its answers (S0 A.2 to
A.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from rules.seances.kinds import Body
from workflow.database.store import Store
from workflow.reading import answers
from workflow.seances.commands import UnknownSeance
from workflow.seances.tableau.chase import Owing
from workflow.seances.tableau.sendings import (
    DUE,
    SENT,
    TO_THE_BAT,
    TO_THE_SERVICES,
    Sendings,
    earliest_due,
    first_sent,
)
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Passage, Seance, SeanceService, Service

_SEANCE, _SITS, _SERVICE = table(Seance), table(SeanceService), table(Service)
_PASSAGE, _DOSSIER = table(Passage), table(Dossier)
_GONE = ("reporte", "retire")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One sending of a service's tableau: when it left, and until when it is awaited; ``awaited``
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
    """Where a service is: how many lines it brings, its two sendings, and the lines of the others
    (by number) of which it did not say whether it knows the person."""

    service_id: int
    service: str
    brings: int
    to_the_services: Sending
    to_the_bat: Sending
    unanswered: tuple[int, ...]

    @property
    def owing(self) -> Owing | None:
        """What is still awaited from it; None when nothing is."""
        owing = Owing(
            service_id=self.service_id,
            tableau=self.to_the_bat.missing,
            partage=self.to_the_services.missing,
            reponses=len(self.unanswered),
        )
        return owing if owing.tableau or owing.partage or owing.reponses else None


def of_seance(store: Store, seance_id: int) -> list[Readiness]:
    """Each service that sits, by number. Raises UnknownSeance."""
    with store.read() as connection:
        return of(connection, seance_id)


def of(connection: Connection, seance_id: int) -> list[Readiness]:
    """The same inside a reading that is already open."""
    body = connection.execute(select(_SEANCE.c.instance).where(_SEANCE.c.id == seance_id)).scalar()
    if body is None:
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
    return [
        Readiness(
            service_id=service,
            service=label,
            brings=sum(1 for owner in brought.values() if owner == service),
            to_the_services=_sending(TO_THE_SERVICES, service, sent, due),
            to_the_bat=_sending(TO_THE_BAT, service, sent, due),
            unanswered=_unanswered(service, brought, answered) if body != Body.DECISION else (),
        )
        for service, label in sitting
    ]


def _lines(connection: Connection, seance_id: int) -> Mapping[int, int | None]:
    """The lines that count, and the service of each."""
    query = (
        select(_PASSAGE.c.id, _DOSSIER.c.service_id)
        .join_from(_PASSAGE, _DOSSIER, _DOSSIER.c.id == _PASSAGE.c.dossier_id)
        .where(_PASSAGE.c.seance_id == seance_id, _PASSAGE.c.state.not_in(_GONE))
        .order_by(_PASSAGE.c.id)
    )
    return {row.id: row.service_id for row in connection.execute(query)}


def _unanswered(
    service: int,
    brought: Mapping[int, int | None],
    answered: Mapping[int, Sequence[answers.Answer]],
) -> tuple[int, ...]:
    return tuple(
        line
        for line, owner in brought.items()
        if owner != service and all(one.service_id != service for one in answered.get(line, ()))
    )


def _sending(
    code: str,
    service: int,
    sent: Sendings,
    due: Mapping[tuple[str, int], datetime | None],
) -> Sending:
    key = code, service
    return Sending(sent=sent.get(key), due=due.get(key), awaited=key in due)
