"""The decisions of an EP before they are taken: what may be decided of a line, what was ticked page
after page, and what would come of it.

What is ticked travels with the form, frozen as it was shown: the version of the dossier and what is
granted. Nothing is written before the page that shows what will be done.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from entrypoints.web.pages.seances.levels import AVIS, Choice, Level
from entrypoints.web.posted import Posted
from entrypoints.web.visits import Visit
from rules.fields import GREATEST
from rules.refusals import Refusal
from rules.situation import Act
from workflow.acts.commands import StaleDossier
from workflow.acts.recording import Outcome
from workflow.reading.before_ep import EpLine
from workflow.seances.outcomes import decisions, results
from workflow.seances.outcomes.decisions import ToDecide
from workflow.seances.outcomes.results import Awaited

FIELD = "decision-"
"""What the name of a ticked line begins with, before its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """A decision that was ticked of a line. ``version``: of its dossier, as it was shown;
    ``granted``: the type of orientation and the service (webRSA's numbers) that it grants."""

    passage_id: int
    event: str
    version: int
    type_orientation: int | None = None
    service: int | None = None

    @property
    def value(self) -> str:
        """As the form bears it."""
        told = (self.version, self.type_orientation, self.service)
        return ".".join([self.event, *("" if one is None else str(one) for one in told)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What would become of a line, or became of it: an outcome once it is done, why not, or that
    somebody changed it since it was shown."""

    line: EpLine
    ticked: Ticked
    refusals: tuple[Refusal, ...] = ()
    stale: StaleDossier | None = None
    outcome: Outcome | None = None
    failed: bool = False

    @property
    def left(self) -> bool:
        """Whether nothing is recorded of it."""
        return bool(self.refusals) or self.stale is not None or self.failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The lines of which the same was ticked."""

    choice: Choice
    judged: tuple[Judged, ...]

    @property
    def untyped(self) -> tuple[Judged, ...]:
        """Those of which the type of orientation is still to be said."""
        wanted = self.judged if self.choice.grants else ()
        return tuple(one for one in wanted if not one.left and one.ticked.type_orientation is None)

    @property
    def able(self) -> tuple[Judged, ...]:
        """Those that nothing stops."""
        return tuple(one for one in self.judged if not one.left)


def ticked(form: Posted, level: Level, lines: Sequence[EpLine]) -> dict[int, Ticked]:
    """What the form bears, by line; what is no line of this EP, or no decision of this level, is
    nothing."""
    known = {one.passage_id for one in lines}
    found = {}
    for name, told in form.several.items():
        number = _number(name.removeprefix(FIELD)) if name.startswith(FIELD) else None
        one = None if number is None else _read(number, told[-1])
        if one is not None and one.passage_id in known and level.choice(one.event):
            found[one.passage_id] = one
    return found


def all_proposed(level: Level, lines: Iterable[EpLine]) -> dict[int, Ticked]:
    """What « every » ticks."""
    proposed = {line: level.proposed(line) for line in lines}
    return {
        line.passage_id: Ticked(passage_id=line.passage_id, event=event, version=line.version)
        for line, event in proposed.items()
        if event is not None
    }


def granting(
    visit: Visit, level: Level, seance: int, lines: Sequence[EpLine], chosen: Mapping[int, Ticked]
) -> list[tuple[EpLine, Ticked]]:
    """The ticked lines in their order, with what each grants: what the service asked for is for, or
    what the EP said."""
    if level is AVIS:
        return [
            (line, replace(chosen[line.passage_id], type_orientation=line.usual_type))
            for line in lines
            if line.passage_id in chosen
        ]
    said = {one.dossier_id: one for one in decisions.awaited(visit.store, seance)}
    found = []
    for line in lines:
        one, avis = chosen.get(line.passage_id), said.get(line.dossier_id)
        if one is not None and avis is not None:
            one = replace(one, type_orientation=avis.type_orientation, service=avis.service)
        if one is not None:
            found.append((line, one))
    return found


def judge(
    visit: Visit, level: Level, choice: Choice, asked: Sequence[tuple[EpLine, Ticked]]
) -> tuple[Judged, ...]:
    """What would come of these, nothing being written; what is still to be said in the form, a
    motive, a type of orientation, stops nothing."""
    act = _act(visit, choice, "")
    if level is AVIS:
        said = [
            (one.refusals, one.stale)
            for one in results.preview(visit.store, visit.rulebook, act, _awaited(asked))
        ]
    else:
        said = [
            (one.refusals, one.stale)
            for one in decisions.decide(
                visit.store, visit.rulebook, act, _to_decide(asked), trial=True
            )
        ]
    return tuple(
        Judged(
            line=line,
            ticked=one,
            refusals=tuple(why for why in refusals if not why.to_enter),
            stale=stale,
        )
        for (line, one), (refusals, stale) in zip(asked, said, strict=True)
    )


def take(
    visit: Visit,
    level: Level,
    choice: Choice,
    asked: Sequence[tuple[EpLine, Ticked]],
    motives: Mapping[int, str],
    key: str,
) -> Iterator[Judged]:
    """Records them, each dossier by itself; with the same ``key``, what was done is told again.
    ``motives``: of each line, when the choice wants one."""
    by_motive: dict[str, list[tuple[EpLine, Ticked]]] = {}
    for line, one in asked:
        by_motive.setdefault(motives.get(line.passage_id, ""), []).append((line, one))
    for motive, of_motive in by_motive.items():
        act = _act(visit, choice, motive)
        if level is AVIS:
            given = results.give(
                visit.store, visit.rulebook, act, _awaited(of_motive), key=key or None
            )
            for (line, one), done in zip(of_motive, given, strict=True):
                yield Judged(
                    line=line,
                    ticked=one,
                    refusals=done.refusals,
                    stale=done.stale,
                    outcome=done.outcome,
                    failed=done.failed,
                )
        else:
            decided = decisions.decide(
                visit.store, visit.rulebook, act, _to_decide(of_motive), key=key or None
            )
            for (line, one), ruled in zip(of_motive, decided, strict=True):
                yield Judged(
                    line=line,
                    ticked=one,
                    refusals=ruled.refusals,
                    stale=ruled.stale,
                    outcome=ruled.outcome,
                )


def _act(visit: Visit, choice: Choice, motive: str) -> Act:
    data: dict[str, object] = {"motif": motive} if choice.motive and motive else {}
    return Act(
        event=choice.event, actor=visit.actor, occurred=visit.now, known=visit.now, data=data
    )


def _awaited(asked: Sequence[tuple[EpLine, Ticked]]) -> list[Awaited]:
    return [
        Awaited(
            passage_id=line.passage_id,
            dossier_id=line.dossier_id,
            version=one.version,
            nom=line.nom,
            prenom=line.prenom,
            nature="reorientation",
            methode=None,
            wished=line.wished,
            usual_type=one.type_orientation,
        )
        for line, one in asked
    ]


def _to_decide(asked: Sequence[tuple[EpLine, Ticked]]) -> list[ToDecide]:
    return [
        ToDecide(
            dossier_id=line.dossier_id,
            version=one.version,
            nom=line.nom,
            prenom=line.prenom,
            avis=line.state,
            wished=line.wished,
            type_orientation=one.type_orientation,
            service=one.service,
        )
        for line, one in asked
    ]


def _read(passage_id: int, value: str) -> Ticked | None:
    event, _, rest = value.partition(".")
    told = [_number(one) for one in rest.split(".")] + [None, None]
    if told[0] is None:
        return None
    return Ticked(
        passage_id=passage_id,
        event=event,
        version=told[0],
        type_orientation=told[1],
        service=told[2],
    )


def _number(text: str) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    number = int(text)
    return number if number <= GREATEST else None
