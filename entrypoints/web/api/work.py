"""``/api/journee``, ``/api/escalades``, ``/api/ecarts``, ``/api/journal``: what is to be done, what
went up, what differs, what was done."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from entrypoints.forms import work as forms_of_work
from entrypoints.forms.registry import Json
from entrypoints.web.api.acting import act_of
from entrypoints.web.api.answers.acts import Motive
from entrypoints.web.api.answers.leaves import LEGIBLE
from entrypoints.web.api.answers.trail import Entries
from entrypoints.web.api.answers.work import DayList, Escalations, Gaps, GapSettled, Taken
from entrypoints.web.api.callers import Here, Key, Of, Operation, Plain, YesNo, forms_of, json_only
from entrypoints.web.api.days import InQuery
from entrypoints.web.api.paging import Cursor, Limit, linked
from entrypoints.web.api.refusing import ONCE_REFUSED
from rules import gaps as of_gaps
from rules.access.grants import Right
from rules.escalations import TAKE, Standing
from rules.fields import GREATEST
from rules.situation import Act
from workflow.agents.escalations import take
from workflow.files import settled_gaps
from workflow.reading import escalations, gaps, journal_search, workload
from workflow.reading.cursors import paged
from workflow.reading.day_filters import Filter
from workflow.reading.journal_search import Sought

router = APIRouter(route_class=Operation, tags=["Travailler"])

Code = Annotated[str | None, Query(min_length=1, max_length=60, pattern=LEGIBLE)]
Number = Annotated[int | None, Query(ge=1, le=GREATEST), Plain]


@router.get("/journee", response_model=DayList, summary="Ce qu’il y a à faire")
def day(
    visit: Here,
    response: Response,
    filtre: Filter | None = None,
    regle: Code = None,
    circonscription: Code = None,
    limite: Limit = 50,
    apres: Cursor = None,
) -> Json:
    """Ce qui est attendu de qui demande, le plus urgent d’abord, sans date en dernier."""
    visit.enter(Right.DOSSIER, named="la liste du jour")
    asked = workload.Asked(only=filtre, rule=regle, circonscription=circonscription)
    found = workload.listing(visit.day, asked, after=apres, most=limite)
    forms = forms_of(visit)
    return {
        "a_faire": [forms_of_work.task(forms, one) for one in found.tasks],
        "suite": linked(visit, response, found.following),
    }


@router.get("/escalades", response_model=Escalations, summary="Lister les escalades")
def went_up(
    visit: Here,
    response: Response,
    etat: Standing = Standing.OUVERTE,
    regle: Code = None,
    circonscription: Code = None,
    limite: Limit = 50,
    apres: Cursor = None,
) -> Json:
    """Celles du territoire de qui demande, la plus haute d’abord, puis la plus ancienne."""
    visit.enter(Right.ESCALADE)
    found = escalations.listing(
        visit.store,
        escalations.Asked(standing=etat, rule=regle, circonscription=circonscription),
        reader=visit.bearer,
        after=apres,
        most=limite,
    )
    forms = forms_of(visit)
    return {
        "escalades": [forms_of_work.escalation(forms, one) for one in found.lines],
        "suite": linked(visit, response, found.following),
    }


@router.put("/escalades/{numero}/prise", response_model=Taken, summary="Prendre une escalade")
def take_in_hand(visit: Here, number: Of, key: Key = None) -> Json:
    """Le numéro est celui de son échéance, qui ne bouge pas. Une escalade prise ne l’est pas deux
    fois ; elle se ferme quand l’acte attendu est fait."""
    visit.open(Right.ESCALADE, number)
    act = Act(event=TAKE, actor=visit.actor, occurred=visit.now, known=visit.now)
    done = take(visit.store, visit.rulebook, act, number, key=key)
    return {"echeance": done.deadline, "numero": done.seq, "deja_fait": done.repeated}


@router.get("/ecarts", response_model=Gaps, summary="Lister les écarts avec webRSA")
def differ(
    visit: Here,
    response: Response,
    nature: Code = None,
    dossier: Number = None,
    regles: YesNo = False,
    limite: Limit = 50,
    apres: Cursor = None,
) -> Json:
    """Ceux du territoire de qui demande, le plus ancien d’abord."""
    visit.enter(Right.ECART)
    listed = gaps.listing(
        visit.store,
        nature=nature,
        dossier=dossier,
        settled=regles,
        reader=visit.bearer,
        after=apres,
        most=limite + 1,
    )
    found, forms = paged(listed, limite, gaps.cursor), forms_of(visit)
    return {
        "ecarts": [forms.gap(one) for one in found.lines],
        "suite": linked(visit, response, found.following),
    }


@router.post(
    "/ecarts/{numero}/reglement",
    response_model=GapSettled,
    responses=ONCE_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Régler un écart avec webRSA",
)
def settle(visit: Here, number: Of, motive: Motive, key: Key = None) -> Json:
    """Ce qui est ici est gardé, pour un motif ; l’écart ne revient que si webRSA dit autre
    chose."""
    visit.open(Right.ECART, number)
    act = act_of(visit, of_gaps.SETTLE, {"motif": motive.motif})
    done = settled_gaps.settle(visit.store, act, number, key=key)
    return {"ecart": done.gap, "numero": done.seq, "deja_fait": done.repeated}


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
