"""People that a table brings or completes. What webRSA says of somebody stays webRSA's."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, select

from rules.actors import WEBRSA, Actor
from rules.subjects import Subject, SubjectKind
from workflow.database.statements import Statement, insert_returning_id, update_by_id
from workflow.database.store import Tx
from workflow.people import words
from workflow.people.register import IDENTITY
from workflow.tables.columns import table
from workflow.tables.subjects import Personne, Service
from workflow.trail import journal
from workflow.trail.journal import Entry

PROFILE = ("reference", "sexe", "situation_familiale", "niveau_etude", "demande_le")
"""What tables say and webRSA's people files do not, or not of everybody."""

_PERSONNE, _SERVICE = table(Personne), table(Service)
_KEPT = (*IDENTITY, *PROFILE)
_FIND = Statement(
    select(_PERSONNE.c.webrsa_id, *(_PERSONNE.c[name] for name in _KEPT))
    .where(_PERSONNE.c.id == bindparam("id"))
    .with_for_update(key_share=True)
)
_INSERT = insert_returning_id(
    Personne, *_KEPT, "circonscription", "droit", "version", "seq", "head"
)
_UPDATE = update_by_id(Personne, *_KEPT)
_NAME = update_by_id(Personne, "webrsa_id")
_REMOVE = Statement(_PERSONNE.delete().where(_PERSONNE.c.id == bindparam("id")))
_TYPE_OF = Statement(select(_SERVICE.c.type_orientation).where(_SERVICE.c.id == bindparam("id")))


def register(tx: Tx, said: Mapping[str, object], *, circonscription: str | None, droit: str) -> int:
    """A new person, that webRSA has not named yet."""
    row = tx.one(
        _INSERT,
        {
            **dict.fromkeys(_KEPT),
            **said,
            "circonscription": circonscription,
            "droit": droit,
            "version": 0,
            "seq": 0,
            "head": "",
        },
    )
    assert row is not None
    words.enter(tx, int(row[0]), said)
    return int(row[0])


def unregister(tx: Tx, personne_id: int) -> None:
    """Somebody registered in this transaction, whose dossier was refused: nothing was written."""
    words.forget(tx, personne_id)
    tx.run(_REMOVE, {"id": personne_id})


def type_of(tx: Tx, service_id: int) -> int | None:
    """The type of orientation of a service."""
    row = tx.one(_TYPE_OF, {"id": service_id})
    return None if row is None else row[0]


def name_in_webrsa(tx: Tx, personne_id: int, webrsa_id: int, now: datetime) -> None:
    """webRSA names somebody whom a table had brought: they are the same person from now on."""
    tx.run(_NAME, {"of_id": personne_id, "webrsa_id": webrsa_id})
    journal.append(
        tx,
        journal.lock(tx, Subject(SubjectKind.PERSONNE, personne_id)),
        Entry(
            act="rapprocher_webrsa",
            actor=WEBRSA,
            occurred=now,
            known=now,
            body={"webrsa_id": webrsa_id},
        ),
    )


def complete(
    tx: Tx, personne_id: int, said: Mapping[str, object], by: Actor, now: datetime, batch: str
) -> bool:
    """What a line adds to somebody: their profile and, if webRSA does not name them, how they are
    reached. Whether something changed; a change is an entry of their chain."""
    row = tx.one(_FIND, {"id": personne_id})
    assert row is not None
    before = dict(zip(_KEPT, row[1:], strict=True))
    open_to = PROFILE if row[0] is not None else (*IDENTITY, *PROFILE)
    changed = {
        name: [before[name], said[name]]
        for name in open_to
        if said.get(name) is not None and said[name] != before[name]
    }
    if not changed:
        return False
    after = {**before, **{name: new for name, (_, new) in changed.items()}}
    tx.run(_UPDATE, {"of_id": personne_id, **after})
    words.enter_again(tx, personne_id, before, after)
    journal.append(
        tx,
        journal.lock(tx, Subject(SubjectKind.PERSONNE, personne_id)),
        Entry(
            act="mettre_a_jour_identite",
            actor=by,
            occurred=now,
            known=now,
            body={"champs": sorted(changed)},
            personal={"modifs": changed},
            batch=batch,
        ),
    )
    return True
