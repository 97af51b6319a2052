"""The recours administratifs préalables: until when they are answered, what they contest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, func, or_, select

from rules.access.grants import Right
from rules.letters.kinds import DECISIONS
from workflow.access.perimeter import Reader, visible
from workflow.database.instants import to_micros
from workflow.database.store import Store
from workflow.reading.cursors import Cursor
from workflow.reading.deadlines import DeadlineLine, line, lines
from workflow.tables.columns import table
from workflow.tables.letters import Letter
from workflow.tables.subjects import Dossier
from workflow.tables.trail import DeadlineRow

RULE = "L-RAPO"

_DEADLINE, _LETTER, _DOSSIER = table(DeadlineRow), table(Letter), table(Dossier)
_CURRENT = ("ouverte", "suspendue", "sans_ancre")
_SORT = "terme"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contested:
    """The last decision that was sent to the person: which letter, and its kind."""

    letter: int
    kind: str
    sent: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """A recours. ``dossier``: the last one of the person, where it is answered."""

    deadline: DeadlineLine
    dossier: int | None
    contested: Contested | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some of them; ``following``: the cursor of the next page."""

    lines: tuple[Appeal, ...]
    following: str | None


def listing(
    store: Store, *, reader: Reader, over: bool = False, after: str | None = None, most: int = 50
) -> Page:
    """Those that await an answer, or those that are ``over``, the nearest term first. Raises
    BadCursor."""
    current = _DEADLINE.c.status.in_(_CURRENT)
    ended = _DEADLINE.c.status.not_in((*_CURRENT, "remplacee"))
    where = [
        _DEADLINE.c.rule == RULE,
        ended if over else current,
        visible(reader, Right.ESCALADE),
    ]
    if after is not None:
        due, last = Cursor.read(after, _SORT, over, (int, int)).key
        where.append(
            or_(_DEADLINE.c.due_at > due, and_(_DEADLINE.c.due_at == due, _DEADLINE.c.id > last))
        )
    query = lines().where(*where).order_by(_DEADLINE.c.due_at, _DEADLINE.c.id).limit(most + 1)
    with store.read() as connection:
        found = [line(row) for row in connection.execute(query)]
        shown = found[:most]
        people = [one.personne_id for one in shown if one.personne_id is not None]
        last_dossiers = _last_dossiers(connection, people)
        contested = _contested(connection, people)
    following = None
    if len(found) > most and shown[-1].due is not None:
        key = (to_micros(shown[-1].due), shown[-1].id)
        following = Cursor(sort=_SORT, backwards=over, key=key).write()
    return Page(
        lines=tuple(
            Appeal(
                deadline=one,
                dossier=one.dossier_id or last_dossiers.get(one.personne_id or 0),
                contested=contested.get(one.personne_id or 0),
            )
            for one in shown
        ),
        following=following,
    )


def _last_dossiers(connection: Connection, people: Sequence[int]) -> Mapping[int, int]:
    query = (
        select(_DOSSIER.c.personne_id, func.max(_DOSSIER.c.id).label("number"))
        .where(_DOSSIER.c.personne_id.in_(people))
        .group_by(_DOSSIER.c.personne_id)
    )
    return {row.personne_id: row.number for row in connection.execute(query)}


def _contested(connection: Connection, people: Sequence[int]) -> Mapping[int, Contested]:
    """The last decision that was sent to each."""
    sent = (
        select(_DOSSIER.c.personne_id, func.max(_LETTER.c.id).label("letter"))
        .join_from(_LETTER, _DOSSIER, _DOSSIER.c.id == _LETTER.c.dossier_id)
        .where(
            _DOSSIER.c.personne_id.in_(people),
            _LETTER.c.modele.in_(sorted(DECISIONS)),
            _LETTER.c.envoyee_le.is_not(None),
            _LETTER.c.annulled_at.is_(None),
        )
        .group_by(_DOSSIER.c.personne_id)
        .subquery("sent")
    )
    query = select(
        sent.c.personne_id, *(_LETTER.c[name] for name in ("id", "modele", "envoyee_le"))
    ).join_from(sent, _LETTER, _LETTER.c.id == sent.c.letter)
    return {
        row.personne_id: Contested(
            letter=row.id, kind=row.modele, sent=date.fromisoformat(row.envoyee_le)
        )
        for row in connection.execute(query)
    }
