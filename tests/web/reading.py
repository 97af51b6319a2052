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


def lines_of(answer: httpx.Response) -> list[str]:
    """The rows of its tables, their cells apart."""
    page: Any = html.fromstring(answer.text)
    rows = [row.xpath("./th | ./td") for row in page.xpath("//tbody/tr")]
    return [" | ".join(" ".join(" ".join(cell.itertext()).split()) for cell in row) for row in rows]


def form_of(
    answer: httpx.Response, action: str | None = None, *, button: str = ""
) -> dict[str, Any]:
    """What the form of the page that posts would send if nothing were typed: the one of that
    action, that has that button (« name=value », which is pressed), else the last. A name that is
    sent several times has a list."""
    page: Any = html.fromstring(answer.text)
    name, _, value = button.partition("=")
    chosen = [
        one
        for one in page.xpath("//main//form[@method='post']")
        if action is None or one.get("action") == action
        if not button or one.xpath(f".//button[@name='{name}'][@value='{value}']")
    ][-1]
    if chosen.get("id"):
        for field in page.xpath("//*[@form=$owner]", owner=chosen.get("id")):
            chosen.append(field)  # it stands elsewhere on the page, and belongs to that form
    sent: dict[str, Any] = {}
    silent = set(chosen.xpath(".//input[@type='radio'][@checked][@value='']/@name"))
    for field, said in [*chosen.form_values(), *([(name, value)] if button else [])]:
        sent.setdefault(field, []).append("" if field in silent else said)  # lxml says « on »
    return {field: said if len(said) > 1 else said[0] for field, said in sent.items()}


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


def sides_of(answer: httpx.Response) -> dict[str, list[str]]:
    """The fields that somebody else filled in otherwise: what is recorded, chosen, and what was
    typed."""
    page: Any = html.fromstring(answer.text)
    sides: dict[str, list[str]] = {}
    for one in page.xpath("//table[contains(@class, 'sides')]//input"):
        assert (one.get("checked") is not None) == (one.get("name") not in sides)
        sides.setdefault(one.get("name"), []).append(one.get("value"))
    return sides
