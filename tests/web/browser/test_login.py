"""Coming in and going out, as an agent does it."""

import pytest
from playwright.sync_api import expect

from tests.web.browser.desk import Desk
from tests.web.browser.looking import axe, no_overflow, screenshot
from tests.web.town import mail_of
from tests.workflow.accounts import PASSWORD


def test_a_wrong_password_is_told_and_what_was_typed_stays(desk: Desk) -> None:
    with desk.page() as page:
        page.goto("/connexion")
        screenshot(page, "connexion")
        page.fill("[name=adresse]", mail_of("bop"))
        page.fill("[name=mot_de_passe]", "ce n’est pas celui-là")
        page.click("main button")

        expect(page).to_have_title("Erreur : Connexion · Réorientation")
        expect(page.locator("[name=adresse]")).to_have_value(mail_of("bop"))
        expect(page.locator("[name=mot_de_passe]")).to_have_value("")
        axe(page)
        no_overflow(page)
        screenshot(page, "connexion-refusee")


def test_whoever_asked_for_a_page_finds_it_after_the_login(desk: Desk) -> None:
    with desk.page() as page:
        page.goto("/qualite")
        page.fill("[name=adresse]", mail_of("bat"))
        page.fill("[name=mot_de_passe]", PASSWORD)
        page.keyboard.press("Enter")

        expect(page).to_have_url(f"{desk.served.address}/qualite")


@pytest.mark.parametrize("fixture", ["desk", "desk_on_postgresql"])
def test_who_goes_out_is_out(request: pytest.FixtureRequest, fixture: str) -> None:
    desk: Desk = request.getfixturevalue(fixture)
    with desk.page("manager", script=False) as page:
        page.click(".whom summary")
        page.click("text=Se déconnecter")
        expect(page.get_by_role("status")).to_contain_text("Votre session est fermée.")
        page.goto("/qualite")

        expect(page.locator("h1")).to_have_text("Connexion")
