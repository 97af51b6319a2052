"""Every page and the frame of every office, seen in a browser: both themes, every width."""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack

import httpx
import pytest
from playwright.sync_api import Page, expect

from entrypoints.assembly import Assembly
from entrypoints.diaries import PATH as DIARY
from entrypoints.web.serving.app import app_of
from tests.web.addresses import StandIn, filled, routes, stand_ins
from tests.web.browser.desk import Desk
from tests.web.browser.looking import axe_in_both_themes, no_overflow, screenshot
from tests.web.pages import is_page
from tests.web.served import Served
from tests.web.sittings import seance_in
from tests.web.town import OFFICES, link_to

NO_PAGES = {
    *("/", "/parametres", "/invite/{secret}", DIARY, "/statique/{digest}/{name}"),
    *("/pieces/{number}", "/seances/programme/{kind}"),
}
"""What nobody reads as a page: a way elsewhere, a calendar, a file, the stylesheet and its like."""

IN_STORIES = {
    *("/lots/{number}/apercu", "/lots/{number}/issue"),
    *("/journal/verification/{number}", "/invite", "/compte/lien/{secret}"),
}
"""The pages that show what somebody has just done: seen where it is done, here, in test_bulk or in
test_newcomers."""

FILES = (".pdf", ".xlsx", ".svg")
"""How the address of what is downloaded ends."""

PAGES = sorted(
    one
    for one in set(routes(app_of(Assembly()), "GET")) - NO_PAGES - IN_STORIES
    if not one.endswith(FILES)
)


@pytest.fixture(scope="module")
def visitors(looked_at: Served) -> Iterator[Mapping[str | None, httpx.Client]]:
    """Nobody, then an agent of each office."""
    with ExitStack() as stack:
        yield {who: stack.enter_context(looked_at.visitor(who)) for who in (None, *OFFICES)}


@pytest.fixture(scope="module")
def known(looked_at: Served) -> Mapping[str, StandIn]:
    """What the addresses are filled with."""
    return stand_ins(looked_at.town)


def reader(visitors: Mapping[str | None, httpx.Client], address: str) -> str | None:
    """The first who opens the page; None when it is open to anybody."""
    for who, client in visitors.items():
        answer = client.get(address)
        if answer.status_code == 200 and is_page(answer):
            return who
    raise AssertionError(f"personne n’ouvre {address}")


def looked_over(page: Page, name: str) -> None:
    """The page is accessible, never too wide, hides what it says hidden; its pictures are kept."""
    no_overflow(page)
    axe_in_both_themes(page)
    expect(page.locator("[hidden]:visible")).to_have_count(0)
    screenshot(page, name)


@pytest.mark.parametrize("route", PAGES)
def test_every_page_can_be_read_by_everybody(
    window: Desk,
    visitors: Mapping[str | None, httpx.Client],
    known: Mapping[str, StandIn],
    route: str,
) -> None:
    address = filled(route, known, "here")
    page = window.kept(reader(visitors, address))
    page.goto(address)
    looked_over(page, "-".join(re.findall(r"\w+", route)))


@pytest.mark.parametrize("who", OFFICES)
def test_the_frame_of_every_office_can_be_read_by_everybody(window: Desk, who: str) -> None:
    page = window.kept(who)
    page.goto("/qualite")
    looked_over(page, f"cadre-{who}")


def test_a_page_that_is_not_there_can_be_read_by_everybody(window: Desk) -> None:
    page = window.kept("bat")
    page.goto("/dossiers/999999")
    looked_over(page, "hors-perimetre")


def test_what_a_link_opens_can_be_read_by_everybody(desk: Desk) -> None:
    secret = link_to(desk.town, seance_in(desk.town, "preparee"))
    with desk.page() as page:
        page.goto(f"/invite/{secret}")
        expect(page).to_have_url(re.compile("/invite$"))
        looked_over(page, "invite")


def test_the_journal_verified_can_be_read_by_everybody(desk: Desk) -> None:
    with desk.page("manager") as page:
        page.goto("/journal/verification")
        page.get_by_role("button", name="Vérifier le journal").click()
        expect(page.get_by_role("status")).to_contain_text("aucune rupture")
        looked_over(page, "journal-verification-faite")
