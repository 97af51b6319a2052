"""``/seances/{number}/tableau``: the tableau commun, written row by row; each line on its page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Response
from fastapi import Query as InQuery

from entrypoints.web.desks.seances.acts import ways
from entrypoints.web.desks.seances.opening import Number, Opened, coordinates, open_seance, writes
from entrypoints.web.forms.posted import FormOf, Posted, found_again, go
from entrypoints.web.pages.seances.grid import Outcome, Row, grid_of
from entrypoints.web.pages.seances.saving import Posting, as_typed, rows_of
from entrypoints.web.rendering.addresses import Query
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Here, Visit
from rules.access.grants import Right
from rules.refusals import Refusal
from workflow.reading import agendas, completeness
from workflow.reading.completeness import Readiness
from workflow.reading.tableau import Tableau, open_to

router = APIRouter(prefix="/seances/{number}/tableau")

FILTERS = {
    "": "toutes",
    "repondre": "à remplir par vous",
    "inconnu": "inconnu",
    "retard": "hors délai",
}
SENDS = ("transmettre_tableau", "partager_tableau")


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """One of the two sendings of a service: its label, and why it is not possible."""

    event: str
    label: str
    shut: tuple[Refusal, ...]


@router.get("")
def show(
    visit: Here, number: Number, filtre: Annotated[str, InQuery(max_length=20)] = ""
) -> Response:
    """The lines that they see, each with what they may write of it."""
    found = open_seance(visit, number)
    visit.enter(Right.LIGNE)
    typed = found_again(visit)
    told = {} if typed is None else rows_of(Posted(several={k: (v,) for k, v in typed.items()}))
    shown = open_to(visit.store, visit.rulebook, number, visit.bearer)
    return _page(visit, found, shown, as_typed(told.values()), filtre)


@router.post("")
def save(
    visit: Here, number: Number, form: FormOf, filtre: Annotated[str, InQuery(max_length=20)] = ""
) -> Response:
    """One row, or each that was changed; what else was typed on the page stays as it was typed."""
    found = open_seance(visit, number)
    visit.enter(Right.LIGNE)
    posting = Posting.of(visit, found, form)
    if form.get("partie") == "ligne" and posting.only is not None:
        return row_alone(visit, found, posting.shown, posting.outcomes, posting.only)
    if posting.whole:
        return go(visit, Query.of(visit.request).here, posting.said)
    return _page(visit, found, posting.shown, posting.outcomes, filtre)


def _page(
    visit: Visit,
    found: Opened,
    shown: Tableau,
    outcomes: Mapping[int, Outcome],
    filtre: str,
) -> Response:
    grid = grid_of(visit, found, shown, outcomes)
    readiness = completeness.of_seance(visit.store, visit.rulebook, found.id)
    sheet = agendas.agenda(visit.store, visit.rulebook, found.id)
    asked = filtre if filtre in FILTERS else ""
    return page(
        visit,
        "seances/tableau.html",
        status=status_of(outcomes.values()),
        query=Query.of(visit.request),
        found=found,
        grid=grid,
        rows=[one for one in grid.rows if _is_of(one, asked)],
        filters={
            code: (label, sum(_is_of(one, code) for one in grid.rows))
            for code, label in FILTERS.items()
        },
        asked=asked,
        writable=any(one.writable for one in grid.rows),
        outcomes=outcomes,
        waiting=sum(one.dirty for one in outcomes.values()),
        cards=_cards(found, readiness),
        sends=_sends(visit, found, shown),
        sheet=sheet,
        owing=sum(one.owing is not None for one in readiness),
        coordinates=coordinates(visit, found.kind),
        writes=writes(visit, found),
        exports=visit.may(Right.EXPORT_TABLEAU),
    )


def row_alone(
    visit: Visit, found: Opened, shown: Tableau, outcomes: Mapping[int, Outcome], line: int
) -> Response:
    """One row, for the script that saved it: whoever asked has the rest before their eyes."""
    grid = grid_of(visit, found, shown, outcomes)
    row = next((one for one in grid.rows if one.line.id == line), None)
    return page(
        visit,
        "seances/row.html",
        status=status_of(outcomes.values()),
        found=found,
        grid=grid,
        row=row,
    )


def status_of(outcomes: Iterable[Outcome]) -> int:
    """Of the page that answers: somebody else wrote there too, something is refused, or neither."""
    told = list(outcomes)
    if any(one.conflicts for one in told):
        return 409
    return 422 if any(one.refused for one in told) else 200


def _is_of(row: Row, filtre: str) -> bool:
    match filtre:
        case "repondre":
            return row.missing
        case "inconnu":
            return any(one.answer == "inconnu" for one in row.line.answers)
        case "retard":
            return bool(row.late)
        case _:
            return True


def _cards(found: Opened, readiness: Sequence[Readiness]) -> list[Readiness]:
    """The viewer's own first."""
    return sorted(readiness, key=lambda one: one.service_id != found.mine)


def _sends(visit: Visit, found: Opened, shown: Tableau) -> list[Send]:
    """The two sendings, for a service that sits."""
    if found.mine not in shown.sitting:
        return []
    by_event = {one.exit.event: one for one in ways(visit, found.id)}
    return [
        Send(
            event=event,
            label=by_event[event].exit.label,
            shut=tuple(one for one in by_event[event].refusals if not one.to_enter),
        )
        for event in SENDS
        if event in by_event
    ]
