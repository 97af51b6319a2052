"""What another calendar, or other rules, would change: every open deadline that would move, appear
or end. Nothing is written.

A deadline that is counted straight from its anchor is counted again with thousands of others
(``recount``). What hangs from more than its anchor is derived again from its facts, by the function
that derives it at every act.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rules.days.differences import Difference
from rules.rulebook import Rulebook
from rules.subjects import Subject
from workflow.database.store import Store
from workflow.recalculation import arming, calendar_use, holders, snapshots
from workflow.recalculation.calendar_use import InUse
from workflow.recalculation.holders import Holder
from workflow.recalculation.movements import Movement, Nature, movement, wanted
from workflow.recalculation.reasons import Reasons

Progress = Callable[[int, int], None]
"""Receives how many subjects were derived again, and how many are to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What would change, by rule and date. ``examined``: how many open deadlines were looked at;
    ``derived``: how many subjects were derived again from their facts."""

    reasons: Reasons
    movements: Sequence[Movement]
    examined: int
    derived: int

    @property
    def differences(self) -> Sequence[Difference]:
        """The days that differ, and what holds all the time."""
        return self.reasons.differences

    def of(self, *natures: Nature) -> list[Movement]:
        """The movements of these natures."""
        return [one for one in self.movements if one.nature in natures]


def forecast(
    store: Store,
    rulebook: Rulebook,
    *,
    now: datetime,
    complete: bool = False,
    progress: Progress | None = None,
) -> Forecast:
    """Compares the open deadlines with what this rulebook makes of the facts.

    ``complete`` derives everybody again, whatever changed: it also finds what no longer follows
    from its facts for another reason. Raises OutsideCalendar.
    """
    from workflow.recalculation.recount import open_deadlines, recount

    reasons = reasons_for(store, rulebook)
    with store.read() as connection:
        if complete or reasons.other_zone:
            moved, people = [], holders.everybody(connection)
            examined = open_deadlines(connection)
        else:
            counted = recount(connection, store, rulebook, reasons, reasons.old.version)
            people = sorted(counted.people)
            moved = [one for one in counted.found if _person(one) not in counted.people]
            examined = counted.examined
        others = holders.others(connection)
    for holder, programme in _held(store, people, others, progress):
        moved += [movement(holder.owner, pair) for pair in wanted(rulebook, holder, programme)]
    dated = {one.lineage for one in moved}
    with store.read() as connection:
        moved += arming.misarmed(connection, rulebook, now, dated)
    return Forecast(
        reasons=reasons,
        movements=sorted((replace(one, why=reasons.of(one)) for one in moved), key=_order),
        examined=examined,
        derived=len(people) + len(others),
    )


def reasons_for(store: Store, rulebook: Rulebook) -> Reasons:
    """What this rulebook counts otherwise than the open deadlines were counted."""
    uses: list[InUse] = calendar_use.since_applied(store)
    others = dict.fromkeys(use.version for use in uses)
    others.pop(rulebook.calendar.version, None)
    return Reasons(uses, [snapshots.calendar(store, version) for version in others], rulebook)


def _held(
    store: Store,
    people: Sequence[int],
    others: Sequence[Subject],
    progress: Progress | None,
) -> Iterator[tuple[Holder, holders.Programme]]:
    """Everybody who is to be derived again, read in blocks, each in one snapshot."""
    done, total = 0, len(people) + len(others)
    for block in holders.blocks(people):
        with store.read() as connection:
            programme = holders.programme(connection.execute(holders.SEANCES))
            for holder in holders.of_people(connection, block):
                yield holder, programme
        done += len(block)
        if progress is not None:
            progress(done, total)
    for rest in holders.blocks(others):
        with store.read() as connection:
            programme = holders.programme(connection.execute(holders.SEANCES))
            for holder in holders.of_others(connection, rest):
                yield holder, programme
        done += len(rest)
        if progress is not None:
            progress(done, total)


def _person(one: Movement) -> int | None:
    return one.owner.personne_id


def _order(one: Movement) -> tuple[str, str, str]:
    at = one.after or one.before
    return one.rule, "" if at is None else at.isoformat(), one.lineage
