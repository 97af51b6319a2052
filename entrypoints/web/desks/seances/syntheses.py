"""The fiches de synthèse of an EP, bound: the pages and the API give the same."""

from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import Response

from entrypoints.web.desks.downloads import PDF, download
from entrypoints.web.desks.seances.opening import Opened, coordinates
from entrypoints.web.visitors.visits import Closed, Visit
from exchanges.documents.fiche_words import Words
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from workflow.reading import fiches


def bound(visit: Visit, found: Opened, *, nameless: bool) -> Response:
    """Those of the lines that are open to whoever prepares the EP, in its order: with the names, or
    without. Raises Closed when there is none."""
    every = fiches.of_seance(visit.store, found.id)
    seen = visit.sees_among(Right.LIGNE, {one.line for one in every if one.line is not None})
    listed = [one for one in every if one.line in seen]
    if not found.decides or not coordinates(visit, found.kind) or not listed:
        raise Closed((OUTSIDE,))
    visit.open(Right.EXPORT_TABLEAU, found.id, lines=0 if nameless else len(listed))
    # Their library takes a tenth of a second to come in, that the other pages do not wait for.
    from exchanges.documents.fiches import syntheses
    from exchanges.documents.fiches_page import write_fiches

    day = visit.rulebook.local_day(found.line.held)
    told = syntheses(
        Words(rulebook=visit.rulebook, day=day),
        listed,
        about=found.name,
        departement=visit.assembly.settings.departement_name,
        nameless=nameless,
    )
    name = f"syntheses-{found.id}{'-anonymes' if nameless else ''}.pdf"
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        write_fiches(path, told)
        return download(path.read_bytes(), name, PDF)
