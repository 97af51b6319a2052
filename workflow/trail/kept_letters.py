"""Whether the letters are still what their chains say was printed: bytes, words' pages, rows."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from rules.subjects import Subject, SubjectKind
from workflow.tables.columns import table
from workflow.tables.letters import Letter, LetterSource
from workflow.tables.tableau import FileContent
from workflow.tables.trail import JournalRow

PRODUCED = "produire_lettre"
"""The act that bears the digests of a letter."""

_LETTER, _SOURCE, _CONTENT = table(Letter), table(LetterSource), table(FileContent)
_JOURNAL = table(JournalRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Altered:
    """A letter that is not what was printed; ``why`` in French, after its number. ``seq``: the
    entry that made it."""

    letter: int
    subject: Subject
    seq: int | None
    why: str


def altered(connection: Connection) -> Iterator[Altered]:
    """Each letter that its chain does not vouch for, in order."""
    told = _told(connection)
    seen: dict[str, str] = {}
    for number, content in connection.execute(select(_SOURCE.c.sha256, _SOURCE.c.content)):
        seen[number] = hashlib.sha256(content.encode()).hexdigest()
    rows = connection.execution_options(yield_per=50).execute(
        select(
            *(_LETTER.c[name] for name in ("id", "dossier_id", "seance_id", "source", "sha256")),
            _CONTENT.c.content,
        )
        .outerjoin_from(_LETTER, _CONTENT, _CONTENT.c.sha256 == _LETTER.c.sha256)
        .order_by(_LETTER.c.id)
    )
    for row in rows:
        subject = (
            Subject(SubjectKind.SEANCE, row.seance_id)
            if row.dossier_id is None
            else Subject(SubjectKind.DOSSIER, row.dossier_id)
        )
        seq, of_pdf, of_source = told.pop((subject, row.id), (None, None, None))
        why = None
        if seq is None:
            why = "n’est produite par aucune entrée"
        elif row.content is None or hashlib.sha256(row.content).hexdigest() != of_pdf:
            why = "n’est plus celle qui a été imprimée"
        elif row.sha256 != of_pdf or row.source != of_source or seen.get(row.source) != of_source:
            why = "n’a plus le modèle avec lequel elle a été imprimée"
        if why is not None:
            yield Altered(letter=row.id, subject=subject, seq=seq, why=why)
    for (subject, letter), (seq, _pdf, _pages) in told.items():
        yield Altered(letter=letter, subject=subject, seq=seq, why="a disparu")


_Digests = tuple[int | None, object, object]


def _told(connection: Connection) -> dict[tuple[Subject, int], _Digests]:
    """The entry that made each letter, with its digests, by its subject and its number."""
    query = select(_JOURNAL.c.kind, _JOURNAL.c.subject_id, _JOURNAL.c.seq, _JOURNAL.c.body).where(
        _JOURNAL.c.act == PRODUCED
    )
    found: dict[tuple[Subject, int], _Digests] = {}
    for kind, number, seq, body in connection.execute(query):
        said = json.loads(body)["valeurs"]
        found[Subject(SubjectKind(kind), number), said["lettre"]] = (
            seq,
            said["sha256"],
            said["source"],
        )
    return found
