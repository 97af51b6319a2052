"""A desk of the town: an agent, a browser, and the pages that they open in it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from tests.web.browser.looking import HEIGHT, LAPTOP
from tests.web.served import Served
from tests.web.town import Town, mail_of
from tests.workflow.accounts import PASSWORD

_PATIENCE = 30_000
"""Milliseconds that a page or an element has to come: a loaded machine is slow."""


@dataclass(slots=True, kw_only=True)
class Desk:
    """Where a story is played. ``troubles``: what the browser complained of meanwhile."""

    served: Served
    browser: Browser
    troubles: list[str] = field(default_factory=list)
    _kept: dict[str | None, Page] = field(default_factory=dict)
    _open: ExitStack = field(default_factory=ExitStack)

    @property
    def town(self) -> Town:
        """The base behind, and its clock."""
        return self.served.town

    @contextmanager
    def page(self, who: str | None = None, *, script: bool = True) -> Iterator[Page]:
        """A page of a browser of their own, where that agent is logged in; or nobody. ``script``:
        whether the browser runs ours."""
        with self.browser.new_context(
            base_url=self.served.address,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            viewport={"width": LAPTOP, "height": HEIGHT},
            java_script_enabled=script,
        ) as context:
            context.set_default_timeout(_PATIENCE)
            expect.set_options(timeout=_PATIENCE)
            context.clock.set_system_time(self.town.now)
            page = context.new_page()
            page.on("console", lambda message: self._heard(message))
            page.on("pageerror", lambda error: self.troubles.append(str(error)))
            page.on("request", lambda request: self._asked(request))
            if who is not None:
                log_in(page, who)
            yield page

    def kept(self, who: str | None) -> Page:
        """The page where that agent stays logged in from one story to the next, to look only."""
        if who not in self._kept:
            self._kept[who] = self._open.enter_context(self.page(who))
        return self._kept[who]

    def close(self) -> None:
        """Closes the pages that were kept."""
        self._open.close()

    def _heard(self, message: ConsoleMessage) -> None:
        """What is refused by the Content-Security-Policy is told there too. A page that answers 404
        is an answer, of which the browser complains all the same."""
        answered = (
            "Failed to load resource" in message.text and "the server responded" in message.text
        )
        if message.type in {"error", "warning"} and not answered:
            self.troubles.append(message.text)

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if (
            address.scheme != "data"
            and f"{address.scheme}://{address.netloc}" != self.served.address
        ):
            self.troubles.append(f"demandé ailleurs : {request.url}")


def log_in(page: Page, who: str) -> None:
    """That agent of the town logs in, by the form."""
    page.goto("/connexion")
    page.fill("[name=adresse]", mail_of(who))
    page.fill("[name=mot_de_passe]", PASSWORD)
    with page.expect_navigation():  # loaded: a key pressed on a page that still comes does nothing
        page.click("main button")
    assert "/connexion" not in page.url, page.inner_text("main")
