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
    gaps,
    lists,
    offered,
    pieces,
    received,
)
from entrypoints.web.pages.dossiers import acting, correcting, creating, finding, sheet
from entrypoints.web.pages.figures import showing as figures_showing
from entrypoints.web.pages.figures import taking_away as figures_taking_away
from entrypoints.web.pages.imports import steps as import_steps
from entrypoints.web.pages.letters import listing as letter_listing
from entrypoints.web.pages.letters import printing as letter_printing
from entrypoints.web.pages.letters import sheet as letter_sheet
from entrypoints.web.pages.lots import doing, selecting
from entrypoints.web.pages.preferences import absences, access, diaries, messages, screens
from entrypoints.web.pages.seances import acting as seance_acting
from entrypoints.web.pages.seances import (
    adding,
    files,
    guests,
    lines,
    live,
    live_list,
    minutes,
    pasting,
    results,
    tableau,
)
from entrypoints.web.pages.seances import agenda as seance_agenda
from entrypoints.web.pages.seances import sheet as seance_sheet
from entrypoints.web.pages.seances.ep import decided, decisions, papers
from entrypoints.web.pages.seances.ep import listing as ep_listing
from entrypoints.web.pages.seances.participants import (
    attending,
    chasing,
    links,
    places,
    presences,
)
from entrypoints.web.pages.seances.yearly import generating, programming
from entrypoints.web.pages.seances.yearly import showing as year_showing
from entrypoints.web.pages.settings import (
    agents,
    calendar_trials,
    calendars,
    health,
    law,
    passages,
    programme,
)
from entrypoints.web.pages.trail import consulted, searching, taking_away, verification

ROUTERS = (
    entry.router,
    about.router,
    screens.router,
    messages.router,
    absences.router,
    diaries.router,
    access.router,
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
    searching.router,
    taking_away.router,
    consulted.router,
    verification.router,
    figures_showing.router,
    figures_taking_away.router,
    generating.router,
    programming.router,
    year_showing.router,
    seance_acting.router,
    tableau.router,
    lines.router,
    adding.router,
    pasting.router,
    files.router,
    chasing.router,
    places.router,
    guests.router,
    presences.router,
    attending.router,
    links.router,
    ep_listing.router,
    decided.router,
    decisions.router,
    papers.router,
    live_list.router,
    seance_agenda.router,
    minutes.router,
    results.router,
    live.router,
    seance_sheet.router,
    calendars.router,
    calendar_trials.router,
    passages.router,
    programme.router,
    law.router,
    health.router,
    agents.router,
    api.router,
)
