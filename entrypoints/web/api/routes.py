"""The operations of the API, gathered: a new one adds its router here."""

from fastapi import APIRouter, Depends

from entrypoints.web.api import description, session
from entrypoints.web.api.dossiers import acting, deadlines, finding, lots, people, pieces, sheet
from entrypoints.web.api.files import imports, letters, lists
from entrypoints.web.api.protocol.parameters import only_what_is_asked
from entrypoints.web.api.seances import acting as seance_acting
from entrypoints.web.api.seances import (
    attendance,
    decisions,
    ep,
    lines,
    links,
    minutes,
    programme,
    results,
    tableau,
)
from entrypoints.web.api.seances import sheet as seance_sheet
from entrypoints.web.api.settings import agents, calendars, health, offers, procedure, rules
from entrypoints.web.api.trail import consulted, searching, verification
from entrypoints.web.api.work import day, errands, escalations, figures, gaps, received

OPERATIONS = (
    session.router,
    day.router,
    escalations.router,
    gaps.router,
    searching.router,
    consulted.router,
    verification.router,
    finding.router,
    sheet.router,
    people.router,
    acting.router,
    deadlines.router,
    pieces.router,
    received.router,
    lots.router,
    errands.router,
    seance_sheet.router,
    seance_acting.router,
    tableau.router,
    attendance.router,
    links.router,
    lines.router,
    results.router,
    decisions.router,
    ep.router,
    minutes.router,
    letters.router,
    lists.router,
    imports.router,
    figures.router,
    rules.router,
    procedure.router,
    programme.router,
    calendars.router,
    health.router,
    offers.router,
    agents.router,
)

router = APIRouter()
router.include_router(description.router)
for _operations in OPERATIONS:
    router.include_router(_operations, prefix="/api", dependencies=[Depends(only_what_is_asked)])
