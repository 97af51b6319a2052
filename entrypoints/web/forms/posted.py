"""A posted form: read once, checked to come from a page of ours, given back as it was typed.

Each form bears ``jeton`` (this session, no other site), ``cle`` (this very form: posted twice, it
is done once) and may bear ``version`` (what its page showed) and ``revenir`` (where one goes then).
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from entrypoints import clock
from entrypoints.web.visitors import cookies
from entrypoints.web.visitors.visits import Visit, token_of, whoever
from workflow.accounts import kept_forms

TOKEN, KEY, VERSION, BACK = "jeton", "cle", "version", "revenir"
_OURS = frozenset({TOKEN, KEY, VERSION, BACK})
_MOST_FIELDS, _LONGEST_FIELD = 2_000, 1_000_000


class ForeignForm(Exception):
    """The form does not come from a page of this session."""

    def __init__(self) -> None:
        super().__init__("Ce formulaire ne vient pas d’une page de votre session.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that came with a form."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What was typed. ``several`` holds every value of a field, ``values`` the last one."""

    several: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)
    key: str = ""
    version: int | None = None
    back: str = ""

    @property
    def values(self) -> dict[str, str]:
        """Each field with what was typed, those of the machinery left out."""
        return {name: told[-1] for name, told in self.several.items() if name not in _OURS}

    def get(self, name: str) -> str:
        """What was typed in a field, without the spaces around; empty when nothing was."""
        told = self.several.get(name, ())
        return told[-1].strip() if told else ""

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field that has several, as boxes do."""
        return self.several.get(name, ())


async def _posted(request: Request, visit: Annotated[Visit, Depends(whoever)]) -> Posted:
    form = await request.form(max_files=20, max_fields=_MOST_FIELDS, max_part_size=_LONGEST_FIELD)
    told: dict[str, list[str]] = {}
    files: dict[str, Upload] = {}
    for name, value in form.multi_items():
        if not isinstance(value, UploadFile):
            told.setdefault(name, []).append(value)
        elif value.filename:
            files[name] = Upload(
                name=value.filename,
                kind=value.content_type or "",
                content=await run_in_threadpool(value.file.read),
            )
    await form.close()
    several = {name: tuple(values) for name, values in told.items()}
    check_token(request, visit, (several.get(TOKEN) or ("",))[-1])
    version = (several.get(VERSION) or ("",))[-1]
    return Posted(
        several=several,
        files=files,
        key=(several.get(KEY) or ("",))[-1],
        version=int(version) if version.isascii() and version.isdigit() else None,
        back=local_address((several.get(BACK) or ("",))[-1]),
    )


FormOf = Annotated[Posted, Depends(_posted)]
"""What a page that takes a form asks for, beside its visit."""


def check_token(request: Request, visit: Visit, told: str) -> None:
    """Whether what was posted comes from a page of this session. Raises ForeignForm."""
    elsewhere = request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}
    if elsewhere or not hmac.compare_digest(told.encode(), visit.token.encode()):
        raise ForeignForm


async def keep_typed(request: Request) -> bool:
    """Keeps what was posted by whoever had a session that is over, for their next login; whether
    there was something to keep. Files are not kept."""
    token = cookies.session(request)
    if token is None:
        return False
    form = await request.form(max_files=20, max_fields=_MOST_FIELDS, max_part_size=_LONGEST_FIELD)
    told: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            told.setdefault(name, []).append(value)
    if not hmac.compare_digest((told.get(TOKEN) or [""])[-1].encode(), token_of(token).encode()):
        return False
    fields = {name: values for name, values in told.items() if name not in {TOKEN, KEY, VERSION}}
    store = request.app.state.assembly.store
    return await run_in_threadpool(
        kept_forms.keep, store, token, request.url.path, fields, clock.now()
    )


def found_again(visit: Visit) -> Mapping[str, str] | None:
    """What its owner had typed on this page when their session ended, given back once."""
    if visit.signed is None:
        return None
    path = visit.request.url.path
    kept = kept_forms.take(visit.store, visit.signed.account, path, visit.now)
    return None if kept is None else {name: values[-1] for name, values in kept.fields.items()}


def new_key() -> str:
    """What names one form: its second posting gets the answer of the first."""
    return secrets.token_urlsafe(16)


def local_address(text: str) -> str:
    """The address when it is one of ours, else nothing: a form never sends elsewhere."""
    inside = text.startswith("/") and not text.startswith("//")
    return text if inside and text.isprintable() and "\\" not in text else ""


def go(visit: Visit, path: str, said: str = "", *, more: str = "") -> Response:
    """The browser goes to that page, which says ``said`` once: what was done, on whom; and
    ``more``, what starts now."""
    response = RedirectResponse(path, status_code=303)
    if said:
        cookies.keep_notice(visit.request, response, {"said": said, "more": more})
    return response
