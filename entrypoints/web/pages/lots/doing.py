"""``/lots/{number}``: an act asked once for several dossiers, what it would do, what it did."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from entrypoints.web.desks import errands
from entrypoints.web.desks.downloads import TABLES, download
from entrypoints.web.desks.lots import acting
from entrypoints.web.desks.lots.acting import own
from entrypoints.web.forms import acts
from entrypoints.web.forms.posted import FormOf, Posted, go
from entrypoints.web.pages.lots.selecting import Number
from entrypoints.web.rendering.addresses import Query
from entrypoints.web.rendering.frame import page, words_of
from entrypoints.web.rendering.portions import From, portion
from entrypoints.web.visitors.visits import Here, Visit
from exchanges.tables.reader import Format
from exchanges.tables.writing import write_table
from rules.access.grants import Right
from rules.access.policy import closed
from rules.refusals import Refusal
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.accounts import consultations
from workflow.batches import keeping
from workflow.batches.selection import Batch, Line, Standing, Verdict
from workflow.reading.batches import Whose

router = APIRouter(prefix="/lots")

_RANKS = {Verdict.CHANGE: 0, Verdict.IMPOSSIBLE: 1, Verdict.POSSIBLE: 2}


@router.get("/{number}/actes/{event}")
def ask(visit: Here, number: Number, event: str) -> Response:
    """What the act asks for, once for all."""
    lot = own(visit, number)
    if not lot.left:
        return RedirectResponse(f"/lots/{number}/issue", status_code=303)
    return _form(visit, lot, event, typed=lot.fields if lot.event == event else None)


@router.post("/{number}/actes/{event}")
def look(visit: Here, number: Number, event: str, form: FormOf) -> Response:
    """What would come of each dossier; nothing is done yet."""
    lot = own(visit, number)
    told = acts.typed_in(form, acting.asked(visit, lot, event).fields)
    typed = {name: words for name, words in told.items() if words}
    wrong = acting.wrong(visit, lot, event, typed)
    if wrong:
        return _form(visit, lot, event, typed=form.values, refusals=wrong)
    return errands.watched(acting.look(visit, number, event, typed))


@router.get("/{number}/apercu")
def before(visit: Here, number: Number, start: From = 0) -> Response:
    """What would come of each: to choose, impossible, possible."""
    return _preview(visit, own(visit, number), start)


@router.post("/{number}/apercu")
def turn(visit: Here, number: Number, form: FormOf) -> Response:
    """Another page of the same; what was chosen on this one is kept."""
    lot, where = own(visit, number), form.get("aller")
    start = int(where) if re.fullmatch("[0-9]{1,5}", where) else 0
    return _preview(visit, lot, start, chosen=_chosen(lot, form))


def _preview(visit: Visit, lot: Batch, start: int, chosen: Sequence[int] = ()) -> Response:
    if not lot.left:
        return RedirectResponse(f"/lots/{lot.id}/issue", status_code=303)
    if lot.event is None or lot.looked is None:
        return RedirectResponse(f"/lots/{lot.id}", status_code=303)
    lines = sorted(lot.left, key=lambda one: _RANKS[one.verdict or Verdict.IMPOSSIBLE])
    counts = {one: sum(1 for line in lot.left if line.verdict is one) for one in Verdict}
    whose, shown = acting.whose(visit, lot), portion(lines, start)
    of_page = {one.dossier for one in shown.rows}
    return page(
        visit,
        "lots/preview.html",
        lot=lot,
        shown=shown,
        chosen=chosen,
        elsewhere=[one for one in chosen if one not in of_page],
        whose=whose,
        label=_label(lot.event, lot.lines),
        counts=counts,
        Verdict=Verdict,
        after=lambda line: _after(lot, line, whose),
        common=_common(visit, lot),
    )


@router.post("/{number}/faire")
def do(visit: Here, number: Number, form: FormOf) -> Response:
    """One act a dossier. Posted again, nothing is done twice."""
    lot = own(visit, number)
    if not lot.left:
        return go(visit, f"/lots/{number}/issue", _done_already(visit, lot))
    if lot.looked is None:
        return RedirectResponse(f"/lots/{number}", status_code=303)
    return errands.watched(acting.do(visit, lot, _chosen(lot, form)))


@router.get("/{number}/issue")
def outcome(visit: Here, number: Number, start: From = 0) -> Response:
    """What became of each dossier."""
    lot = own(visit, number)
    if lot.event is None or lot.left:
        return RedirectResponse(f"/lots/{number}", status_code=303)
    return page(
        visit,
        "lots/outcome.html",
        lot=lot,
        shown=portion(lot.lines, start),
        query=Query.of(visit.request),
        whose=acting.whose(visit, lot),
        label=_label(lot.event, lot.lines),
        Standing=Standing,
        may_export=not closed(visit.bearer, Right.EXPORT_DOSSIERS),
    )


@router.post("/{number}/recommencer")
def again(visit: Here, number: Number, form: FormOf) -> Response:
    """The lines that were not done are taken up again, and only those."""
    lot = own(visit, number)
    if lot.event is None:
        return RedirectResponse(f"/lots/{number}", status_code=303)
    keeping.begin_again(visit.store, lot)
    return go(visit, f"/lots/{number}/actes/{lot.event}")


@router.post("/{number}/csv")
def table(visit: Here, number: Number, form: FormOf) -> Response:
    """What became of each, as a file; its lines are counted in the access log."""
    lot = own(visit, number)
    visit.enter(Right.EXPORT_DOSSIERS)
    whose = acting.whose(visit, lot)
    shown = [one for one in lot.lines if one.dossier in whose]
    consultations.note(visit.store, visit.actor, Right.EXPORT_DOSSIERS, visit.now, lines=len(shown))
    headings = ["N° de dossier", "Nom", "Prénom", "Avant", "Après", "Issue", "Raison"]
    say = words_of(visit)
    with TemporaryDirectory() as folder:
        rows = (
            (
                str(one.dossier),
                whose[one.dossier].nom,
                whose[one.dossier].prenom,
                say.state(one.before),
                say.state(one.after) if one.after else "",
                "" if one.outcome is None else one.outcome.value,
                " ".join(told.sentence for told in one.told),
            )
            for one in shown
        )
        content = write_table(Path(folder) / "lot", Format.CSV, headings, rows).read_bytes()
    return download(content, f"lot-{number}.csv", TABLES[Format.CSV])


def _form(
    visit: Visit,
    lot: Batch,
    event: str,
    *,
    typed: Mapping[str, str] | None,
    refusals: Sequence[Refusal] = (),
) -> Response:
    asked = acting.asked(visit, lot, event)
    return page(
        visit,
        "lots/form.html",
        status=422 if refusals else 200,
        lot=lot,
        label=_label(event, lot.lines),
        number=asked.number,
        questions=acts.questions(visit, asked.fields, typed=typed, refusals=refusals),
        refusals=refusals,
    )


def _chosen(lot: Batch, form: Posted) -> list[int]:
    """The dossiers that are done although somebody changed them."""
    return [one.dossier for one in lot.left if form.get(f"choix_{one.dossier}") == "faire"]


def _label(event: str, lines: Sequence[Line]) -> str:
    """The words of the act in the state of the first dossier that offers it."""
    for line in lines:
        found = PROCEDURE.node(Machine.DOSSIER, line.before).by_event.get(event)
        if found:
            return found[0].label
    return (
        PROCEDURE.label(Machine.DOSSIER, event) or PROCEDURE.label(Machine.PASSAGE, event) or event
    )


def _after(lot: Batch, line: Line, whose: Mapping[int, Whose]) -> str | None:
    """The state where the act would lead; None when it leaves the dossier where it is."""
    one = whose.get(line.dossier)
    if one is None or lot.event is None:
        return None
    found = PROCEDURE.node(Machine.DOSSIER, one.state).by_event.get(lot.event)
    return found[0].target if found and len(found) == 1 else None


def _common(visit: Visit, lot: Batch) -> list[tuple[str, str]]:
    """What was typed, question by question."""
    assert lot.event is not None  # there is a preview once an act was chosen
    known = (one for one in acts.fields_of(lot.event).all if one.name in lot.fields)
    return [
        (one.label, next((c.label for c in one.choices if c.value == one.typed), one.typed))
        for one in acts.questions(visit, known, typed=lot.fields)
    ]


def _done_already(visit: Visit, lot: Batch) -> str:
    say = words_of(visit)
    when = lot.ended or lot.made
    return f"Déjà fait à {say.hour(when)} par vous. Rien n’a été refait."
