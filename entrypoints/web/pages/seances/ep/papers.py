"""What is printed for an EP: ``/seances/{number}/syntheses.pdf``."""

from typing import Literal

from fastapi import APIRouter, Response

from entrypoints.web.desks.seances import syntheses
from entrypoints.web.desks.seances.opening import Number, open_seance
from entrypoints.web.visitors.visits import Here

router = APIRouter(prefix="/seances/{number}")


@router.get("/syntheses.pdf")
def bound(visit: Here, number: Number, anonymes: Literal["", "oui"] = "") -> Response:
    """The fiches de synthèse of its lines, with the names or without."""
    return syntheses.bound(visit, open_seance(visit, number), nameless=bool(anonymes))
