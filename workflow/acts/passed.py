"""The passages of one thing: a line, and those that were put off before it.

What was said of a line before it was put off still holds: the day of its request, its urgency, its
guests.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, select

from workflow.acts.waiting_lines import PUT_OFF
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.subjects import Passage, Seance

_LINE, _SEANCE = table(Passage), table(Seance)
HERE = _LINE.alias("here")
_COLUMNS = (
    *(_LINE.c[name] for name in ("id", "seance_id", "dossier_id", "nature", "demande_id")),
    *(_LINE.c[name] for name in ("state", "urgent", "venue", "sans_invite", "inscribed_at")),
    *(_SEANCE.c.genre, _SEANCE.c.held_at),
)
_PASSAGES = (
    select(*_COLUMNS)
    .join_from(_LINE, _SEANCE, _SEANCE.c.id == _LINE.c.seance_id)
    .order_by(_LINE.c.id.desc())
)


def around(passages: Select[Any], which: ColumnElement[bool]) -> Select[Any]:
    """Those of these passages, or of what stands with them, of the dossiers of the lines ``HERE``
    that ``which`` picks."""
    return passages.where(_LINE.c.dossier_id.in_(select(HERE.c.dossier_id).where(which)))


_OF_DOSSIER = Statement(_PASSAGES.where(_LINE.c.dossier_id == bindparam("id")))
_AROUND = Statement(around(_PASSAGES, HERE.c.seance_id == bindparam("id")))


@dataclass(frozen=True, slots=True)
class Passed:
    """A passage: what it is about, what became of it, what is said once for all of them.
    ``inscribed`` and ``held``, when its séance is, in microseconds since 1970."""

    id: int
    seance_id: int
    dossier_id: int
    nature: str
    demande_id: int | None
    state: str
    urgent: int | None
    venue: int | None
    sans_invite: int | None
    inscribed: int
    genre: str
    held: int

    def follows(self, earlier: "Passed") -> bool:
        """Whether it is a later passage of the same thing: of the same request, or for the same
        kind of séance where it has none."""
        return earlier.id < self.id and self._thing == earlier._thing

    @property
    def _thing(self) -> tuple[object, ...]:
        where = self.genre if self.demande_id is None else None
        return self.dossier_id, self.nature, self.demande_id, where


def of_line(tx: Tx, line_id: int, dossier_id: int) -> Sequence[Passed]:
    """The line, then the passages that put it off, the latest first."""
    passages = [Passed(*row) for row in tx.all(_OF_DOSSIER, {"id": dossier_id})]
    return _thing(next(one for one in passages if one.id == line_id), passages)


def of_seance(tx: Tx, seance_id: int) -> Mapping[int, Sequence[Passed]]:
    """The same of every line of a séance, open or not, by number."""
    return _things([Passed(*row) for row in tx.all(_AROUND, {"id": seance_id})], {seance_id})


def of_seances(connection: Connection, seances: Collection[int]) -> Mapping[int, Sequence[Passed]]:
    """The same of every line of several séances at once."""
    rows = connection.execute(around(_PASSAGES, HERE.c.seance_id.in_(seances)))
    return _things([Passed(*row) for row in rows], seances)


def successors(tx: Tx, seance_id: int) -> Mapping[int, Passed]:
    """Of each line that the séance put off, by number: the passage that came right after it, unless
    that one was taken off."""
    passages = [Passed(*row) for row in tx.all(_AROUND, {"id": seance_id})]
    found: dict[int, Passed] = {}
    for line in passages:
        if line.seance_id == seance_id and line.state in PUT_OFF:
            later = [one for one in passages if one.follows(line) and one.state != "retire"]
            found |= {line.id: later[-1]} if later else {}
    return found


def _things(passages: Sequence[Passed], seances: Collection[int]) -> Mapping[int, Sequence[Passed]]:
    of_dossier: dict[int, list[Passed]] = {}
    for one in passages:
        of_dossier.setdefault(one.dossier_id, []).append(one)
    return {
        line.id: _thing(line, of_dossier[line.dossier_id])
        for line in reversed(passages)
        if line.seance_id in seances
    }


def _thing(line: Passed, passages: Iterable[Passed]) -> list[Passed]:
    earlier = (one for one in passages if line.follows(one))
    return [line, *takewhile(lambda one: one.state in PUT_OFF, earlier)]


def last_said(said: Iterable[int | None]) -> int | None:
    """What was said last, the latest passage being the first."""
    return next((one for one in said if one is not None), None)
