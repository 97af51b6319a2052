"""``/api/consultations``: who saw what."""

from fastapi import APIRouter

from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.trail import Consultations
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of
from entrypoints.web.api.protocol.days import InQuery, midnight, morning
from entrypoints.web.api.protocol.paging import Limit
from entrypoints.web.api.protocol.parameters import Code, Number
from rules.access.grants import Right
from rules.subjects import Subject, SubjectKind
from workflow.accounts import consultations
from workflow.accounts.consultations import Sought

router = APIRouter(route_class=Operation, tags=["Journal"])


@router.get("/consultations", response_model=Consultations, summary="Qui a consulté quoi")
def consulted(
    visit: Here,
    dossier: Number = None,
    agent: Code = None,
    du: InQuery = None,
    au: InQuery = None,
    limite: Limit = 50,
) -> Json:
    """Dans le territoire de qui demande, la dernière d’abord ; que l’on a lu est écrit aussi. Pour
    aller plus loin, resserrez les jours."""
    visit.enter(Right.CONSULTATIONS)
    tz, forms = visit.rulebook.calendar.tz, forms_of(visit)
    found = consultations.read(
        visit.store,
        visit.bearer,
        Sought(
            subject=None if dossier is None else Subject(SubjectKind.DOSSIER, dossier),
            actor=agent,
            since=None if du is None else morning(du, tz),
            until=None if au is None else midnight(au, tz),
        ),
        visit.now,
        most=limite,
    )
    return {
        "consultations": [
            {
                "le": forms.instant(one.at),
                "acteur": one.actor,
                "role": one.role,
                "service": one.service,
                "droit": one.right.value,
                "sujet": None
                if one.subject is None
                else {"genre": one.subject.kind.value, "id": one.subject.id},
                "circonscription": one.circonscription,
                "lignes": one.lines,
            }
            for one in found
        ]
    }
