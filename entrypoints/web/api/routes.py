"""The operations of the API, gathered: a new one adds its router here."""

from fastapi import APIRouter, Depends

from entrypoints.web.api import (
    acting,
    deadlines,
    description,
    directories,
    dossiers,
    registers,
    seances,
    session,
    work,
)
from entrypoints.web.api.callers import only_what_is_asked

OPERATIONS = (
    session.router,
    work.router,
    dossiers.router,
    acting.router,
    deadlines.router,
    seances.router,
    registers.router,
    directories.router,
)

router = APIRouter()
router.include_router(description.router)
for _operations in OPERATIONS:
    router.include_router(_operations, prefix="/api", dependencies=[Depends(only_what_is_asked)])
