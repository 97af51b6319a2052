"""What screens show of one dossier, and of who is in the registry. Nothing is locked.

Names and addresses are in these answers: they are for the operator's screen, never for a log.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, select

from rules.seances.waiting import WaitingLine, waiting
from rules.subjects import Subject, SubjectKind
from workflow.acts.cases import UnknownDossier
from workflow.acts.foyer import tells_right
from workflow.database.instants import from_micros, instant_or_none
from workflow.database.queries import Query
from workflow.database.store import Store
from workflow.reading import answers, foyers, line_facts, sharing
from workflow.reading.answers import Answer
from workflow.reading.foyers import Member
from workflow.reading.line_facts import NOTHING, Told
from workflow.reading.sharing import Sharing
from workflow.tables.columns import table
from workflow.tables.subjects import (
    Circonscription,
    CodeLine,
    Demande,
    Dossier,
    Passage,
    Personne,
    Seance,
    Service,
)
from workflow.trail import facts

_PERSONNE, _DOSSIER, _DEMANDE = table(Personne), table(Dossier), table(Demande)
_SEANCE, _PASSAGE, _SERVICE = table(Seance), table(Passage), table(Service)
_CODES, _PLACE = table(CodeLine), table(Circonscription)

MOTIVES, TYPES = "reorientation_motifs", "typesorients"
"""webRSA's lists of the motives of a request and of the types of orientation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLine:
    """A service of the referential. ``circonscriptions`` empty: the whole département."""

    id: int
    label: str
    genre: str | None
    circonscriptions: tuple[str, ...]
    email: str | None
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a dossier is about."""

    id: int
    webrsa_id: int | None
    civilite: str | None
    nom: str
    prenom: str
    date_naissance: str
    numero_demande_rsa: str | None
    telephone: str | None
    email: str | None
    ville: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandeSheet:
    """The open request for réorientation of the person. Accords are None until they are known."""

    id: int
    dossier_id: int
    opened: datetime
    motif: str | None
    service_souhaite: str | None
    consulted: str | None
    consultation_impossible: bool
    accord_allocataire: bool | None
    accord_accueil: bool | None
    urgent: bool
    numero_webrsa: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSheet:
    """An open line of the dossier in a séance. ``told``: the person was told of it."""

    id: int
    nature: str
    state: str
    seance_id: int
    genre: str
    held: datetime
    seance_state: str
    answers: tuple[Answer, ...]
    told: Told | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierSheet:
    """A whole dossier. ``version`` is what a form must give back to act on what it showed;
    ``waiting``: its lines without request that left a séance unexamined and stand in no other."""

    id: int
    version: int
    state: str
    previous_state: str | None
    rank: int | None
    origine: str | None
    type_orientation: str | None
    droit: str
    circonscription: str | None
    circonscription_label: str | None
    born: datetime
    closed: datetime | None
    previous_id: int | None
    next_id: int | None
    person: Identity
    service: ServiceLine | None
    demande: DemandeSheet | None
    lines: tuple[LineSheet, ...]
    waiting: tuple[WaitingLine, ...]
    foyer: tuple[Member, ...]
    sharing: Sharing


def dossier(store: Store, dossier_id: int) -> DossierSheet:
    """Everything of one dossier but its deadlines and its journal. Raises UnknownDossier."""
    with store.read() as connection:
        row = _SHEET.first(connection, number=dossier_id)
        if row is None:
            raise UnknownDossier(dossier_id)
        served = (
            None if row.service_id is None else _SERVED.first(connection, number=row.service_id)
        )
        return DossierSheet(
            id=row.id,
            version=row.version,
            state=row.state,
            previous_state=row.previous_state,
            rank=row.rank,
            origine=row.origine,
            type_orientation=_code_label(row.type_words, row.type_orientation),
            droit=row.droit,
            circonscription=row.circonscription,
            circonscription_label=row.place,
            born=from_micros(row.born_at),
            closed=instant_of(row.closed_at),
            previous_id=row.previous_id,
            next_id=row.next_id,
            person=Identity(**{column: getattr(row, f"p_{column}") for column in _IDENTITY}),
            service=None if served is None else _service(served),
            demande=None if row.closed_at else _demande(connection, row.personne_id),
            lines=_open_lines(connection, dossier_id),
            waiting=_waiting(connection, dossier_id),
            foyer=tuple(
                foyers.members(
                    connection,
                    row.personne_id,
                    tells=tells_right(row.closed_at, row.state),
                    droit=row.droit,
                )
            ),
            sharing=sharing.of_person(connection, row.personne_id),
        )


def person(store: Store, dossier_id: int) -> Identity:
    """Whose dossier it is. Raises UnknownDossier."""
    with store.read() as connection:
        row = _WHOSE.first(connection, number=dossier_id)
    if row is None:
        raise UnknownDossier(dossier_id)
    return Identity(**row._asdict())


def services(store: Store, ids: Sequence[int] | None = None) -> list[ServiceLine]:
    """The services of those numbers, all of them for None."""
    with store.read() as connection:
        return _services(connection, ids)


def service_names(store: Store) -> dict[int, str]:
    """The services that the registry knows: number → name."""
    with store.read() as connection:
        return _NAMES.pairs(connection)


def circonscriptions(store: Store) -> dict[str, str]:
    """The circonscriptions that the registry knows: code → label."""
    with store.read() as connection:
        return _PLACES.pairs(connection)


_NAMES = Query(select(_SERVICE.c.id, _SERVICE.c.libelle).order_by(_SERVICE.c.id))
_PLACES = Query(select(_PLACE.c.code, _PLACE.c.libelle).order_by(_PLACE.c.code))
_IDENTITY = (
    *("id", "webrsa_id", "civilite", "nom", "prenom", "date_naissance", "numero_demande_rsa"),
    *("telephone", "email", "ville"),
)
_NEXT, _TYPE = _DOSSIER.alias("following"), _CODES.alias("type_of_it")
_WHOSE = Query(
    select(*(_PERSONNE.c[column] for column in _IDENTITY))
    .join_from(_DOSSIER, _PERSONNE)
    .where(_DOSSIER.c.id == bindparam("number"))
)
_SHEET = Query(
    select(
        *_DOSSIER.c,
        *(_PERSONNE.c[column].label(f"p_{column}") for column in _IDENTITY),
        _PLACE.c.libelle.label("place"),
        *(_NEXT.c.id.label("next_id"), _TYPE.c.libelle.label("type_words")),
    )
    .join_from(_DOSSIER, _PERSONNE)
    .outerjoin(
        _TYPE, and_(_TYPE.c.liste == TYPES, _TYPE.c.identifiant == _DOSSIER.c.type_orientation)
    )
    .outerjoin(_PLACE, _PLACE.c.code == _DOSSIER.c.circonscription)
    .outerjoin(_NEXT, _NEXT.c.previous_id == _DOSSIER.c.id)
    .where(_DOSSIER.c.id == bindparam("number"))
)
_SERVED = Query(select(_SERVICE).where(_SERVICE.c.id == bindparam("number")))
_ASKED = Query(
    select(_DEMANDE, _SERVICE.c.libelle, _CODES.c.libelle.label("motive"))
    .outerjoin(_SERVICE, _SERVICE.c.id == _DEMANDE.c.service_souhaite)
    .outerjoin(
        _CODES, and_(_CODES.c.liste == MOTIVES, _CODES.c.identifiant == _DEMANDE.c.motif_code)
    )
    .where(_DEMANDE.c.personne_id == bindparam("whose"), _DEMANDE.c.closed_at.is_(None))
)


_OPEN_LINES = Query(
    select(
        *(_PASSAGE.c[column] for column in ("id", "nature", "state", "seance_id")),
        *(_SEANCE.c.genre, _SEANCE.c.held_at, _SEANCE.c.state.label("seance_state")),
    )
    .join_from(_PASSAGE, _SEANCE)
    .where(_PASSAGE.c.dossier_id == bindparam("number"), _PASSAGE.c.open == 1)
    .order_by(_SEANCE.c.held_at, _PASSAGE.c.id)
)


def _services(connection: Connection, ids: Sequence[int] | None) -> list[ServiceLine]:
    query = select(_SERVICE).order_by(_SERVICE.c.id)
    if ids is not None:
        query = query.where(_SERVICE.c.id.in_(ids))
    return [_service(row) for row in connection.execute(query)]


def _service(row: Any) -> ServiceLine:
    return ServiceLine(
        id=row.id,
        label=row.libelle,
        genre=row.genre,
        circonscriptions=tuple(json.loads(row.circonscriptions)),
        email=row.email,
        active=bool(row.active),
    )


def _demande(connection: Connection, personne_id: int) -> DemandeSheet | None:
    row = _ASKED.first(connection, whose=personne_id)
    if row is None:
        return None
    return DemandeSheet(
        id=row.id,
        dossier_id=row.dossier_id,
        opened=from_micros(row.opened_at),
        motif=_code_label(row.motive, row.motif_code),
        service_souhaite=row.libelle,
        consulted=row.consulted,
        consultation_impossible=bool(row.consultation_impossible),
        accord_allocataire=_yes_or_no(row.accord_allocataire),
        accord_accueil=_yes_or_no(row.accord_accueil),
        urgent=bool(row.urgent),
        numero_webrsa=row.numero_webrsa,
    )


def _waiting(connection: Connection, dossier_id: int) -> tuple[WaitingLine, ...]:
    it = Subject(SubjectKind.DOSSIER, dossier_id)
    return waiting(facts.seen_of(connection, it), it)


def _open_lines(connection: Connection, dossier_id: int) -> tuple[LineSheet, ...]:
    rows = _OPEN_LINES.rows(connection, number=dossier_id)
    if not rows:
        return ()
    mine = and_(_PASSAGE.c.dossier_id == dossier_id, _PASSAGE.c.open == 1)
    given = answers.of_lines(connection, mine)
    said = line_facts.of_dossier(connection, dossier_id)
    return tuple(
        LineSheet(
            id=row.id,
            nature=row.nature,
            state=row.state,
            seance_id=row.seance_id,
            genre=row.genre,
            held=from_micros(row.held_at),
            seance_state=row.seance_state,
            answers=given.get(row.id, ()),
            told=said.get(row.seance_id, NOTHING).told,
        )
        for row in rows
    )


def _code_label(words: str | None, number: int | None) -> str | None:
    """The words of a line of webRSA's lists; its number when the list does not have it."""
    return None if number is None else words or f"n° {number}"


def instant_of(micros: int | None) -> datetime | None:
    """The instant of a column that may be empty."""
    return instant_or_none(micros)


def _yes_or_no(value: int | None) -> bool | None:
    return None if value is None else bool(value)
