"""What an act finds when it arrives: the locked case, its own date, what guards look at."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from rules.day_order import instant_of
from rules.fields import Kind, parse_date
from rules.guards.ligne import ligne_partagee
from rules.guards.seance import present_ou_coordinateur, repondant_siege
from rules.rulebook import Rulebook
from rules.seances.kinds import Nature
from rules.situation import Act, PassageView, SeanceView, Situation
from states.page import Birth, Exit, Machine
from states.procedure import PROCEDURE
from workflow.acts import (
    done_once,
    dossier_locks,
    guests,
    letters,
    participants,
    priorities,
    sitting,
    twins,
)
from workflow.acts.cases import Case
from workflow.acts.service_views import service
from workflow.database.store import Tx

_NO_PLACES: Mapping[int, int] = MappingProxyType({})


def machine_of(event: str, passage_id: int | None = None) -> Machine:
    """Whose event it is: the dossier's first, its line's otherwise."""
    if passage_id is None and _has(Machine.DOSSIER, event):
        return Machine.DOSSIER
    return Machine.PASSAGE if _has(Machine.PASSAGE, event) else Machine.DOSSIER


@lru_cache(maxsize=256)
def _has(machine: Machine, event: str) -> bool:
    return PROCEDURE.label(machine, event) is not None


def look(
    tx: Tx,
    rulebook: Rulebook,
    machine: Machine,
    act: Act,
    dossier_id: int,
    passage_id: int | None,
    places: Mapping[int, int] = _NO_PLACES,
) -> tuple[Case, Act, Situation]:
    """The locked case, the act dated where the département lives, and what guards see; ``places``
    as in ``commands.Command``.

    Raises UnknownDossier.
    """
    data = act.data or {}
    clues = _clues(machine, act.event)
    seance_id = _number(data, clues.seances)
    case, seance = dossier_locks.load(tx, dossier_id, seance_id=seance_id, alone=clues.ordered)
    service_id = _number(data, clues.services)
    line = case.line(passage_id)
    if machine is Machine.DOSSIER and line is not None and line.nature != "reorientation":
        line = None
    act = _dated(act, machine, _day(data.get("date")) if clues.dated else None, case, rulebook)
    view = case.view()
    seance = seance or _seance_of(case, line, seance_id)
    kind = rulebook.kind_of(seance)
    where = seance.id if seance is not None and _asks_who_sits(machine, act.event) else None
    return (
        case,
        act,
        Situation(
            today=act.occurred.date(),
            parameters=rulebook.parameters_at(act.occurred.date()),
            words=rulebook.words,
            territory=rulebook.territory,
            dossier=view,
            born=case.born,
            demande=case.demande_view(),
            passage=line,
            seance=seance,
            kind=kind,
            service=case.service if service_id is None else service(tx, service_id),
            wished=case.wished,
            proposed=priorities.others(tx, kind, seance, view, act, places),
            stands_in=case.stands_in,
            already=done_once.of_line(tx, case, line, act.event),
            guests=guests.of_line(tx, line if machine is Machine.PASSAGE else None, act.event),
            participants=()
            if machine is Machine.DOSSIER
            else participants.presenting(tx, rulebook, kind, seance),
            examining=rulebook.kinds.examining(
                Nature.REORIENTATION, act.occurred.date(), view.circonscription
            ),
            sitting=None if where is None else sitting.of(tx, where),
            shared=frozenset() if where is None else sitting.shared(tx, where),
            facts=tuple(case.facts),
            other_open_dossier=case.other_open,
            twin=twins.of(tx, case, act.event) if machine is Machine.DOSSIER else None,
            letter=letters.named(tx, data, rulebook.calendar.tz) if clues.lettered else None,
        ),
    )


def _seance_of(case: Case, line: PassageView | None, named: int | None) -> SeanceView | None:
    """The séance of the open line, unless the act names another one (that does not exist)."""
    return None if named is not None or line is None else case.seances.get(line.seance_id)


_OF_WHO_SITS = frozenset({present_ou_coordinateur, repondant_siege, ligne_partagee})


@lru_cache(maxsize=256)
def _asks_who_sits(machine: Machine, event: str) -> bool:
    """Whether a guard of that event asks who sits in the séance; of any event, without a name."""
    ways: list[Birth | Exit] = [*PROCEDURE.births[machine].values()]
    for node in PROCEDURE.nodes[machine].values():
        ways += node.exits
    asking = {way.event for way in ways if not _OF_WHO_SITS.isdisjoint(way.guards)}
    return event in asking if event else bool(asking)


class _Clues(NamedTuple):
    """The fields by which an event tells its séance and its service; ``dated``: and its day;
    ``lettered``: and the letter that it is about; ``ordered``: and the place of its line among
    those of its service."""

    seances: tuple[str, ...]
    services: tuple[str, ...]
    dated: bool
    lettered: bool
    ordered: bool


@lru_cache(maxsize=256)
def _clues(machine: Machine, event: str) -> _Clues:
    """Those of every exit of that event, whatever the state, or of its birth."""
    birth = PROCEDURE.births[machine].get(event)
    nodes = PROCEDURE.nodes[machine].values()
    exits = [exit.asks for node in nodes for exit in node.by_event.get(event, ())]
    forms = exits if birth is None else [birth.asks, *exits]
    asked = dict.fromkeys(field for form in forms for field in form)
    return _Clues(
        seances=tuple(field.name for field in asked if field.kind is Kind.SEANCE),
        services=tuple(field.name for field in asked if field.kind is Kind.SERVICE),
        dated=any(field.name == "date" and field.past for field in asked),
        lettered=any(field.name == "lettre" for field in asked),
        ordered=any(field.name == "priorite" for field in asked),
    )


def _number(data: Mapping[str, object], names: tuple[str, ...]) -> int | None:
    """The first number that one of these fields gives."""
    for name in names:
        text = str(data.get(name, "")).strip()
        if text.isascii() and text.isdigit() and len(text) < 16:
            return int(text)
    return None


def _dated(act: Act, machine: Machine, day: date | None, case: Case, rulebook: Rulebook) -> Act:
    """The act at the instant it happened: the day that its form must give, when there is one.

    A day alone is an instant of that day (see ``rules/day_order.py``); an hour that was told stays.
    """
    zone = rulebook.calendar.tz
    told, known = act.occurred.astimezone(zone), act.known
    if day is not None and day <= known.astimezone(zone).date():
        at_its_hour = day == told.date() and told != known and told.time() != time(12)
        if not at_its_hour:
            told = instant_of(_written(machine, act.event), day, known, case.facts, zone)
    return act if told is act.occurred else replace(act, occurred=told)


def _day(raw: object) -> date | None:
    """The day of the form; None when it is not given or cannot be read."""
    return raw if isinstance(raw, date) else None if raw is None else parse_date(str(raw))


@lru_cache(maxsize=256)
def _written(machine: Machine, event: str) -> tuple[str, ...]:
    """The facts of every exit of that event, whatever the state."""
    nodes = PROCEDURE.nodes[machine].values()
    exits = (exit for node in nodes for exit in node.by_event.get(event, ()))
    return tuple(dict.fromkeys(code for exit in exits for code in exit.facts))
