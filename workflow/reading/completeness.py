"""What each service still owes a séance: its tableau, sent twice, its answers (S0 A.2 to A.4), its
needs where somebody comes from outside, the order of its lines, and who they invite (S2)."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from rules.rulebook import Rulebook
from rules.seances.kinds import Body, SeanceKind
from rules.seances.priorities import owed
from rules.seances.sight import Sight
from rules.situation import SeanceView
from workflow.acts import guests
from workflow.database.instants import from_micros
from workflow.database.store import Store
from workflow.reading import answers
from workflow.seances.commands import UnknownSeance
from workflow.seances.tableau.chase import Owing
from workflow.seances.tableau.sendings import (
    TO_THE_BAT,
    TO_THE_SERVICES,
    TO_THE_VISITOR,
    Sendings,
    due_in,
    sent_in,
)
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Passage, Seance, SeanceService, Service

_SEANCE, _SITS, _SERVICE = table(Seance), table(SeanceService), table(Service)
_PASSAGE, _DOSSIER = table(Passage), table(Dossier)
GONE = ("reporte", "retire")
TO_ORDER = frozenset({"programmee", "preparee"})
TO_COME = TO_ORDER | {"arretee"}


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
    what it told of its needs (D24), of how many lines of the others, which it sees, it is ``asked``
    whether it knows the person, those of which it did not say so (by number), and those of
    its own of which it owes the place (D15), and of which it did not say who is invited."""

    service_id: int
    service: str
    brings: int
    to_the_services: Sending
    to_the_bat: Sending
    needs: Sending
    asked: int
    unanswered: tuple[int, ...]
    unordered: tuple[int, ...]
    unguested: tuple[int, ...]

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
            invites=len(self.unguested),
        )
        return owing if owing.anything else None


def of_seance(store: Store, rulebook: Rulebook, seance_id: int) -> list[Readiness]:
    """Each service that sits, by number. Raises UnknownSeance."""
    found = of_seances(store, rulebook, [seance_id])
    if seance_id not in found:
        raise UnknownSeance(seance_id)
    return found[seance_id]


def owing(
    store: Store, rulebook: Rulebook, seance_id: int, services: Collection[int] | None = None
) -> list[Owing]:
    """What each service still owes the séance, or those of these services that owe something.
    Raises UnknownSeance."""
    return [
        one.owing
        for one in of_seance(store, rulebook, seance_id)
        if one.owing is not None and (services is None or one.service_id in services)
    ]


