"""What is possible, and what happens: one judgement for the button and for the command.

``ways`` says what each exit would answer, ``decide`` takes one. Both go through ``_judge``, so a
way shown without refusal is accepted and one shown with refusals is refused with the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rules import fields
from rules.guards.temps import apres_dernier_etat, date_echue, dates_echues, dates_vecues
from rules.refusals import Refusal, Refused
from rules.situation import Act, Situation
from rules.subjects import Subject, SubjectKind
from states import machine as machines
from states.answers import capacity, dossier_over, out_of_state, unknown_act
from states.graph import Node, by_hand
from states.page import Birth, Drag, Exit, Machine
from states.procedure import PROCEDURE

_MACHINES = {machine: machines.build(PROCEDURE, machine) for machine in Machine}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """An exit as it stands: where it leads, and every reason why not. None: it is possible."""

    exit: Exit
    target: str
    refusals: tuple[Refusal, ...]

    @property
    def possible(self) -> bool:
        """Whether the act would be accepted as it is."""
        return not self.refusals

    @property
    def to_enter(self) -> bool:
        """Whether only fields are missing: the button stays alive and the form asks for them."""
        return all(refusal.to_enter for refusal in self.refusals)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One step of one machine. ``source`` is empty for a birth."""

    machine: Machine
    exit: Exit | Birth
    source: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What happens. ``moves[0]`` is the act itself, then what it drags, in order; the lines that a
    séance drags one by one (``Drag.each_open``) are the caller's. ``values`` is the typed form."""

    moves: tuple[Move, ...]
    values: Mapping[str, object]


def ways(situation: Situation, act: Act, machine: Machine = Machine.DOSSIER) -> tuple[Way, ...]:
    """Every exit of the state that somebody may take, with all its refusals. ``act.event`` is not
    looked at; ``act.data`` None asks before any form is filled."""
    node = _node(situation, machine)
    return tuple(
        Way(
            exit=exit,
            target=exit.target or node.state.code,
            refusals=_judge(situation, act, node, exit).refusals,
        )
        for exit in node.exits
        if by_hand(exit) and _picked(exit, situation)
    )


def decide(situation: Situation, act: Act, machine: Machine = Machine.DOSSIER) -> Decision:
    """What the act does. Raises Refused with every reason when it is not possible."""
    node = _node(situation, machine)
    exit = _exit(node, act.event, situation)
    if exit is None:
        raise Refused(act.event, (out_of_state(node, act.event),))
    return _decision(situation, act, _judge(situation, act, node, exit))


def follow(situation: Situation, act: Act, machine: Machine) -> Decision:
    """What another act drags here (a line when its séance is cancelled): neither capacity nor
    form is asked again, the guards are. Raises Refused."""
    node = _node(situation, machine)
    exit = _exit(node, act.event, situation)
    if exit is None:
        raise Refused(act.event, (out_of_state(node, act.event),))
    judged = _Judged()
    _follow(situation, act, node, exit, judged)
    judged.values = situation.values
    return _decision(situation, act, judged)


def born(
    situation: Situation, act: Act, machine: Machine = Machine.DOSSIER, *, dragged: bool = False
) -> Decision:
    """The birth of a subject. ``dragged``: by another act, which answers for capacity and form.
    Raises Refused."""
    birth = PROCEDURE.births[machine].get(act.event)
    if birth is None:
        raise Refused(act.event, (unknown_act(act.event),))
    judged = _Judged()
    if dragged:
        judged.values = situation.values
    else:
        situation = _read(situation, act, birth, judged)
        judged.add(capacity(situation, act, birth, machine), date_echue(situation, act))
        judged.add(*dates_echues(situation, birth.asks))
    if machine is Machine.PASSAGE:
        judged.add(dossier_over(situation))
    judged.add(*[guard(situation, act) for guard in birth.guards])
    judged.moves.append(Move(machine=machine, exit=birth, source="", target=birth.target))
    return _decision(situation, act, judged)


