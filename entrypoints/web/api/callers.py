"""Who calls, what they read before, under which key: what an operation takes beside its own.

A session is told by its token (``Authorization: Bearer``), or by the cookie of a browser; with a
cookie, what changes something bears the token of the forms too (``X-Jeton``), as a form does.
"""

import re
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Depends, Header, HTTPException, Path, Request, Response, Security
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from fastapi.security import (
    APIKeyCookie,
    APIKeyHeader,
    HTTPAuthorizationCredentials,
    HTTPBearer,
)
from pydantic import BeforeValidator
from starlette.concurrency import run_in_threadpool

from entrypoints.forms.registry import Forms
from entrypoints.web.api import problems
from entrypoints.web.forms.posted import check_token
from entrypoints.web.visitors import cookies
from entrypoints.web.visitors.visits import NotLoggedIn, Visit, habilitated, visit_of
from rules.fields import GREATEST
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
_DIGITS = re.compile(r"[1-9][0-9]{0,9}")


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


def only_what_is_asked(request: Request) -> None:
    """A parameter that nobody asks for is refused, and one that is told twice, but for those that
    are lists. Raises RequestValidationError."""
    known = dict(_asked(request.scope["route"].dependant))
    told = Counter(name for name, _ in request.query_params.multi_items())
    wrong = [name for name in told if name not in known]
    wrong += [name for name, n in told.items() if n > 1 and not _is_list(known.get(name))]
    if wrong:
        raise RequestValidationError(
            [{"type": "extra_forbidden", "loc": ("query", name)} for name in wrong]
        )


def _asked(dependant: Dependant) -> Iterator[tuple[str, Any]]:
    """The parameters of an operation, and of what type each is."""
    for one in dependant.query_params:
        yield one.alias, one.field_info.annotation
    for its in dependant.dependencies:
        yield from _asked(its)


def _is_list(annotation: Any) -> bool:
    return str(annotation).startswith("list")


def json_only(request: Request) -> None:
    """What is sent is JSON. Raises HTTPException."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(415)


def _plain(value: object) -> object:
    """A number as one writes it: neither « 1.0 », « 1_0 » nor « 012 »."""
    if isinstance(value, str) and not _DIGITS.fullmatch(value):
        raise ValueError
    return value


def _yes_or_no(value: object) -> object:
    if isinstance(value, str) and value not in {"true", "false"}:
        raise ValueError
    return value


Plain = BeforeValidator(_plain)
YesNo = Annotated[bool, BeforeValidator(_yes_or_no)]
Of = Annotated[int, Path(alias="numero", ge=1, le=GREATEST, examples=[12]), Plain]
"""The number in an address."""


def read_version(
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match",
            description="L’ETag de ce que vous avez lu ; « * » agit quoi qu’il ait changé.",
            pattern=r'^("[0-9]{1,9}"|\*)$',
            examples=['"4"'],
        ),
    ] = None,
) -> int | None:
    """The version that was read; None for whichever it is. Raises HTTPException."""
    if if_match is None:
        raise HTTPException(428)
    return None if if_match == "*" else int(if_match.strip('"'))


Version = Annotated[int | None, Depends(read_version)]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="Nomme cet acte : envoyé deux fois, il n’est fait qu’une.",
        min_length=8,
        max_length=64,
        pattern=r"^[A-Za-z0-9_-]+$",
        examples=["5f0c0d1e-8a55-4c7e-9d0a-7f6f3f1f2b11"],
    ),
]


def etag(response: Response, version: int) -> None:
    """The version of what is answered, to be given back by whoever acts upon it."""
    response.headers["ETag"] = f'"{version}"'
