"""``/dossiers/{number}/actes/{event}``: the form of an act, and the act itself.

One page for every act: its questions are those of the exit that the dossier's state offers. What
is refused comes back with every reason and with what was typed.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from fastapi import APIRouter, Response

from entrypoints.web.forms import acts
from entrypoints.web.forms.acts import Asked
from entrypoints.web.forms.overtaken import Overtaken, compared
from entrypoints.web.forms.posted import FormOf, Posted, found_again, go, local_address, new_key
from entrypoints.web.pages.dossiers.sheet import Number, ways
from entrypoints.web.rendering.frame import page, words_of
from entrypoints.web.rendering.say import Words
from entrypoints.web.visitors.visits import Closed, Here, Visit
from entrypoints.words.acts import event_label
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.days.calendar import Unit
from rules.fields import Field, parse_date
from rules.refusals import Refusal, Refused
from rules.subjects import Subject, SubjectKind
from rules.wording import colon, day_of_month, quantity
from states.forms import DATE_RDV, DATE_RDV_PASSE
from states.page import Machine
from workflow.acts import commands
from workflow.acts.commands import Command, StaleDossier
from workflow.acts.recording import Outcome
from workflow.reading import dossiers

router = APIRouter(prefix="/dossiers")

_SUBJECT = "le dossier"


@router.get("/{number}/actes/{event}")
def ask(visit: Here, number: Number, event: str, retour: str = "") -> Response:
    """The form of the act; when it is not possible, every reason instead of the form."""
    visit.open(Right.DOSSIER, number)
    asked = _asked(visit, number, event)
    if asked is None:
        raise Closed((OUTSIDE,))
    typed = found_again(visit)
    return _form(visit, number, asked, typed=typed, back=local_address(retour))


@router.post("/{number}/actes/{event}")
def perform(visit: Here, number: Number, event: str, form: FormOf) -> Response:
    """The act, done once whatever the number of clicks; then back to where one came from."""
    with visit.store.instant():
        visit.open(Right.DOSSIER, number)
        person = dossiers.person(visit.store, number)
    fields = acts.fields_of(event)
    if not fields.known:
        raise Closed((OUTSIDE,))
    command = Command(
        dossier_id=number,
        act=acts.act_of(visit, event, form, only=fields.all),
        expected_version=form.version,
        key=form.key or None,
    )
    try:
        done = commands.perform(visit.store, visit.rulebook, command)
    except Refused as refused:
        return _refused(visit, number, event, form.values, form.back, refused)
    except StaleDossier as stale:
        return _stale(visit, number, event, form, stale.seen)
    whose = Words.person(person.nom, person.prenom)
    said = colon(done.words or event_label(event), f"enregistré pour {whose}")
    return go(
        visit,
        form.back or f"/dossiers/{number}",
        f"{said}.",
        more=_more(visit, done, _appointment(form, fields.all)),
    )


def _asked(visit: Visit, number: int, event: str) -> Asked | None:
    """The act as the dossier's state, or its line's, offers it; None when neither knows it."""
    return acts.asked_among(ways(visit, number), event)


def _refused(
    visit: Visit, number: int, event: str, typed: Mapping[str, str], back: str, refused: Refused
) -> Response:
    """The form again, with every reason; without its questions when the state no longer knows the
    act: what was typed is then told."""
    asked = _asked(visit, number, event)
    if asked is None:
        fields = acts.fields_of(event).all
        asked = acts.gone(event_label(event), fields, _SUBJECT, refused.refusals)
    else:
        asked = Asked(label=asked.label, fields=asked.fields)
    return _form(visit, number, asked, typed=typed, refusals=refused.refusals, back=back)


def _stale(visit: Visit, number: int, event: str, form: Posted, seen: int) -> Response:
    """The form beside what was recorded meanwhile; without its questions when the state no longer
    knows the act: what was typed is then told, to be taken elsewhere."""
    fields = acts.fields_of(event).all
    asked = _asked(visit, number, event)
    typed = acts.typed_in(form, fields if asked is None else asked.fields)
    told = compared(
        visit,
        Subject(SubjectKind.DOSSIER, number),
        seen,
        fields=fields,
        questions=acts.questions(visit, fields if asked is None else asked.fields, typed=typed),
        events=frozenset({event}),
    )
    if asked is None:
        asked = acts.gone(event_label(event), fields, _SUBJECT)
    return _form(visit, number, asked, typed=typed, stale=told, back=form.back)


def _form(
    visit: Visit,
    number: int,
    asked: Asked,
    *,
    back: str,
    typed: Mapping[str, str] | None = None,
    refusals: Sequence[Refusal] = (),
    stale: Overtaken | None = None,
) -> Response:
    failed = bool(refusals) or stale is not None
    questions = acts.questions(visit, asked.fields, typed=typed, refusals=refusals)
    return page(
        visit,
        "dossiers/act.html",
        status=409 if stale else 422 if refusals else 200,
        dossier=dossiers.dossier(visit.store, number),
        asked=asked,
        questions=questions if stale is None or asked.shut else stale.questions,
        refusals=refusals,
        stale=stale,
        key=new_key(),
        found=typed is not None and not failed,
        back=back,
    )


def _appointment(form: Posted, fields: Sequence[Field]) -> date | None:
    """The day of the rendez-vous that was recorded, if one was."""
    asked = [one for one in fields if one in (DATE_RDV, DATE_RDV_PASSE)]
    return next((parse_date(form.get(one.name)) for one in asked), None)


def _more(visit: Visit, done: Outcome, appointment: date | None) -> str:
    """Where the dossier stands now, when it moved, how many people are told; a word on the day of a
    rendez-vous when nobody works then."""
    told = []
    calendar = visit.rulebook.calendar
    if appointment is not None and calendar.first_day <= appointment <= calendar.last_day:
        off = calendar.reason_off(appointment, Unit.JOUR_OUVRABLE)
        if off is not None:
            told.append(f"À vérifier : le {day_of_month(appointment)} n’est pas travaillé ({off}).")
    if any(machine == Machine.DOSSIER and old != new for machine, _, old, new in done.moves):
        told.append(f"Le dossier est maintenant : {words_of(visit).state(done.state)}.")
    if done.messages:
        told.append(f"{quantity(done.messages, 'message part', 'messages partent')}.")
    if done.next_dossier is not None:
        told.append(f"Le dossier n° {done.next_dossier} est ouvert pour la suite.")
    return " ".join(told)
