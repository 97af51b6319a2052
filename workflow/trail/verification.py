"""Whether the journal is whole: every hash, link and head, the triggers that guard it, and what it
bears the digests of: the versions of what is written of a séance, the letters."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select, text

from rules.subjects import Subject, SubjectKind
from workflow.database.instants import to_micros
from workflow.database.store import Store
from workflow.tables.columns import table
from workflow.tables.minutes import Minutes
from workflow.tables.trail import JournalRow
from workflow.trail import kept_letters
from workflow.trail.journal import TABLES, digest_of_personal, link
from workflow.trail.versions import SENDING_ACTS, Kept, Sent, broken, sent_by

_TRIGGERS = {
    "sqlite": (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'",
        {"journal_no_update", "journal_no_delete", "journal_no_replace"},
    ),
    "postgresql": (
        "SELECT tgname FROM pg_trigger WHERE tgrelid = 'journal'::regclass AND tgenabled = 'O'",
        {"journal_no_rewrite", "journal_no_truncate"},
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """Something wrong in the journal. ``sentence`` is French; ``subject`` and ``seq`` name the
    first bad entry of that chain, None when the flaw is of the whole table."""

    sentence: str
    subject: Subject | None = None
    seq: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a verification read and found: the first flaw of each chain, then of the table."""

    entries: int
    chains: int
    flaws: tuple[Flaw, ...]


def verify(store: Store, progress: Callable[[int], None] | None = None) -> Verdict:
    """Reads the whole journal. ``progress`` receives the number of entries read so far."""
    entries = chains = 0
    flaws: list[Flaw] = []
    journal = table(JournalRow)
    order = (journal.c.kind, journal.c.subject_id, journal.c.seq)
    with store.read() as connection:
        missing = _missing_triggers(connection, store.dialect)
        heads = {kind.value: _heads(connection, kind) for kind in TABLES}
        rows = connection.execution_options(yield_per=2000).execute(
            select(
                *order, journal.c.body, journal.c.personal, journal.c.hash, *_beside(journal)
            ).order_by(*order)
        )
        for (kind, key), chain in groupby(rows, key=itemgetter(0, 1)):
            chains += 1
            subject = Subject(SubjectKind(kind), key)
            last, length, flaw = _follow(subject, chain)
            entries += length
            if flaw is None:
                flaw = _compare_with_head(subject, last, heads[kind].pop(key, None))
            else:
                heads[kind].pop(key, None)
            if flaw is not None:
                flaws.append(flaw)
            if progress is not None:
                progress(entries)
        flaws.extend(_orphans(heads))
        flaws.extend(_versions(connection))
        flaws.extend(_letters(connection))
    flaws.extend(
        Flaw(sentence=f"Le déclencheur « {name} » manque : le journal n’est plus protégé.")
        for name in sorted(missing)
    )
    return Verdict(entries=entries, chains=chains, flaws=tuple(flaws))


def _follow(
    subject: Subject, chain: Iterator[tuple[object, ...]]
) -> tuple[tuple[int, str], int, Flaw | None]:
    """The last (seq, hash) of a chain, its length, and its first flaw."""
    seq, head, length = 0, "", 0
    flaw: Flaw | None = None
    for _kind, _key, found, body, personal, stored, *beside in chain:
        length += 1
        if flaw is not None:
            continue
        assert isinstance(found, int)
        assert isinstance(body, str)
        reason = None
        if found != seq + 1:
            reason = f"l’entrée n° {seq + 1} manque"
        elif link(head, body) != stored:
            reason = "son empreinte ne suit pas de l’entrée précédente et de son texte"
        elif _forged(told := json.loads(body), personal):
            reason = "les données personnelles jointes ne sont pas celles d’origine"
        elif beside != _told_beside(subject, told):
            reason = "ses colonnes ne disent pas la même chose que son texte"
        if reason is not None:
            flaw = Flaw(
                sentence=f"{str(subject).capitalize()}, entrée n° {found} : {reason}.",
                subject=subject,
                seq=found,
            )
        seq, head = found, str(stored)
    return (seq, head), length, flaw


