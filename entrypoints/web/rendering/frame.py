"""The one door of Jinja for pages: a template and what it shows, in the frame of every page."""

import hashlib
import re
from collections.abc import Container, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from fastapi import Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.runtime import Macro
from markupsafe import Markup, escape

from entrypoints.web.rendering import navigation
from entrypoints.web.rendering.say import Words
from entrypoints.web.rendering.sent_before import sent_before
from entrypoints.web.rendering.typography import FineSpaces, fine
from entrypoints.web.visitors import cookies
from entrypoints.web.visitors.visits import Visit
from rules.access.bearers import Guest
from rules.access.grants import Right
from rules.wording import long_date
from rules.words import Office

_WEB = Path(__file__).parents[1]
STATIC = _WEB / "static"

_PAGES = Environment(
    loader=FileSystemLoader(_WEB / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    extensions=[FineSpaces],
)
_PAGES.filters |= {"fine": fine, "long_date": long_date}


def options(choices: Mapping[str, str], chosen: Container[str]) -> Markup:
    """The ``<option>`` elements of a long list of choices, by their code: those of five hundred
    services were the half of what a template draws."""
    return _options(tuple(choices.items()), tuple(code for code in choices if code in chosen))


@lru_cache(maxsize=128)
def _options(choices: Sequence[tuple[str, str]], chosen: Container[str]) -> Markup:
    return Markup(
        "".join(
            f'<option value="{escape(code)}"{" selected" if code in chosen else ""}>'
            f"{escape(label)}</option>"
            for code, label in choices
        )
    )


@lru_cache(maxsize=16_384)
def alike(macro: Macro, *told: Hashable) -> Markup:
    """What a macro of a component draws of the same values, drawn once: the marks of long lists,
    the days of a count. Never of what is personal: it outlives the page."""
    return Markup(macro(*told))


def each(macro: Macro, lines: Iterable[Hashable]) -> Markup:
    """The lines one after the other, each as the macro draws it, those that are ``alike`` once."""
    return Markup("".join(alike(macro, one) for one in lines))


_PAGES.globals |= {"Right": Right, "Office": Office, "options": options}
_PAGES.globals |= {"alike": alike, "each": each}


_BOTH, _OF_A_SERVICE = re.compile(r"\b(\w+) ou \1e\b"), re.compile(" d(’un|e) service$")
"""What the bar, which is short of room, says shorter: « chargé ou chargée », « de service » beside
the name of the service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What surrounds every page. ``whom`` is the agent and ``capacity`` as what they act, empty
    for who is not logged in; ``here`` is the entry of the bar where one is, ``notice`` what the
    last act said, ``looks`` how they want the screens."""

    bar: tuple[navigation.Entry, ...]
    home: str
    whom: str
    capacity: str
    several: bool
    here: str
    department: str
    notice: Mapping[str, str] | None
    closes: str | None
    looks: Mapping[str, str]


def page(visit: Visit, template: str, *, status: int = 200, **shown: object) -> Response:
    """The page of a template, which extends ``frame.html``. It has ``visit``, ``frame``, ``say``
    (dates and names in words) and ``shown``."""
    words = words_of(visit)
    text = _PAGES.get_template(template).render(
        visit=visit,
        frame=_frame(visit, words),
        say=words,
        asset=asset,
        **{**shown, **sent_before(visit, words, shown)},
    )
    response = HTMLResponse(text, status_code=status)
    cookies.keep_stranger(visit.request, response)
    if cookies.notice(visit.request) is not None:
        cookies.forget(visit.request, response, cookies.NOTICE)
    return response


def words_of(visit: Visit) -> Words:
    """How the pages say dates, at the instant of the visit."""
    return Words(
        now=visit.now,
        calendar=visit.rulebook.calendar,
        near=visit.assembly.configured.web.near,
        offices=visit.rulebook.words,
    )


@cache
def asset(name: str) -> str:
    """The address of a file of ``static/``, which changes with its content: it is kept for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/statique/{digest}/{name}"


def _frame(visit: Visit, words: Words) -> Frame:
    signed = visit.signed
    return Frame(
        bar=tuple(navigation.entries(visit.bearer)),
        home=navigation.home(visit.bearer),
        whom="" if signed is None else signed.name,
        capacity=_capacity(visit),
        several=signed is not None and len(signed.actors) > 1,
        here=navigation.current(visit.bearer, visit.request.url.path),
        department=visit.assembly.configured.departement_name,
        notice=cookies.notice(visit.request),
        closes=None if signed is None else words.iso(signed.closes),
        looks=cookies.preferences(visit.request),
    )


def _capacity(visit: Visit) -> str:
    bearer = visit.bearer
    if bearer is None or isinstance(bearer, Guest):
        return ""
    role = _BOTH.sub(r"\1·e", visit.rulebook.words.role(bearer.role))
    service = "" if visit.signed is None else visit.signed.service
    return f"{_OF_A_SERVICE.sub('', role)} · {service}" if service else role
