"""Who is let in: an agent, whose account the administrator opens, and a guest, by a link."""

import re

from playwright.sync_api import expect

from tests.web.browser.desk import Desk
from tests.web.browser.looking import axe_in_both_themes, no_overflow
from tests.web.sittings import seance_in

CHOSEN = "les pommes sont mûres"


def test_an_agent_comes_in_by_the_link_that_the_administrator_gives(desk: Desk) -> None:
    with desk.page("administrateur") as page, desk.page() as newcomer:
        page.goto("/parametres/agents")
        page.get_by_role("link", name="Créer").click()
        page.get_by_label("Nom").fill("Lina Costa")
        page.get_by_label("courriel").fill("lina@cd93.example")
        page.locator("main form button.first").click()
        expect(page.locator("h1")).to_contain_text("Lina Costa")
        page.get_by_role("link", name="Habiliter").click()
        page.get_by_label("Rôle").select_option("referent")
        page.get_by_label("Agence locale d’insertion de Saint-Denis").check()
        page.get_by_label("Premier jour").fill("05/05/2026")
        page.locator("main form button.first").click()
        expect(page.get_by_role("status")).to_contain_text("Habiliter un agent : c’est fait.")
        page.get_by_role("button", name="Inviter").click()
        expect(page.locator("main")).to_contain_text("une seule fois")
        (link,) = re.findall(r"/compte/lien/[\w-]+", page.inner_text("main"))

        newcomer.goto(link)
        axe_in_both_themes(newcomer)
        no_overflow(newcomer)
        newcomer.fill("[name=mot_de_passe]", CHOSEN)
        newcomer.fill("[name=encore]", CHOSEN)
        newcomer.locator("main form button").first.click()
        newcomer.fill("[name=adresse]", "lina@cd93.example")
        newcomer.fill("[name=mot_de_passe]", CHOSEN)
        newcomer.keyboard.press("Enter")
        expect(newcomer.locator("h1")).to_have_text("Ma journée")


def test_a_guest_answers_for_their_service_and_opens_nothing_else(desk: Desk) -> None:
    seance = seance_in(desk.town, "preparee")
    with desk.page("bat") as page, desk.page(script=False) as guest:
        page.goto(f"/seances/{seance}/liens")
        page.get_by_label("France Travail Saint-Denis").check()
        page.locator("main form button.first").click()
        expect(page.locator("main")).to_contain_text("/invite/")
        (link,) = re.findall(r"/invite/[\w-]+", page.inner_text("main"))

        guest.goto(link)
        expect(guest).to_have_url(f"{desk.served.address}/invite")
        guest.locator("tbody[id] select").first.select_option("connu")
        guest.get_by_role("button", name="Enregistrer les lignes modifiées").click()
        expect(guest.get_by_role("status").first).to_contain_text("1 ligne enregistrée.")
        guest.goto(f"/seances/{seance}")
        expect(guest.locator("h1")).to_have_text("Connexion")
        page.goto(f"/seances/{seance}/tableau")
        expect(page.locator("tbody[id]").first).to_contain_text("connu")
