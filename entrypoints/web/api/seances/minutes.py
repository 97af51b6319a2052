"""``/api/comptes-rendus`` and ``/api/seances/{numero}/compte-rendu``: what is written of a séance.

It is completed, sent and sent again by the acts of the séance.
"""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from entrypoints.forms.minutes import minutes_form, versions_form
from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.minutes import Minutes, MinutesDueList, Versions
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of
from entrypoints.web.api.protocol.contents import XLSX, given
from entrypoints.web.api.protocol.paging import Cursor, Limit, linked
from entrypoints.web.api.protocol.parameters import Of, Plain
from entrypoints.web.desks.downloads import PDF
from entrypoints.web.desks.seances.minutes import FileKind, as_file, file_of, version_of
from entrypoints.web.desks.seances.opening import open_seance
from entrypoints.web.visitors.visits import Closed, Visit
from exchanges.documents.minutes import PrintedMinutes
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from workflow.reading import minutes_due
from workflow.seances.outcomes.minutes import File

router = APIRouter(route_class=Operation, tags=["Comptes rendus"])

Version = Annotated[int | None, Query(ge=1, le=10_000, description="Une version envoyée."), Plain]


@router.get(
    "/comptes-rendus", response_model=MinutesDueList, summary="Les comptes rendus à envoyer"
)
def due(visit: Here, response: Response, limite: Limit = 50, apres: Cursor = None) -> Json:
    """Ceux des séances qui ont été tenues, le plus proche de son terme d’abord."""
    visit.enter(Right.SEANCE)
    forms = forms_of(visit)
    found = minutes_due.due(visit.store, visit.bearer, after=apres, most=limite)
    return {
        "seances": [
            {
                "seance": one.id,
                "genre": one.genre,
                "circonscription": one.circonscription,
                "date_seance": forms.instant(one.held),
                "etat": one.state,
                "lignes": one.lines,
                "terme": forms.instant(one.due),
            }
            for one in found.lines
        ],
        "suite": linked(visit, response, found.following),
    }


@router.get(
    "/seances/{numero}/compte-rendu", response_model=Minutes, summary="Lire un compte rendu"
)
def show(visit: Here, number: Of, version: Version = None) -> Json:
    """Une version envoyée ; sans « version », le brouillon de la suivante pour qui coordonne, la
    dernière envoyée pour les autres. Il se complète et s’envoie par les actes de la séance."""
    file, asked = _asked(visit, number, version)
    if asked is None:
        raise Closed((OUTSIDE,))
    return minutes_form(asked, to_send_again=file.to_send_again)


@router.get(
    "/seances/{numero}/compte-rendu/versions",
    response_model=Versions,
    summary="Les versions d’un compte rendu",
)
def versions(visit: Here, number: Of) -> Json:
    """Celles qui ont été envoyées, et ce que la suivante changerait."""
    return versions_form(file_of(visit, open_seance(visit, number)), visit.rulebook.calendar.tz)


@router.get(
    "/seances/{numero}/compte-rendu/contenu",
    response_class=Response,
    responses=given(PDF, XLSX),
    summary="Prendre un compte rendu",
)
def take(
    visit: Here,
    number: Of,
    sorte: Annotated[
        FileKind, Query(description="La page, ou le tableau et ses résultats.")
    ] = "pdf",
    version: Version = None,
) -> Response:
    """Tel qu’il est imprimé ; une version envoyée est toujours la même."""
    _, asked = _asked(visit, number, version)
    return as_file(visit, asked, sorte)


def _asked(visit: Visit, number: int, version: int | None) -> tuple[File, PrintedMinutes | None]:
    """What is kept of the séance, and the version of it that is asked for. Raises Closed."""
    found = open_seance(visit, number)
    file = file_of(visit, found)
    return file, version_of(visit, found, file, version)
