"""``/invite``: what the link of a séance opens, to who has no account.

The address that was sent bears the secret once: it is exchanged for a cookie, and the pages that
follow have an address that tells nothing.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from entrypoints.web.desks.seances.opening import Opened, open_seance
from entrypoints.web.forms.posted import FormOf, go
from entrypoints.web.pages.seances.grid import Outcome, grid_of
from entrypoints.web.pages.seances.saving import Posting
from entrypoints.web.pages.seances.tableau import row_alone, status_of
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors import cookies
from entrypoints.web.visitors.visits import Outside, Visit
from entrypoints.words.times import last_minute
from rules.access.bearers import Guest
from rules.refusals import Refusal, Refused
from rules.seances.links import UNKNOWN
from workflow.reading import participants, seances
from workflow.reading.tableau import Tableau, open_to
from workflow.seances.participants import links
from workflow.seances.participants.links import Opened as OpenedLink

router = APIRouter(prefix="/invite")

PATH = "/invite"

LEFT = Refusal(
    code="lien_a_rouvrir",
    sentence="Ce navigateur n’a plus votre lien.",
    remedy="Rouvrez-le depuis le message reçu.",
)


@router.get("/{secret}")
def enter(visit: Outside, request: Request, secret: str) -> Response:
    """The link, exchanged for a cookie of this browser; its use is written down."""
    try:
        opened = links.open_link(visit.store, visit.rulebook, secret, visit.now)
    except Refused as refused:
        return _shut(visit, refused.refusals[0])
    response = RedirectResponse(PATH, status_code=303)
    cookies.keep_link(request, response, secret, until=opened.expires, now=visit.now)
    return response


@router.get("")
def show(visit: Outside, request: Request) -> Response:
    """The séance alone, and of its lines those that the link shows."""
    try:
        guest, opened = _guest(visit, request)
    except Refused as refused:
        return _shut(visit, refused.refusals[0])
    found = open_seance(guest, opened.seance_id)
    shown = open_to(guest.store, guest.rulebook, found.id, guest.bearer)
    return _page(guest, found, shown, opened.expires, {})


@router.post("")
def answer(visit: Outside, request: Request, form: FormOf) -> Response:
    """What the service of the link says of the lines, row by row."""
    try:
        guest, opened = _guest(visit, request)
    except Refused as refused:
        return _shut(visit, refused.refusals[0])
    found = open_seance(guest, opened.seance_id)
    if opened.service_id is None:
        return _shut(visit, LEFT)
    posting = Posting.of(guest, found, form)
    if form.get("partie") == "ligne" and posting.only is not None:
        return row_alone(guest, found, posting.shown, posting.outcomes, posting.only)
    if posting.whole:
        return go(guest, PATH, posting.said)
    return _page(guest, found, posting.shown, opened.expires, posting.outcomes)


def _guest(visit: Visit, request: Request) -> tuple[Visit, OpenedLink]:
    """The visit of whoever bears the link of this browser, checked at each page. Raises Refused."""
    secret = cookies.link(request)
    if secret is None:
        raise Refused(links.OPEN, (LEFT,))
    opened = links.look_again(visit.store, visit.rulebook, secret, visit.now)
    line, _, _ = seances.seance(visit.store, opened.seance_id)
    bearer = Guest(
        link=opened.link_id,
        seance=opened.seance_id,
        circonscription=line.circonscription,
        service=opened.service_id,
        lines=frozenset() if opened.guest_id is None else _lines(visit, opened),
    )
    return replace(visit, signed=None, guest=bearer), opened


def _lines(visit: Visit, opened: OpenedLink) -> frozenset[int]:
    attendance = participants.of_seance(visit.store, visit.rulebook, opened.seance_id)
    return frozenset(one.line for one in attendance.guests if one.id == opened.guest_id)


def _page(
    visit: Visit,
    found: Opened,
    shown: Tableau,
    expires: datetime,
    outcomes: Mapping[int, Outcome],
) -> Response:
    grid = grid_of(visit, found, shown, outcomes)
    return page(
        visit,
        "seances/guest.html",
        status=status_of(outcomes.values()),
        found=found,
        grid=grid,
        writable=any(one.writable for one in grid.rows),
        waiting=sum(one.dirty for one in outcomes.values()),
        until=last_minute(expires, visit.rulebook.calendar),
    )


def _shut(visit: Visit, why: Refusal) -> Response:
    """The link opens no more: why, and whom to ask; one that never was is not found."""
    return page(
        replace(visit, signed=None),
        "failure.html",
        status=404 if why.code == UNKNOWN.code else 410,
        title=why.sentence,
        remedy=why.remedy,
        form="",
    )
