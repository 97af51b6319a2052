"""``/journal/consultations``: who opened or took away what."""

from datetime import datetime, time, timedelta

from fastapi import APIRouter, Response

from entrypoints.web.pages.trail.asked import number_of
from entrypoints.web.pages.trail.searching import PATHS
from entrypoints.web.rendering.addresses import Query
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Here
from rules.access.grants import LABELS, Right
from rules.fields import parse_date
from rules.subjects import Subject, SubjectKind
from workflow.accounts import consultations

router = APIRouter(prefix="/journal/consultations")

_ONE_DAY = timedelta(days=1)
_MOST = 150
"""Consultations of a page, which weighs under 100 kB however long their names are."""


@router.get("")
def consulted(visit: Here) -> Response:
    """Who opened or took away what; that this was read is written too."""
    visit.enter(Right.CONSULTATIONS)
    query = Query.of(visit.request)
    tz = visit.rulebook.calendar.tz
    first, last = parse_date(query.get("du")), parse_date(query.get("au"))
    number = number_of(query.get("dossier"))
    found = consultations.read(
        visit.store,
        visit.bearer,
        consultations.Sought(
            subject=None if number is None else Subject(SubjectKind.DOSSIER, number),
            actor=query.get("agent") or None,
            since=None if first is None else datetime.combine(first, time(), tzinfo=tz),
            until=None if last is None else datetime.combine(last + _ONE_DAY, time(), tzinfo=tz),
        ),
        visit.now,
        most=_MOST,
    )
    return page(
        visit,
        "trail/consultations.html",
        query=query,
        found=found,
        most=_MOST,
        labels=LABELS,
        paths=PATHS if visit.may(Right.DOSSIER) else {},
    )
