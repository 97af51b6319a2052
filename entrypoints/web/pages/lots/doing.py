"""``/lots/{number}``: an act asked once for several dossiers, what it would do, what it did."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from entrypoints.web import acts, errands
from entrypoints.web.downloads import TABLES, download
from entrypoints.web.errands import Progress
from entrypoints.web.pages.lots.offering import fields_of, offers
from entrypoints.web.pages.lots.selecting import Number, own, stand_of
from entrypoints.web.posted import FormOf, go
from entrypoints.web.rendering import page, words_of
from entrypoints.web.visits import Closed, Here, Visit
from exchanges.tables.reader import Format
from exchanges.tables.writing import write_table
from rules.access.grants import Right
from rules.access.policy import OUTSIDE, closed
from rules.fields import Field
from rules.refusals import Refusal
from rules.situation import Act
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.accounts import consultations
from workflow.batches import keeping, performing
from workflow.batches.performing import Doer
from workflow.batches.selection import Batch, Line, Standing, Verdict
from workflow.reading import batches
from workflow.reading.batches import Whose

router = APIRouter(prefix="/lots")

_TRIED = 5
"""Dossiers on which what was typed is tried before the preview."""
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
    fields = _asked(visit, lot, event).fields
    act = acts.act_of(visit, event, form, only=fields)
    typed = {name: str(value) for name, value in (act.data or {}).items()}
    wrong = _wrong(visit, lot, act, typed)
    if wrong:
        return _form(visit, lot, event, typed=form.values, refusals=wrong)
    keeping.ask(visit.store, number, event, typed)
    return _work(visit, lot.id, "apercu_lot", "apercu", performing.look)


@router.get("/{number}/apercu")
def before(visit: Here, number: Number) -> Response:
    """What would come of each: to choose, impossible, possible."""
    lot = own(visit, number)
    if not lot.left:
        return RedirectResponse(f"/lots/{number}/issue", status_code=303)
    if lot.event is None or lot.looked is None:
        return RedirectResponse(f"/lots/{number}", status_code=303)
    lines = sorted(lot.left, key=lambda one: _RANKS[one.verdict or Verdict.IMPOSSIBLE])
    counts = {one: sum(1 for line in lot.left if line.verdict is one) for one in Verdict}
    whose = batches.whose(visit.store, number, visit.bearer)
    return page(
        visit,
        "lots/preview.html",
        lot=lot,
        lines=lines,
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
    chosen = [one.dossier for one in lot.left if form.get(f"choix_{one.dossier}") == "faire"]
    keeping.take_as_found(visit.store, lot, chosen)
    return _work(visit, number, "lot", "issue", performing.do)


@router.get("/{number}/issue")
def outcome(visit: Here, number: Number) -> Response:
    """What became of each dossier."""
    lot = own(visit, number)
    if lot.event is None or lot.left:
        return RedirectResponse(f"/lots/{number}", status_code=303)
    return page(
        visit,
        "lots/outcome.html",
        lot=lot,
        whose=batches.whose(visit.store, number, visit.bearer),
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
    whose = batches.whose(visit.store, number, visit.bearer)
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


def _work(
    visit: Visit,
    number: int,
    kind: str,
    then: str,
    work: Callable[[Doer, Batch, Callable[[int], None]], None],
) -> Response:
    """The work on every line that is left, on its own page as soon as it lasts."""
    lot = own(visit, number)
    doer = _doer(visit, number)

    def carried(progress: Progress) -> Mapping[str, object]:
        progress.total = len(lot.left)
        work(doer, lot, progress.reach)
        return {}

    return errands.run(visit, kind, carried, then=f"/lots/{number}/{then}?travail=")


def _doer(visit: Visit, number: int) -> Doer:
    return Doer(
        store=visit.store,
        rulebook=visit.rulebook,
        actor=visit.actor,
        now=visit.now,
        opens=frozenset(batches.whose(visit.store, number, visit.bearer)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the act asks for where the dossiers stand, and how many of them offer it."""

    fields: Sequence[Field]
    number: int


def _asked(visit: Visit, lot: Batch, event: str) -> _Asked:
    """Raises Closed when no dossier offers it, or when another act was done on some already. The
    act that was begun is asked again as it was, whatever they offer now."""
    whose = batches.whose(visit.store, lot.id, visit.bearer)
    left = [stand_of(whose[one.dossier]) for one in lot.left if one.dossier in whose]
    found = next((one for one in offers(visit.actor, left) if one.event == event), None)
    if lot.left != lot.lines and lot.event == event:
        known = fields_of(event, left) or acts.fields_of(event).all
        return _Asked(fields=known, number=len(left))
    if found is None or lot.left != lot.lines:
        raise Closed((OUTSIDE,))
    return _Asked(fields=fields_of(event, left), number=found.number)


def _wrong(visit: Visit, lot: Batch, act: Act, typed: Mapping[str, str]) -> list[Refusal]:
    """What is to be typed otherwise, whatever the dossier: told beside its field, before any
    preview."""
    doer, fields = _doer(visit, lot.id), list[Refusal]()
    tried = keeping.proposed(lot, act.event, typed)
    for line in lot.left[:_TRIED]:
        refusals = performing.objections(doer, tried, line)
        fields = [one for one in refusals if one.field is not None]
        if not fields or len(fields) != len(refusals):
            return []
    return fields


def _form(
    visit: Visit,
    lot: Batch,
    event: str,
    *,
    typed: Mapping[str, str] | None,
    refusals: Sequence[Refusal] = (),
) -> Response:
    asked = _asked(visit, lot, event)
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
