"""The procedure itself: the pages of the three machines, checked as soon as they are read."""

from rules.procedures.catalogue import CATALOGUE
from states import (
    accompagnement,
    clos,
    courrier,
    delais,
    diagnostic,
    entree,
    ep,
    icl,
    issues,
    notification,
    orientation,
    parcours,
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
    courrier.PAGE,
    accompagnement.PAGE,
    presaisine.PAGE,
    icl.PAGE,
    saisine.PAGE,
    ep.PAGE,
    clos.PAGE,
    partout.PAGE,
    entree.PAGE,
    parcours.PAGE,
    suivi.PAGE,
    delais.PAGE,
    passage.PAGE,
    issues.PAGE,
    seance.PAGE,
    delais.PAGE_DE_LA_SEANCE,
)

PROCEDURE: Graph = check(PAGES, CATALOGUE)
