"""What fiches draw on: the person, the orientation, the request, what séances said of it.

Read for a whole séance at once: an EP of four hundred dossiers asks as many questions as one.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, select

from rules.actors import Genre
from workflow.acts.cases import UnknownDossier
from workflow.database.instants import from_micros
from workflow.database.store import Store
from workflow.people.listed import ORIGINS
from workflow.reading import fiche_facts
from workflow.reading.dossiers import MOTIVES, TYPES
from workflow.reading.fiche import Asked, Fiche, Heard, Somebody, Structure
from workflow.reading.fiche_facts import CONTRACT, ORIENTED, REGISTERED
from workflow.seances.commands import UnknownSeance
from workflow.tables.columns import table
from workflow.tables.subjects import CodeLine, Demande, Dossier, Passage, Personne, Seance, Service

_DOSSIER, _PERSONNE, _SERVICE = table(Dossier), table(Personne), table(Service)
_DEMANDE, _PASSAGE, _SEANCE = table(Demande), table(Passage), table(Seance)
_WISHED = _SERVICE.alias("wished")
_MOTIVE, _TYPE, _WISHED_TYPE, _REFERENT = (
    table(CodeLine).alias(name) for name in ("motive", "type", "wished_type", "referent")
)
_GONE = ("reporte", "retire")


def of_dossier(store: Store, dossier_id: int) -> Fiche:
    """The fiche of a dossier, with its last request. Raises UnknownDossier."""
    last = (
        select(func.max(_DEMANDE.c.id)).where(_DEMANDE.c.dossier_id == dossier_id).scalar_subquery()
    )
    nowhere = _PASSAGE.c.id.is_(None)
    query = _fiches(nowhere, _DEMANDE.c.id == last).where(_DOSSIER.c.id == dossier_id)
    with store.read() as connection:
        ended = select(_DOSSIER.c.closed_at).where(_DOSSIER.c.id == dossier_id)
        found = _read(connection, query, until=connection.execute(ended).scalar())
    if not found:
        raise UnknownDossier(dossier_id)
    return found[0]


def of_seance(store: Store, seance_id: int, *, states: Sequence[str] = ()) -> list[Fiche]:
    """The fiches of the lines of a séance that ask for a réorientation, in the order of its agenda,
    without those that were put off or withdrawn; only those in these ``states`` when some are
    named. Raises UnknownSeance."""
    which = _PASSAGE.c.state.in_(states) if states else _PASSAGE.c.state.not_in(_GONE)
    there = and_(_PASSAGE.c.dossier_id == _DOSSIER.c.id, _PASSAGE.c.seance_id == seance_id)
    query = (
        _fiches(there, _DEMANDE.c.id == _PASSAGE.c.demande_id)
        .where(_PASSAGE.c.nature == "reorientation", which)
        .order_by(_PASSAGE.c.rank.is_(None), _PASSAGE.c.rank, _PASSAGE.c.id)
    )
    with store.read() as connection:
        held = connection.execute(select(_SEANCE.c.held_at).where(_SEANCE.c.id == seance_id))
        until = held.scalar()
        if until is None:
            raise UnknownSeance(seance_id)
        return _read(connection, query, until=until)


_OF_A_PERSON = (
    *("webrsa_id", "civilite", "nom", "prenom", "date_naissance", "numero_caf"),
    *("numero_demande_rsa", "role", "adresse", "code_postal", "ville", "telephone", "email"),
    *("situation_familiale", "enfants", "niveau_etude", "demande_le"),
)
_OF_A_REQUEST = (
    *("opened_at", "motif_code", "consulted", "consultation_impossible", "accord_allocataire"),
    *("accord_accueil", "motif_refus_accueil", "urgent", "canal", "numero_webrsa"),
)
_OF_A_SERVICE = ("id", "libelle", "adresse", "telephone", "email", "genre")


def _fiches(line: ColumnElement[bool], request: ColumnElement[bool]) -> Select[Any]:
    """Dossiers, each with the line and the request that these conditions join to it."""
    return (
        select(
            *(_DOSSIER.c[name] for name in ("id", "personne_id", "rank", "droit")),
            *(_DOSSIER.c.circonscription, _DOSSIER.c.origine),
            *(_PASSAGE.c.id.label("line"), _PASSAGE.c.rank.label("place"), _PASSAGE.c.seance_id),
            *(_PERSONNE.c[name].label(f"p_{name}") for name in _OF_A_PERSON),
            *(_DEMANDE.c[name].label(f"d_{name}") for name in _OF_A_REQUEST),
            *(_SERVICE.c[name].label(f"s_{name}") for name in _OF_A_SERVICE),
            *(_WISHED.c[name].label(f"w_{name}") for name in _OF_A_SERVICE),
            *(_TYPE.c.libelle.label("s_type"), _WISHED_TYPE.c.libelle.label("w_type")),
            *(_MOTIVE.c.libelle.label("motive"), _REFERENT.c.libelle.label("referent")),
        )
        .join_from(_DOSSIER, _PERSONNE, _PERSONNE.c.id == _DOSSIER.c.personne_id)
        .outerjoin(_PASSAGE, line)
        .outerjoin(_DEMANDE, request)
        .outerjoin(_SERVICE, _SERVICE.c.id == _DOSSIER.c.service_id)
        .outerjoin(_WISHED, _WISHED.c.id == _DEMANDE.c.service_souhaite)
        .outerjoin(_TYPE, _coded(_TYPE, TYPES, _DOSSIER.c.type_orientation))
        .outerjoin(_WISHED_TYPE, _coded(_WISHED_TYPE, TYPES, _WISHED.c.type_orientation))
        .outerjoin(_MOTIVE, _coded(_MOTIVE, MOTIVES, _DEMANDE.c.motif_code))
        .outerjoin(_REFERENT, _coded(_REFERENT, "referents", _DOSSIER.c.referent))
    )


def _coded(lines: Any, liste: str, number: ColumnElement[Any]) -> ColumnElement[bool]:
    """The line of that number in a list of webRSA's."""
    return and_(lines.c.liste == liste, lines.c.identifiant == number)


