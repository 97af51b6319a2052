"""Who calls, and how an operation answers them.

A session is told by its token (``Authorization: Bearer``), or by the cookie of a browser; with a
cookie, what changes something bears the token of the forms too (``X-Jeton``), as a form does.
"""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request, Response, Security
from fastapi.routing import APIRoute
from fastapi.security import (
    APIKeyCookie,
    APIKeyHeader,
    HTTPAuthorizationCredentials,
    HTTPBearer,
)
from starlette.concurrency import run_in_threadpool

from entrypoints.forms.registry import Forms
from entrypoints.web.api.protocol import problems
from entrypoints.web.forms.posted import check_token
from entrypoints.web.visitors import cookies
from entrypoints.web.visitors.visits import NotLoggedIn, Visit, habilitated, visit_of
from workflow.acts.commands import StaleDossier

_READS = frozenset({"GET", "HEAD"})
_BEARER = HTTPBearer(
    scheme_name="jeton", description="Le jeton de POST /api/session.", auto_error=False
)
_COOKIE = APIKeyCookie(
    name=cookies.SESSION,
    scheme_name="cookie",
    description="La session d’un navigateur ; pour agir, avec l’en-tête X-Jeton.",
    auto_error=False,
)
_FORMS = APIKeyHeader(
    name="X-Jeton",
    scheme_name="formulaire",
    description="Le jeton des formulaires de la session d’un navigateur : pour agir, avec cookie.",
    auto_error=False,
)


class Operation(APIRoute):
    """A route that answers its own errors, as problems."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, its errors answered."""
        handle = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await handle(request)
            except StaleDossier as stale:
                visit = request.state.visit
                return await run_in_threadpool(problems.overtaken, visit, stale)
            except Exception as error:
                told = problems.answer(error)
                if told is None:
                    raise
                return told

        return answered


def somebody(
    request: Request,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)],
    _cookie: Annotated[str | None, Security(_COOKIE)],
    token: Annotated[str | None, Security(_FORMS)],
) -> Visit:
    """The visit of an agent who has a session. Raises NotLoggedIn, ForeignForm."""
    if "authorization" in request.headers:
        if bearer is None:
            raise NotLoggedIn
        return _kept(request, visit_of(request, bearer.credentials))
    visit = _kept(request, visit_of(request, cookies.session(request)))
    if request.method not in _READS:
        check_token(request, visit, token or "")
    return visit


def _kept(request: Request, visit: Visit) -> Visit:
    """The visit of their program, beside its request: an error is told to whoever asks, as far as
    they may know."""
    request.state.visit = visit = replace(visit, program=True)
    return visit


async def _habilitated(visit: Annotated[Visit, Depends(somebody)]) -> Visit:
    return await habilitated(visit)


LoggedIn = Annotated[Visit, Depends(somebody)]
Here = Annotated[Visit, Depends(_habilitated)]
"""Somebody logged in, in a capacity."""


def forms_of(visit: Visit) -> Forms:
    """The JSON forms, in the local time of the département."""
    return Forms(visit.rulebook.calendar.tz)


def json_only(request: Request) -> None:
    """What is sent is JSON. Raises HTTPException."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(415)
