"""The procedure itself: the pages of the three machines, checked as soon as they are read."""

from rules.catalogue import CATALOGUE
from states import (
    accompagnement,
    clos,
    diagnostic,
    ep,
    icl,
    issues,
    notification,
    orientation,
    partout,
    passage,
    presaisine,
    saisine,
    seance,
    suivi,
)
from states.checks import check
from states.graph import Graph
from states.page import Page

PAGES: tuple[Page, ...] = (
    orientation.PAGE,
    diagnostic.PAGE,
    notification.PAGE,
    accompagnement.PAGE,
    presaisine.PAGE,
    icl.PAGE,
    saisine.PAGE,
    ep.PAGE,
    clos.PAGE,
    partout.PAGE,
    suivi.PAGE,
    passage.PAGE,
    issues.PAGE,
    seance.PAGE,
)

PROCEDURE: Graph = check(PAGES, CATALOGUE)
