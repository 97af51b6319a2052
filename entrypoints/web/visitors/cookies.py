"""What a browser keeps: a session, a secret before there is one, a guest’s link, the sentence of
the last act.

Behind an address in https the cookies bear the prefix ``__Host-``: no other site, even of the same
domain, can set them. None of them says anything about anybody; a script reads none.
"""

import base64
import json
import secrets
from collections.abc import Mapping
from datetime import datetime

from fastapi import Request, Response

SESSION, STRANGER, NOTICE, LINK = "session", "visiteur", "avis", "lien"
THEME, DENSITY, SHORTCUTS = "theme", "affichage", "raccourcis"
"""How the screens are: chosen by an account, kept by each browser where it comes in."""
_KEPT = 90 * 24 * 3600
"""Seconds for which a browser keeps its session's token: what tells later that it is known there.
The session itself closes when the registry says so."""
_LONGEST_NOTICE = 2_000


def session(request: Request) -> str | None:
    """The token of the session, if the browser has one."""
    return request.cookies.get(_name(request, SESSION))


def stranger(request: Request) -> str:
    """The secret of a browser where nobody is logged in; drawn at its first page."""
    known = request.cookies.get(_name(request, STRANGER))
    if known is not None:
        return known
    drawn: str = getattr(request.state, "drawn", "") or secrets.token_urlsafe(24)
    request.state.drawn = drawn
    return drawn


def keep_session(request: Request, response: Response, token: str) -> None:
    """The browser keeps that session."""
    _set(request, response, SESSION, token, lasts=_KEPT)


def link(request: Request) -> str | None:
    """The secret of the link to a séance that this browser opened."""
    return request.cookies.get(_name(request, LINK))


def keep_link(
    request: Request, response: Response, secret: str, *, until: datetime, now: datetime
) -> None:
    """The browser keeps that link as long as it opens."""
    _set(request, response, LINK, secret, lasts=max(1, int((until - now).total_seconds())))


def keep_stranger(request: Request, response: Response) -> None:
    """The browser keeps the secret that was drawn for it, if one was."""
    drawn = getattr(request.state, "drawn", None)
    if drawn is not None:
        _set(request, response, STRANGER, drawn)


def notice(request: Request) -> Mapping[str, str] | None:
    """What the last act said, for the page that follows it."""
    raw = request.cookies.get(_name(request, NOTICE))
    if raw is None:
        return None
    try:
        told = json.loads(base64.urlsafe_b64decode(raw.encode()))
    except ValueError:
        return None
    if isinstance(told, dict) and all(isinstance(one, str) for one in told.values()):
        return told
    return None


def keep_notice(request: Request, response: Response, told: Mapping[str, str]) -> None:
    """The next page says this, once."""
    raw = base64.urlsafe_b64encode(json.dumps(dict(told)).encode()).decode()
    if len(raw) <= _LONGEST_NOTICE:
        _set(request, response, NOTICE, raw)


def preferences(request: Request) -> dict[str, str]:
    """How whoever uses this browser wants the screens."""
    found = {one: request.cookies.get(_name(request, one)) for one in (THEME, DENSITY, SHORTCUTS)}
    return {name: value for name, value in found.items() if value}


def keep_preferences(request: Request, response: Response, chosen: Mapping[str, str]) -> None:
    """The browser keeps these, and no longer those that are not among them."""
    for name in (THEME, DENSITY, SHORTCUTS):
        if chosen.get(name):
            _set(request, response, name, chosen[name], lasts=_KEPT)
        else:
            forget(request, response, name)


def forget(request: Request, response: Response, name: str) -> None:
    """The browser keeps that no longer."""
    response.delete_cookie(_name(request, name), secure=_is_secure(request), httponly=True)


def _set(
    request: Request, response: Response, name: str, value: str, *, lasts: int | None = None
) -> None:
    response.set_cookie(
        _name(request, name),
        value,
        max_age=lasts,
        path="/",
        secure=_is_secure(request),
        httponly=True,
        samesite="lax",
    )


def _name(request: Request, name: str) -> str:
    return f"__Host-{name}" if _is_secure(request) else name


def _is_secure(request: Request) -> bool:
    """Whether the agents' address is in https, as the configuration says it: what the proxy says
    of each request is not believed."""
    return bool(request.app.state.assembly.configured.web.address.startswith("https://"))
