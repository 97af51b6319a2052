"""``/seances/generer``: the séances of a year by the rules of the programmes: every date looked at,
then all of them created."""

from collections.abc import Sequence

from fastapi import APIRouter, Response

from entrypoints.web.desks.seances.programme import act_of
from entrypoints.web.desks.seances.programme import wish as wish_of
from entrypoints.web.forms.posted import FormOf, go
from entrypoints.web.pages.seances.yearly.showing import Code
from entrypoints.web.rendering.addresses import Query, Year
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Here, Visit
from entrypoints.words.programmes import (
    months_without,
    remarks,
    services_awaited_twice,
    standing_words,
)
from rules.access.grants import Right
from rules.refusals import Refusal, Refused
from rules.wording import quantity
from workflow.seances.yearly import generation
from workflow.seances.yearly.generation import Proposal, Standing, Wish

router = APIRouter(prefix="/seances/generer")


@router.get("")
def look(visit: Here, annee: Year = None, genre: Code = "", circonscription: Code = "") -> Response:
    """Every date of the year, those that a day off moved, what clashes; nothing is written."""
    visit.enter(Right.PROGRAMME)
    wish = wish_of(visit, annee, genre, circonscription)
    try:
        proposal = generation.propose(visit.store, visit.rulebook, act_of(visit), wish)
    except Refused as refused:
        return _proposed(visit, wish, None, refused.refusals)
    return _proposed(visit, wish, proposal)


@router.post("")
def create(
    visit: Here, form: FormOf, annee: Year = None, genre: Code = "", circonscription: Code = ""
) -> Response:
    """All of them, or none; those that are there already stay as they are."""
    visit.enter(Right.PROGRAMME)
    wish = wish_of(visit, annee, genre, circonscription)
    act = act_of(visit)
    try:
        done = generation.generate(visit.store, visit.rulebook, act, wish)
    except Refused as refused:
        try:
            proposal = generation.propose(visit.store, visit.rulebook, act, wish)
        except Refused:
            proposal = None
        return _proposed(visit, wish, proposal, refused.refusals, refused_now=True)
    created = quantity(done.count(Standing.CREEE), "séance créée", "séances créées")
    return go(visit, f"/seances?annee={wish.year}", f"{created} pour {wish.year}.")


def _proposed(
    visit: Visit,
    wish: Wish,
    proposal: Proposal | None,
    refusals: Sequence[Refusal] = (),
    *,
    refused_now: bool = False,
) -> Response:
    services = {} if proposal is None else services_awaited_twice(visit.store, proposal)
    rulebook = visit.rulebook
    return page(
        visit,
        "seances/generate.html",
        status=422 if refused_now else 200,
        query=Query.of(visit.request),
        wish=wish,
        proposal=proposal,
        to_create=0 if proposal is None else proposal.count(Standing.A_CREER),
        forbidden=[] if proposal is None else [one for one in proposal.proposed if one.forbidden],
        standing=lambda one: standing_words(rulebook, one),
        remarks=lambda one: list(remarks(one, services)),
        without=[] if proposal is None else list(months_without(rulebook, proposal.gaps)),
        genres={kind.code: kind.label for kind in rulebook.kinds},
        places=visit.places,
        refusals=refusals if refused_now else (),
        shut=() if refused_now else refusals,
    )
