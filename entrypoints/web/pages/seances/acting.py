"""``/seances/{number}/actes/{event}``: the form of an act of a séance, what it would change, the
act itself.

What moves or frees lines is looked at before: the preview carries the act out, then undoes it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Response

from entrypoints.web.desks.seances.acts import check, fields_of, ways
from entrypoints.web.desks.seances.opening import Number, Opened, open_seance
from entrypoints.web.forms import acts
from entrypoints.web.forms.acts import Asked, Question
from entrypoints.web.forms.overtaken import Overtaken, compared
from entrypoints.web.forms.posted import FormOf, Posted, found_again, go, local_address, new_key
from entrypoints.web.pages.seances.answers import first_typed, options_of
from entrypoints.web.rendering.frame import page, words_of
from entrypoints.web.visitors.visits import Here, Visit
from entrypoints.words.acts import event_label
from entrypoints.words.redated import Together, together
from rules.fields import GREATEST
from rules.refusals import Refusal, Refused
from rules.subjects import Subject, SubjectKind
from rules.wording import all_numbered, colon, quantity
from states.page import Machine
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

_SUBJECT = "la séance"

Participant = Annotated[int | None, Query(ge=1, le=GREATEST)]


@router.get("")
def ask(
    visit: Here, number: Number, event: str, retour: str = "", participant: Participant = None
) -> Response:
    """The form of the act, about the participant that a list named; when it is not possible, or no
    longer, every reason instead of the form."""
    found = open_seance(visit, number)
    asked = _asked(visit, number, event)
    typed = found_again(visit)
    first = {} if asked.shut else first_typed(visit, found, asked.fields, participant)
    return _form(
        visit,
        found,
        event,
        asked,
        typed=typed or first,
        again=typed is not None,
        back=local_address(retour),
    )


@router.post("/apercu")
def preview(visit: Here, number: Number, event: str, form: FormOf) -> Response:
    """What the act would change, nothing being written; or the form again, as it was typed."""
    found = open_seance(visit, number)
    if form.get("corriger"):
        return _again(visit, found, event, form)
    command = _command(visit, number, event, form)
    try:
        done = conduct.rehearse(visit.store, visit.rulebook, command)
    except Refused as refused:
        return _again(visit, found, event, form, refusals=refused.refusals)
    except StaleSeance as stale:
        return _again(visit, found, event, form, stale=stale)
    exits = PROCEDURE.node(Machine.SEANCE, done.source).by_event[event]
    return page(
        visit,
        "seances/preview.html",
        found=found,
        event=event,
        label=_label(done),
        notices=any(exit.notices for exit in exits),
        done=done,
        lines=_lines(done),
        refused=done.refused,
        dates=list(_dates(visit, done)),
        typed=acts.typed_in(form, fields_of(event)),
        version=form.version,
        key=new_key(),
        back=form.back,
    )


@router.post("")
def perform(visit: Here, number: Number, event: str, form: FormOf) -> Response:
    """The act, done once whatever the number of clicks."""
    found = open_seance(visit, number)
    command = _command(visit, number, event, form)
    try:
        done = conduct.perform(visit.store, visit.rulebook, command)
    except Refused as refused:
        return _again(visit, found, event, form, refusals=refused.refusals)
    except StaleSeance as stale:
        return _again(visit, found, event, form, stale=stale)
    said = colon(_label(done), "enregistré")
    return go(visit, form.back or f"/seances/{number}", f"{said}.", more=_more(visit, done))


def _command(visit: Visit, number: int, event: str, form: Posted) -> SeanceCommand:
    """What the form asks of the séance, wherever it stands. Raises Closed."""
    fields = fields_of(event)
    check(visit, number, event)
    return SeanceCommand(
        act=acts.act_of(visit, event, form, only=fields),
        seance_id=number,
        expected_version=form.version,
        key=form.key or None,
    )


def _label(done: SeanceOutcome) -> str:
    return done.words or event_label(done.event, SubjectKind.SEANCE)


def _asked(
    visit: Visit, number: int, event: str, refusals: Sequence[Refusal] = (), *, tried: bool = False
) -> Asked:
    """The act as the séance's state offers it, without the reasons that were told when it was
    ``tried``; when the state no longer knows it, why. Raises Closed when none does."""
    fields = fields_of(event)
    asked = acts.asked_among(ways(visit, number), event)
    if asked is None:
        label = event_label(event, SubjectKind.SEANCE)
        return acts.gone(label, fields, _SUBJECT, refusals)
    return replace(asked, shut=()) if tried else asked


def _again(
    visit: Visit,
    found: Opened,
    event: str,
    form: Posted,
    *,
    refusals: Sequence[Refusal] = (),
    stale: StaleSeance | None = None,
) -> Response:
    """The form as it was typed, and why nothing was done; without its questions when the state no
    longer knows the act: what was typed is then told."""
    tried = bool(refusals) or stale is not None
    return _form(
        visit,
        found,
        event,
        _asked(visit, found.id, event, refusals, tried=tried),
        typed=acts.typed_in(form, fields_of(event)),
        refusals=refusals,
        stale=stale,
        back=form.back,
    )


def _form(
    visit: Visit,
    found: Opened,
    event: str,
    asked: Asked,
    *,
    typed: Mapping[str, str],
    back: str,
    again: bool = False,
    refusals: Sequence[Refusal] = (),
    stale: StaleSeance | None = None,
) -> Response:
    questions = acts.questions(
        visit,
        asked.fields,
        typed=typed,
        refusals=refusals,
        options=options_of(visit, found, asked.fields),
    )
    told = None if stale is None else _overtaken(visit, found, event, questions, stale.seen)
    return page(
        visit,
        "seances/act.html",
        status=409 if stale else 422 if refusals else 200,
        found=found,
        event=event,
        asked=asked,
        questions=questions if told is None or asked.shut else told.questions,
        refusals=refusals,
        stale=told,
        previewed=event in PREVIEWED,
        key=new_key(),
        again=again,
        back=back,
    )


def _overtaken(
    visit: Visit, found: Opened, event: str, questions: Sequence[Question], seen: int
) -> Overtaken:
    return compared(
        visit,
        Subject(SubjectKind.SEANCE, found.id),
        seen,
        fields=fields_of(event),
        questions=questions,
        events=frozenset({event}),
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


def _more(visit: Visit, done: SeanceOutcome) -> str:
    """Where the séance stands now, when it moved, and what moved with it."""
    told = []
    if done.state != done.source:
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
