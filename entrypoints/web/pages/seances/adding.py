"""``/seances/{number}/tableau/ajouter``: somebody found in one's own perimeter, then their line."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Response
from fastapi import Query as InQuery

from entrypoints.web.desks.seances.inscribing import fields_of, inscribe
from entrypoints.web.desks.seances.opening import Number, Opened, open_seance
from entrypoints.web.forms import acts as forms
from entrypoints.web.forms.acts import Choice, Question
from entrypoints.web.forms.posted import FormOf, found_again, go, new_key
from entrypoints.web.rendering.frame import page, words_of
from entrypoints.web.visitors.visits import Here, Visit
from exchanges.tableau.columns import MEANS, NATURES, chosen
from rules.access.grants import Right
from rules.fields import GREATEST
from rules.refusals import Refusal, Refused
from workflow.reading import codes, dossiers, to_inscribe
from workflow.reading.dossier_filters import Asked
from workflow.reading.dossier_list import DossierLine, listing
from workflow.reading.dossiers import MOTIVES, DossierSheet

router = APIRouter(prefix="/seances/{number}/tableau/ajouter")

_SHORTEST, _MOST = 3, 20


@router.get("")
def find(
    visit: Here,
    number: Number,
    q: Annotated[str, InQuery(max_length=80)] = "",
    dossier: Annotated[int | None, InQuery(ge=1, le=GREATEST)] = None,
) -> Response:
    """Whose line it is, looked for among those they see; then the form."""
    found = open_seance(visit, number)
    visit.enter(Right.LIGNE)
    if dossier is not None:
        visit.open(Right.DOSSIER, dossier)
        sheet = dossiers.dossier(visit.store, dossier)
        return _form(visit, found, sheet, typed=found_again(visit) or {})
    return page(
        visit,
        "seances/add.html",
        found=found,
        q=q,
        short=bool(q) and len(q.strip()) < _SHORTEST and not any(c.isdigit() for c in q),
        matches=_matches(visit, q),
        waiting=_waiting(visit, found),
    )


@router.post("")
def add(
    visit: Here,
    number: Number,
    form: FormOf,
    dossier: Annotated[int, InQuery(ge=1, le=GREATEST)],
) -> Response:
    """The line, with what it bears: all of it or none."""
    found = open_seance(visit, number)
    visit.enter(Right.LIGNE)
    visit.open(Right.DOSSIER, dossier)
    sheet = dossiers.dossier(visit.store, dossier)
    try:
        line = inscribe(visit, found, sheet, form.values)
    except Refused as refused:
        return _form(visit, found, sheet, typed=form.values, refusals=refused.refusals)
    name = words_of(visit).person(sheet.person.nom, sheet.person.prenom)
    return go(visit, f"/seances/{number}/tableau#l{line}", f"{name} est au tableau.")


def _matches(visit: Visit, search: str) -> Sequence[DossierLine]:
    if len(search.strip()) < _SHORTEST and not any(c.isdigit() for c in search):
        return ()
    found = listing(
        visit.store, Asked(open_only=True, search=search), reader=visit.bearer, now=visit.now
    )
    return found.lines[:_MOST]


def _waiting(visit: Visit, found: Opened) -> Sequence[DossierLine]:
    """Those who wait to be inscribed again and whom the séance could take, among those they
    see."""
    waiting = {
        one.dossier_id for one in to_inscribe.of_seance(visit.store, visit.rulebook, found.id)
    }
    if not waiting:
        return ()
    place = found.line.circonscription
    asked = Asked(
        open_only=True, to_inscribe=True, circonscriptions=() if place is None else (place,)
    )
    seen = listing(visit.store, asked, reader=visit.bearer, now=visit.now)
    return [one for one in seen.lines if one.id in waiting]


def _form(
    visit: Visit,
    found: Opened,
    sheet: DossierSheet,
    *,
    typed: Mapping[str, str],
    refusals: Sequence[Refusal] = (),
) -> Response:
    return page(
        visit,
        "seances/add_line.html",
        status=422 if refusals else 200,
        found=found,
        dossier=sheet,
        questions=_questions(visit, found, typed, refusals),
        key=new_key(),
        refusals=refusals,
    )


def _questions(
    visit: Visit, found: Opened, typed: Mapping[str, str], refusals: Sequence[Refusal]
) -> list[Question]:
    def listed(words: Mapping[str, str] | Sequence[str]) -> list[Choice]:
        return [Choice(value=one, label=one) for one in words]

    motives = [chosen(int(one.value), one.label) for one in codes.of_list(visit.store, MOTIVES)]
    here = found.line.circonscription
    services = [
        chosen(one.id, one.label)
        for one in dossiers.services(visit.store)
        if one.active and (here is None or not one.circonscriptions or here in one.circonscriptions)
    ]
    return forms.questions(
        visit,
        fields_of(found),
        typed=typed,
        refusals=refusals,
        options={
            "nature": listed(tuple(NATURES.values())),
            "motif": listed(motives),
            "souhaite": listed(services),
            "prevenue_moyen": listed(tuple(MEANS.values())),
        },
    )
