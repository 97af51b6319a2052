"""The application: its routes, and what is true of every answer whatever it is about."""

import time

import structlog
from fastapi import FastAPI, Request, Response
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from entrypoints.assembly import Assembly
from entrypoints.web.serving import agenda, statics
from entrypoints.web.serving.failing import TooHeavy, answer_failures, failed
from entrypoints.web.serving.routes import ROUTERS

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_OVERHEAD = 100_000
"""Bytes that a form may weigh besides its file."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger()


def app_of(assembly: Assembly) -> FastAPI:
    """The application that answers from that registry."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.assembly = assembly
    app.include_router(agenda.router)
    app.include_router(statics.router)
    for router in ROUTERS:
        app.include_router(router)
    answer_failures(app)
    app.add_middleware(_Answered)
    return app


class _Answered:
    """Every answer is protected and leaves one line, which names the route and never what the
    address says: it may be a secret. What fails is told without its message. Asked by HEAD, a page
    is made as by GET, and the server keeps its body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, method, answered = time.perf_counter(), scope["method"], False
        scope["method"] = "GET" if method == "HEAD" else method

        async def protected(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered, scope["method"] = True, method
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                _log.info(
                    "web.answered",
                    route=getattr(scope.get("route"), "path", None),
                    method=method,
                    status=message["status"],
                    ms=round((time.perf_counter() - began) * 1000),
                )
            await send(message)

        request = Request(scope, receive)
        try:
            _measure(request)
            await self._app(scope, receive, protected)
        except Exception as error:
            if answered:  # half of it left already
                raise
            answer = _nothing_done if isinstance(error, HTTPException) else failed
            response = await answer(request, error)
            await response(scope, receive, protected)


async def _nothing_done(request: Request, error: Exception) -> Response:
    """As the routes answer it."""
    response: Response = await request.app.exception_handlers[type(error)](request, error)
    return response


def _measure(request: Request) -> None:
    """What is too heavy is not even read; what does not say its weight neither. Raises
    HTTPException."""
    if request.method == "GET":
        return
    told = request.headers.get("content-length", "")
    if not told.isdigit():
        if "transfer-encoding" in request.headers:
            raise HTTPException(411)
        return
    most: int = request.app.state.assembly.configured.web.heaviest
    if int(told) > most + _OVERHEAD:
        raise TooHeavy(int(told), most)
