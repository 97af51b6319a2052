"""The nightly comparison of states and facts with the deadlines that are armed. It repairs nothing:
it leaves a proof, and tells the département when something is found.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import structlog
from sqlalchemy import select

from rules.facts import STATE_PREFIX
from rules.rulebook import Rulebook
from rules.subjects import Subject, SubjectKind
from workflow.database.canonical import encode
from workflow.database.instants import to_micros
from workflow.database.statements import insert_into
from workflow.database.store import Store
from workflow.post import outbox
from workflow.recalculation.forecast import Progress, forecast
from workflow.recalculation.movements import Movement
from workflow.recalculation.reasons import FACTS, Reasons
from workflow.tables.columns import table
from workflow.tables.law import Reconciliation
from workflow.tables.subjects import Dossier, Seance
from workflow.tables.trail import FactRow

OCCASION = "rapprochement_ecarts"

_KEPT = 100
"""How many findings a proof keeps; it counts them all."""

_FACT = table(FactRow)
_PROOF = insert_into(
    Reconciliation,
    *("at", "day", "calendar", "subjects", "deadlines", "found", "detail", "by"),
)
_WITH_A_STATE = {SubjectKind.DOSSIER: table(Dossier), SubjectKind.SEANCE: table(Seance)}

_log = structlog.get_logger()


class StrayState(NamedTuple):
    """A subject whose state is not the last one that its facts entered."""

    subject: Subject
    state: str
    entered: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was compared and found at ``at``. ``movements``: the deadlines, or next alerts, that are
    not what the facts want. ``pending``: how many others only wait for a passage, rules having
    changed since the last one."""

    at: datetime
    subjects: int
    deadlines: int
    reasons: Reasons
    movements: tuple[Movement, ...]
    pending: int
    states: tuple[StrayState, ...]

    @property
    def found(self) -> int:
        """How many gaps there are."""
        return len(self.movements) + len(self.states)


def reconcile(
    store: Store,
    rulebook: Rulebook,
    *,
    now: datetime,
    by: str,
    progress: Progress | None = None,
) -> Report:
    """Compares everything, writes the proof, and a message when something is found: one a night.
    ``by`` names the process."""
    compared = forecast(store, rulebook, now=now, complete=True, progress=progress)
    gaps = tuple(one for one in compared.movements if one.why == (FACTS,))
    report = Report(
        at=now,
        subjects=compared.derived,
        deadlines=compared.examined,
        reasons=compared.reasons,
        movements=gaps,
        pending=len(compared.movements) - len(gaps),
        states=tuple(stray_states(store)),
    )
    day = rulebook.local_day(now).isoformat()
    with store.write() as tx:
        tx.write(
            _PROOF,
            {
                "at": to_micros(now),
                "day": day,
                "calendar": rulebook.calendar.version,
                "subjects": report.subjects,
                "deadlines": report.deadlines,
                "found": report.found,
                "detail": encode(_detail(report)),
                "by": by,
            },
        )
        if report.found:
            outbox.write(
                tx,
                subject=outbox.NOWHERE,
                occasion=OCCASION,
                recipient="role:manager",
                data={
                    "reference": "rapprochement",
                    "jour": day,
                    "nombre": report.found,
                    "echeances": report.deadlines,
                },
                key=f"rapprochement-{day}",
                now=now,
            )
    _log.info(
        "reconciliation.done",
        subjects=report.subjects,
        deadlines=report.deadlines,
        found=report.found,
    )
    return report


def stray_states(store: Store) -> Iterator[StrayState]:
    """The dossiers and the séances whose state is not the last one that their facts entered."""
    for kind, owner in _WITH_A_STATE.items():
        entered: dict[int, str] = {}
        with store.read() as connection:
            for key, code in connection.execute(
                select(_FACT.c.subject_id, _FACT.c.code)
                .where(
                    _FACT.c.kind == kind.value,
                    _FACT.c.code.startswith(STATE_PREFIX),
                    _FACT.c.annulled_by.is_(None),
                )
                .order_by(_FACT.c.subject_id, _FACT.c.seq, _FACT.c.rank)
            ):
                entered[key] = code.removeprefix(STATE_PREFIX)
            for key, state in connection.execute(
                select(owner.c.id, owner.c.state).order_by(owner.c.id)
            ):
                if entered.get(key) != state:
                    yield StrayState(Subject(kind, key), state, entered.get(key))


def _detail(report: Report) -> list[dict[str, object]]:
    """The first findings, by codes and numbers."""
    found: list[dict[str, object]] = [
        {
            "sujet": str(one.subject),
            "regle": one.rule,
            "nature": one.nature.value,
            "avant": None if one.before is None else one.before.isoformat(),
            "apres": None if one.after is None else one.after.isoformat(),
        }
        for one in report.movements[:_KEPT]
    ]
    found += [
        {"sujet": str(one.subject), "etat": one.state, "entre": one.entered}
        for one in report.states[:_KEPT]
    ]
    return found
