"""What a test reads of a page, and how it posts one of its forms."""

from typing import Any

import httpx
from lxml import html


def text_of(answer: httpx.Response, path: str = "//main") -> str:
    """The words of a part of a page, spaces made one."""
    page: Any = html.fromstring(answer.text)
    return " ".join(" ".join(one.text_content() for one in page.xpath(path)).split())


def rows_of(answer: httpx.Response) -> list[str]:
    """The row headings of its tables, in their order."""
    page: Any = html.fromstring(answer.text)
    return [" ".join(one.text_content().split()) for one in page.xpath("//tbody//th[@scope='row']")]


def form_of(answer: httpx.Response, action: str | None = None) -> dict[str, str]:
    """What the form of the page that posts would send if nothing were typed: the one of that
    action, else the last."""
    page: Any = html.fromstring(answer.text)
    forms = page.xpath("//main//form[@method='post']")
    chosen = [one for one in forms if action is None or one.get("action") == action][-1]
    return {name: value or "" for name, value in chosen.fields.items() if name}


def post(
    client: httpx.Client, path: str, *, seen: httpx.Response | None = None, **typed: str
) -> httpx.Response:
    """Posts the form of a page as a browser would, with what was typed. ``seen``: the page as it
    was read, when that was before."""
    page = client.get(path) if seen is None else seen
    return client.post(path, data={**form_of(page), **typed})


def notice_after(client: httpx.Client, answer: httpx.Response) -> str:
    """Follows a redirection; what the page then says was done."""
    assert answer.status_code == 303, text_of(answer)
    return text_of(client.get(answer.headers["location"]), "//*[@class='notice']")
