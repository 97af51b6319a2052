"""``/seances/{number}/actes/{event}``: the form of an act of a séance, what it would change, the
act itself.

What moves or frees lines is looked at before: the preview carries the act out, then undoes it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Response

from entrypoints.web import acts
from entrypoints.web.acts import Question
from entrypoints.web.overtaken import Overtaken, compared
from entrypoints.web.pages.seances.answers import first_typed, options_of
from entrypoints.web.posted import FormOf, Posted, found_again, go, local_address, new_key
from entrypoints.web.rendering import page, words_of
from entrypoints.web.seance_acts import check, ways
from entrypoints.web.seances import Number, Opened, open_seance
from entrypoints.web.visits import Closed, Here, Visit
from entrypoints.words.redated import Together, together
from rules.access.policy import OUTSIDE
from rules.fields import GREATEST
from rules.refusals import Refusal, Refused
from rules.subjects import Subject, SubjectKind
from rules.wording import all_numbered, colon, quantity
from states.decision import Way
from states.procedure import PROCEDURE
from workflow.reading import dossiers
from workflow.seances import conduct
from workflow.seances.commands import SeanceCommand, SeanceOutcome, StaleSeance

router = APIRouter(prefix="/seances/{number}/actes/{event}")

PREVIEWED = frozenset(
    {
        *("deplacer", "annuler", "reporter", "constater_quorum_manquant"),
        *("arreter", "rouvrir_agenda"),
    }
)
"""The acts that take lines or dates along: their form leads to what would change."""

Participant = Annotated[int | None, Query(ge=1, le=GREATEST)]


@router.get("")
def ask(
    visit: Here, number: Number, event: str, retour: str = "", participant: Participant = None
) -> Response:
    """The form of the act, about the participant that a list named; when it is not possible, every
    reason instead of the form."""
    found = open_seance(visit, number)
    way = _way(visit, number, event)
    typed = found_again(visit)
    return _form(
        visit,
        found,
        way,
        typed=typed or first_typed(visit, found, way.exit.asks, participant),
        again=typed is not None,
        back=local_address(retour),
    )


@router.post("/apercu")
def preview(visit: Here, number: Number, event: str, form: FormOf) -> Response:
    """What the act would change, nothing being written; or the form again, as it was typed."""
    found = open_seance(visit, number)
    way = _way(visit, number, event)
    if form.get("corriger"):
        return _form(visit, found, way, typed=acts.typed_in(form, way.exit.asks), back=form.back)
    try:
        done = conduct.rehearse(visit.store, visit.rulebook, _command(visit, number, way, form))
    except Refused as refused:
        return _again(visit, found, way, form, refusals=refused.refusals)
    except StaleSeance as stale:
        return _again(visit, found, way, form, stale=stale)
    return page(
        visit,
        "seances/preview.html",
        found=found,
        way=way,
        done=done,
        lines=_lines(done),
        refused=done.refused,
        dates=list(_dates(visit, done)),
        typed=acts.typed_in(form, way.exit.asks),
        version=form.version,
        key=new_key(),
        back=form.back,
    )


@router.post("")
def perform(visit: Here, number: Number, event: str, form: FormOf) -> Response:
    """The act, done once whatever the number of clicks."""
    found = open_seance(visit, number)
    way = _way(visit, number, event)
    try:
        done = conduct.perform(visit.store, visit.rulebook, _command(visit, number, way, form))
    except Refused as refused:
        return _again(visit, found, way, form, refusals=refused.refusals)
    except StaleSeance as stale:
        return _again(visit, found, way, form, stale=stale)
    said = colon(done.words or way.exit.label, "enregistré")
    return go(visit, form.back or f"/seances/{number}", f"{said}.", more=_more(visit, found, done))


def _command(visit: Visit, number: int, way: Way, form: Posted) -> SeanceCommand:
    check(visit, number, way.exit.event)
    return SeanceCommand(
        act=acts.act_of(visit, way.exit.event, form, only=way.exit.asks),
        seance_id=number,
        expected_version=form.version,
        key=form.key or None,
    )


def _way(visit: Visit, number: int, event: str) -> Way:
    """The exit of that act in the state of the séance. Raises Closed when it knows no such act."""
    found = next((one for one in ways(visit, number) if one.exit.event == event), None)
    if found is None:
        raise Closed((OUTSIDE,))
    return found


def _again(
    visit: Visit,
    found: Opened,
    way: Way,
    form: Posted,
    *,
    refusals: Sequence[Refusal] = (),
    stale: StaleSeance | None = None,
) -> Response:
    """The form as it was typed, and why nothing was done."""
    typed = acts.typed_in(form, way.exit.asks)
    return _form(visit, found, way, typed=typed, refusals=refusals, stale=stale, back=form.back)


def _form(
    visit: Visit,
    found: Opened,
    way: Way,
    *,
    typed: Mapping[str, str],
    back: str,
    again: bool = False,
    refusals: Sequence[Refusal] = (),
    stale: StaleSeance | None = None,
) -> Response:
    failed = bool(refusals) or stale is not None
    questions = acts.questions(
        visit,
        way.exit.asks,
        typed=typed,
        refusals=refusals,
        options=options_of(visit, found, way.exit.asks),
    )
    told = None if stale is None else _overtaken(visit, found, way, questions, stale.seen)
    return page(
        visit,
        "seances/act.html",
        status=409 if stale else 422 if refusals else 200,
        found=found,
        way=way,
        questions=questions if told is None else told.questions,
        refusals=refusals,
        shut=[] if failed else acts.elsewhere(way.refusals),
        stale=told,
        previewed=way.exit.event in PREVIEWED,
        key=new_key(),
        again=again,
        back=back,
    )


def _overtaken(
    visit: Visit, found: Opened, way: Way, questions: Sequence[Question], seen: int
) -> Overtaken:
    return compared(
        visit,
        Subject(SubjectKind.SEANCE, found.id),
        seen,
        fields=way.exit.asks,
        questions=questions,
        events=frozenset({way.exit.event}),
    )


def _lines(done: SeanceOutcome) -> list[tuple[str, str]]:
    """Where each dossier would stand: « Dossiers n° 3 et 7 », « À réinscrire »."""
    left = {dossier for dossier, _ in done.refused}
    stands = {line.dossier_id: line.state for line in done.lines if line.dossier_id not in left}
    return [
        (
            all_numbered("Dossier", "Dossiers", [n for n, its in stands.items() if its == state]),
            PROCEDURE.states[state].label,
        )
        for state in dict.fromkeys(stands.values())
    ]


def _dates(visit: Visit, done: SeanceOutcome) -> Iterator[Together]:
    owed = {date.service_id for date in done.dates if date.service_id is not None}
    names = {one.id: one.label for one in dossiers.services(visit.store, sorted(owed))}
    return together(done.dates, names, visit.now, visit.rulebook.calendar)


def _more(visit: Visit, found: Opened, done: SeanceOutcome) -> str:
    """Where the séance stands now, when it moved, and what moved with it."""
    told = []
    if done.state != found.line.state:
        told.append(f"La séance est maintenant : {words_of(visit).state(done.state).lower()}.")
    if done.convocations:
        sent = quantity(done.convocations, "convocation part", "convocations partent")
        told.append(f"{sent}.")
    if done.moved:
        told.append(f"{quantity(done.moved, 'échéance a changé', 'échéances ont changé')} de date.")
    if done.refused:
        left = quantity(len(done.refused), "ligne reste", "lignes restent")
        told.append(f"{left} à inscrire à la main.")
    return " ".join(told)
