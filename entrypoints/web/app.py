"""The application: its routes, and what is true of every answer whatever it is about."""

import time
from collections.abc import Awaitable, Callable

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse
from starlette.exceptions import HTTPException

from entrypoints.assembly import Assembly
from entrypoints.logs import whereabouts
from entrypoints.web import agenda

NOTHING_HERE = "Il n’y a rien à cette adresse.\n"
TRY_LATER = "L’application ne répond pas pour l’instant : recommencez plus tard.\n"

_HEADERS = {
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}

_log: structlog.stdlib.BoundLogger = structlog.get_logger()

Next = Callable[[Request], Awaitable[Response]]


def app_of(assembly: Assembly) -> FastAPI:
    """The application that answers from that registry. It serves nothing but its routes: no page
    describes them."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.include_router(agenda.router_of(assembly))
    app.middleware("http")(_answered)
    app.exception_handler(HTTPException)(_nothing)
    return app


async def _answered(request: Request, following: Next) -> Response:
    """Every answer is protected and leaves one line, which names the route and never what the
    address says: it may be a secret. What fails is told without its message."""
    began = time.perf_counter()
    try:
        response = await following(request)
    except Exception as error:
        _log.error("web.failed", error=type(error).__name__, where=whereabouts(error))
        response = PlainTextResponse(TRY_LATER, status_code=503, headers={"Retry-After": "60"})
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    _log.info(
        "web.answered",
        route=getattr(request.scope.get("route"), "path", None),
        method=request.method,
        status=response.status_code,
        ms=round((time.perf_counter() - began) * 1000),
    )
    return response


async def _nothing(_request: Request, error: Exception) -> Response:
    """What is not served, in one sentence, always the same."""
    assert isinstance(error, HTTPException)
    return PlainTextResponse(NOTHING_HERE, status_code=error.status_code, headers=error.headers)
