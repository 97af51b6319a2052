"""Facts of a dossier, rules of the catalogue, and the deadlines derived from them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from rules.days.calendar import Calendar, Unit
from rules.deadlines.anchors import Anchors
from rules.deadlines.derivation import Deadline, derive, in_order
from rules.deadlines.rule import Rule
from rules.delays.delay import Delay
from rules.facts import Fact
from rules.procedures.catalogue import BY_CODE
from rules.subjects import Subject, SubjectKind

CALENDAR = Calendar.compile("93")
DOSSIER = Subject(SubjectKind.DOSSIER, 1)
SEANCE = Subject(SubjectKind.SEANCE, 8)
DAY_0 = datetime(2026, 3, 2, 9, tzinfo=UTC)


def rule(code: str, n: int = 5, unit: Unit = Unit.JOUR_OUVRE, **changes: Any) -> Rule:
    """A version of a rule of the catalogue; ``procedure`` fields among the changes vary it."""
    procedure = BY_CODE[code]
    own = {name: changes.pop(name) for name in list(changes) if hasattr(procedure, name)}
    procedure = replace(procedure, **own)
    delay = changes.pop("delay", Delay(n=n, unit=unit))
    anchor = changes.pop("anchor", procedure.anchors[0])
    version = changes.pop("version", "1")
    return Rule(
        procedure=procedure,
        version=version,
        source="test",
        origin="defaut",
        delay=delay,
        anchor=anchor,
        **changes,
    )


def fact(code: str, day: float, seq: int = 0, rank: int = 0, **data: Any) -> Fact:
    """A fact of the dossier, ``day`` days after the first; entries are numbered by their day."""
    occurred = DAY_0 + timedelta(days=day)
    return Fact(
        code=code,
        occurred=occurred,
        known=occurred,
        subject=DOSSIER,
        seq=seq or int(day * 10) + 1,
        rank=rank,
        data=data,
    )


def derived(
    versions: Rule | Sequence[Rule],
    facts: Sequence[Fact],
    anchors: Anchors | None = None,
    **more: Any,
) -> list[Deadline]:
    """The deadlines of the dossier under these versions."""
    return derive(
        [versions] if isinstance(versions, Rule) else versions,
        in_order(facts),
        subject=DOSSIER,
        calendar=CALENDAR,
        anchors=anchors or Anchors(),
        **more,
    )


def only(deadlines: Sequence[Deadline]) -> Deadline:
    """The only one there is."""
    (found,) = deadlines
    return found
