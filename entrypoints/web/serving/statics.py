"""``/statique/…``: the stylesheet and the script, at an address that changes with their content.

They leave compressed, to whoever reads that. Pages do not: they hold the token of a session beside
what somebody typed, which the length of what is compressed would give away (BREACH).
"""

import gzip
import mimetypes
from functools import cache

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from entrypoints.web.rendering.frame import STATIC, asset

router = APIRouter()

_NAMES = frozenset(one.name for one in STATIC.iterdir())
_KEPT = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}


@router.get("/statique/{digest}/{name}")
def static(request: Request, digest: str, name: str) -> Response:
    """The file, for a year; one that changed since has another address."""
    if name not in _NAMES or asset(name) != f"/statique/{digest}/{name}":
        raise HTTPException(404)
    kind = mimetypes.guess_type(name)[0]
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response((STATIC / name).read_bytes(), media_type=kind, headers=_KEPT)
    headers = {**_KEPT, "Content-Encoding": "gzip"}
    return Response(_compressed(name), media_type=kind, headers=headers)


@cache
def _compressed(name: str) -> bytes:
    return gzip.compress((STATIC / name).read_bytes(), mtime=0)
