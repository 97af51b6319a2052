"""Letters as screens and mailing lists show them: names are in the answers, nothing is locked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    func,
    or_,
    select,
)

from rules.letters.kinds import LetterView
from workflow.acts.letters import COLUMNS, view
from workflow.database.instants import from_micros, instant_or_none, to_micros
from workflow.database.queries import Query
from workflow.database.store import Store
from workflow.letters.posting import UnknownLetter
from workflow.reading import own_guests
from workflow.tables.columns import table
from workflow.tables.letters import Letter
from workflow.tables.seats import Invite, Membre
from workflow.tables.subjects import Dossier, Passage, Personne
from workflow.tables.tableau import FileContent

_LETTER, _DOSSIER, _PERSONNE = table(Letter), table(Dossier), table(Personne)
_PASSAGE, _CONTENT = table(Passage), table(FileContent)
_MEMBER, _GUEST = table(Membre), table(Invite)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterLine:
    """A letter to somebody. ``prenom`` None: they attend a séance, where one name is told of them.
    ``decided``: the day of what it tells; ``printed``: the first time that it came out on paper;
    ``channel`` and ``tracking`` are those of its sending; ``rank``: the place of its line on the
    agenda of its séance."""

    letter: LetterView
    nom: str
    prenom: str | None
    code_postal: str | None
    ville: str | None
    rank: int | None
    decided: date
    produced: datetime
    by: str
    printed: datetime | None
    batch: int | None
    channel: str | None
    tracking: str | None
    sha256: str

    @property
    def name(self) -> str:
        """To whom it is."""
        return " ".join(part for part in (self.nom, self.prenom) if part)


def letters(
    store: Store,
    tz: tzinfo,
    *,
    dossier: int | None = None,
    seance: int | None = None,
    batch: int | None = None,
    since: date | None = None,
    until: date | None = None,
    unsent: bool | None = None,
    attendees: bool = False,
    most: int | None = None,
    after: int = 0,
) -> list[LetterLine]:
    """The letters by number, those after the number ``after``; those of a ``dossier`` with the ones
    to the guests of its lines. ``since`` and ``until``: made between these days, inclusive;
    ``unsent``: only those that have not left, or that have; the annulled ones count as neither;
    ``attendees``: only those to the ones who attend a séance."""
    where: list[ColumnElement[bool]] = [_LETTER.c.id > after]
    if dossier is not None:
        where.append(_told_in(dossier))
    for column, value in (("seance_id", seance), ("lot_id", batch)):
        if value is not None:
            where.append(_LETTER.c[column] == value)
    if attendees:
        where.append(_LETTER.c.dossier_id.is_(None))
    if since is not None:
        where.append(_LETTER.c.produced_at >= to_micros(datetime.combine(since, time(), tz)))
    if until is not None:
        where.append(_LETTER.c.produced_at <= to_micros(datetime.combine(until, time.max, tz)))
    if unsent is not None:
        left = _LETTER.c.envoyee_le.is_(None) if unsent else _LETTER.c.envoyee_le.is_not(None)
        where += [left, _LETTER.c.annulled_at.is_(None)]
    with store.read() as connection:
        return lines(connection, tz, where, most)


def of_dossier(store: Store, tz: tzinfo, number: int) -> list[LetterLine]:
    """Those of a dossier and to the guests of its lines, by number."""
    with store.read() as connection:
        return [_line(row, tz) for row in _of_dossier().rows(connection, number=number)]


def of_numbers(store: Store, tz: tzinfo, numbers: Sequence[int]) -> list[LetterLine]:
    """Those letters, by number."""
    with store.read() as connection:
        return lines(connection, tz, [_LETTER.c.id.in_(numbers)], None)


def letter(store: Store, tz: tzinfo, number: int) -> LetterLine:
    """A letter. Raises UnknownLetter."""
    found = of_numbers(store, tz, [number])
    if not found:
        raise UnknownLetter(number)
    return found[0]


def content(store: Store, number: int) -> bytes:
    """The bytes of a letter as it was printed. Raises UnknownLetter."""
    query = (
        select(_CONTENT.c.content)
        .join_from(_LETTER, _CONTENT, _CONTENT.c.sha256 == _LETTER.c.sha256)
        .where(_LETTER.c.id == number)
    )
    with store.read() as connection:
        found = connection.execute(query).scalar()
    if found is None:
        raise UnknownLetter(number)
    return bytes(found)


def lines(
    connection: Connection,
    tz: tzinfo,
    where: Sequence[ColumnElement[bool]],
    most: int | None,
    *,
    newest: bool = False,
) -> list[LetterLine]:
    """The letters that these conditions find, by number, from the ``newest`` if it is asked."""
    order = _LETTER.c.id.desc() if newest else _LETTER.c.id
    query = _LINES.where(*where).order_by(order).limit(most)
    return [_line(row, tz) for row in connection.execute(query)]


@cache
def _of_dossier() -> Query:
    told = _told_in(bindparam("number", type_=BigInteger))
    return Query(_LINES.where(told).order_by(_LETTER.c.id))


def _told_in(dossier: own_guests.Number) -> ColumnElement[bool]:
    to_guests = and_(
        _LETTER.c.seance_id.in_(own_guests.seances(dossier)),
        _LETTER.c.invite_id.in_(own_guests.numbers(dossier)),
    )
    return or_(_LETTER.c.dossier_id == dossier, to_guests)


_BESIDE = (
    *("decidee_le", "produced_by", "printed_at", "lot_id"),
    *("canal", "suivi", "sha256"),
)
_LINES = (
    select(
        *COLUMNS,
        *(_LETTER.c[name] for name in _BESIDE),
        func.coalesce(_PERSONNE.c.nom, _MEMBER.c.nom, _GUEST.c.nom).label("nom"),
        *(_PERSONNE.c[name] for name in ("prenom", "code_postal", "ville")),
        _PASSAGE.c.rank,
    )
    .outerjoin_from(_LETTER, _DOSSIER, _DOSSIER.c.id == _LETTER.c.dossier_id)
    .outerjoin(_PERSONNE, _PERSONNE.c.id == _DOSSIER.c.personne_id)
    .outerjoin(_MEMBER, _MEMBER.c.id == _LETTER.c.membre_id)
    .outerjoin(_GUEST, _GUEST.c.id == _LETTER.c.invite_id)
    .outerjoin(_PASSAGE, _PASSAGE.c.id == _LETTER.c.passage_id)
)


def _line(row: Row[*tuple[Any, ...]], tz: tzinfo) -> LetterLine:
    return LetterLine(
        letter=view(tuple(row[: len(COLUMNS)]), tz),
        nom=row.nom,
        prenom=row.prenom,
        code_postal=row.code_postal,
        ville=row.ville,
        rank=row.rank,
        decided=date.fromisoformat(row.decidee_le),
        produced=from_micros(row.produced_at),
        by=row.produced_by,
        printed=instant_or_none(row.printed_at),
        batch=row.lot_id,
        channel=row.canal,
        tracking=row.suivi,
        sha256=row.sha256,
    )