def _beside(journal: Table) -> list[ColumnElement[Any]]:
    """The columns by which entries are listed: copies of what the hashed text says."""
    return [journal.c[name] for name in ("act", "at", "actor", "role", "version", "batch")]


def _told_beside(subject: Subject, told: Mapping[str, Any]) -> list[object]:
    """What these columns must hold; nothing when the text is that of another subject."""
    if told["sujet"] != f"{subject.kind.value}:{subject.id}":
        return []
    known = to_micros(datetime.fromisoformat(told["su"]))
    named = [told[name] for name in ("acteur", "role", "version", "lot")]
    return [told["acte"], known, *named]


def _forged(told: Mapping[str, Any], personal: object) -> bool:
    """Whether the personal data, when they are still there, are not those of the entry."""
    if personal is None:
        return False
    return bool(told["personnel"] != digest_of_personal(str(personal)))


def _compare_with_head(
    subject: Subject, last: tuple[int, str], head: tuple[int, str] | None
) -> Flaw | None:
    if head == last:
        return None
    known = "aucune" if head is None else f"n° {head[0]}"
    return Flaw(
        sentence=(
            f"{str(subject).capitalize()} : la dernière entrée du journal est la n° {last[0]}, "
            f"la dernière connue du registre est {known}."
        ),
        subject=subject,
        seq=last[0],
    )


def _orphans(heads: dict[str, dict[int, tuple[int, str]]]) -> Iterator[Flaw]:
    for kind, known in heads.items():
        for key, (seq, _head) in known.items():
            subject = Subject(SubjectKind(kind), key)
            yield Flaw(
                sentence=f"{str(subject).capitalize()} : ses {seq} entrées ont disparu.",
                subject=subject,
                seq=1,
            )


def _versions(connection: Connection) -> Iterator[Flaw]:
    """The versions of what is written of each séance that are not what its chain says was sent."""
    journal, minutes = table(JournalRow), table(Minutes)
    entries: dict[int, list[tuple[int, str]]] = defaultdict(list)
    sending = (journal.c.kind == SubjectKind.SEANCE.value, journal.c.act.in_(SENDING_ACTS))
    for row in connection.execute(
        select(journal.c.subject_id, journal.c.seq, journal.c.body).where(*sending)
    ):
        entries[row.subject_id].append((row.seq, row.body))
    left = {key: sent_by(told) for key, told in entries.items()}
    columns = (minutes.c[name] for name in ("seance_id", "number", "content", "sha256", "model"))
    rows = connection.execution_options(yield_per=50).execute(
        select(*columns).order_by(minutes.c.seance_id, minutes.c.number)
    )
    for seance, kept in groupby(rows, key=itemgetter(0)):
        yield from _broken(seance, left.pop(seance, {}), kept)
    for seance, sent in left.items():
        yield from _broken(seance, sent, ())


def _broken(
    seance: int, sent: Mapping[int, Sent], kept: Iterable[tuple[int, int, str, str, int]]
) -> Iterator[Flaw]:
    subject = Subject(SubjectKind.SEANCE, seance)
    found = (
        Kept(number=number, content=content, sha256=sha256, model=model)
        for _, number, content, sha256, model in kept
    )
    for one in broken(sent, found):
        whose = f"{str(subject).capitalize()} : la version {one.number} de son compte rendu"
        yield Flaw(sentence=f"{whose} {one.breach}.", subject=subject, seq=one.seq)


def _letters(connection: Connection) -> Iterator[Flaw]:
    for one in kept_letters.altered(connection):
        sentence = f"{str(one.subject).capitalize()} : la lettre n° {one.letter} {one.why}."
        yield Flaw(sentence=sentence, subject=one.subject, seq=one.seq)


def _heads(connection: Connection, kind: SubjectKind) -> dict[int, tuple[int, str]]:
    owner = table(TABLES[kind])
    # Most messages never have an entry, and they are the most numerous of all.
    begun = select(owner.c.id, owner.c.seq, owner.c.head).where(owner.c.seq > 0)
    rows = connection.execute(begun)
    return {row.id: (row.seq, row.head) for row in rows}


def _missing_triggers(connection: Connection, dialect: str) -> set[str]:
    query, wanted = _TRIGGERS[dialect]
    return wanted - set(connection.execute(text(query)).scalars())
