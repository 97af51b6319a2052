"""``/seances/{number}/ordre-du-jour``: who is examined, in which order, who waits for the next
séance, and why; what whoever coordinates wants otherwise, before it is settled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response

from entrypoints.web.desks.seances.acts import ways
from entrypoints.web.desks.seances.opening import Number, Opened, coordinates, open_seance
from entrypoints.web.forms.overtaken import since
from entrypoints.web.forms.posted import FormOf, Posted, found_again, go, new_key
from entrypoints.web.rendering.frame import page, words_of
from entrypoints.web.visitors.visits import Here, Visit
from rules.fields import GREATEST
from rules.refusals import Refusal, Refused
from rules.seances.agenda import AS_PROPOSED, Adjustments, Agenda, AgendaLine
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from rules.wording import quantity
from workflow.reading import agendas, tableau
from workflow.reading.agendas import AgendaSheet
from workflow.seances import conduct
from workflow.seances.commands import SeanceCommand, SeanceOutcome, StaleSeance
from workflow.seances.tableau.agenda import ARBITRATE, OFTEN

router = APIRouter(prefix="/seances/{number}/ordre-du-jour")

RANK, KEEP, PUT_OFF, MOTIVE = "rang-", "retenir", "reporter", "motif"
SETTLE = "arreter"
_TO_SETTLE = frozenset({"preparee", "arretee"})
_WIDTH = 1000
"""How wide the drawing of the minutes is, whatever they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Some minutes on the drawing: where they begin, how wide they are, what is written in them;
    ``off``: beyond what the séance holds."""

    x: float
    width: float
    label: str
    off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The minutes of a séance: what fills them in order, and where they end (``limit``)."""

    blocks: tuple[Block, ...]
    limit: float


@router.get("")
def show(visit: Here, number: Number) -> Response:
    """The agenda that was settled, else the one that the arbitration proposes."""
    found = open_seance(visit, number)
    return _page(visit, found, typed=found_again(visit) or {})


@router.post("")
def adjust(visit: Here, number: Number, form: FormOf) -> Response:
    """The agenda that these adjustments would make; or, to settle it, what that would move.
    Nothing is written."""
    found = open_seance(visit, number)
    if form.get("aller") != SETTLE:
        return _page(visit, found, typed=_values(form), computed=True)
    try:
        outcome = conduct.rehearse(visit.store, visit.rulebook, _command(visit, number, form))
    except Refused as refused:
        return _page(visit, found, typed=_values(form), refusals=refused.refusals)
    except StaleSeance as stale:
        return _page(visit, found, typed=_values(form), seen=stale.seen)
    return _check(visit, found, form, outcome)


@router.post("/arreter")
def settle(visit: Here, number: Number, form: FormOf) -> Response:
    """Settles it, once whatever the number of clicks."""
    found = open_seance(visit, number)
    try:
        done = conduct.perform(visit.store, visit.rulebook, _command(visit, number, form))
    except Refused as refused:
        return _page(visit, found, typed=_values(form), refusals=refused.refusals)
    except StaleSeance as stale:
        return _page(visit, found, typed=_values(form), seen=stale.seen)
    return go(
        visit,
        f"/seances/{number}/ordre-du-jour",
        f"Ordre du jour de la séance « {found.name} » arrêté.",
        more=_more(visit, done),
    )


def _more(visit: Visit, done: SeanceOutcome) -> str:
    """How many lines are examined, where the others go."""
    if done.agenda is None:
        return ""
    told = f"{done.agenda.load.sentence}."
    if done.agenda.postponed and done.following_held is not None:
        lines = quantity(len(done.agenda.postponed), "ligne passe", "lignes passent")
        told = f"{told} {lines} à la séance du {words_of(visit).day(done.following_held)}."
    return told


def _values(form: Posted) -> dict[str, str]:
    """What was typed, the boxes by the line that they are of."""
    boxes = {f"{name}-{line}": "oui" for name in (KEEP, PUT_OFF) for line in form.all(name)}
    return {**form.values, **boxes}


def _command(visit: Visit, number: int, form: Posted) -> SeanceCommand:
    moved = ",".join(f"{line}={rank}" for line, rank in _ranks(form.values))
    data = {
        "deplacer": moved,
        "retenir": ",".join(form.all(KEEP)),
        "reporter": ",".join(form.all(PUT_OFF)),
        "motif": form.get(MOTIVE),
    }
    act = Act(
        event=ARBITRATE,
        actor=visit.actor,
        occurred=visit.now,
        known=visit.now,
        data={name: value for name, value in data.items() if value},
    )
    return SeanceCommand(
        act=act, seance_id=number, expected_version=form.version, key=form.key or None
    )


