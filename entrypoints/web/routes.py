"""The routes of every page, gathered: a new page adds its router here."""

from entrypoints.web.api import routes as api
from entrypoints.web.pages import (
    about,
    appeals,
    day,
    deadlines,
    entry,
    errands,
    escalations,
    figures,
    gaps,
    lists,
    offered,
    pieces,
    preferences,
    received,
    trail,
)
from entrypoints.web.pages.dossiers import acting, correcting, creating, finding, sheet
from entrypoints.web.pages.imports import steps as import_steps
from entrypoints.web.pages.letters import listing as letter_listing
from entrypoints.web.pages.letters import printing as letter_printing
from entrypoints.web.pages.letters import sheet as letter_sheet
from entrypoints.web.pages.lots import doing, selecting
from entrypoints.web.pages.seances import acting as seance_acting
from entrypoints.web.pages.seances import (
    adding,
    chasing,
    decisions,
    ep,
    files,
    generating,
    guests,
    lines,
    live,
    live_list,
    minutes,
    papers,
    pasting,
    places,
    results,
    tableau,
    year,
)
from entrypoints.web.pages.seances import agenda as seance_agenda
from entrypoints.web.pages.seances import sheet as seance_sheet
from entrypoints.web.pages.settings import agents, health, law

ROUTERS = (
    entry.router,
    about.router,
    preferences.router,
    day.router,
    finding.router,
    sheet.router,
    acting.router,
    correcting.router,
    creating.router,
    pieces.router,
    deadlines.router,
    offered.router,
    escalations.router,
    lists.router,
    received.router,
    appeals.router,
    import_steps.router,
    gaps.router,
    errands.router,
    selecting.router,
    doing.router,
    letter_listing.router,
    letter_printing.router,
    letter_sheet.router,
    trail.router,
    figures.router,
    generating.router,
    year.router,
    seance_acting.router,
    tableau.router,
    lines.router,
    adding.router,
    pasting.router,
    files.router,
    chasing.router,
    places.router,
    guests.router,
    ep.router,
    decisions.router,
    papers.router,
    live_list.router,
    seance_agenda.router,
    minutes.router,
    results.router,
    live.router,
    seance_sheet.router,
    law.router,
    health.router,
    agents.router,
    api.router,
)
