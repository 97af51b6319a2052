"""The drawings of the procedure, laid out once for each process: the pages and the API give the
same."""

from functools import cache

from entrypoints.drawings import svg_of
from rules.procedures.catalogue import CATALOGUE
from states import drawing
from states.overview import overview
from states.page import Machine
from states.procedure import PROCEDURE

STAGES = "etapes"
SVG = "image/svg+xml"


@cache
def drawn(what: str) -> str | None:
    """The drawing of a machine or of the stages; None where what does it is not installed."""
    if what == STAGES:
        return svg_of(overview(PROCEDURE))
    return svg_of(drawing.dot(PROCEDURE, Machine(what), CATALOGUE))
