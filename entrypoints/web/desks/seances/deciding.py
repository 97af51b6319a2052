"""The decisions of an EP, many at once: what is proposed of each line, what it grants, what would
come of it, what came. The pages and the API take them alike.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from entrypoints.web.desks.seances.levels import AVIS, Choice, Level
from entrypoints.web.forms.conflicts import all_told
from entrypoints.web.visitors.visits import Visit
from rules.refusals import Refusal
from rules.situation import Act
from workflow.acts.commands import StaleDossier
from workflow.acts.recording import Outcome
from workflow.reading.before_ep import EpLine
from workflow.seances.outcomes import decisions, results
from workflow.seances.outcomes.decisions import Decided, ToDecide
from workflow.seances.outcomes.results import Awaited, Given


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
    return tuple(
        replace(one, refusals=tuple(why for why in one.refusals if not why.to_enter))
        for one in rehearse(visit, level, choice, asked, {})
    )


def rehearse(
    visit: Visit,
    level: Level,
    choice: Choice,
    asked: Sequence[tuple[EpLine, Ticked]],
    motives: Mapping[int, str],
) -> Iterator[Judged]:
    """What would come of these with all that is said of them, nothing being written."""
    store, rulebook = visit.store, visit.rulebook
    for motive, of_motive in _by_motive(asked, motives).items():
        act = _act(visit, choice, motive)
        said: Iterator[Given | Decided] = (
            all_told(visit, results.preview(store, rulebook, act, _awaited(of_motive)))
            if level is AVIS
            else all_told(
                visit, decisions.decide(store, rulebook, act, _to_decide(of_motive), trial=True)
            )
        )
        for (line, one), would in zip(of_motive, said, strict=True):
            yield Judged(line=line, ticked=one, refusals=would.refusals, stale=would.stale)


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
    store, rulebook = visit.store, visit.rulebook
    for motive, of_motive in _by_motive(asked, motives).items():
        act = _act(visit, choice, motive)
        done: Iterator[Given | Decided] = (
            all_told(
                visit, results.give(store, rulebook, act, _awaited(of_motive), key=key or None)
            )
            if level is AVIS
            else all_told(
                visit,
                decisions.decide(store, rulebook, act, _to_decide(of_motive), key=key or None),
            )
        )
        for (line, one), became in zip(of_motive, done, strict=True):
            yield Judged(
                line=line,
                ticked=one,
                refusals=became.refusals,
                stale=became.stale,
                outcome=became.outcome,
                failed=isinstance(became, Given) and became.failed,
            )


def _by_motive(
    asked: Sequence[tuple[EpLine, Ticked]], motives: Mapping[int, str]
) -> Mapping[str, Sequence[tuple[EpLine, Ticked]]]:
    found: dict[str, list[tuple[EpLine, Ticked]]] = {}
    for line, one in asked:
        found.setdefault(motives.get(line.passage_id, ""), []).append((line, one))
    return found


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
