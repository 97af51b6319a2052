"""``/parametres``: the rules with their sources, the drawing of the procedure, who may open what.

Read by everybody, changed in the configuration."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from entrypoints.web.desks.settings.drawings import STAGES, SVG
from entrypoints.web.desks.settings.drawings import drawn as drawn_of
from entrypoints.web.rendering.addresses import Query
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Closed, Here, Visit
from entrypoints.words.capacities import CAPACITY_WORDS
from entrypoints.words.rules import ABOUT, About, awaited, counted, ladder, told
from rules.access.grants import GRANTS, LABELS, LOGGED, Right
from rules.access.policy import OUTSIDE
from rules.actors import Role
from rules.deadlines.rule import Duty, Rule
from rules.words import Words
from states import drawing
from states.capacities import ActTaken, taken_by
from states.page import Machine
from states.procedure import PROCEDURE

router = APIRouter(prefix="/parametres")

_OFFICES = (
    *(Role.REFERENT, Role.RESPONSABLE_SERVICE, Role.BAT, Role.BOP, Role.EP, Role.PRESIDENT),
    *(Role.MANAGER, Role.ADMINISTRATEUR),
)
_COORDINATORS = frozenset({Role.BAT, Role.BOP, Role.EP})


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """A version of a rule in words. ``opens``, ``closes``: the facts that open and meet it."""

    rule: Rule
    about: About
    awaited: str
    counted: str
    opens: Sequence[str]
    closes: Sequence[str]
    ladder: Sequence[str]
    in_force: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineActs:
    """The acts of a machine, and the roles of which some take one."""

    machine: Machine
    title: str
    lines: Sequence[ActTaken]
    roles: Sequence[tuple[Role, str]]


@router.get("")
def first(visit: Here) -> Response:
    """To the rules."""
    return RedirectResponse("/parametres/regles", status_code=303)


@router.get("/regles")
def rules(visit: Here) -> Response:
    """Every rule, with what opens it, its alerts, its source and its validity; those of whoever is
    awaited (``de``), when one is named."""
    visit.enter(Right.PARAMETRES)
    rulebook, query = visit.rulebook, Query.of(visit.request)
    today = rulebook.local_day(visit.now)
    every = [
        _line(one, rulebook.words, today)
        for versions in rulebook.rules.values()
        for one in versions
    ]
    duty = query.get("de")
    lines = [one for one in every if duty in ("", one.rule.procedure.duty.value)]
    return page(
        visit,
        "settings/rules.html",
        query=query,
        groups=[(about, [one for one in lines if one.about is about]) for about in About],
        in_force=sum(one.in_force for one in lines),
        every=len(every),
        duties=[
            (one.value, awaited(one, rulebook.words), _of_duty(every, one))
            for one in Duty
            if _of_duty(every, one)
        ],
    )


@router.get("/procedure")
def procedure(visit: Here) -> Response:
    """The stages at a glance, the drawings of the three machines, the states in tables."""
    visit.enter(Right.PARAMETRES)
    return page(
        visit,
        "settings/procedure.html",
        glance=STAGES if drawn_of(STAGES) else None,
        machines=[(one, drawing.MACHINE_TITLES[one], drawn_of(one.value)) for one in Machine],
        nodes=list(PROCEDURE.all_nodes()),
    )


@router.get("/procedure/{machine}.svg")
def drawn(visit: Here, machine: str) -> Response:
    """The drawing of a machine, or of the stages, alone: as wide as it needs."""
    visit.enter(Right.PARAMETRES)
    laid_out = drawn_of(machine) if machine in (STAGES, *Machine) else None
    if laid_out is None:
        raise Closed((OUTSIDE,))
    return Response(
        laid_out,
        media_type=SVG,
        headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"},
    )


@router.get("/qui-peut-quoi")
def matrix(visit: Here) -> Response:
    """The table of what each role opens, and on which grounds; that of the acts that each takes."""
    visit.enter(Right.PARAMETRES)
    return page(
        visit,
        "settings/matrix.html",
        rights=[(one, LABELS[one], GRANTS[one], one in LOGGED) for one in Right],
        roles=[(one, visit.rulebook.words.role(one)) for one in _OFFICES],
        acts=[_taken(visit, one) for one in Machine],
        capacity=CAPACITY_WORDS,
        coordinators=_COORDINATORS,
    )


def _taken(visit: Visit, machine: Machine) -> MachineActs:
    lines = [one for one in taken_by(PROCEDURE) if one.machine is machine]
    roles = [one for one in _OFFICES if any(one in line.by for line in lines)]
    return MachineActs(
        machine=machine,
        title=drawing.MACHINE_TITLES[machine],
        lines=lines,
        roles=[(one, visit.rulebook.words.role(one)) for one in roles],
    )


def _line(rule: Rule, words: Words, today: date) -> RuleLine:
    procedure = rule.procedure
    return RuleLine(
        rule=rule,
        about=ABOUT[procedure.scope],
        awaited=awaited(procedure.duty, words),
        counted=counted(rule),
        opens=told(procedure.opens),
        closes=told(procedure.closes),
        ladder=list(ladder(rule)),
        in_force=rule.in_force(today),
    )


def _of_duty(lines: Sequence[RuleLine], duty: Duty) -> int:
    return sum(one.rule.procedure.duty is duty for one in lines)