def _read(connection: Connection, query: Select[Any], *, until: int | None) -> list[Fiche]:
    rows = connection.execute(query).all()
    people = [row.personne_id for row in rows]
    heard = fiche_facts.heard(connection, people, until)
    facts = fiche_facts.facts(connection, people, until)
    words = fiche_facts.words(connection, [row.id for row in rows])
    return [_fiche(row, heard.get(row.personne_id, ()), facts, words.get(row.id)) for row in rows]


def _fiche(
    row: Row[Any],
    heard: Sequence[Heard],
    facts: Mapping[tuple[int, str], datetime],
    words: str | None,
) -> Fiche:
    return Fiche(
        dossier_id=row.id,
        seance_id=row.seance_id,
        line=row.line,
        rank=row.place,
        webrsa_rank=row.rank,
        droit=row.droit,
        circonscription=row.circonscription,
        origin=ORIGINS.get(row.origine, row.origine),
        type=row.s_type,
        service=_structure(row, "s"),
        referent=row.referent,
        person=_somebody(row),
        asked=None if row.d_opened_at is None else _asked(row, words),
        heard=tuple(heard),
        oriented=facts.get((row.personne_id, ORIENTED)),
        contract=facts.get((row.personne_id, CONTRACT)),
        registered=facts.get((row.personne_id, REGISTERED)),
    )


def _structure(row: Row[Any], prefix: str) -> Structure | None:
    told = row._mapping
    if told[f"{prefix}_libelle"] is None:
        return None
    genre = told[f"{prefix}_genre"]
    return Structure(
        id=told[f"{prefix}_id"],
        label=told[f"{prefix}_libelle"],
        type=told[f"{prefix}_type"],
        address=told[f"{prefix}_adresse"],
        telephone=told[f"{prefix}_telephone"],
        email=told[f"{prefix}_email"],
        genre=None if genre is None else Genre(genre),
    )


def _somebody(row: Row[Any]) -> Somebody:
    town = " ".join(part for part in (row.p_code_postal, row.p_ville) if part)
    return Somebody(
        webrsa_id=row.p_webrsa_id,
        civilite=row.p_civilite,
        nom=row.p_nom,
        prenom=row.p_prenom,
        born=_day(row.p_date_naissance),
        numero_caf=row.p_numero_caf,
        numero_demande_rsa=row.p_numero_demande_rsa,
        role=row.p_role,
        address=tuple(part for part in (row.p_adresse, town) if part),
        telephone=row.p_telephone,
        email=row.p_email,
        situation_familiale=row.p_situation_familiale,
        enfants=row.p_enfants,
        niveau_etude=row.p_niveau_etude,
        since=_day(row.p_demande_le),
    )


def _asked(row: Row[Any], words: str | None) -> Asked:
    return Asked(
        opened=from_micros(row.d_opened_at),
        motive=row.motive or _unnamed(row.d_motif_code),
        words=words,
        wished=_structure(row, "w"),
        consulted=_day(row.d_consulted),
        unreachable=bool(row.d_consultation_impossible),
        accord=_yes_or_no(row.d_accord_allocataire),
        welcome=_yes_or_no(row.d_accord_accueil),
        welcome_refused=row.d_motif_refus_accueil,
        urgent=bool(row.d_urgent),
        channel=row.d_canal,
        webrsa_number=row.d_numero_webrsa,
    )


def _unnamed(code: int | None) -> str | None:
    """A line that webRSA's lists do not have, by its number."""
    return None if code is None else f"n° {code}"


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


def _yes_or_no(value: int | None) -> bool | None:
    return None if value is None else bool(value)