def _ranks(values: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each line to which a rank was given, with it, as they were typed."""
    return [
        (name.removeprefix(RANK), rank.strip())
        for name, rank in values.items()
        if name.startswith(RANK) and rank.strip()
    ]


def _wanted(values: Mapping[str, str]) -> Adjustments:
    """The adjustments that can be understood, to show what they make; the act says the rest."""

    def lines(name: str) -> tuple[int, ...]:
        told = [key.removeprefix(f"{name}-") for key in values if key.startswith(f"{name}-")]
        return tuple(int(one) for one in told if _is_number(one))

    kept, put_off = lines(KEEP), lines(PUT_OFF)
    moved = tuple(
        (int(line), int(rank))
        for line, rank in _ranks(values)
        if _is_number(line) and _is_number(rank) and int(line) not in put_off
    )
    return Adjustments(moved=moved, kept=kept, put_off=put_off)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 11 and 0 < int(text) <= GREATEST


def _page(
    visit: Visit,
    found: Opened,
    *,
    typed: Mapping[str, str],
    refusals: Sequence[Refusal] = (),
    seen: int | None = None,
    computed: bool = False,
) -> Response:
    way = next((one for one in ways(visit, found.id) if one.exit.event == ARBITRATE), None)
    may = found.line.state in _TO_SETTLE and coordinates(visit, found.kind)
    wanted = _known(visit, found, _wanted(typed)) if may else AS_PROPOSED
    sheet = agendas.agenda(visit.store, visit.rulebook, found.id, wanted)
    opened = tableau.open_to(visit.store, visit.rulebook, found.id, visit.bearer)
    return page(
        visit,
        "seances/agenda.html",
        status=409 if seen is not None else 422 if refusals else 200,
        found=found,
        sheet=sheet,
        drawing=drawing(sheet.agenda),
        names={one.id: one for one in opened.lines},
        may=may and way is not None,
        shut=[] if way is None else [one for one in way.refusals if not one.to_enter],
        typed=typed,
        adjusted=bool(wanted),
        computed=computed,
        refusals=refusals,
        stale=None if seen is None else since(visit, Subject(SubjectKind.SEANCE, found.id), seen),
        often=OFTEN,
        key=new_key(),
    )


def _known(visit: Visit, found: Opened, wanted: Adjustments) -> Adjustments:
    """Those that are about a line of the séance and that can be shown together."""
    sheet = _proposed(visit, found)
    lines = {one.line for one in (*sheet.agenda.retained, *sheet.agenda.postponed)}
    put_off = tuple(one for one in wanted.put_off if one in lines)
    return Adjustments(
        moved=tuple((line, rank) for line, rank in wanted.moved if line in lines),
        kept=tuple(one for one in wanted.kept if one in lines and one not in put_off),
        put_off=put_off,
    )


def _proposed(visit: Visit, found: Opened) -> AgendaSheet:
    return agendas.agenda(visit.store, visit.rulebook, found.id)


def _check(visit: Visit, found: Opened, form: Posted, outcome: SeanceOutcome) -> Response:
    opened = tableau.open_to(visit.store, visit.rulebook, found.id, visit.bearer)
    return page(
        visit,
        "seances/agenda_check.html",
        found=found,
        agenda=outcome.agenda,
        outcome=outcome,
        names={one.id: one for one in opened.lines},
        fields=[
            *((name, value) for name, value in form.values.items() if name.startswith(RANK)),
            *((KEEP, one) for one in form.all(KEEP)),
            *((PUT_OFF, one) for one in form.all(PUT_OFF)),
            (MOTIVE, form.get(MOTIVE)),
        ],
        version=form.version,
        often=OFTEN,
        key=new_key(),
    )


def drawing(agenda: Agenda) -> Drawing | None:
    """The minutes of the séance, drawn; None where no time is counted."""
    capacity, taken = agenda.capacity, agenda.load.minutes
    if capacity is None or taken is None:
        return None
    beyond = sum(capacity.minutes(line.guests) for line in agenda.postponed)
    longest = max(taken, capacity.duration) + beyond
    blocks, at = [], 0

    def add(minutes: int, label: str) -> None:
        nonlocal at
        off = at >= capacity.duration
        x, width = at * _WIDTH / longest, minutes * _WIDTH / longest
        blocks.append(Block(x=x, width=width, label=label, off=off))
        at += minutes

    if agenda.points:
        add(agenda.points, "points")
    for line in agenda.retained:
        add(capacity.minutes(line.guests), _told(line, line.rank))
    at = max(at, capacity.duration)
    for place, line in enumerate(agenda.postponed, len(agenda.retained) + 1):
        add(capacity.minutes(line.guests), _told(line, place))
    return Drawing(blocks=tuple(blocks), limit=capacity.duration * _WIDTH / longest)


def _told(line: AgendaLine, place: int | None) -> str:
    return f"{place} · invité" if line.guests else str(place)