def of_seances(
    store: Store, rulebook: Rulebook, numbers: Collection[int]
) -> Mapping[int, list[Readiness]]:
    """The same of several séances at once; one that does not exist has no answer."""
    with store.read() as connection:
        rows = connection.execute(select(_SEANCE).where(_SEANCE.c.id.in_(numbers))).all()
        known = _Known.read(connection, numbers)
        kinds = {row.id: _kind(rulebook, row) for row in rows}
        asked = [row.id for row in rows if kinds[row.id].wants_guests and row.state in TO_COME]
        untold = guests.untold(connection, asked)
    return {row.id: list(_of(row, kinds[row.id], known, untold)) for row in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known of several séances, by their numbers."""

    brought: Mapping[int, Mapping[int, "_Brought"]]
    answered: Mapping[int, Sequence[answers.Answer]]
    sent: Mapping[int, Sendings]
    due: Mapping[int, Mapping[tuple[str, int], datetime | None]]
    sitting: Mapping[int, Mapping[int, str]]

    @classmethod
    def read(cls, connection: Connection, numbers: Collection[int]) -> "_Known":
        """In as many queries for one séance as for twenty."""
        sitting: dict[int, dict[int, str]] = defaultdict(dict)
        seats = (
            select(_SITS.c.seance_id, _SERVICE.c.id, _SERVICE.c.libelle)
            .join(_SITS, _SITS.c.service_id == _SERVICE.c.id)
            .where(_SITS.c.seance_id.in_(numbers))
            .order_by(_SERVICE.c.id)
        )
        for seance_id, service, label in connection.execute(seats):
            sitting[seance_id][service] = label
        return cls(
            brought=_lines(connection, numbers),
            answered=answers.of_lines(connection, _PASSAGE.c.seance_id.in_(numbers)),
            sent=sent_in(connection, numbers),
            due=due_in(connection, numbers),
            sitting=sitting,
        )


def _of(
    seance: Row[Any], kind: SeanceKind, known: _Known, untold: Collection[int]
) -> Iterator[Readiness]:
    brought, sent = known.brought.get(seance.id, {}), known.sent.get(seance.id, {})
    due, services = known.due.get(seance.id, {}), known.sitting.get(seance.id, {})
    shared = {service for code, service in sent if code == TO_THE_SERVICES}
    sight = Sight(state=seance.state, sitting=services, shared=shared)
    answering = seance.instance != Body.DECISION
    unordered = _unordered(kind, seance, brought)
    for service, label in services.items():
        asked = _asked(service, brought, sight) if answering else []
        yield Readiness(
            service_id=service,
            service=label,
            brings=sum(1 for line in brought.values() if line.service == service),
            to_the_services=_sending(TO_THE_SERVICES, service, sent, due),
            to_the_bat=_sending(TO_THE_BAT, service, sent, due),
            needs=_sending(TO_THE_VISITOR, service, sent, due),
            asked=len(asked),
            unanswered=tuple(
                number
                for number in asked
                if all(one.service_id != service for one in known.answered.get(number, ()))
            ),
            unordered=unordered.get(service, ()),
            unguested=tuple(
                number
                for number, line in brought.items()
                if line.service == service and number in untold
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Brought:
    """A line that counts: its service, and the place that it gives it."""

    service: int | None
    priority: int | None


def _lines(
    connection: Connection, numbers: Collection[int]
) -> Mapping[int, Mapping[int, _Brought]]:
    """The lines that count, by séance then by number."""
    query = (
        select(_PASSAGE.c.id, _PASSAGE.c.seance_id, _PASSAGE.c.priorite, _DOSSIER.c.service_id)
        .join_from(_PASSAGE, _DOSSIER, _DOSSIER.c.id == _PASSAGE.c.dossier_id)
        .where(_PASSAGE.c.seance_id.in_(numbers), _PASSAGE.c.state.not_in(GONE))
        .order_by(_PASSAGE.c.id)
    )
    found: dict[int, dict[int, _Brought]] = defaultdict(dict)
    for row in connection.execute(query):
        found[row.seance_id][row.id] = _Brought(service=row.service_id, priority=row.priorite)
    return found


def _kind(rulebook: Rulebook, seance: Row[Any]) -> SeanceKind:
    view = SeanceView(
        id=seance.id,
        genre=seance.genre,
        circonscription=seance.circonscription,
        held=from_micros(seance.held_at),
        state=seance.state,
    )
    return rulebook.kind_held(view)


def _unordered(
    kind: SeanceKind, seance: Row[Any], brought: Mapping[int, _Brought]
) -> Mapping[int, tuple[int, ...]]:
    """By service, its lines of which it owes the place, as long as the agenda is not settled."""
    said: dict[int, dict[int, int | None]] = defaultdict(dict)
    for number, line in brought.items() if seance.state in TO_ORDER else ():
        if line.service is not None:
            said[line.service][number] = line.priority
    return {service: owed(its, kind.priority_from) for service, its in said.items()}


def _asked(service: int, brought: Mapping[int, _Brought], sight: Sight) -> list[int]:
    """The lines of the others that the service sees, by number: it answers for them."""
    return [
        number
        for number, line in brought.items()
        if line.service != service and sight.shows(line.service, service)
    ]


def _sending(
    code: str,
    service: int,
    sent: Sendings,
    due: Mapping[tuple[str, int], datetime | None],
) -> Sending:
    key = code, service
    return Sending(sent=sent.get(key), due=due.get(key), awaited=key in due)
