"""Work that lasts: where it is followed, how far it is."""

from fastapi import Response

from entrypoints.forms import errands as forms_of_errands
from entrypoints.forms.registry import Json
from entrypoints.web.api.protocol.callers import forms_of
from entrypoints.web.api.protocol.problems import PREFIX
from entrypoints.web.desks import errands
from entrypoints.web.visitors.visits import Visit

ERRANDS = "/travaux"


def followed(visit: Visit, response: Response, number: int) -> Json:
    """How far what they just asked for is, and where it is followed. Raises Closed."""
    response.headers["Location"] = f"{PREFIX}{ERRANDS.strip('/')}/{number}"
    return progress(visit, number)


def progress(visit: Visit, number: int) -> Json:
    """How far it is, to whoever asked for it. Raises Closed."""
    return forms_of_errands.errand(forms_of(visit), errands.own(visit, number), visit.now)
