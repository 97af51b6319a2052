"""``/parametres``: the rules with their sources, the drawing of the procedure, who may open what.

Read by everybody, changed in the configuration."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from entrypoints.drawings import svg_of
from entrypoints.web.rendering import page
from entrypoints.web.visits import Closed, Here
from entrypoints.words.acts import LEVELS
from rules.access.grants import GRANTS, LABELS, LOGGED, Right
from rules.access.policy import OUTSIDE
from rules.actors import Role
from rules.deadlines.rule import Rule
from rules.delays.account import UNITS
from rules.procedures.catalogue import CATALOGUE
from rules.wording import quantity
from states import drawing
from states.page import Machine
from states.procedure import PROCEDURE

router = APIRouter(prefix="/parametres")

_OFFICES = (
    *(Role.REFERENT, Role.RESPONSABLE_SERVICE, Role.BAT, Role.BOP, Role.EP, Role.PRESIDENT),
    *(Role.MANAGER, Role.ADMINISTRATEUR),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """A version of a rule in words: its delay, its ladder."""

    rule: Rule
    delay: str
    ladder: Sequence[str]


@router.get("")
def first(visit: Here) -> Response:
    """To the rules."""
    return RedirectResponse("/parametres/regles", status_code=303)


@router.get("/regles")
def rules(visit: Here) -> Response:
    """Every rule, with its source and its validity."""
    visit.enter(Right.PARAMETRES)
    lines = [
        RuleLine(
            rule=one, delay=_delay(one), ladder=[_rung(one, n) for n in range(len(one.ladder))]
        )
        for versions in visit.rulebook.rules.values()
        for one in versions
    ]
    return page(visit, "settings/rules.html", lines=lines)


@router.get("/procedure")
def procedure(visit: Here) -> Response:
    """The drawings of the three machines, and the states in a table."""
    visit.enter(Right.PARAMETRES)
    return page(
        visit,
        "settings/procedure.html",
        machines=[(one, drawing.MACHINE_TITLES[one], _drawn(one)) for one in Machine],
        nodes=list(PROCEDURE.all_nodes()),
    )


@router.get("/procedure/{machine}.svg")
def drawn(visit: Here, machine: str) -> Response:
    """The drawing of a machine, alone: as wide as it needs."""
    visit.enter(Right.PARAMETRES)
    known = next((one for one in Machine if one.value == machine), None)
    laid_out = None if known is None else _drawn(known)
    if laid_out is None:
        raise Closed((OUTSIDE,))
    return Response(
        laid_out,
        media_type="image/svg+xml",
        headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"},
    )


@router.get("/qui-peut-quoi")
def matrix(visit: Here) -> Response:
    """The table of what each role opens, and on which grounds."""
    visit.enter(Right.PARAMETRES)
    return page(
        visit,
        "settings/matrix.html",
        rights=[(one, LABELS[one], GRANTS[one], one in LOGGED) for one in Right],
        roles=[(one, visit.rulebook.words.role(one)) for one in _OFFICES],
    )


@cache
def _drawn(machine: Machine) -> str | None:
    """The drawing of a machine, laid out once; None where the programme that does it is missing."""
    return svg_of(drawing.dot(PROCEDURE, machine, CATALOGUE))


def _delay(rule: Rule) -> str:
    delay = rule.delay
    way = "après" if delay.direction.value == "apres" else "avant"
    return f"{quantity(delay.n, *UNITS[delay.unit])} {way}"


def _rung(rule: Rule, place: int) -> str:
    rung = rule.ladder[place]
    level = LEVELS[rung.level.value]
    if not rung.offset:
        return f"{level} à l’échéance"
    side = "après" if rung.offset > 0 else "avant"
    return f"{level} {quantity(abs(rung.offset), *UNITS[rung.unit])} {side}"
