"""The situations of a séance as it is held: which is examined, what it may be given, what was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from entrypoints.web.forms import acts
from entrypoints.web.forms.acts import Question
from entrypoints.web.visitors.visits import Closed, Visit
from rules.access.policy import OUTSIDE
from rules.actors import Actor, Genre, Role
from rules.refusals import Refusal
from rules.seances.kinds import Body, Nature, SeanceKind
from rules.situation import Act
from states.decision import Way
from states.forms import SUPPLEANCE
from states.page import Exit, Machine
from states.procedure import PROCEDURE
from workflow.acts import commands
from workflow.acts.commands import Command
from workflow.reading.tableau import Tableau, TableauLine

WAITS = "retenu"
ON_LIST, COLLEGIAL = "liste", "collegiale"
_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "rendre_favorable": "Avis favorable",
        "rendre_desaccord": "Désaccord…",
        "rendre_soutien": "Préconisations…",
        "rendre_accompagnement_global": "Issue de la proposition…",
        "accepter": "Accepter…",
        "refuser": "Refuser…",
        "ajourner": "Ajourner…",
        "reporter": "Reporter…",
    }
)
"""The results of a line and what their button says, in the order of the keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A result that the line may be given now: its act, its button, its key, what it asks."""

    way: Way
    label: str
    key: int

    @property
    def event(self) -> str:
        """The code of the act."""
        return self.way.exit.event

    def questions(
        self,
        visit: Visit,
        line: TableauLine,
        *,
        typed: Mapping[str, str] | None = None,
        refusals: Sequence[Refusal] = (),
    ) -> list[Question]:
        """What it asks; the agreement that is known already is proposed, and that the line was
        examined by everybody."""
        known = {"methode": COLLEGIAL}
        if line.welcome is not None:
            known["accord_accueil"] = "oui" if line.welcome else "non"
        return acts.questions(
            visit,
            [one for one in self.way.exit.asks if one != SUPPLEANCE or deputises(visit)],
            typed=known if typed is None else typed,
            refusals=refusals,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What may be done of a line: the results that are possible, else every reason why none is."""

    results: tuple[Result, ...]
    shut: tuple[Refusal, ...]

    def result(self, event: str) -> Result | None:
        """The result of that act, when it is possible."""
        return next((one for one in self.results if one.event == event), None)


def deputises(visit: Visit) -> bool:
    """Whether whoever visits writes what the ALI writes."""
    return isinstance(visit.bearer, Actor) and visit.bearer.role is Role.BAT


def gives_results(visit: Visit) -> bool:
    """Whether the results of the lines are theirs to write: the ALI's, else the coordination's in
    its place."""
    bearer = visit.bearer
    return isinstance(bearer, Actor) and (bearer.genre is Genre.ALI or deputises(visit))


def on_agenda(tableau: Tableau) -> list[TableauLine]:
    """The situations of the séance, in their order."""
    return [one for one in tableau.lines if not one.gone]


def number_of(line: TableauLine) -> int:
    """Its rank on the agenda, its own number as long as it has none."""
    return line.rank or line.id


def minutes_of(kind: SeanceKind, line: TableauLine) -> int | None:
    """How long it may take; None where the séance counts no time."""
    return None if kind.capacity is None else kind.capacity.minutes(line.guests)


def examination(visit: Visit, kind: SeanceKind, line: TableauLine) -> Examination:
    """What whoever visits may give to the line."""
    asked = Act(event="", actor=visit.actor, occurred=visit.now, known=visit.now, data=None)
    command = Command(dossier_id=line.dossier_id, passage_id=line.id, act=asked)
    found = dict(commands.possible(visit.store, visit.rulebook, command))
    ways = {way.exit.event: way for way in found.get(Machine.PASSAGE, ())}
    offered = [
        event
        for event in _LABELS
        if event in ways and (event != "reporter" or kind.body is Body.DECISION)
    ]
    able = [event for event in offered if not acts.elsewhere(ways[event].refusals)]
    usual = _usual(kind, line)
    return Examination(
        results=tuple(
            Result(way=ways[event], label=_LABELS[event], key=key)
            for key, event in enumerate(able, 1)
        ),
        shut=() if able or usual not in ways else tuple(acts.elsewhere(ways[usual].refusals)),
    )


def label_of(event: str) -> str:
    """What the button of that result says, without what it announces that it asks."""
    return _LABELS[event].rstrip("…")


def exit_of(event: str) -> Exit:
    """The exit of that result in the procedure. Raises Closed when it is none."""
    exits = PROCEDURE.node(Machine.PASSAGE, WAITS).by_event.get(event, ())
    if event not in _LABELS or not exits:
        raise Closed((OUTSIDE,))
    return exits[0]


def may_be_on_list(kind: SeanceKind, line: TableauLine) -> bool:
    """Whether the line may be validated on list: a request of which no service asked that
    everybody examine it."""
    asks = line.nature == Nature.REORIENTATION and line.state == WAITS
    return asks and kind.body is Body.CONCERTATION and kind.on_list and line.methode != COLLEGIAL


def agreed(line: TableauLine) -> bool:
    """Whether whoever is concerned agrees, as far as the tableau knows."""
    return line.accord is True and line.welcome is not False


def _usual(kind: SeanceKind, line: TableauLine) -> str:
    if line.nature == Nature.SOUTIEN:
        return "rendre_soutien"
    if line.nature == Nature.ACCOMPAGNEMENT_GLOBAL:
        return "rendre_accompagnement_global"
    return "refuser" if kind.body is Body.DECISION else "rendre_desaccord"
