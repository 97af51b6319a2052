"""What an act finds when it arrives: the locked case, its own date, what guards look at."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from functools import lru_cache

from rules.day_order import instant_of
from rules.fields import Field, Kind, parse_date
from rules.rulebook import Rulebook
from rules.situation import Act, PassageView, SeanceView, Situation
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.acts import cases, priorities
from workflow.acts.cases import Case
from workflow.database.store import Tx


def machine_of(event: str, passage_id: int | None = None) -> Machine:
    """Whose event it is: the dossier's first, its line's otherwise."""
    if passage_id is None and PROCEDURE.label(Machine.DOSSIER, event) is not None:
        return Machine.DOSSIER
    if PROCEDURE.label(Machine.PASSAGE, event) is not None:
        return Machine.PASSAGE
    return Machine.DOSSIER


def look(
    tx: Tx,
    rulebook: Rulebook,
    machine: Machine,
    act: Act,
    dossier_id: int,
    passage_id: int | None,
) -> tuple[Case, Act, Situation]:
    """The locked case, the act dated where the département lives, and what guards see.

    Raises UnknownDossier.
    """
    data = act.data or {}
    asked = _asked(machine, act.event)
    seance_id = _number(data, asked, Kind.SEANCE)
    case, seance = cases.load(tx, dossier_id, seance_id=seance_id)
    service_id = _number(data, asked, Kind.SERVICE)
    line = case.line(passage_id)
    if machine is Machine.DOSSIER and line is not None and line.nature != "reorientation":
        line = None
    act = _dated(act, machine, asked, case, rulebook)
    view = case.view()
    seance = seance or _seance_of(case, line, seance_id)
    kind = rulebook.kind_of(seance)
    if service_id is None:
        service_id = view.service_id
    return (
        case,
        act,
        Situation(
            today=act.occurred.date(),
            parameters=rulebook.parameters_at(act.occurred.date()),
            dossier=view,
            born=case.born,
            demande=case.demande_view(),
            passage=line,
            seance=seance,
            kind=kind,
            service=None if service_id is None else cases.service(tx, service_id),
            wished=case.wished,
            proposed=priorities.others(tx, kind, seance, view),
            facts=tuple(case.facts),
            other_open_dossier=case.other_open,
        ),
    )


def _seance_of(case: Case, line: PassageView | None, named: int | None) -> SeanceView | None:
    """The séance of the open line, unless the act names another one (that does not exist)."""
    return None if named is not None or line is None else case.seances.get(line.seance_id)


@lru_cache(maxsize=256)
def _asked(machine: Machine, event: str) -> tuple[Field, ...]:
    """The fields of every exit of that event, whatever the state, or of its birth: they tell what
    the data mean."""
    birth = PROCEDURE.births[machine].get(event)
    nodes = PROCEDURE.nodes[machine].values()
    exits = [exit.asks for node in nodes for exit in node.by_event.get(event, ())]
    forms = exits if birth is None else [birth.asks, *exits]
    return tuple(dict.fromkeys(field for form in forms for field in form))


def _number(data: Mapping[str, object], asked: tuple[Field, ...], kind: Kind) -> int | None:
    for field in asked:
        if field.kind is not kind:
            continue
        text = str(data.get(field.name, "")).strip()
        if text.isascii() and text.isdigit() and len(text) < 16:
            return int(text)
    return None


def _dated(
    act: Act, machine: Machine, asked: tuple[Field, ...], case: Case, rulebook: Rulebook
) -> Act:
    """The act at the instant it happened: the day that its form must give, when there is one.

    A day alone is an instant of that day (see ``rules/day_order.py``); an hour that was told stays.
    """
    zone = rulebook.calendar.tz
    told, known = act.occurred.astimezone(zone), act.known.astimezone(zone)
    for field in asked:
        if field.name != "date" or not field.past:
            continue
        raw = (act.data or {}).get(field.name)
        day = raw if isinstance(raw, date) else None if raw is None else parse_date(str(raw))
        at_its_hour = day == told.date() and told != known and told.time() != time(12)
        if day is None or day > known.date() or at_its_hour:
            continue
        told = instant_of(_written(machine, act.event), day, known, case.facts, zone)
    return replace(act, occurred=told)


@lru_cache(maxsize=256)
def _written(machine: Machine, event: str) -> tuple[str, ...]:
    """The facts of every exit of that event, whatever the state."""
    nodes = PROCEDURE.nodes[machine].values()
    exits = (exit for node in nodes for exit in node.by_event.get(event, ()))
    return tuple(dict.fromkeys(code for exit in exits for code in exit.facts))
