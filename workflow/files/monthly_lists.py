"""The lists of the month: frozen when first produced, journalled, and the same ever after."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, exists, select

from rules.actors import Actor, Genre, Role
from rules.days.months import Month
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from workflow.acts import commands
from workflow.acts.commands import Command
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement, insert_into
from workflow.database.store import Store, Tx
from workflow.organisations import cycles, offices
from workflow.people.listed import Line, awaited_for_diagnostic, newly_oriented
from workflow.people.register import hold_of_dossiers
from workflow.post import outbox
from workflow.tables.columns import table
from workflow.tables.post import MonthlyList
from workflow.tables.subjects import Dossier, Service
from workflow.trail import journal
from workflow.trail.journal import Entry

_PRODUCE = "produire_liste"


class ListKind(StrEnum):
    """The two lists of S0. Stored: never renamed."""

    ORIENTATIONS = "orientations"
    DIAGNOSTICS = "entretiens_diag"


class MonthNotBegun(ValueError):
    """A list is of people who are there, and nobody is there yet."""

    def __init__(self, month: Month) -> None:
        self.month = month
        super().__init__(f"Le mois {month.of_label} n’a pas commencé : attendez son premier jour.")


class MonthOver(ValueError):
    """The list says who is awaited now: for a month that is over it would be false."""

    def __init__(self, month: Month) -> None:
        self.month = month
        super().__init__(
            f"La liste « Entretiens diag » {month.of_label} n’a pas été produite pendant ce mois,"
            " et ne peut plus l’être : produisez celle du mois en cours."
        )


class UnknownService(LookupError):
    """No service bears that number, or it is not of the kind that has such a list."""

    def __init__(self, service_id: int, kind: ListKind) -> None:
        self.service_id = service_id
        wanted = "une ALI connue" if kind is ListKind.DIAGNOSTICS else "connu"
        super().__init__(f"Le service n° {service_id} n’est pas {wanted}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenList:
    """A list as it was first produced. ``sha256`` is that of its stored text; ``repeated``: it
    had been produced before."""

    kind: ListKind
    month: Month
    service_id: int
    service: str
    produced: datetime
    people: Sequence[Line]
    sha256: str
    repeated: bool


_SERVICE, _DOSSIER, _LIST = table(Service), table(Dossier), table(MonthlyList)
_FOLLOWS = exists().where(_DOSSIER.c.service_id == _SERVICE.c.id, _DOSSIER.c.closed_at.is_(None))
_SERVICES = {
    ListKind.ORIENTATIONS: Statement(select(_SERVICE.c.id).where(_FOLLOWS).order_by(_SERVICE.c.id)),
    ListKind.DIAGNOSTICS: Statement(
        select(_SERVICE.c.id)
        .where(_SERVICE.c.genre == Genre.ALI.value, _FOLLOWS)
        .order_by(_SERVICE.c.id)
    ),
}
_NAMED = Statement(
    select(_SERVICE.c.libelle, _SERVICE.c.genre).where(_SERVICE.c.id == bindparam("id"))
)
_FROZEN = Statement(
    select(_LIST.c.produced_at, _LIST.c.content, _LIST.c.sha256).where(
        _LIST.c.genre == bindparam("genre"),
        _LIST.c.month == bindparam("month"),
        _LIST.c.service_id == bindparam("service_id"),
    )
)
_FREEZE = insert_into(
    MonthlyList, "genre", "month", "service_id", "produced_at", "content", "sha256"
)


def services(store: Store, kind: ListKind) -> list[int]:
    """The services that have such a list: those that follow somebody, closed ones included."""
    with store.glance() as tx:
        return [row[0] for row in tx.all(_SERVICES[kind], {})]


def orientations(
    store: Store, rulebook: Rulebook, *, service: int, month: Month, now: datetime, actor: Actor
) -> FrozenList:
    """The people newly oriented to the service; each is told so in their dossier. Raises
    UnknownService, MonthNotBegun and, journalled, Refused."""

    def people(tx: Tx) -> list[Line]:
        return newly_oriented(tx, rulebook, service, month)

    def publish(tx: Tx, frozen: FrozenList) -> None:
        subject = Subject(SubjectKind.SERVICE, service)
        batch = f"liste-{frozen.kind.value}-{month}-{service}"
        journal.append(
            tx,
            journal.lock(tx, subject),
            Entry(
                act=_PRODUCE,
                actor=actor,
                occurred=now,
                known=now,
                body={**_summary(frozen), "dossiers": _dossiers(frozen)},
                batch=batch,
            ),
        )
        act = Act(
            event="publier_liste",
            actor=actor,
            occurred=now,
            known=now,
            data={"mois": str(month)},
            lot=True,
        )
        hold_of_dossiers(tx, _dossiers(frozen))
        for dossier in sorted(_dossiers(frozen)):
            commands.carry_out(tx, rulebook, Command(dossier_id=dossier, act=act, batch=batch))

    _check_begun(rulebook, month, now)
    return _produce(store, ListKind.ORIENTATIONS, service, month, now, actor, people, publish)


def diagnostics(
    store: Store, rulebook: Rulebook, *, ali: int, month: Month, now: datetime, actor: Actor
) -> FrozenList:
    """The people whom the ALI must receive for a diagnostic. Raises UnknownService, MonthNotBegun,
    MonthOver and, journalled, Refused."""

    def people(tx: Tx) -> list[Line]:
        if Month.of(rulebook.local_day(now)) != month:
            raise MonthOver(month)
        return awaited_for_diagnostic(tx, rulebook, ali)

    def publish(tx: Tx, frozen: FrozenList) -> None:
        offices.record_facts(
            tx,
            rulebook,
            Subject(SubjectKind.SERVICE, ali),
            ["liste_diagnostic_produite"],
            Act(event=_PRODUCE, actor=actor, occurred=now, known=now),
            data={**_summary(frozen), "dossiers": _dossiers(frozen)},
        )

    _check_begun(rulebook, month, now)
    # The list closes the month's deadline: should the scheduler be late, it opens first.
    for one in cycles.due(store, rulebook, now):
        cycles.open_period(store, rulebook, one, now)
    return _produce(store, ListKind.DIAGNOSTICS, ali, month, now, actor, people, publish)


def _check_begun(rulebook: Rulebook, month: Month, now: datetime) -> None:
    if Month.of(rulebook.local_day(now)) < month:
        raise MonthNotBegun(month)


def _produce(
    store: Store,
    kind: ListKind,
    service_id: int,
    month: Month,
    now: datetime,
    actor: Actor,
    people: Callable[[Tx], list[Line]],
    publish: Callable[[Tx, FrozenList], None],
) -> FrozenList:
    act = Act(event=_PRODUCE, actor=actor, occurred=now, known=now)
    subject = Subject(SubjectKind.SERVICE, service_id)
    with store.glance() as tx:
        named = tx.one(_NAMED, {"id": service_id})
    if named is None or (kind is ListKind.DIAGNOSTICS and named[1] != Genre.ALI.value):
        raise UnknownService(service_id, kind)
    label = str(named[0])

    def produce(tx: Tx) -> FrozenList:
        journal.lock(tx, subject)
        found = _frozen(tx, kind, service_id, month)
        if found is None:
            found = _freeze(tx, kind, service_id, label, month, now, people(tx))
            publish(tx, found)
            if found.people and actor.service_id != service_id:
                _tell(tx, found, now)
        return found

    try:
        _check_actor(actor, kind, service_id)
        return store.attempt(produce)
    except Refused as refused:
        with store.write() as tx:
            commands.journal_refusal(tx, subject, act, refused)
        raise


def _check_actor(actor: Actor, kind: ListKind, service_id: int) -> None:
    """The BOP and the scheduler make lists; an ALI, that of its own diagnostics."""
    own = kind is ListKind.DIAGNOSTICS and actor.service_id == service_id
    if own or actor.role in (Role.BOP, Role.SYSTEME):
        return
    raise Refused(
        _PRODUCE,
        (
            Refusal(
                code="acteur_non_autorise",
                sentence="« Produire la liste du mois » n’est pas ouvert à votre rôle.",
                remedy="Demandez-le à un bureau du département.",
            ),
        ),
    )


def _frozen(tx: Tx, kind: ListKind, service_id: int, month: Month) -> FrozenList | None:
    row = tx.one(_FROZEN, {"genre": kind.value, "month": str(month), "service_id": service_id})
    if row is None:
        return None
    content = json.loads(row[1])
    return FrozenList(
        kind=kind,
        month=month,
        service_id=service_id,
        service=content["service"],
        produced=from_micros(row[0]),
        people=content["personnes"],
        sha256=row[2],
        repeated=True,
    )


def _freeze(
    tx: Tx,
    kind: ListKind,
    service_id: int,
    service: str,
    month: Month,
    now: datetime,
    people: list[Line],
) -> FrozenList:
    content = json.dumps({"service": service, "personnes": people}, ensure_ascii=False)
    digest = hashlib.sha256(content.encode()).hexdigest()
    tx.write(
        _FREEZE,
        {
            "genre": kind.value,
            "month": str(month),
            "service_id": service_id,
            "produced_at": to_micros(now),
            "content": content,
            "sha256": digest,
        },
    )
    return FrozenList(
        kind=kind,
        month=month,
        service_id=service_id,
        service=service,
        produced=from_micros(to_micros(now)),
        people=people,
        sha256=digest,
        repeated=False,
    )


def _tell(tx: Tx, frozen: FrozenList, now: datetime) -> None:
    """The service is told that its list is there, unless it made it."""
    outbox.write(
        tx,
        subject=Subject(SubjectKind.SERVICE, frozen.service_id),
        occasion="liste_du_mois",
        recipient=f"service:{frozen.service_id}",
        data={
            "reference": f"liste {frozen.month}",
            "liste": frozen.kind.value,
            "mois": frozen.month.label,
            "nombre": len(frozen.people),
        },
        key=f"liste-{frozen.kind}-{frozen.month}-{frozen.service_id}",
        now=now,
    )


def _summary(frozen: FrozenList) -> dict[str, object]:
    """What the journal keeps of a list: nothing that names anybody."""
    return {
        "liste": frozen.kind.value,
        "mois": str(frozen.month),
        "personnes": len(frozen.people),
        "sha256": frozen.sha256,
    }


def _dossiers(frozen: FrozenList) -> list[int]:
    return [number for line in frozen.people if isinstance(number := line["dossier"], int)]
