"""People: who they are, found by webRSA's number, kept up to date in their own chain."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from rules.profiles import Person
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from workflow.database.instants import instant_or_none, to_micros
from workflow.database.statements import Params, Statement, insert_returning_id, update_by_id
from workflow.database.store import Row, Tx
from workflow.deadlines import standing
from workflow.people import words
from workflow.tables.columns import table
from workflow.tables.subjects import Demande, Dossier, Personne
from workflow.trail import journal
from workflow.trail.journal import Entry

_PERSONNE, _DOSSIER, _DEMANDE = table(Personne), table(Dossier), table(Demande)

IDENTITY = (
    *("civilite", "nom", "prenom", "date_naissance", "numero_caf", "numero_demande_rsa", "role"),
    *("adresse", "code_postal", "ville", "telephone", "email"),
)
"""What names or reaches a person: never in the hashed text of an entry."""

SITUATION = ("situation_familiale", "enfants", "niveau_etude", "demande_le")
"""What webRSA's files say besides, that breakdowns need."""

_KEPT = (
    *IDENTITY,
    *SITUATION,
    *("circonscription", "droit", "import_digest", "seen_in", "seen_at"),
)
_KNOWN = Statement(
    select(
        *(_PERSONNE.c[name] for name in ("webrsa_id", "id", "import_digest", "seen_at")),
        _PERSONNE.c.circonscription,
        *(_PERSONNE.c[name] for name in (*IDENTITY, *SITUATION)),
    )
    .where(_PERSONNE.c.id == bindparam("id"))
    .with_for_update(key_share=True)
)
_LAST_DOSSIER = Statement(
    select(
        *(_DOSSIER.c[name] for name in ("id", "state", "rank", "service_id", "origine")),
        *(_DOSSIER.c[name] for name in ("circonscription", "droit", "webrsa_orientation")),
        _DOSSIER.c.closed_at,
        _DEMANDE.c.id.label("demande_id"),
        _DEMANDE.c.service_souhaite,
    )
    .outerjoin(
        _DEMANDE, (_DEMANDE.c.dossier_id == _DOSSIER.c.id) & (_DEMANDE.c.closed_at.is_(None))
    )
    .where(_DOSSIER.c.personne_id == bindparam("personne_id"))
    .order_by(_DOSSIER.c.id.desc())
    .limit(1)
)
_ID_OF_WEBRSA = Statement(select(_PERSONNE.c.id).where(_PERSONNE.c.webrsa_id == bindparam("key")))
_ID_OF_DOSSIER = Statement(select(_DOSSIER.c.personne_id).where(_DOSSIER.c.id == bindparam("key")))
_LOCK = Statement(
    select(_PERSONNE.c.id).where(_PERSONNE.c.id == bindparam("id")).with_for_update(key_share=True)
)
_INSERT = insert_returning_id(Personne, "webrsa_id", *_KEPT, "version", "seq", "head")
_UPDATE = update_by_id(Personne, *_KEPT)
_STAMP = update_by_id(Personne, "seen_in", "seen_at")
_FORGET = update_by_id(Personne, "import_digest")
_NOT_SEEN = Statement(
    select(_PERSONNE.c.id, _DOSSIER.c.id)
    .join(_DOSSIER, _DOSSIER.c.personne_id == _PERSONNE.c.id)
    .where(
        _PERSONNE.c.seen_in == bindparam("ali_id"),
        _PERSONNE.c.seen_at < bindparam("since"),
        _DOSSIER.c.closed_at.is_(None),
    )
    .order_by(_PERSONNE.c.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDossier:
    """The newest dossier of a person, open or closed, with its open request if any."""

    id: int
    state: str
    rank: int | None
    service_id: int | None
    origine: str | None
    circonscription: str | None
    droit: str
    webrsa_orientation: int | None
    open: bool
    demande_id: int | None
    service_souhaite: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """A person already in the registry. ``digest`` is that of the last record imported, ``seen``
    the instant of the newest file that they stood in."""

    id: int
    digest: str | None
    seen: datetime | None
    circonscription: str | None
    identity: Mapping[str, object]


def hold_of_webrsa(tx: Tx, webrsa_ids: Iterable[int]) -> dict[int, KnownPerson]:
    """Locks at once, in order, the people of these numbers that are known: for a batch. By number
    in webRSA."""
    held = tx.each(_KNOWN, _in_order(tx, _ID_OF_WEBRSA, webrsa_ids))
    return {
        number: KnownPerson(
            id=personne_id,
            digest=digest,
            seen=instant_or_none(seen),
            circonscription=place,
            identity=dict(zip((*IDENTITY, *SITUATION), identity, strict=True)),
        )
        for rows in held
        for number, personne_id, digest, seen, place, *identity in rows
    }


def find(tx: Tx, webrsa_id: int) -> KnownPerson | None:
    """The person of that number in webRSA, locked."""
    return hold_of_webrsa(tx, (webrsa_id,)).get(webrsa_id)


def hold_of_dossiers(tx: Tx, dossiers: Iterable[int]) -> None:
    """Locks at once, in order, the people of these dossiers: for whoever acts on many of them in
    one transaction. One after the other they would come after the séances of those before."""
    if tx.dialect != "sqlite":  # its single writer holds everything
        tx.each(_LOCK, _in_order(tx, _ID_OF_DOSSIER, dossiers))


def _in_order(tx: Tx, ids: Statement, keys: Iterable[int]) -> list[Params]:
    """The keys of the people found."""
    found = tx.each(ids, [{"key": key} for key in keys])
    return [{"id": number} for number in sorted({row[0] for rows in found for row in rows})]


def last_dossiers(tx: Tx, people: Iterable[int]) -> dict[int, LastDossier]:
    """The newest dossier of each of these people who has one."""
    keys = list(people)
    rows = tx.each(_LAST_DOSSIER, [{"personne_id": key} for key in keys])
    return {key: _last_dossier(row) for key, found in zip(keys, rows, strict=True) for row in found}


def last_dossier(tx: Tx, personne_id: int) -> LastDossier | None:
    """The newest dossier of the person."""
    return last_dossiers(tx, (personne_id,)).get(personne_id)


def _last_dossier(row: Row) -> LastDossier:
    return LastDossier(
        id=row[0],
        state=row[1],
        rank=row[2],
        service_id=row[3],
        origine=row[4],
        circonscription=row[5],
        droit=row[6],
        webrsa_orientation=row[7],
        open=row[8] is None,
        demande_id=row[9],
        service_souhaite=row[10],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """In which ALI's file a person stood, and the instant of that file."""

    ali_id: int
    generated: datetime

    def columns(self) -> dict[str, object]:
        """The columns that remember it."""
        return {"seen_in": self.ali_id, "seen_at": to_micros(self.generated)}


def register(tx: Tx, webrsa_id: int, said: Mapping[str, object], seen: Seen) -> int:
    """A new person. ``said``: the identity and situation, ``circonscription``, ``droit``,
    ``import_digest``."""
    chain = {"version": 0, "seq": 0, "head": ""}
    number = tx.insert(_INSERT, {"webrsa_id": webrsa_id, **_complete(said, seen), **chain})
    words.enter(tx, number, said)
    return number


def described(said: Mapping[str, Any]) -> Person:
    """What breakdowns need of a person, from the columns that say who they are."""
    return Person._make(said.get(name) for name in Person._fields)


def reserve(tx: Tx, most: int) -> None:
    """Numbers for that many people to be registered in the transaction."""
    tx.reserve(_INSERT, most)


def update(
    tx: Tx, known: KnownPerson, said: Mapping[str, object], seen: Seen, act: Act, batch: str
) -> None:
    """What is said of a known person now; a change of identity is an entry of their chain."""
    tx.write(_UPDATE, {"of_id": known.id, **_complete(said, seen)})
    if said.get("circonscription") != known.circonscription:
        standing.keep(tx, known.id)
    changed = {
        name: [known.identity[name], said.get(name)]
        for name in (*IDENTITY, *SITUATION)
        if known.identity[name] != said.get(name)
    }
    if not changed:
        return
    words.enter_again(tx, known.id, known.identity, {**known.identity, **said})
    subject = Subject(SubjectKind.PERSONNE, known.id)
    journal.append(
        tx,
        journal.lock(tx, subject),
        Entry(
            act="mettre_a_jour_identite",
            actor=act.actor,
            occurred=act.occurred,
            known=act.known,
            body={"champs": sorted(changed)},
            personal={"modifs": changed},
            batch=batch,
        ),
    )


def stamp(tx: Tx, personne_id: int, seen: Seen) -> None:
    """Remembers in which file the person stood last, whatever it says of them."""
    tx.write(_STAMP, {"of_id": personne_id, **seen.columns()})


def forget_record(tx: Tx, personne_id: int) -> None:
    """The person's next record is read whole, even if it says the same."""
    tx.write(_FORGET, {"of_id": personne_id, "import_digest": None})


def not_seen_since(tx: Tx, seen: Seen) -> list[tuple[int, int]]:
    """(person, open dossier) of those whom an ALI's stock file no longer holds."""
    rows = tx.all(_NOT_SEEN, {"ali_id": seen.ali_id, "since": to_micros(seen.generated)})
    return [(row[0], row[1]) for row in rows]


def _complete(said: Mapping[str, object], seen: Seen) -> dict[str, object]:
    return {**dict.fromkeys(_KEPT), **said, **seen.columns()}


def webrsa_numbers(connection: Connection) -> dict[int, int]:
    """webRSA's number of each person, by our key."""
    rows = connection.execute(
        select(_PERSONNE.c.id, _PERSONNE.c.webrsa_id).where(_PERSONNE.c.webrsa_id.is_not(None))
    )
    return {row.id: row.webrsa_id for row in rows}
