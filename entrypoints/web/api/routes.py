"""The operations of the API, gathered: a new one adds its router here."""

from fastapi import APIRouter, Depends

from entrypoints.web.api import (
    acting,
    agents,
    attendance,
    deadlines,
    description,
    dossiers,
    ep,
    errands,
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
    received,
    registers,
    results,
    seances,
    session,
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
    attendance.router,
    links.router,
    lines.router,
    results.router,
    ep.router,
    minutes.router,
    letters.router,
    lists.router,
    imports.router,
    registers.router,
    offers.router,
    agents.router,
)

router = APIRouter()
router.include_router(description.router)
for _operations in OPERATIONS:
    router.include_router(_operations, prefix="/api", dependencies=[Depends(only_what_is_asked)])
