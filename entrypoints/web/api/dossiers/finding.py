"""``/api/dossiers``: those of the perimeter of whoever asks."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.dossiers import DossierList
from entrypoints.web.api.answers.leaves import LEGIBLE
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of
from entrypoints.web.api.protocol.paging import Cursor, Limit, linked
from entrypoints.web.api.protocol.parameters import Plain, Words, YesNo
from rules.access.grants import Right
from rules.fields import GREATEST
from workflow.reading import dossier_list
from workflow.reading.dossier_filters import Asked
from workflow.reading.dossier_list import Sort

router = APIRouter(prefix="/dossiers", route_class=Operation, tags=["Dossiers"])

Codes = Annotated[
    list[Annotated[str, Query(max_length=60, pattern=LEGIBLE)]],
    Query(default_factory=list, max_length=50),
]
Numbers = Annotated[
    list[Annotated[int, Query(ge=1, le=GREATEST), Plain]],
    Query(default_factory=list, max_length=50),
]


@router.get("", response_model=DossierList, summary="Lister des dossiers")
def find(
    visit: Here,
    response: Response,
    etat: Codes,
    circonscription: Codes,
    service: Numbers,
    q: Words = None,
    ouverts: YesNo = True,
    en_retard: YesNo = False,
    a_reinscrire: YesNo = False,
    suspendus: YesNo = False,
    sans_referent: YesNo = False,
    adresse_perdue: YesNo = False,
    tri: Sort = Sort.ECHEANCE,
    descendant: YesNo = False,
    limite: Limit = 50,
    apres: Cursor = None,
) -> Json:
    """Ceux du périmètre de qui demande, et eux seuls. « q » : des débuts de mots du nom, ou un
    numéro. Plusieurs valeurs d’un filtre : l’une d’elles. La page suivante se demande avec
    « apres », et les mêmes filtres ; rien n’y est répété ni perdu."""
    visit.enter(Right.DOSSIER)
    found = dossier_list.listing(
        visit.store,
        Asked(
            states=tuple(etat),
            circonscriptions=tuple(circonscription),
            services=tuple(service),
            open_only=ouverts,
            late=en_retard,
            to_inscribe=a_reinscrire,
            suspended=suspendus,
            without_referent=sans_referent,
            lost=adresse_perdue,
            search=q,
        ),
        reader=visit.bearer,
        now=visit.now,
        sort=tri,
        backwards=descendant,
        after=apres,
        most=limite,
    )
    forms = forms_of(visit)
    told = [forms.dossier_line(line) for line in found.lines]
    return {"dossiers": told, "suite": linked(visit, response, found.following)}
