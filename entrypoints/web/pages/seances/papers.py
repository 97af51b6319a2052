"""What is printed for an EP: ``/seances/{number}/syntheses.pdf``."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from fastapi import APIRouter, Response

from entrypoints.web.pages.seances.opening import Number, coordinates, open_seance
from entrypoints.web.visits import Closed, Here
from exchanges.documents.fiche_words import Words
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from workflow.reading import fiches

router = APIRouter(prefix="/seances/{number}")


@router.get("/syntheses.pdf")
def syntheses(visit: Here, number: Number, anonymes: Literal["", "oui"] = "") -> Response:
    """The fiches de synthèse of the lines of an EP that are open to whoever prepares it, in its
    order: with the names, or without."""
    found = open_seance(visit, number)
    every = fiches.of_seance(visit.store, number)
    seen = visit.sees_among(Right.LIGNE, {one.line for one in every if one.line is not None})
    listed = [one for one in every if one.line in seen]
    if not found.decides or not coordinates(visit, found.kind) or not listed:
        raise Closed((OUTSIDE,))
    visit.open(Right.EXPORT_TABLEAU, number, lines=0 if anonymes else len(listed))
    from exchanges.documents.fiches import syntheses as bound_of
    from exchanges.documents.fiches_page import write_fiches

    day = visit.rulebook.local_day(found.line.held)
    bound = bound_of(
        Words(rulebook=visit.rulebook, day=day),
        listed,
        about=found.name,
        departement=visit.assembly.settings.departement_name,
        nameless=bool(anonymes),
    )
    name = f"syntheses-{number}{'-anonymes' if anonymes else ''}.pdf"
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        write_fiches(path, bound)
        content = path.read_bytes()
    return Response(
        content,
        media_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
