"""How somebody wants their screens: kept with their account, obeyed by every page."""

from playwright.sync_api import expect

from tests.web.browser.desk import Desk
from tests.web.browser.looking import axe, screenshot


def test_a_theme_and_shortcuts_are_chosen_and_found_again_elsewhere(desk: Desk) -> None:
    with desk.page("referente") as page:
        page.goto("/preferences")
        page.check("text=sombre")
        page.locator("fieldset", has_text="Raccourcis").get_by_label("oui").check()
        page.click("text=Enregistrer l’affichage")
        expect(page.get_by_role("status")).to_contain_text("Vos préférences sont enregistrées.")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        axe(page)
        screenshot(page, "preferences-sombre")

        page.goto("/dossiers")
        page.keyboard.press("j")
        page.keyboard.press("j")
        expect(page.locator("tbody tr").nth(1).locator("th a")).to_be_focused()
        page.keyboard.press("/")
        expect(page.locator("#chercher")).to_be_focused()
        page.keyboard.type("jk")
        expect(page.locator("#chercher")).to_have_value("jk")

    with desk.page("referente") as elsewhere:
        expect(elsewhere.locator("html")).to_have_attribute("data-theme", "dark")
