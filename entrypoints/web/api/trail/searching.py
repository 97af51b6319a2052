"""``/api/journal``: what was done, by whom, of what."""

from fastapi import APIRouter, Response

from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.trail import Entries
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of
from entrypoints.web.api.protocol.days import InQuery
from entrypoints.web.api.protocol.paging import Cursor, Limit, linked
from entrypoints.web.api.protocol.parameters import Code, Number, YesNo
from rules.access.grants import Right
from workflow.reading import journal_search
from workflow.reading.journal_search import Sought

router = APIRouter(route_class=Operation, tags=["Travailler"])


@router.get("/journal", response_model=Entries, summary="Chercher dans le journal")
def trail(
    visit: Here,
    response: Response,
    dossier: Number = None,
    seance: Number = None,
    personne: Number = None,
    agent: Code = None,
    acte: Code = None,
    du: InQuery = None,
    au: InQuery = None,
    refus: YesNo = False,
    limite: Limit = 50,
    apres: Cursor = None,
) -> Json:
    """Les entrées du territoire, la plus récente d’abord. Il faut nommer une personne, un dossier,
    une séance ou un agent, ou 31 jours au plus ; que l’on a cherché est écrit aussi."""
    visit.enter(Right.JOURNAL)
    found = journal_search.search(
        visit.store,
        visit.bearer,
        Sought(
            personne=personne,
            dossier=dossier,
            seance=seance,
            actor=agent,
            act=acte,
            first=du,
            last=au,
            refusals_only=refus,
        ),
        now=visit.now,
        tz=visit.rulebook.calendar.tz,
        after=apres,
        most=limite,
    )
    forms = forms_of(visit)
    return {
        "entrees": [forms.entry(one) for one in found.entries],
        "suite": linked(visit, response, found.following),
    }
