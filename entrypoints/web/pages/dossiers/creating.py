"""``/personnes/nouvelle``: somebody who is in no file: looked for first, told from those who are
alike, then created with their dossier."""

from collections.abc import Sequence
from dataclasses import replace

from fastapi import APIRouter, Response

from entrypoints.web.forms import acts
from entrypoints.web.forms.acts import Question
from entrypoints.web.forms.posted import FormOf, Posted, go, new_key
from entrypoints.web.rendering.frame import page, words_of
from entrypoints.web.visitors.visits import Here, Visit
from rules.access.grants import Right
from rules.fields import Field
from rules.refusals import Refusal, Refused
from workflow.people import by_hand, doubles
from workflow.people.by_hand import CREATE, FIELDS, WHO, Doubtful
from workflow.people.doubles import Double

router = APIRouter(prefix="/personnes")

_LOOK_AT_EACH = Refusal(
    code="double_possible",
    sentence="Dites de chaque personne que ce n’est pas elle, ou ouvrez son dossier.",
)


@router.get("/nouvelle")
def ask(visit: Here) -> Response:
    """Who is looked for."""
    visit.enter(Right.DOSSIER)
    return _search(visit, Posted())


@router.post("/nouvelle")
def create(visit: Here, form: FormOf) -> Response:
    """One step after the other; what was typed follows."""
    visit.enter(Right.DOSSIER)
    if not by_hand.may_create(visit.actor):
        return _search(visit, form)
    try:
        said = by_hand.said(WHO, acts.act_of(visit, CREATE, form, only=WHO))
    except Refused as refused:
        return _search(visit, form, refused.refusals)
    if form.get("etape") == "creation":
        return _created(visit, form)
    dismissed = _dismissed(form)
    found = doubles.doubles(visit.store, visit.bearer, said)
    left = [one for one in found if one.personne_id not in dismissed]
    if left:
        return _alike(visit, form, found, answered=form.get("etape") == "doubles")
    return _form(visit, form)


def _created(visit: Visit, form: Posted) -> Response:
    act = acts.act_of(visit, CREATE, form, only=FIELDS)
    try:
        done = by_hand.create(
            visit.store,
            visit.rulebook,
            act,
            reader=visit.bearer,
            dismissed=_dismissed(form),
            key=form.key or None,
        )
    except Refused as refused:
        return _form(visit, form, refused.refusals)
    except Doubtful as doubtful:
        return _alike(visit, form, doubtful.found, answered=True)
    name = words_of(visit).person(form.get("nom"), form.get("prenom"))
    return go(visit, f"/dossiers/{done.dossier_id}", f"Le dossier de {name} est créé.")


def _dismissed(form: Posted) -> frozenset[int]:
    told = form.all("ecarte")
    return frozenset(int(one) for one in told if one.isascii() and one.isdigit() and len(one) < 11)


def _search(visit: Visit, form: Posted, refusals: Sequence[Refusal] = ()) -> Response:
    shut = by_hand.not_allowed(visit.rulebook, visit.actor)
    return page(
        visit,
        "people/search.html",
        status=422 if refusals else 403 if shut and form.values else 200,
        shut=shut,
        refusals=refusals,
        questions=_questions(visit, form, WHO, refusals),
    )


def _alike(visit: Visit, form: Posted, found: Sequence[Double], *, answered: bool) -> Response:
    return page(
        visit,
        "people/doubles.html",
        status=422 if answered else 200,
        refusals=(_LOOK_AT_EACH,) if answered else (),
        found=found,
        dismissed=_dismissed(form),
        typed=_carried(form),
        who=acts.typed_in(form, WHO),
    )


def _form(visit: Visit, form: Posted, refusals: Sequence[Refusal] = ()) -> Response:
    return page(
        visit,
        "people/form.html",
        status=422 if refusals else 200,
        refusals=refusals,
        dismissed=sorted(_dismissed(form)),
        questions=_questions(visit, form, FIELDS, refusals),
        key=form.key or new_key(),
    )


def _questions(
    visit: Visit, form: Posted, fields: Sequence[Field], refusals: Sequence[Refusal]
) -> list[Question]:
    """Each on one line: a name, a number, an address."""
    asked = acts.questions(visit, fields, typed=acts.typed_in(form, fields), refusals=refusals)
    return [replace(one, control="text") if one.control == "lines" else one for one in asked]


def _carried(form: Posted) -> dict[str, str]:
    """What was typed already, to be given back."""
    return {name: typed for name, typed in acts.typed_in(form, FIELDS).items() if typed}
