"""The operations of the API, gathered: a new one adds its router here."""

from fastapi import APIRouter, Depends

from entrypoints.web.api import (
    acting,
    agents,
    attendance,
    calendars,
    deadlines,
    decisions,
    description,
    dossiers,
    ep,
    errands,
    health,
    imports,
    letters,
    lines,
    links,
    lists,
    lots,
    minutes,
    offers,
    people,
    pieces,
    procedure,
    programme,
    received,
    registers,
    results,
    seances,
    session,
    tableau,
    trail,
    work,
)
from entrypoints.web.api.callers import only_what_is_asked

OPERATIONS = (
    session.router,
    work.router,
    trail.router,
    dossiers.router,
    people.router,
    acting.router,
    deadlines.router,
    pieces.router,
    received.router,
    lots.router,
    errands.router,
    seances.router,
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
    registers.router,
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
