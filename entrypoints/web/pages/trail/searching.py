"""``/journal``: who did what and when, and what it changed."""

from datetime import timedelta
from functools import partial

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from entrypoints.web.pages.trail.asked import MOST_NAMED, asked, told
from entrypoints.web.rendering.addresses import Query
from entrypoints.web.rendering.frame import page
from entrypoints.web.rendering.naming import names_of
from entrypoints.web.visitors.visits import Here
from entrypoints.words.acts import act_choices
from entrypoints.words.differences import differences
from rules.access.grants import Right
from rules.refusals import Refused
from rules.subjects import SubjectKind
from workflow.reading import journal_search
from workflow.reading.cursors import BadCursor

router = APIRouter(prefix="/journal")

PATHS = {SubjectKind.DOSSIER.value: "/dossiers", SubjectKind.SEANCE.value: "/seances"}
"""Where the subject of an entry is looked at, for those that have a page."""


@router.get("")
def search(visit: Here) -> Response:
    """The entries of their territory, newest first; nothing is looked for before it is asked."""
    visit.enter(Right.JOURNAL)
    query = Query.of(visit.request)
    wanted = asked(visit, query)
    refusals, found = wanted.refusals, None
    today = visit.rulebook.local_day(visit.now)
    if query.asked and not refusals and not wanted.named:
        try:
            found = journal_search.search(
                visit.store,
                visit.bearer,
                wanted.sought,
                now=visit.now,
                tz=visit.rulebook.calendar.tz,
                after=query.get("apres") or None,
            )
        except Refused as refused:
            refusals = refused.refusals
        except BadCursor:
            return RedirectResponse(query.after(None), status_code=303)
    return page(
        visit,
        "trail/journal.html",
        status=422 if refusals else 200,
        query=query,
        wanted=wanted,
        most_named=MOST_NAMED,
        told=told(wanted),
        found=found,
        today=today,
        week_ago=today - timedelta(days=6),
        refusals=refusals,
        acts=act_choices(),
        paths=PATHS,
        differences=partial(differences, names=names_of(visit)) if found else None,
    )
