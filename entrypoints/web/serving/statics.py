"""``/statique/…``: the stylesheet and the script, at an address that changes with their content."""

import mimetypes

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

from entrypoints.web.rendering.frame import STATIC, asset

router = APIRouter()

_NAMES = frozenset(one.name for one in STATIC.iterdir())


@router.get("/statique/{digest}/{name}")
def static(digest: str, name: str) -> Response:
    """The file, for a year; one that changed since has another address."""
    if name not in _NAMES or asset(name) != f"/statique/{digest}/{name}":
        raise HTTPException(404)
    return Response(
        (STATIC / name).read_bytes(),
        media_type=mimetypes.guess_type(name)[0],
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )
