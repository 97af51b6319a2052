"""What a key has answered: an act sent twice under one key is done once, and answered twice.

The key is claimed before anything is locked: of two that come together the second waits there
until the first has ended, then finds its answer, or does the act itself if the first was refused.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from pydantic import TypeAdapter
from sqlalchemy import bindparam, select

from rules.refusals import Refusal, Refused
from rules.situation import Act
from workflow.database.canonical import encode
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement, insert_once
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.post import ReceivedAct

_RECEIVED = table(ReceivedAct)
_CLAIM = insert_once(ReceivedAct, "key", "fingerprint", "answer", "at")
_KEEP = Statement(
    _RECEIVED.update().where(_RECEIVED.c.key == bindparam("of_key")), columns=("answer",)
)
_FIND = Statement(
    select(_RECEIVED.c.fingerprint, _RECEIVED.c.answer, _RECEIVED.c.at).where(
        _RECEIVED.c.key == bindparam("key")
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTaken(Refusal):
    """The key was that of another act, done ``at`` that instant; None when it is being done."""

    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeatable:
    """What an act answers. ``repeated``: the same had been accepted before, under its key."""

    repeated: bool = False


A = TypeVar("A", bound=Repeatable)


def once(
    tx: Tx, key: str | None, act: Act, whose: tuple[object, ...], kind: type[A], do: Callable[[], A]
) -> A:
    """What ``do`` answers, of that kind, or what it answered when the key first served.

    ``whose``: the subject of the act. The first thing of its transaction. Raises Refused when the
    key was another act's, and what ``do`` raises: the key is then free again.
    """
    if key is None:
        return do()
    fingerprint = _fingerprint(act, whose)
    claim = {"key": key, "fingerprint": fingerprint, "answer": "", "at": to_micros(act.known)}
    if not tx.run(_CLAIM, claim):
        row = tx.one(_FIND, {"key": key})
        if row is None or row[0] != fingerprint:
            raise _taken(key, act, None if row is None else from_micros(row[2]))
        first = TypeAdapter(kind).validate_json(row[1])
        return replace(first, repeated=True)
    done = do()
    tx.write(_KEEP, {"of_key": key, "answer": encode(done)})
    return done


def served(tx: Tx, key: str) -> bool:
    """Whether the key has answered already."""
    return tx.one(_FIND, {"key": key}) is not None


def _fingerprint(act: Act, whose: tuple[object, ...]) -> str:
    """What makes two acts the same: whose, what, by whom, with which form."""
    content = encode(
        [
            *whose,
            act.event,
            act.actor.name,
            act.actor.role.value,
            {name: str(value) for name, value in sorted((act.data or {}).items())},
        ]
    )
    return hashlib.sha256(content.encode()).hexdigest()


def _taken(key: str, act: Act, at: datetime | None) -> Refused:
    return Refused(
        act.event,
        (
            KeyTaken(
                at=at,
                code="cle_deja_utilisee",
                sentence=f"La clé « {key} » a déjà servi à un autre acte.",
                remedy="Utilisez une clé nouvelle pour chaque acte.",
            ),
        ),
    )
