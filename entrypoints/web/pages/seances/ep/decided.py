"""``/seances/{number}/decisions/issue/{errand}``: what became of the decisions that were recorded
together, line by line; whoever recorded them finds it there for a month.

What is kept names nobody: the lines by their number, what was done of each, why not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from entrypoints.web.desks import errands
from entrypoints.web.desks.errands import Progress, account_of
from entrypoints.web.desks.seances import deciding
from entrypoints.web.desks.seances.deciding import Judged, Ticked
from entrypoints.web.desks.seances.levels import AVIS, DECISION, Choice, Level, level_of
from entrypoints.web.desks.seances.opening import Number, open_seance
from entrypoints.web.pages.seances.ep.ticking import FIELD
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Closed, Here, Visit
from rules.access.policy import OUTSIDE
from rules.fields import GREATEST
from workflow.accounts.errands import Errand, latest
from workflow.reading import before_ep
from workflow.reading.before_ep import EpLine

router = APIRouter(prefix="/seances/{number}/decisions/issue")

KIND = "decisions_ep"
"""The errand that records them. Stored: never renamed."""

_SHOWN = 3
_LEVELS = {level.code: level for level in (AVIS, DECISION)}


class Became(StrEnum):
    """What came of a decision. Stored: never renamed."""

    FAIT = "fait"
    DEJA = "deja"
    LAISSE = "laisse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line and what came of its decision. ``state``: where its dossier stands since; ``why``
    nothing is recorded of it."""

    line: EpLine
    became: Became
    state: str | None
    why: tuple[str, ...]

    @property
    def left(self) -> bool:
        """Whether nothing is recorded of it."""
        return self.became is Became.LAISSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The lines of which the same was decided."""

    choice: Choice
    lines: tuple[Line, ...]


def record(
    visit: Visit,
    number: int,
    level: Level,
    asked: Sequence[tuple[EpLine, Ticked]],
    motives: Mapping[int, str],
    key: str,
) -> Response:
    """Records them, each dossier by itself, and goes where what came of them is kept."""

    def carried(progress: Progress) -> Mapping[str, object]:
        progress.total, told = len(asked), []
        for choice in level.choices:
            of_choice = [(line, one) for line, one in asked if one.event == choice.event]
            for judged in deciding.take(visit, level, choice, of_choice, motives, key):
                told.append(_told(judged))
                progress.advance(1)
        return {"niveau": level.code, "lignes": told}

    return errands.run(
        visit,
        KIND,
        carried,
        then=f"/seances/{number}/decisions/issue/",
        asked={"seance": number},
        key=key,
    )


def of_seance(visit: Visit, number: int) -> list[Errand]:
    """The latest recordings of theirs for that EP, the last one first."""
    found = latest(visit.store, account_of(visit), KIND)
    return [one for one in found if one.asked.get("seance") == number][:_SHOWN]


@router.get("/{errand}")
def show(visit: Here, number: Number, errand: Annotated[int, Path(ge=1, le=GREATEST)]) -> Response:
    """What was recorded then, with the names that whoever looks may read now."""
    found = open_seance(visit, number)
    kept = errands.own(visit, errand, KIND)
    if kept.asked.get("seance") != number or kept.outcome is None:
        raise Closed((OUTSIDE,))
    level = _LEVELS[kept.outcome["niveau"]]
    now = {one.passage_id: one for one in before_ep.lines(visit.store, visit.bearer, number)}
    groups = list(_groups(level, kept.outcome["lignes"], now))
    every = [one for group in groups for one in group.lines]
    decides = level_of(visit) is level
    return page(
        visit,
        "seances/decisions_done.html",
        found=found,
        level=level,
        kept=kept,
        groups=groups,
        counts={one: sum(line.became is one for line in every) for one in Became},
        Became=Became,
        remaining=sum(1 for one in now.values() if level.awaits(one)),
        again=[
            Ticked(
                passage_id=one.line.passage_id, event=group.choice.event, version=one.line.version
            )
            for group in groups
            for one in group.lines
            if decides and one.left and level.awaits(one.line)
        ],
        field=FIELD,
    )


def _told(judged: Judged) -> Mapping[str, object]:
    """As it is kept."""
    done = judged.outcome
    became = Became.LAISSE if done is None else Became.DEJA if done.repeated else Became.FAIT
    return {
        "ligne": judged.line.passage_id,
        "acte": judged.ticked.event,
        "issue": became.value,
        "etat": None if done is None else done.state,
        "pourquoi": [
            *([str(judged.stale)] if judged.stale else ()),
            *(["Pas enregistré : recommencez."] if judged.failed else ()),
            *(f"{why.sentence} {why.remedy}" for why in judged.refusals),
        ],
    }


def _groups(
    level: Level, told: Sequence[Mapping[str, Any]], now: Mapping[int, EpLine]
) -> Sequence[Group]:
    """The decisions of the level that were taken, those that were left first."""
    groups = []
    for choice in level.choices:
        lines = [
            Line(
                line=now[one["ligne"]],
                became=Became(one["issue"]),
                state=one["etat"],
                why=tuple(one["pourquoi"]),
            )
            for one in told
            if one["acte"] == choice.event and one["ligne"] in now
        ]
        if lines:
            lines.sort(key=lambda one: not one.left)
            groups.append(Group(choice=choice, lines=tuple(lines)))
    return groups
