"""``/agenda/{secret}.ics``: a diary, for the calendar of whoever was given its address.

An address that is unknown, revoked or cut in half is answered alike: nothing tells a guess from
what was true yesterday.
"""

import hashlib
import secrets

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from entrypoints import clock
from entrypoints.assembly import Assembly
from entrypoints.diaries import PATH, diary_of
from exchanges.documents.diary import PrintedDiary
from exchanges.documents.diary_calendar import diary_feed
from workflow.diaries import addresses
from workflow.diaries.owners import UnknownOwner

router = APIRouter()

_PROCESS = secrets.token_hex(8)
"""Another release, which may write otherwise, is another process."""


@router.get(PATH)
def agenda(secret: str, request: Request) -> Response:
    """The diary of that address."""
    shown = _diary(request.app.state.assembly, secret)
    tag = _tag(shown)
    if _is_known(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers={"ETag": tag})
    return Response(
        diary_feed(shown),
        media_type="text/calendar; charset=utf-8",
        headers={"ETag": tag, "Content-Disposition": 'inline; filename="agenda.ics"'},
    )


def _diary(assembly: Assembly, secret: str) -> PrintedDiary:
    now = clock.now()
    whose = addresses.whose(assembly.store, secret, now)
    if whose is None:
        raise HTTPException(404)
    try:
        return diary_of(assembly, whose, now=now)
    except UnknownOwner as error:  # an agent who left
        raise HTTPException(404) from error


def _tag(shown: PrintedDiary) -> str:
    """What names this answer: of what it tells, so that one that did not change is not even
    written. A diary of thousands of deadlines takes seconds to write, and is read all day."""
    return f'"{hashlib.sha256(f"{_PROCESS} {shown!r}".encode()).hexdigest()[:32]}"'


def _is_known(said: str, tag: str) -> bool:
    """Whether the reader has that very answer already (RFC 9110, 13.1.2)."""
    held = {one.strip().removeprefix("W/") for one in said.split(",")}
    return tag in held or "*" in held
