"""The members of séances whose circonscription is over: where they sit from then on.

Where one circonscription takes all, they sit there, deputies with them, and no longer in the old
one; what was held there before is read as they were. Otherwise somebody says where: nothing tells.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, or_, select

from rules.actors import SYSTEM
from rules.names import folded
from rules.redrawing import Redrawing
from rules.rulebook import Rulebook
from rules.subjects import Subject, SubjectKind
from workflow.database.statements import Statement, insert_returning_id, update_by_id
from workflow.database.store import Store, Tx
from workflow.tables import seats
from workflow.tables.columns import table
from workflow.territory import beside
from workflow.territory.concerned import beginning
from workflow.trail import journal
from workflow.trail.journal import Entry

_MEMBER = table(seats.Membre)
_SEAT = ("genre", "siege", "service_id")
_OF_A_MEMBER = (*_SEAT, "circonscription", "suppleant_de", "nom", "qualite", "email", "du", "au")
_THERE = Statement(
    select(_MEMBER.c.id, *(_MEMBER.c[name] for name in _OF_A_MEMBER))
    .where(
        _MEMBER.c.circonscription == bindparam("code"),
        or_(_MEMBER.c.au.is_(None), _MEMBER.c.au >= bindparam("day")),
    )
    .order_by(_MEMBER.c.id)
)
_INSERT = insert_returning_id(seats.Membre, *_OF_A_MEMBER, "version", "seq", "head")
_END = update_by_id(seats.Membre, "au")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seated:
    """A member of a circonscription that is over, or a deputy of one (``deputy_of``). ``after``
    None: several share what it was, or no such seat is held there."""

    id: int
    genre: str
    seat: str
    before: str
    after: str | None
    deputy_of: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A member as the registry has them."""

    id: int
    genre: str
    siege: str
    service_id: int | None
    circonscription: str
    suppleant_de: int | None
    nom: str
    qualite: str | None
    email: str | None
    du: str
    au: str | None

    def same(self, other: "_Row") -> bool:
        """Whether both are the same somebody on the same seat, wherever."""
        mine = (self.genre, self.siege, self.service_id, folded(self.nom))
        return mine == (other.genre, other.siege, other.service_id, folded(other.nom))


def found(tx: Tx, rulebook: Rulebook, redrawing: Redrawing) -> list[Seated]:
    """Those who still sit, on the day of the new map, where there is nothing any more."""
    return [
        Seated(
            id=one.id,
            genre=one.genre,
            seat=one.siege,
            before=code,
            after=_goes(rulebook, redrawing, one),
            deputy_of=one.suppleant_de,
        )
        for code in redrawing.ended
        for one in _there(tx, code, redrawing.day)
    ]


def seat(store: Store, rulebook: Rulebook, redrawing: Redrawing, now: datetime) -> int:
    """Seats those whose circonscription went whole into another, each with their deputies in one
    transaction; how many."""
    with store.glance() as tx:
        going = [
            one.id for one in found(tx, rulebook, redrawing) if one.after and not one.deputy_of
        ]
    seated = 0
    for number in going:
        with store.write() as tx:
            seated += _seat(tx, rulebook, redrawing, number, now)
    return seated


def _seat(tx: Tx, rulebook: Rulebook, redrawing: Redrawing, number: int, now: datetime) -> int:
    journal.lock(tx, Subject(SubjectKind.MEMBRE, number))
    rows = [one for code in redrawing.ended for one in _there(tx, code, redrawing.day)]
    group = [one for one in rows if number in (one.id, one.suppleant_de)]
    after = _goes(rulebook, redrawing, group[0]) if group else None
    if after is None:  # ended meanwhile
        return 0
    there = _there(tx, after, redrawing.day)
    heir: int | None = None
    for one in group:
        known = [each for each in there if each.suppleant_de == heir and each.same(one)]
        successor = (
            known[0].id if known else _insert(tx, rulebook, redrawing, one, after, heir, now)
        )
        eve = (redrawing.day - timedelta(days=1)).isoformat()
        told = {"au": eve, "suivante": after, "membre": successor}
        _journal(tx, rulebook, redrawing, one.id, told, {}, now)
        tx.write(_END, {"of_id": one.id, "au": eve})
        heir = successor if one.id == number else heir
    return len(group)


def _insert(
    tx: Tx,
    rulebook: Rulebook,
    redrawing: Redrawing,
    old: _Row,
    after: str,
    heir: int | None,
    now: datetime,
) -> int:
    """The same member, on the same seat of the circonscription that takes all."""
    du = max(old.du, redrawing.day.isoformat())
    new = replace(old, circonscription=after, suppleant_de=heir, du=du)
    values = {name: getattr(new, name) for name in _OF_A_MEMBER}
    number = tx.insert(_INSERT, {**values, "version": 0, "seq": 0, "head": ""})
    person = {"nom": new.nom, "qualite": new.qualite, "courriel": new.email}
    told = {
        "genre": new.genre,
        "siege": new.siege,
        "circonscription": after,
        "service": new.service_id,
        "suppleant_de": heir,
        "du": new.du,
        "au": new.au,
        "membre": old.id,
    }
    personal = {name: value for name, value in person.items() if value is not None}
    _journal(tx, rulebook, redrawing, number, told, personal, now)
    return number


def _there(tx: Tx, code: str, day: date) -> list[_Row]:
    """Who sits there on that day or later; a deputy, as long as whose place they take does."""
    rows = tx.all(_THERE, {"code": code, "day": day.isoformat()})
    every = [_Row(id=row[0], **dict(zip(_OF_A_MEMBER, row[1:], strict=True))) for row in rows]
    numbers = {one.id for one in every}
    return [one for one in every if one.suppleant_de is None or one.suppleant_de in numbers]


def _goes(rulebook: Rulebook, redrawing: Redrawing, one: _Row) -> str | None:
    """Where that seat is held from then on."""
    after = redrawing.heir(one.circonscription)
    kind = None if after is None else rulebook.kinds.at(one.genre, redrawing.day, after)
    return after if kind is not None and kind.seat(one.siege) is not None else None


def _journal(
    tx: Tx,
    rulebook: Rulebook,
    redrawing: Redrawing,
    number: int,
    told: Mapping[str, object],
    personal: Mapping[str, object],
    now: datetime,
) -> None:
    journal.append(
        tx,
        journal.lock(tx, Subject(SubjectKind.MEMBRE, number)),
        Entry(
            act=beside.EVENT,
            actor=SYSTEM,
            occurred=beginning(rulebook, redrawing),
            known=now,
            body={"valeurs": told},
            personal=personal,
            batch=beside.mark(redrawing),
        ),
    )
