"""What every page answers when it cannot: in one frame, in plain words, nothing given away."""

import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.routing import Match

from entrypoints.logs import whereabouts
from entrypoints.web.api.protocol.problems import is_api, problem
from entrypoints.web.forms.posted import ForeignForm, keep_typed
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Closed, NoCapacityChosen, NotLoggedIn, anybody
from rules.access.policy import OUTSIDE
from rules.wording import NBSP, colon, megabytes

LOGIN, CAPACITY = "/connexion", "/qualite"

NOTHING_HERE = "Il n’y a rien à cette adresse.\n"
TRY_LATER = "L’application ne répond pas pour l’instant : recommencez plus tard.\n"

Failing = Callable[[Request, Exception], Awaitable[Response]]

_log: structlog.stdlib.BoundLogger = structlog.get_logger()

_SAID: dict[int, tuple[str, str]] = {
    400: ("Cette demande n’est pas comprise", "Revenez à la page et recommencez."),
    404: ("Cette page n’existe pas ou plus", "Vérifiez l’adresse, ou cherchez la personne."),
    405: ("Cette demande n’est pas comprise", "Revenez à la page et recommencez."),
    415: ("Cette demande n’est pas comprise", "Revenez à la page et recommencez."),
    422: (
        "Cette adresse n’est pas comprise",
        "Vérifiez l’adresse, ou revenez à la page d’accueil.",
    ),
}


class TooHeavy(HTTPException):
    """What was sent weighs ``weight`` bytes, and the heaviest file that is taken ``most``."""

    def __init__(self, weight: int, most: int) -> None:
        super().__init__(413)
        self.weight, self.most = weight, most
        self.sentence = (
            f"{colon('Fichier trop lourd', megabytes(weight))}, {megabytes(most)} au plus"
        )


def answer_failures(app: FastAPI) -> None:
    """Gives the application its pages for whatever cannot be answered."""
    for error, answer in (
        (NotLoggedIn, _log_in),
        (NoCapacityChosen, _choose),
        (Closed, _closed),
        (ForeignForm, _foreign),
        (LookupError, _unknown),
        (RequestValidationError, _unreadable),
        (TooHeavy, _too_heavy),
        (HTTPException, _nothing),
    ):
        app.exception_handler(error)(answer)


async def _log_in(request: Request, error: Exception) -> Response:
    """To the login page, which gives back where one was going, and what was typed there."""
    assert isinstance(error, NotLoggedIn)
    going = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    asked = {} if going == "/" else {"vers": going}
    if error.refusals:
        asked["fin"] = error.refusals[0].code
    if request.method == "POST":
        kept = await keep_typed(request)
        asked = {**asked, "gardee": "oui"} if kept else {"gardee": "non"}
    return RedirectResponse(LOGIN + (f"?{urlencode(asked)}" if asked else ""), status_code=303)


async def _choose(request: Request, error: Exception) -> Response:
    return RedirectResponse(f"{CAPACITY}?{urlencode({'vers': request.url.path})}", status_code=303)


async def _closed(request: Request, error: Exception) -> Response:
    """What is elsewhere is answered like what does not exist; what a role does not open, by the
    names of who does."""
    assert isinstance(error, Closed)
    if error.hides:
        return await _page(request, 404, OUTSIDE.sentence, OUTSIDE.remedy)
    first = error.refusals[0]
    return await _page(request, 403, first.sentence, first.remedy)


async def _unknown(request: Request, error: Exception) -> Response:
    """A number that the registry does not have."""
    if type(error) in (KeyError, IndexError):
        return await failed(request, error)
    return await _page(request, 404, OUTSIDE.sentence, OUTSIDE.remedy)


async def _foreign(request: Request, error: Exception) -> Response:
    return await _page(
        request,
        403,
        "Ce formulaire ne vient pas d’une page de votre session",
        "Rien n’a été enregistré. Rouvrez la page, puis recommencez.",
    )


async def _unreadable(request: Request, error: Exception) -> Response:
    return await _said(request, 422)


async def _too_heavy(request: Request, error: Exception) -> Response:
    """Nothing of it was read, not even from where it came: back to the nearest page above."""
    assert isinstance(error, TooHeavy)
    form = request.url.path
    while form and not _is_a_page(request, form):
        form = form.rpartition("/")[0]
    here = min(error.most, _most_taken(request))
    sentence = TooHeavy(error.weight, here).sentence
    return await _page(request, 413, sentence, "Rien n’a été enregistré.", form=form)


def _most_taken(request: Request) -> int:
    """The heaviest file that the page itself takes: less than the door, for a piece."""
    configured = request.app.state.assembly.configured
    piece = request.url.path.endswith("/pieces")
    return int(configured.pieces.largest * 1_000_000 if piece else configured.web.heaviest)


def _is_a_page(request: Request, path: str) -> bool:
    scope = {**request.scope, "method": "GET", "path": path}
    return any(one.matches(scope)[0] is Match.FULL for one in request.app.routes)


async def _nothing(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    response = await _said(request, error.status_code)
    response.headers.update(error.headers or {})
    return response


async def _said(request: Request, status: int) -> Response:
    if _is_a_calendar(request):
        return PlainTextResponse(NOTHING_HERE, status_code=status)
    title, remedy = _SAID.get(status, _SAID[400])
    return await _page(request, status, title, remedy)


async def failed(request: Request, error: Exception) -> Response:
    """What nobody foresaw: told without its message, under a reference that the log has too."""
    reference = secrets.token_hex(4).upper()
    _log.error(
        "web.failed",
        error=type(error).__name__,
        where=whereabouts(error),
        reference=reference,
    )
    if _is_a_calendar(request):
        return _later()
    try:
        response = await _page(
            request,
            500,
            "Une erreur s’est produite",
            f"Rien n’a été enregistré. Référence{NBSP}: {reference}.",
        )
    except Exception:  # the base itself may be what fails
        response = _later()
    return response


def _is_a_calendar(request: Request) -> bool:
    """Whether a calendar programme asks: it shows no page, and has no cookie."""
    return request.url.path.startswith("/agenda/")


def _later() -> Response:
    return PlainTextResponse(TRY_LATER, status_code=503, headers={"Retry-After": "60"})


async def _page(
    request: Request, status: int, title: str, remedy: str, *, form: str = ""
) -> Response:
    if is_api(request):
        return problem(status, detail=f"{title}. {remedy}")
    return await run_in_threadpool(_rendered, request, status, title, remedy, form)


def _rendered(request: Request, status: int, title: str, remedy: str, form: str) -> Response:
    visit = anybody(request)
    return page(visit, "failure.html", status=status, title=title, remedy=remedy, form=form)