class _Judged:
    """A judgement being made."""

    __slots__ = ("_refusals", "moves", "values")

    def __init__(self) -> None:
        self.moves: list[Move] = []
        self.values: Mapping[str, object] = {}
        self._refusals: dict[Refusal, None] = {}

    def add(self, *refusals: Refusal | None) -> None:
        for refusal in refusals:
            if refusal is not None:
                self._refusals[refusal] = None

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Each reason once, however many guards gave it."""
        return tuple(self._refusals)


def _decision(situation: Situation, act: Act, judged: _Judged) -> Decision:
    """The decision, once the machines have walked it. Raises Refused."""
    if judged.refusals:
        raise Refused(act.event, judged.refusals)
    moves = tuple(_walked(move, situation) for move in judged.moves)
    return Decision(moves=moves, values=judged.values)


def _walked(move: Move, situation: Situation) -> Move:
    """The move with the state that its machine really reached."""
    if not move.source:
        return move
    machine = _MACHINES[move.machine]
    reached = machines.walk(machine, move.source, move.exit.event, situation)
    return move if reached == move.target else replace(move, target=reached)


def _judge(situation: Situation, act: Act, node: Node, exit: Exit) -> _Judged:
    """The exit with its form, its capacity, its dates, its guards and all that it drags."""
    judged = _Judged()
    situation = _read(situation, act, exit, judged)
    judged.add(capacity(situation, act, exit, node.machine), date_echue(situation, act))
    judged.add(*dates_echues(situation, exit.asks))
    judged.add(*dates_vecues(situation, exit.asks))
    if exit.target is not None:
        judged.add(apres_dernier_etat(situation, act, _subject(situation, node.machine)))
    _follow(situation, act, node, exit, judged)
    return judged


def _follow(situation: Situation, act: Act, node: Node, exit: Exit, judged: _Judged) -> None:
    """The guards of the exit, then everything that it drags, one machine after the other."""
    judged.add(*[guard(situation, act) for guard in exit.guards])
    source = node.state.code
    judged.moves.append(
        Move(machine=node.machine, exit=exit, source=source, target=exit.target or source)
    )
    for drag in exit.drags:
        if not drag.each_open and (drag.when is None or drag.when(situation)):
            _drag(situation, act, drag, judged)


def _drag(situation: Situation, act: Act, drag: Drag, judged: _Judged) -> None:
    birth = PROCEDURE.births[drag.machine].get(drag.event)
    if birth is not None:
        judged.add(*[guard(situation, act) for guard in birth.guards])
        judged.moves.append(Move(machine=drag.machine, exit=birth, source="", target=birth.target))
        return
    state = _state(situation, drag.machine)
    if state is None:
        return
    node = PROCEDURE.node(drag.machine, state)
    exit = _exit(node, drag.event, situation)
    if exit is None:
        judged.add(out_of_state(node, drag.event))
    else:
        _follow(situation, act, node, exit, judged)


def _read(situation: Situation, act: Act, exit: Exit | Birth, judged: _Judged) -> Situation:
    """The situation with the typed values of the form."""
    if act.data is None:
        judged.add(*fields.missing(exit.asks))
    elif exit.asks or act.data:
        judged.values, refusals = fields.read(exit.asks, act.data)
        judged.add(*refusals)
        return situation.filled(judged.values)
    return situation


def _state(situation: Situation, machine: Machine) -> str | None:
    if machine is Machine.DOSSIER:
        return situation.dossier.state if situation.dossier is not None else None
    if machine is Machine.PASSAGE:
        return situation.passage.state if situation.passage is not None else None
    return situation.seance.state if situation.seance is not None else None


def _node(situation: Situation, machine: Machine) -> Node:
    """Where the machine stands. Raises LookupError when the situation does not hold its subject."""
    state = _state(situation, machine)
    if state is None:
        raise LookupError(f"no {machine.value} in the situation")
    return PROCEDURE.node(machine, state)


def _exit(node: Node, event: str, situation: Situation) -> Exit | None:
    candidates = node.by_event.get(event, ())
    return next((exit for exit in candidates if _picked(exit, situation)), None)


def _picked(exit: Exit, situation: Situation) -> bool:
    if exit.when is not None:
        return exit.when(situation)
    return exit.unless is None or not exit.unless(situation)


def _subject(situation: Situation, machine: Machine) -> Subject:
    """Whose chain the machine writes in: a line writes in its dossier's."""
    if machine is Machine.SEANCE and situation.seance is not None:
        return Subject(SubjectKind.SEANCE, situation.seance.id)
    return Subject(SubjectKind.DOSSIER, situation.dossier.id if situation.dossier else 0)
