"""The facts that may be entered one by one, found in the procedure: no second list of them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo
from functools import cache

from rules import fields
from rules.actors import Actor, Who
from rules.facts import FACTS, Fact
from rules.fields import Field, Kind
from rules.situation import Act
from states.graph import by_hand
from states.page import (
    BirthsNext,
    ClosesDemande,
    Copies,
    EndsFollowUp,
    Exit,
    Machine,
    OpensDemande,
    Sets,
)
from states.procedure import PROCEDURE
from workflow.acts.drafts import plain

AGENT = frozenset({Who.SERVICE_REFERENT, Who.SERVICE_TERRITOIRE, Who.ALI_TERRITOIRE})
"""The capacities of a service's own agents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactForm:
    """A fact that an act writes first. ``values`` are what its acts ask for besides the day;
    ``acts`` their events; ``who`` every capacity that one of them opens. ``told``: a file may tell
    it, it takes no step of a request and ends no dossier."""

    code: str
    label: str
    values: tuple[Field, ...]
    acts: tuple[str, ...]
    who: frozenset[Who]
    told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One fact to enter, on a day, with the values of its form by name."""

    code: str
    day: date
    values: Mapping[str, object]


class AmbiguousFact(ValueError):
    """Several acts write the fact in that state: which one is to be said."""

    def __init__(self, code: str, acts: Sequence[str]) -> None:
        self.code, self.acts = code, tuple(acts)
        super().__init__(
            f"Plusieurs actes enregistrent « {FACTS[code]} » à cette étape : {', '.join(acts)}. "
            "Choisissez l’un d’eux avec « dossier agir »."
        )


@cache
def forms() -> Mapping[str, FactForm]:
    """Every fact that may be entered for a dossier, in the order of ``FACTS``."""
    found: dict[str, list[Exit]] = {}
    for node in PROCEDURE.open_nodes(Machine.DOSSIER):
        for exit in node.exits:
            if exit.facts and by_hand(exit):
                found.setdefault(exit.facts[0], []).append(exit)
    return {code: _form(code, found[code]) for code in FACTS if code in found}


def _form(code: str, exits: Sequence[Exit]) -> FactForm:
    asked = [{field.name: field for field in exit.asks if field != day_of(exit)} for exit in exits]
    always = set.intersection(*({n for n, f in one.items() if f.required} for one in asked))
    values = {name: field for one in reversed(asked) for name, field in one.items()}
    return FactForm(
        code=code,
        label=FACTS[code],
        values=tuple(replace(f, required=name in always) for name, f in values.items()),
        acts=tuple(dict.fromkeys(exit.event for exit in exits)),
        who=frozenset(who for exit in exits for who in exit.who),
        told=any(_only_told(exit) for exit in exits),
    )


def told_in_files() -> Mapping[str, FactForm]:
    """The facts that a file of an organisation may tell."""
    return {code: form for code, form in forms().items() if form.told}


def day_of(exit: Exit) -> Field | None:
    """The field of the form that says when it happened, when there is one. A field ``date`` always
    does (see ``states/forms.py``)."""
    days = [one for one in exit.asks if one.kind is Kind.DATE and one.past]
    return next((one for one in days if one.required or one.name == "date"), None)


def ways_in(state: str, code: str, *, file: bool = False) -> list[Exit]:
    """The acts that write the fact from that state, those of the stage itself first."""
    node = PROCEDURE.node(Machine.DOSSIER, state)
    return [
        exit
        for exit in node.exits
        if exit.facts[:1] == (code,) and by_hand(exit) and (not file or _only_told(exit))
    ]


def way_in(state: str, code: str, given: Collection[str], *, file: bool = False) -> Exit | None:
    """The act that enters the fact there; None when none does.

    Raises AmbiguousFact when several do and the values given do not tell them apart.
    """
    ways = ways_in(state, code, file=file)
    events = {exit.event for exit in ways}
    if len(events) > 1:
        ways = [one for one in ways if _answers(one, given)] or ways
        events = {exit.event for exit in ways}
    if len(events) > 1:
        raise AmbiguousFact(code, sorted(events))
    return ways[0] if ways else None


def any_way(code: str) -> Exit:
    """An act that writes the fact somewhere: asked elsewhere, it is refused with its reason."""
    for node in PROCEDURE.open_nodes(Machine.DOSSIER):
        if found := ways_in(node.state.code, code):
            return found[0]
    raise KeyError(code)


def act_of(exit: Exit, entry: Entry, by: Actor, *, known: datetime, tz: tzinfo) -> Act:
    """The act that enters the fact. Its day is a field of the form, or else that of the act: noon,
    or now when it is today."""
    data: dict[str, object] = dict(entry.values)
    field = day_of(exit)
    occurred = known
    if field is not None:
        data[field.name] = entry.day
    # The registry dates the act by a required field; by another, it is the act that says it.
    told_by_form = field is not None and field.required
    if not told_by_form and entry.day != known.astimezone(tz).date():
        occurred = datetime.combine(entry.day, time(12), tzinfo=tz)
    return Act(event=exit.event, actor=by, occurred=occurred, known=known, data=data)


def already(facts: Iterable[Fact], entry: Entry, tz: tzinfo) -> bool:
    """Whether the same fact is known: same code, same day, and every value that was kept. What
    names somebody is kept elsewhere, and is not compared."""
    asked = [field for field in forms()[entry.code].values if not field.personal]
    names = {field.name for field in asked}
    given = {name: value for name, value in entry.values.items() if name in names}
    typed, _ = fields.read(asked, given)
    said = {name: plain(value) for name, value in typed.items()}
    return any(
        fact.code == entry.code
        and fact.occurred.astimezone(tz).date() == entry.day
        and all(fact.data.get(name) == value for name, value in said.items())
        for fact in facts
    )


def order_of(entry: Entry) -> tuple[date, int]:
    """By day; of one day, in the order in which the procedure names facts."""
    return entry.day, _ranks()[entry.code]


@cache
def _ranks() -> Mapping[str, int]:
    return {code: rank for rank, code in enumerate(FACTS)}


def _answers(exit: Exit, given: Collection[str]) -> bool:
    """Whether the values are those that the form asks for."""
    day = day_of(exit)
    asked = {field.name: field for field in exit.asks if field is not day}
    needed = {name for name, field in asked.items() if field.required}
    return set(given) <= asked.keys() and needed <= set(given)


def _only_told(exit: Exit) -> bool:
    """Whether the exit only tells what happened: nothing of a request, no end, nothing dragged."""
    if exit.drags or not (Who.IMPORT in exit.who or AGENT & set(exit.who)):
        return False
    if exit.target is not None and PROCEDURE.states[exit.target].final:
        return False
    return not any(_decides(effect) for effect in exit.effects)


def _decides(effect: object) -> bool:
    if isinstance(effect, OpensDemande | ClosesDemande | BirthsNext | EndsFollowUp):
        return True
    return isinstance(effect, Copies | Sets) and effect.of_demande


def typed_fields(forms: Iterable[FactForm]) -> Iterator[Field]:
    """The fields of several facts, each name once."""
    seen: set[str] = set()
    for form in forms:
        for field in form.values:
            if field.name not in seen:
                seen.add(field.name)
                yield field
