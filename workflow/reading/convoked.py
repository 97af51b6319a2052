"""Reads what the letters of a séance draw on: to its members, to the partners it invites."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, select

from rules.rulebook import Rulebook
from rules.seances.guests import Whom
from rules.seances.kinds import NATURE_LABELS, Nature
from workflow.database.store import Store
from workflow.reading import participants, points
from workflow.reading.addressed import OF_A_SEANCE, OF_A_SERVICE, host_of, sitting_of
from workflow.reading.letter_facts import AgendaItem, Host, LetterFacts, Recipient
from workflow.tables.columns import table
from workflow.tables.seats import Participant
from workflow.tables.subjects import Dossier, Passage, Seance, Service

_SERVICE, _SEANCE = table(Service), table(Seance)
_LINE, _DOSSIER = table(Passage), table(Dossier)
_PARTICIPANT = table(Participant)
_GONE = ("reporte", "retire")


def members(store: Store, rulebook: Rulebook, seance_id: int) -> list[LetterFacts]:
    """A letter for each of those who are awaited by their name in a séance, in the order of the
    table. Raises UnknownSeance."""
    attendance = participants.of_seance(store, rulebook, seance_id)
    about = _about(store, rulebook, seance_id)
    hosts = _hosts(store, {one.service_id for one in attendance.attendees})
    return [
        replace(
            about,
            recipient=_professional(one.name, one.title, hosts.get(one.service_id)),
            seat=one.function,
        )
        for one in attendance.attendees
        if one.name is not None
    ]


def partners(store: Store, rulebook: Rulebook, seance_id: int) -> list[LetterFacts]:
    """A letter for each partner whom a line of the séance invites by name. Raises UnknownSeance."""
    guests = participants.of_seance(store, rulebook, seance_id).guests
    about = _about(store, rulebook, seance_id)
    return [
        replace(about, recipient=_professional(one.name, one.title, None))
        for one in guests
        if one.whom is Whom.PARTENAIRE and one.name is not None
    ]


def member(store: Store, rulebook: Rulebook, seance_id: int, number: int) -> LetterFacts | None:
    """The letter to one member, by their number; None when they are not awaited there. Raises
    UnknownSeance."""
    awaited = select(_PARTICIPANT.c.id).where(
        _PARTICIPANT.c.seance_id == seance_id, _PARTICIPANT.c.membre_id == number
    )
    with store.read() as connection:
        found = connection.execute(awaited).scalar()
    attendance = participants.of_seance(store, rulebook, seance_id)
    for one in attendance.attendees:
        if one.id == found and one.name is not None:
            host = _hosts(store, {one.service_id}).get(one.service_id)
            recipient = _professional(one.name, one.title, host)
            about = _about(store, rulebook, seance_id)
            return replace(about, recipient=recipient, seat=one.function)
    return None


def partner(store: Store, rulebook: Rulebook, seance_id: int, number: int) -> LetterFacts | None:
    """The letter to one partner, by the number of their invitation; None when they are not invited
    there by name. Raises UnknownSeance."""
    for one in participants.of_seance(store, rulebook, seance_id).guests:
        if one.id == number and one.whom is Whom.PARTENAIRE and one.name is not None:
            about = _about(store, rulebook, seance_id)
            return replace(about, recipient=_professional(one.name, one.title, None))
    return None


def _about(store: Store, rulebook: Rulebook, seance_id: int) -> LetterFacts:
    """What is told of a séance, to nobody yet."""
    with store.read() as connection:
        row = connection.execute(select(*OF_A_SEANCE).where(_SEANCE.c.id == seance_id)).one()
        lines = list(_lines(connection, seance_id))
    told = [point for point in points.points_of(store, seance_id) if point.on_agenda]
    return LetterFacts(
        recipient=Recipient(civilite=None, name="", address=()),
        seance=sitting_of(row, rulebook),
        agenda=(
            *lines,
            *(AgendaItem(dossier=None, asked=point.title, service=None) for point in told),
        ),
    )


def _lines(connection: Connection, seance_id: int) -> Iterator[AgendaItem]:
    """Its lines in the order of the agenda, without a name."""
    query = (
        select(_LINE.c.dossier_id, _LINE.c.nature, _SERVICE.c.libelle)
        .join_from(_LINE, _DOSSIER, _DOSSIER.c.id == _LINE.c.dossier_id)
        .outerjoin(_SERVICE, _SERVICE.c.id == _DOSSIER.c.service_id)
        .where(_LINE.c.seance_id == seance_id, _LINE.c.state.not_in(_GONE))
        .order_by(_LINE.c.rank.is_(None), _LINE.c.rank, _LINE.c.id)
    )
    for row in connection.execute(query):
        asked = NATURE_LABELS[Nature(row.nature)]
        yield AgendaItem(dossier=row.dossier_id, asked=asked, service=row.libelle)


def _hosts(store: Store, numbers: set[int | None]) -> dict[int | None, Host]:
    columns = (_SERVICE.c[name].label(f"s_{name}") for name in OF_A_SERVICE)
    query: Any = select(_SERVICE.c.id, *columns).where(_SERVICE.c.id.in_(numbers - {None}))
    with store.read() as connection:
        rows: list[Row[Any]] = list(connection.execute(query))
    return {row.id: host for row in rows if (host := host_of(row, "s")) is not None}


def _professional(name: str | None, quality: str | None, host: Host | None) -> Recipient:
    return Recipient(
        civilite=None,
        name=name or "",
        quality=quality,
        organisation=None if host is None else host.label,
        address=() if host is None else host.address,
    )
