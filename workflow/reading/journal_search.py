"""The journal as managers search it: within their territory, newest first, page after page, or
taken away."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy import ColumnElement, and_, select, tuple_

from rules.access.bearers import Bearer
from rules.access.grants import Right
from rules.access.policy import closed
from rules.actors import Actor
from rules.refusals import Refusal, Refused
from rules.subjects import Subject, SubjectKind
from workflow.access.columns import place_of_subject
from workflow.access.perimeter import visible, within
from workflow.accounts import consultations
from workflow.database.instants import to_micros
from workflow.database.store import Store
from workflow.reading import journal
from workflow.reading.cursors import Cursor
from workflow.reading.journal import JournalEntry
from workflow.reading.person_search import given, searched
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Personne
from workflow.tables.trail import JournalRow
from workflow.trail.journal import REFUSAL

MOST_DAYS = 31

_JOURNAL, _PERSON, _DOSSIER = table(JournalRow), table(Personne), table(Dossier)
_ORDER = (_JOURNAL.c.at, _JOURNAL.c.kind, _JOURNAL.c.subject_id, _JOURNAL.c.seq)
_LISTED = "journal"
_AT_ONCE = 1_000
_ONE_DAY = timedelta(days=1)

TOO_WIDE = Refusal(
    code="recherche_trop_large",
    sentence="Donnez au moins une personne, un·e agent·e ou 31 jours au plus.",
    remedy="Ajoutez une personne, un dossier, une séance, un·e agent·e, ou resserrez la période.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is looked for: in the chains of a person, of a dossier, of a séance; by whom; which act,
    tried or done; between which days, both included."""

    personne: int | None = None
    dossier: int | None = None
    seance: int | None = None
    actor: str | None = None
    act: str | None = None
    first: date | None = None
    last: date | None = None
    refusals_only: bool = False

    @property
    def subject(self) -> Subject | None:
        """Whom it is about."""
        found = (
            (SubjectKind.DOSSIER, self.dossier),
            (SubjectKind.PERSONNE, self.personne),
            (SubjectKind.SEANCE, self.seance),
        )
        return next((Subject(kind, number) for kind, number in found if number is not None), None)

    @property
    def narrow(self) -> bool:
        """Whether it may be looked for: somebody, or few days."""
        if self.subject is not None or self.actor is not None:
            return True
        if self.first is None or self.last is None:
            return False
        return (self.last - self.first).days < MOST_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some entries. ``following``: from where the next ones are listed, None when there are
    none."""

    entries: tuple[JournalEntry, ...]
    following: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """Somebody who has a dossier in the reader's territory. ``born`` is a day, written ISO."""

    id: int
    nom: str
    prenom: str
    born: str


def people(store: Store, reader: Bearer, text: str, *, most: int = 20) -> list[PersonLine]:
    """Up to ``most`` of those whom a text looks for (``person_search.searched``), by name."""
    return _people(store, reader, searched(text), most, given(text))


def person(store: Store, reader: Bearer, number: int) -> PersonLine | None:
    """The person of that number, None when nothing of theirs is open to the reader."""
    return next(iter(_people(store, reader, _DOSSIER.c.personne_id == number, 1)), None)


def _people(
    store: Store,
    reader: Bearer,
    which: ColumnElement[bool],
    most: int,
    said: Mapping[str, object] | None = None,
) -> list[PersonLine]:
    theirs = select(_DOSSIER.c.personne_id).where(which, visible(reader, Right.DOSSIER))
    query = (
        select(_PERSON.c.id, _PERSON.c.nom, _PERSON.c.prenom, _PERSON.c.date_naissance)
        .where(_PERSON.c.id.in_(theirs))
        .order_by(_PERSON.c.nom, _PERSON.c.prenom, _PERSON.c.id)
        .limit(most)
    )
    with store.read() as connection:
        return [
            PersonLine(id=row.id, nom=row.nom, prenom=row.prenom, born=row.date_naissance)
            for row in connection.execute(query, said)
        ]


def search(
    store: Store,
    reader: Bearer,
    sought: Sought,
    *,
    now: datetime,
    tz: tzinfo,
    after: str | None = None,
    most: int = 50,
) -> Page:
    """Up to ``most`` entries of the reader's territory, newest first, those after the cursor
    ``after``; that they were looked for is written first. Raises Refused, BadCursor."""
    actor = _allowed(reader, Right.JOURNAL, sought)
    where = [*_among(sought, tz), *_beyond(after)]
    consultations.note(store, actor, Right.JOURNAL, now, subject=sought.subject)
    return _page(store, actor, where, most)


def take_away(
    store: Store, reader: Bearer, sought: Sought, *, now: datetime, tz: tzinfo, most: int
) -> list[JournalEntry]:
    """Up to ``most`` entries as ``search`` finds them, to leave in a file: how many leave is
    written. Raises Refused."""
    actor = _allowed(reader, Right.EXPORT_JOURNAL, sought)
    found: list[JournalEntry] = []
    following: str | None = None
    while True:
        where = [*_among(sought, tz), *_beyond(following)]
        part = _page(store, actor, where, min(_AT_ONCE, most - len(found)))
        found += part.entries
        following = part.following
        if following is None or len(found) >= most:
            break
    subject, lines = sought.subject, len(found)
    consultations.note(store, actor, Right.EXPORT_JOURNAL, now, subject=subject, lines=lines)
    return found


def _allowed(reader: Bearer, right: Right, sought: Sought) -> Actor:
    refusals = closed(reader, right) or (() if sought.narrow else (TOO_WIDE,))
    if refusals or not isinstance(reader, Actor):
        raise Refused(right, refusals)
    return reader


def _beyond(cursor: str | None) -> Iterator[ColumnElement[bool]]:
    if cursor is not None:
        key = Cursor.read(cursor, _LISTED, True, (int, str, int, int)).key
        yield tuple_(*_ORDER) < tuple_(*key)


def _page(store: Store, reader: Actor, where: Sequence[ColumnElement[bool]], most: int) -> Page:
    here = within(reader, place_of_subject(_JOURNAL))
    query = select(_JOURNAL).where(here, *where).order_by(*(one.desc() for one in _ORDER))
    with store.read() as connection:
        rows = connection.execute(query.limit(most + 1)).all()
    following = None
    if len(rows) > most:
        last = rows[most - 1]
        key = (last.at, last.kind, last.subject_id, last.seq)
        following = Cursor(sort=_LISTED, backwards=True, key=key).write()
    return Page(entries=tuple(journal.entry(row) for row in rows[:most]), following=following)


def _among(sought: Sought, tz: tzinfo) -> Iterator[ColumnElement[bool]]:
    for kind, number in (
        (SubjectKind.DOSSIER, sought.dossier),
        (SubjectKind.SEANCE, sought.seance),
    ):
        if number is not None:
            yield and_(_JOURNAL.c.kind == kind.value, _JOURNAL.c.subject_id == number)
    if sought.personne is not None:
        yield journal.of_person(sought.personne)
    if sought.actor is not None:
        yield _JOURNAL.c.actor == sought.actor
    if sought.act is not None:
        yield journal.of_act(sought.act)
    if sought.refusals_only:
        yield _JOURNAL.c.act == REFUSAL
    if sought.first is not None:
        yield _JOURNAL.c.at >= _morning(sought.first, tz)
    if sought.last is not None:
        yield _JOURNAL.c.at < _morning(sought.last + _ONE_DAY, tz)


def _morning(day: date, tz: tzinfo) -> int:
    return to_micros(datetime.combine(day, time(), tz))
