"""What dates were once counted by: calendars and versions of rules, kept under their own names.

A date is explained by the calendar and the rule that gave it, years after both have changed. The
words of a rule (its label, its source) make no date and are no part of its version: when they
change, the new ones are kept after the others, and a date is told in those of its own time.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Integer, bindparam, func, select

from rules.days.calendar import Calendar
from rules.deadlines.rule import Rule
from rules.delays.content import content_of, delay_of
from rules.delays.delay import Delay
from rules.rulebook import Rulebook
from workflow.database.instants import to_micros
from workflow.database.statements import Statement, insert_once
from workflow.database.store import Store
from workflow.tables.columns import table
from workflow.tables.law import Snapshot

CALENDAR, RULE, WORDS = "calendrier", "regle", "texte"

_OF_WORDS = ("libelle", "source", "origine")
_THEN = "/"
"""Between the name of a version and that of its later words: the digest of them all, in order, so
that words which come back are later ones too."""

_SNAPSHOT = table(Snapshot)
_NAMES = Statement(select(_SNAPSHOT.c.kind, _SNAPSHOT.c.version))
_CONTENT = Statement(
    select(_SNAPSHOT.c.content).where(
        _SNAPSHOT.c.kind == bindparam("of_kind"), _SNAPSHOT.c.version == bindparam("of_version")
    )
)
_KEPT_WORDS = Statement(
    select(_SNAPSHOT.c.version, _SNAPSHOT.c.content)
    .where(_SNAPSHOT.c.kind != CALENDAR)
    .order_by(_SNAPSHOT.c.recorded_at, _SNAPSHOT.c.kind)
)
_WORDS_OF = Statement(
    select(_SNAPSHOT.c.content)
    .where(
        _SNAPSHOT.c.kind == WORDS,
        func.substr(_SNAPSHOT.c.version, 1, bindparam("length", type_=Integer))
        == bindparam("beginning"),
        _SNAPSHOT.c.recorded_at <= bindparam("at"),
    )
    .order_by(_SNAPSHOT.c.recorded_at.desc())
    .limit(1)
)
_KEEP = insert_once(Snapshot, "kind", "version", "content", "recorded_at")


class UnknownSnapshot(LookupError):
    """Nothing was kept under that name: the date is older than the keeping of versions."""

    def __init__(self, kind: str, version: str) -> None:
        self.kind, self.version = kind, version
        what = "Le calendrier" if kind == CALENDAR else "La règle"
        super().__init__(f"{what} « {version} » n’a pas été gardé dans la base.")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRule:
    """A version of a rule, as far as a date is counted and explained by it."""

    code: str
    version: str
    label: str
    source: str
    origin: str
    delay: Delay
    anchor: str
    valid_from: date | None
    valid_to: date | None


def keep(store: Store, rulebook: Rulebook, now: datetime) -> int:
    """Keeps the calendar, every version of the rules and their words, as far as they are not kept
    yet; how many were missing. One look when nothing is."""
    rules = [rule for versions in rulebook.rules.values() for rule in versions]
    with store.glance() as tx:
        known = {(row[0], row[1]) for row in tx.all(_NAMES, {})}
        words = {
            _rule_of(row[0]): (str(row[0]), _words(json.loads(row[1])))
            for row in tx.all(_KEPT_WORDS, {})
        }
    missing: dict[tuple[str, str], dict[str, object]] = {}
    if (CALENDAR, rulebook.calendar.version) not in known:
        missing[CALENDAR, rulebook.calendar.version] = rulebook.calendar.content()
    for rule in rules:
        name, content = named(rule.code, rule.version), _of_rule(rule)
        if name not in words:
            missing[RULE, name] = content
        elif words[name][1] != _words(content):
            missing[WORDS, _after(words[name][0], name, content)] = _words(content)
    if missing:
        with store.write() as tx:
            tx.many(
                _KEEP,
                [
                    {
                        "kind": kind,
                        "version": version,
                        "content": _text(content),
                        "recorded_at": to_micros(now),
                    }
                    for (kind, version), content in missing.items()
                ],
            )
    return len(missing)


def named(code: str, version: str) -> str:
    """The name of a version of a rule, as deadlines and the journal quote it."""
    return f"{code}@{version}"


def calendar(store: Store, version: str) -> Calendar:
    """The calendar of that version. Raises UnknownSnapshot."""
    return _calendar(_read(store, CALENDAR, version))


def rule(store: Store, code: str, version: str, at: datetime | None = None) -> KeptRule:
    """The version of a rule, in its words of that instant; in its first ones when none is given.
    Raises UnknownSnapshot."""
    name = named(code, version)
    content = json.loads(_read(store, RULE, name))
    if at is not None:
        content |= _words_at(store, name, at)
    since, until = _period(content)
    return KeptRule(
        code=code,
        version=version,
        label=content["libelle"],
        source=content["source"],
        origin=content["origine"],
        delay=delay_of(content["delai"]),
        anchor=content["ancre"],
        valid_from=since,
        valid_to=until,
    )


def _of_rule(rule: Rule) -> dict[str, object]:
    return {
        "code": rule.code,
        "libelle": rule.procedure.label,
        "source": rule.source,
        "origine": rule.origin,
        "delai": content_of(rule.delay),
        "ancre": rule.anchor,
        "du": None if rule.valid_from is None else rule.valid_from.isoformat(),
        "au": None if rule.valid_to is None else rule.valid_to.isoformat(),
    }


def _words(content: Mapping[str, object]) -> dict[str, object]:
    return {key: content[key] for key in _OF_WORDS}


def _rule_of(name: str) -> str:
    """The version of a rule whose words bear that name."""
    return name.partition(_THEN)[0]


def _after(previous: str, name: str, content: Mapping[str, object]) -> str:
    said = previous + _text(_words(content))
    return f"{name}{_THEN}{sha256(said.encode()).hexdigest()[:8]}"


def _words_at(store: Store, name: str, at: datetime) -> dict[str, object]:
    """The later words of a version, as they were at that instant; none when it had its first."""
    beginning = name + _THEN
    with store.glance() as tx:
        row = tx.one(
            _WORDS_OF, {"length": len(beginning), "beginning": beginning, "at": to_micros(at)}
        )
    return {} if row is None else json.loads(row[0])


def _period(content: dict[str, Any]) -> Iterator[date | None]:
    for key in ("du", "au"):
        yield None if content[key] is None else date.fromisoformat(content[key])


def _read(store: Store, kind: str, version: str) -> str:
    with store.glance() as tx:
        row = tx.one(_CONTENT, {"of_kind": kind, "of_version": version})
    if row is None:
        raise UnknownSnapshot(kind, version)
    return str(row[0])


@lru_cache(maxsize=8)
def _calendar(content: str) -> Calendar:
    # Its tables cover eighty years, and one process asks for the same ones again and again.
    return Calendar.from_content(json.loads(content))


def _text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
