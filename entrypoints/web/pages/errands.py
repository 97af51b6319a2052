"""``/travaux/{number}``: a work that lasts, how far it is; then where its result waits."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import RedirectResponse

from entrypoints.web.desks import errands
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Here
from rules.fields import GREATEST

router = APIRouter(prefix=errands.PATH)

TITLES = {
    "apercu_lot": "Préparation de l’aperçu",
    "lot": "Un acte sur plusieurs dossiers",
    "apercu_lettres": "Préparation des lettres",
    "lettres": "Impression des lettres",
    "depart_lettres": "Départ des lettres",
    "listes_du_mois": "Listes du mois",
    "essai_import": "Essai de l’import",
    "import": "Import",
    "decisions_ep": "Décisions de l’EP",
    "relances": "Relances",
    "verification": "Vérification du journal",
    "essai_calendrier": "Essai d’un calendrier",
    "passage_calendrier": "Passage à un autre calendrier",
}


@router.get("/{number}")
def show(
    visit: Here,
    number: Annotated[int, Path(ge=1, le=GREATEST)],
    pause: Annotated[str, Query(max_length=3)] = "",
) -> Response:
    """How far it is; once it is over, the page of its result."""
    found = errands.own(visit, number)
    if found.outcome is not None:
        return RedirectResponse(f"{found.asked['suite']}{number}", status_code=303)
    return page(
        visit,
        "errand.html",
        errand=found,
        title=TITLES[found.kind],
        stopped=found.stopped(visit.now),
        back=found.asked["suite"].split("/")[1],
        paused=pause == "oui",
    )
