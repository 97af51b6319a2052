"""A selection looked at, then done: one act a dossier, each in its own transaction."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from rules.access.policy import OUTSIDE
from rules.actors import Actor
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.situation import Act
from workflow.acts import commands
from workflow.acts.commands import Command, StaleDossier
from workflow.batches import keeping
from workflow.batches.selection import Batch, Line, Seen, Standing, Told, Verdict
from workflow.database.store import Store

Reach = Callable[[int], None]
"""Told how many lines had their turn."""
Telling = Callable[[StaleDossier], StaleDossier]
"""What whoever acts may know of who changed a dossier before them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doer:
    """Who acts, by which rules, at what instant; ``opens``: the dossiers that they open now;
    ``tells``: what they may know of a conflict."""

    store: Store
    rulebook: Rulebook
    actor: Actor
    now: datetime
    opens: Collection[int]
    tells: Telling


def objections(doer: Doer, asked: Batch, line: Line) -> tuple[Refusal, ...]:
    """Why the act would be refused to that line as it now is."""
    if line.dossier not in doer.opens:
        return (OUTSIDE,)
    fresh = replace(_command(doer, asked, line), expected_version=None)
    return commands.objections(doer.store, doer.rulebook, fresh)


def look(doer: Doer, asked: Batch, reach: Reach) -> None:
    """What would come of each line that is left; nothing is done."""
    seen = []
    for number, line in enumerate(asked.left, start=1):
        seen.append(_seen(doer, asked, line))
        reach(number)
    keeping.looked(doer.store, asked, seen, doer.now)


def do(doer: Doer, asked: Batch, reach: Reach) -> None:
    """Does what the preview said possible, leaves the rest. Done again it does nothing twice: the
    act of a dossier bears a key of the selection and of the dossier."""
    for number, line in enumerate(asked.left, start=1):
        _do(doer, asked, line)
        reach(number)
    keeping.end(doer.store, asked.id, doer.now)


def _seen(doer: Doer, asked: Batch, line: Line) -> Seen:
    refusals = objections(doer, asked, line)
    if refusals:
        return Seen(
            dossier=line.dossier,
            verdict=Verdict.IMPOSSIBLE,
            found=line.version,
            told=_told(refusals),
        )
    try:
        commands.objections(doer.store, doer.rulebook, _command(doer, asked, line))
    except StaleDossier as stale:
        return Seen(
            dossier=line.dossier,
            verdict=Verdict.CHANGE,
            found=stale.found,
            told=(Told(sentence=_changed(doer.tells(stale))),),
        )
    return Seen(dossier=line.dossier, verdict=Verdict.POSSIBLE, found=line.version)


def _do(doer: Doer, asked: Batch, line: Line) -> None:
    if line.dossier not in doer.opens:
        _write(doer, asked, line, Standing.IMPOSSIBLE, _told((OUTSIDE,)))
        return
    if line.verdict is not Verdict.POSSIBLE:
        kept = Standing.LAISSE if line.verdict is Verdict.CHANGE else Standing.IMPOSSIBLE
        _write(doer, asked, line, kept, line.told)
        return
    try:
        done = commands.perform(doer.store, doer.rulebook, _command(doer, asked, line))
    except Refused as refused:
        _write(doer, asked, line, Standing.IMPOSSIBLE, _told(refused.refusals))
        return
    except StaleDossier as stale:
        _write(doer, asked, line, Standing.LAISSE, (Told(sentence=_changed(doer.tells(stale))),))
        return
    _write(doer, asked, line, Standing.FAIT, (), after=done.state)


def _write(
    doer: Doer,
    asked: Batch,
    line: Line,
    outcome: Standing,
    told: tuple[Told, ...],
    *,
    after: str | None = None,
) -> None:
    keeping.write(doer.store, asked.id, line.dossier, outcome, doer.now, told=told, after=after)


def _command(doer: Doer, asked: Batch, line: Line) -> Command:
    assert asked.event is not None  # whoever looks has chosen an act
    act = Act(
        event=asked.event,
        actor=doer.actor,
        occurred=doer.now,
        known=doer.now,
        data=dict(asked.fields),
    )
    return Command(
        dossier_id=line.dossier,
        act=act,
        expected_version=line.version,
        key=f"{asked.mark}-{line.dossier}",
        batch=asked.mark,
    )


def _changed(stale: StaleDossier) -> str:
    if stale.meanwhile is None:
        return "Quelqu’un d’autre a changé le dossier."
    return f"Le dossier a changé : {stale.meanwhile}."


def _told(refusals: Iterable[Refusal]) -> tuple[Told, ...]:
    return tuple(Told(sentence=one.sentence, remedy=one.remedy) for one in refusals)
