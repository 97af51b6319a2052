"""Reads what the letters of a dossier, or of one of its lines, draw on."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, func, or_, select

from rules.actors import Genre
from rules.rulebook import Rulebook
from rules.seances.kinds import Body
from rules.subjects import SubjectKind
from workflow.acts.cases import UnknownDossier
from workflow.database.instants import from_micros
from workflow.database.store import Store
from workflow.reading import found_addresses
from workflow.reading.dossiers import TYPES
from workflow.reading.letter_facts import (
    Decision,
    Host,
    LetterFacts,
    Recipient,
    References,
    Sitting,
)
from workflow.tables.columns import table
from workflow.tables.subjects import CodeLine, Demande, Dossier, Passage, Personne, Seance, Service
from workflow.tables.trail import FactRow, JournalRow

_DOSSIER, _PERSONNE, _DEMANDE = table(Dossier), table(Personne), table(Demande)
_SERVICE, _SEANCE, _LINE = table(Service), table(Seance), table(Passage)
_FACT, _JOURNAL = table(FactRow), table(JournalRow)
_PREVIOUS = _DOSSIER.alias("previous")
_FORMER, _WISHED = _SERVICE.alias("former"), _SERVICE.alias("wished")
_TYPE, _REFERENT = (table(CodeLine).alias(name) for name in ("type", "referent"))

_DECIDES = ("decision_prise", "demande_sans_suite")
_PUT_OFF = ("reporte", "ajourne")
_NOT_HEARD = (*_PUT_OFF, "retire")
OF_A_SEANCE = tuple(
    _SEANCE.c[name] for name in ("id", "genre", "instance", "circonscription", "held_at", "lieu")
)
"""What ``sitting_of`` reads."""

_OF_A_PERSON = (
    *("civilite", "nom", "prenom", "adresse", "code_postal", "ville", "webrsa_id"),
    *("numero_caf", "numero_demande_rsa"),
)
OF_A_SERVICE = ("libelle", "genre", "adresse", "telephone", "email", "horaires")
"""What ``host_of`` reads, each behind a prefix."""


def _of_the_previous() -> ColumnElement[bool]:
    """The request that a réorientation granted is that of the dossier which it closed."""
    return and_(
        _DEMANDE.c.dossier_id == _DOSSIER.c.previous_id, _DOSSIER.c.origine == "reorientation"
    )


def _coded(lines: Any, liste: str, number: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(lines.c.liste == liste, lines.c.identifiant == number)


_REQUEST = (
    select(func.max(_DEMANDE.c.id))
    .where(or_(_DEMANDE.c.dossier_id == _DOSSIER.c.id, _of_the_previous()))
    .correlate(_DOSSIER)
    .scalar_subquery()
)
_FILE: Any = (
    select(
        *(_DOSSIER.c[name] for name in ("id", "personne_id", "previous_id", "origine")),
        *(_PERSONNE.c[name].label(f"p_{name}") for name in _OF_A_PERSON),
        *(_SERVICE.c[name].label(f"s_{name}") for name in OF_A_SERVICE),
        *(_FORMER.c[name].label(f"f_{name}") for name in OF_A_SERVICE),
        *(_WISHED.c[name].label(f"w_{name}") for name in OF_A_SERVICE),
        *(_TYPE.c.libelle.label("type"), _REFERENT.c.libelle.label("referent")),
    )
    .join_from(_DOSSIER, _PERSONNE, _PERSONNE.c.id == _DOSSIER.c.personne_id)
    .outerjoin(_SERVICE, _SERVICE.c.id == _DOSSIER.c.service_id)
    .outerjoin(_PREVIOUS, _PREVIOUS.c.id == _DOSSIER.c.previous_id)
    .outerjoin(_FORMER, _FORMER.c.id == _PREVIOUS.c.service_id)
    .outerjoin(_DEMANDE, _DEMANDE.c.id == _REQUEST)
    .outerjoin(_WISHED, _WISHED.c.id == _DEMANDE.c.service_souhaite)
    .outerjoin(_TYPE, _coded(_TYPE, TYPES, _DOSSIER.c.type_orientation))
    .outerjoin(_REFERENT, _coded(_REFERENT, "referents", _DOSSIER.c.referent))
    .where(_DOSSIER.c.id == bindparam("id"))
)
_DECIDED = (
    select(_FACT.c.subject_id, _FACT.c.occurred_at, _JOURNAL.c.personal)
    .join_from(
        _FACT,
        _JOURNAL,
        and_(
            _JOURNAL.c.kind == _FACT.c.kind,
            _JOURNAL.c.subject_id == _FACT.c.subject_id,
            _JOURNAL.c.seq == _FACT.c.seq,
        ),
    )
    .where(
        _FACT.c.kind == SubjectKind.DOSSIER.value,
        _FACT.c.subject_id.in_(bindparam("dossiers", expanding=True)),
        _FACT.c.code.in_(_DECIDES),
        _FACT.c.annulled_by.is_(None),
    )
    .order_by(_FACT.c.occurred_at.desc(), _FACT.c.subject_id.desc(), _FACT.c.seq.desc())
    .limit(1)
)
# The lines of dossiers that ask for a réorientation or not, the last séance first.
_OF_LINES = (
    select(*(_LINE.c.id.label("line"), _LINE.c.state, _LINE.c.open), *OF_A_SEANCE)
    .join_from(_LINE, _SEANCE, _SEANCE.c.id == _LINE.c.seance_id)
    .where(_LINE.c.dossier_id.in_(bindparam("dossiers", expanding=True)))
    .order_by(_SEANCE.c.held_at.desc(), _LINE.c.id.desc())
)
_HEARD = _OF_LINES.where(
    _SEANCE.c.instance == Body.DECISION.value,
    _SEANCE.c.held_at <= bindparam("decided"),
    _LINE.c.state.not_in(_NOT_HEARD),
).limit(1)


def of_dossier(
    store: Store, rulebook: Rulebook, dossier_id: int, *, line: int | None = None
) -> LetterFacts:
    """What a letter about a dossier draws on; about ``line`` when one is named, about its last one
    otherwise. Raises UnknownDossier."""
    with store.read() as connection:
        row = connection.execute(_FILE, {"id": dossier_id}).first()
        if row is None:
            raise UnknownDossier(dossier_id)
        concerned = [one for one in (row.id, row.previous_id) if one is not None]
        decision = _decision(connection, rulebook, concerned)
        seance, following = _sittings(connection, rulebook, concerned, line)
        found = found_addresses.of_person(connection, row.personne_id)
    return LetterFacts(
        recipient=Recipient(
            civilite=row.p_civilite,
            name=f"{row.p_prenom} {row.p_nom}",
            address=_lines(row.p_adresse, row.p_code_postal, row.p_ville)
            if found is None
            else _lines(found, None, None),
        ),
        references=References(
            dossier=row.id,
            webrsa=row.p_webrsa_id,
            caf=row.p_numero_caf,
            demande_rsa=row.p_numero_demande_rsa,
        ),
        origin=row.origine,
        type=row.type,
        service=host_of(row, "s"),
        former=host_of(row, "f"),
        wished=host_of(row, "w"),
        referent=row.referent,
        decision=decision,
        seance=seance,
        next=following,
    )


def _decision(connection: Connection, rulebook: Rulebook, dossiers: list[int]) -> Decision | None:
    """The last one, with the motive that stands beside the entry of the act."""
    row = connection.execute(_DECIDED, {"dossiers": dossiers}).first()
    if row is None:
        return None
    heard = connection.execute(
        _HEARD, {"dossiers": [row.subject_id], "decided": row.occurred_at}
    ).first()
    return Decision(
        taken=from_micros(row.occurred_at),
        motive=json.loads(row.personal or "{}").get("motif"),
        seance=None if heard is None else sitting_of(heard, rulebook),
    )


def _sittings(
    connection: Connection, rulebook: Rulebook, dossiers: list[int], line: int | None
) -> tuple[Sitting | None, Sitting | None]:
    """The séance of that line, or of the last one, and the one to which it was put off."""
    lines = connection.execute(_OF_LINES, {"dossiers": dossiers}).all()
    named = [one for one in lines if line in (None, one.line)]
    if not named:
        return None, None
    asked = named[0] if line is not None else _put_off_or_last(lines)
    later = [one for one in lines if one.held_at > asked.held_at and one.state not in _NOT_HEARD]
    following = later[-1] if later and asked.state in _PUT_OFF else None
    return sitting_of(asked, rulebook), None if following is None else sitting_of(
        following, rulebook
    )


def _put_off_or_last(lines: Sequence[Row[Any]]) -> Row[Any]:
    """The last line that is not awaited any more when it was put off, else the last of all."""
    last, *before = lines
    return before[0] if before and last.open and before[0].state in _PUT_OFF else last


def sitting_of(row: Row[Any], rulebook: Rulebook) -> Sitting:
    """The séance of a row that has ``OF_A_SEANCE``."""
    return Sitting(
        id=row.id,
        genre=row.genre,
        kind=rulebook.label_of(row.genre, row.circonscription),
        body=Body(row.instance),
        held=from_micros(row.held_at),
        place=row.lieu,
    )


def host_of(row: Row[Any], prefix: str) -> Host | None:
    """The service of a row that has ``OF_A_SERVICE`` behind this prefix; None when it has none."""
    told = row._mapping
    if told[f"{prefix}_libelle"] is None:
        return None
    genre = told[f"{prefix}_genre"]
    return Host(
        label=told[f"{prefix}_libelle"],
        genre=None if genre is None else Genre(genre),
        address=_lines(told[f"{prefix}_adresse"], None, None),
        telephone=told[f"{prefix}_telephone"],
        email=told[f"{prefix}_email"],
        hours=told[f"{prefix}_horaires"],
    )


def _lines(way: str | None, code: str | None, town: str | None) -> tuple[str, ...]:
    """An address, line by line; the town in capitals, as the post reads it."""
    last = " ".join(part for part in (code, town and town.upper()) if part)
    return tuple(line.strip() for line in (*(way or "").splitlines(), last) if line.strip())
