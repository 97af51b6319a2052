"""Several dossiers at once, as an agent does it with a mouse, then without any script."""

import pytest
from playwright.sync_api import expect

from tests.web.browser.desk import Desk
from tests.web.browser.looking import axe, no_overflow, screenshot


@pytest.mark.parametrize("script", [True, False], ids=["script", "sans script"])
def test_a_portfolio_is_handed_over_in_four_steps(desk: Desk, script: bool) -> None:
    with desk.page("referente", script=script) as page:
        page.goto("/dossiers?etape=accompagnement")
        page.check("[name=page]")
        if script:
            expect(page.locator("[name=coche]").first).to_be_checked()
        page.click("text=Autre acte")
        if script:
            axe(page)
            no_overflow(page)
            screenshot(page, "lot-acte")
        page.click("text=Confier le dossier à une autre personne référente…")
        page.fill("[name=referent]", "7")
        page.click("text=Voir ce qui va se passer")
        expect(page.locator("main")).to_contain_text("Rien n’est encore enregistré.")
        if script:
            axe(page)
            no_overflow(page)
            screenshot(page, "lot-apercu")
        page.click("button.first")
        expect(page.locator("main")).to_contain_text("Cette page est gardée trente jours.")
        expect(page.locator("tbody tr").first).to_contain_text("fait à 9 h")
        if script:
            axe(page)
            no_overflow(page)
            screenshot(page, "lot-issue")
