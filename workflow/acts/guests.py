"""The guests of lines, as they stand: declared on the line or on a passage that put it off."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from rules.done import Done
from rules.seances.guests import Guest, Guests, Whom
from rules.situation import PassageView
from rules.subjects import Subject, SubjectKind
from workflow.acts import passed
from workflow.acts.passed import Passed
from workflow.database.statements import Statement
from workflow.database.store import Row, Tx
from workflow.tables.columns import table
from workflow.tables.seats import Invite
from workflow.tables.subjects import Passage
from workflow.trail import journal

_LINE, _GUEST = table(Passage), table(Invite)
INVITE, NOBODY_INVITED = "inviter", "dire_sans_invite"
_LOOKED_AT = frozenset(
    {"", INVITE, NOBODY_INVITED, "decommander", "accorder_venue", "confirmer_invites"}
)
"""The acts that look at the guests of their line; without any name, what would be possible."""

_OF_DOSSIER = (
    select(*(_GUEST.c[name] for name in ("passage_id", "id", "qui", "confirmed_for", "nom")))
    .join_from(_GUEST, _LINE, _LINE.c.id == _GUEST.c.passage_id)
    .where(_GUEST.c.withdrawn_at.is_(None))
    .order_by(_GUEST.c.id)
)
_GUESTS = Statement(_OF_DOSSIER.where(_LINE.c.dossier_id == bindparam("id")))
_AROUND = Statement(passed.around(_OF_DOSSIER, passed.HERE.c.seance_id == bindparam("id")))


class _Row(NamedTuple):
    passage: int
    id: int
    whom: str
    confirmed_for: int | None
    name: str | None


def of_line(tx: Tx, line: PassageView | None, event: str) -> Guests:
    """Those of a line, when the act looks at them; with who declared them, for who invites."""
    if line is None or event not in _LOOKED_AT:
        return Guests()
    same = passed.of_line(tx, line.id, line.dossier_id)
    declared = _by_passage(tx.all(_GUESTS, {"id": line.dossier_id}))
    allowed = passed.last_said(one.venue for one in same)
    first = _declared(tx, line.dossier_id) if event == INVITE and declared else {}
    return Guests(
        guests=tuple(
            replace(_guest(one, line.seance_id), declared=first.get(one.id))
            for one in _of(same, declared)
        ),
        allowed=None if allowed is None else bool(allowed),
        said_none=_said_none(same),
    )


def _said_none(same: Iterable[Passed]) -> bool:
    return bool(passed.last_said(one.sans_invite for one in same))


def _declared(tx: Tx, dossier_id: int) -> Mapping[int, Done]:
    doings = journal.doings(tx, Subject(SubjectKind.DOSSIER, dossier_id), INVITE)
    return {one.body["crees"]["invite"]: one.done for one in doings}


def of_seance(tx: Tx, seance_id: int, event: str) -> Guests:
    """Those of every line of a séance, when its act looks at them."""
    if event != "emarger":
        return Guests()
    found = by_line(tx, passed.of_seance(tx, seance_id), seance_id)
    return Guests(guests=tuple(one for guests in found.values() for one in guests))


def by_line(
    tx: Tx, things: Mapping[int, Sequence[Passed]], seance_id: int
) -> Mapping[int, Sequence[Guest]]:
    """Those of each line of a séance. ``things``: its lines, with the passages that put them
    off."""
    declared = _by_passage(tx.all(_AROUND, {"id": seance_id}))
    return {
        line: [_guest(one, seance_id) for one in _of(same, declared)]
        for line, same in things.items()
    }


def untold(connection: Connection, seances: Collection[int]) -> frozenset[int]:
    """The lines of these séances of which nobody said who is invited, nor that nobody is."""
    if not seances:
        return frozenset()
    rows = connection.execute(passed.around(_OF_DOSSIER, passed.HERE.c.seance_id.in_(seances)))
    declared = _by_passage(map(tuple, rows))
    return frozenset(
        line
        for line, same in passed.of_seances(connection, seances).items()
        if not any(_of(same, declared)) and not _said_none(same)
    )


def numbers(tx: Tx, seance_id: int) -> frozenset[int]:
    """The guests of every line of a séance, by number."""
    found = by_line(tx, passed.of_seance(tx, seance_id), seance_id)
    return frozenset(one.id for guests in found.values() for one in guests)


def _of(same: Iterable[Passed], declared: Mapping[int, Sequence[_Row]]) -> Iterator[_Row]:
    return (one for passage in same for one in declared.get(passage.id, ()))


def _guest(one: _Row, seance_id: int) -> Guest:
    return Guest(
        id=one.id,
        whom=Whom(one.whom),
        confirmed=one.confirmed_for == seance_id,
        name=one.name,
    )


def _by_passage(rows: Iterable[Row]) -> Mapping[int, Sequence[_Row]]:
    found: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        one = _Row(*row)
        found[one.passage].append(one)
    return found
