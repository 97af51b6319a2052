"""What must be true of every page, whatever it is about: each function lists what is not."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any
from urllib.parse import urljoin

import httpx
from lxml import html

from entrypoints.web.forms.posted import TOKEN

HEAVIEST = 100_000
"""Bytes of a page with its stylesheet and its script, uncompressed."""

_CLOSED_BY_DEFAULT = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}
_OURS = {"'none'", "'self'", "data:"}


def is_page(answer: httpx.Response) -> bool:
    """Whether somebody reads it in a browser."""
    return str(answer.headers.get("content-type", "")).startswith("text/html")


def flaws(answer: httpx.Response) -> list[str]:
    """Whatever a page lacks, or has and should not."""
    page = html.fromstring(answer.content)
    return [
        *_policy(answer),
        *_cookies(answer),
        *_structure(answer, page),
        *_references(page),
        *_inline(page),
        *_forms(page),
    ]


def weight(ask: Callable[[str], httpx.Response], answer: httpx.Response) -> int:
    """How many bytes a first visit brings, as they come: each part is asked for."""
    page: Any = html.fromstring(answer.content)
    brought = page.xpath("//link[@rel='stylesheet']/@href | //script/@src | //img/@src")
    inside = (one for one in set(brought) if not one.startswith("data:"))
    return answer.num_bytes_downloaded + sum(ask(one).num_bytes_downloaded for one in inside)


def links(answer: httpx.Response) -> set[str]:
    """The addresses of ours that the page proposes, but for itself and the places within it."""
    page: Any = html.fromstring(answer.content)
    here = answer.request.url.path
    found = (urljoin(here, one).partition("#")[0] for one in page.xpath("//a/@href"))
    return {one for one in found if one.startswith("/")} - {here}


def _policy(answer: httpx.Response) -> Iterator[str]:
    """The browser is told to run and to load nothing that is not ours."""
    header = answer.headers.get("content-security-policy", "")
    told = dict(one.strip().partition(" ")[::2] for one in header.split(";"))
    for directive, sources in _CLOSED_BY_DEFAULT.items():
        if told.get(directive) != sources:
            yield f"Content-Security-Policy : {directive} {sources} manque"
    for directive, sources in told.items():
        if set(sources.split()) - _OURS:
            yield f"Content-Security-Policy : {directive} {sources}"


def _cookies(answer: httpx.Response) -> Iterator[str]:
    for cookie in answer.headers.get_list("set-cookie"):
        traits = {one.strip().lower() for one in cookie.split(";")[1:]}
        if not {"httponly", "samesite=lax", "path=/"} <= traits:
            yield f"un cookie sans protection : {cookie.partition('=')[0]}"


def _structure(answer: httpx.Response, page: Any) -> Iterator[str]:
    """RGAA 8.3, 8.5, 9.1, 9.2."""
    if answer.headers["content-type"] != "text/html; charset=utf-8":
        yield "l’encodage n’est pas dit"
    if page.get("lang") != "fr":
        yield "la langue n’est pas dite"
    if not page.xpath("normalize-space(//head/title)"):
        yield "sans titre"
    for tag in ("h1", "main"):
        if len(page.xpath(f"//{tag}")) != 1:
            yield f"{len(page.xpath(f'//{tag}'))} <{tag}>"
    for tag in ("header", "footer"):
        if len(page.xpath(f"/html/body/{tag}")) != 1:
            yield f"{len(page.xpath(f'/html/body/{tag}'))} <{tag}> de la page"
    bars = page.xpath("//nav")
    if len(bars) > 1 and not all(
        one.get("aria-label") or one.get("aria-labelledby") for one in bars
    ):
        yield "plusieurs <nav>, dont une sans nom"
    levels = [int(one.tag[1]) for one in page.xpath("//h1 | //h2 | //h3 | //h4 | //h5")]
    if any(after > before + 1 for before, after in pairwise(levels)):
        yield f"un niveau de titre est sauté : {levels}"


def _references(page: Any) -> Iterator[str]:
    """RGAA 8.2, 12.7: what is pointed at is there, once; one may skip to the content."""
    named = page.xpath("//@id")
    if len(named) != len(set(named)):
        yield f"même id deux fois : {sorted({one for one in named if named.count(one) > 1})}"
    pointed = [one[1:] for one in page.xpath("//a/@href") if one.startswith("#")]
    for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "form"):
        pointed += [name for one in page.xpath(f"//@{attribute}") for name in one.split()]
    for name in sorted(set(pointed) - set(named)):
        yield f"rien ne s’appelle {name}"
    first = page.xpath("(//body//a[@href] | //body//button | //body//input)[1]/@href")
    if not first or not first[0].startswith("#"):
        yield "le premier lien n’évite pas la navigation"


def _inline(page: Any) -> Iterator[str]:
    """Neither style nor script in the page, nothing from elsewhere."""
    for found, sentence in (
        ("//@style", "un attribut style"),
        ("//style", "un <style>"),
        ("//script[not(@src)]", "un script dans la page"),
        ("//@*[starts-with(name(), 'on')]", "un attribut on…"),
        ("//@href[starts-with(., 'javascript:')]", "un lien javascript:"),
    ):
        if page.xpath(found):
            yield sentence
    brought = page.xpath("//link/@href | //script/@src | //img/@src | //@srcset | //form/@action")
    for one in brought:
        if re.match(r"(?!data:)[a-z]+:|//", one):
            yield f"quelque chose d’ailleurs : {one}"


def _forms(page: Any) -> Iterator[str]:
    for form in page.xpath("//form[translate(@method, 'POST', 'post')='post']"):
        if not any(form.xpath(f".//input[@type='hidden'][@name='{TOKEN}']/@value")):
            yield f"un formulaire sans « {TOKEN} » : {form.get('action')}"
