"""In the room: the wall that runs beside the table, and the decisions of an EP by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from entrypoints.web.pages.seances import situations
from tests.web.browser.desk import Desk
from tests.web.browser.looking import axe, no_overflow, screenshot
from tests.web.sittings import ep_sitting, icl_sitting
from tests.workflow.journeys import favorable


def test_the_wall_tells_the_time_left_and_stops_when_it_is_asked(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    icl, _ = icl_sitting(desk.town)
    monkeypatch.setattr(situations, "minutes_of", lambda kind, line: 30)
    with desk.page("referente") as page:
        page.clock.install(time=desk.town.now)
        page.goto(f"/seances/{icl}/direct")
        minutes = page.locator("[data-minutes]")
        expect(minutes).to_contain_text("30 min restent sur 30")
        page.clock.fast_forward("12:00")
        expect(minutes).to_contain_text("18 min restent sur 30")
        page.reload()
        expect(minutes).to_contain_text("18 min restent sur 30")
        page.clock.fast_forward("21:00")
        expect(minutes).to_contain_text("3 min au-delà de 30")
        page.get_by_role("button", name="Arrêter le compteur").click()
        page.clock.fast_forward("10:00")
        expect(minutes).to_contain_text("3 min au-delà de 30, compteur arrêté")
        axe(page)
        no_overflow(page)
        screenshot(page, "mur")


def test_what_is_recorded_beside_comes_on_the_wall_unless_it_is_held(desk: Desk) -> None:
    icl, (first, *_) = icl_sitting(desk.town)
    with desk.page("referente") as page:
        page.clock.install(time=desk.town.now)
        page.goto(f"/seances/{icl}/direct")
        page.get_by_role("link", name="Actualiser").click()
        hold = page.get_by_role("button", name="Suspendre l’actualisation")
        hold.click()
        favorable(desk.town, first)
        page.clock.fast_forward("00:11")
        expect(page.locator(".given")).to_have_count(0)
        page.get_by_role("button", name="Reprendre l’actualisation").click()
        page.clock.fast_forward("00:11")

        expect(page.locator(".given")).to_contain_text("Avis favorable, sur liste")
        expect(page.locator(".results")).to_have_count(0)


def test_keys_choose_a_result_only_where_the_results_have_the_focus(desk: Desk) -> None:
    icl, _ = icl_sitting(desk.town)
    with desk.page("referente") as page:
        page.goto(f"/seances/{icl}/direct")
        page.keyboard.press("2")
        expect(page).not_to_have_url(re.compile("resultat="))
        page.get_by_role("link", name="1 · Avis favorable").focus()
        page.keyboard.press("2")

        expect(page).to_have_url(re.compile("resultat=rendre_desaccord"))
        axe(page)
        no_overflow(page)


def test_an_ep_decides_without_a_script(desk: Desk) -> None:
    ep, (first, *_) = ep_sitting(desk.town)
    with desk.page("ep", script=False) as page:
        page.goto(f"/seances/{ep}/decisions")
        page.get_by_role("button", name="Vérifier les décisions").click()
        expect(page.get_by_role("alert")).to_contain_text("Rien n’est encore choisi")
        page.locator("fieldset").first.get_by_label("Refuser…").check()
        page.get_by_role("button", name="Vérifier les décisions").click()
        page.get_by_role("button", name="Enregistrer 1 décision").click()
        expect(page.get_by_role("alert")).to_contain_text("Donnez le motif")
        page.get_by_label("Motif", exact=True).fill("Accompagnement à poursuivre.")
        page.get_by_role("button", name="Enregistrer 1 décision").click()

        expect(page.get_by_role("status")).to_contain_text("1 décision enregistrée.")
        assert desk.town.state(first) == "attente_decision"


def test_the_pages_of_the_decisions_can_be_read_by_everybody(desk: Desk) -> None:
    ep, _ = ep_sitting(desk.town)
    with desk.page("ep") as page:
        page.goto(f"/seances/{ep}/decisions")
        axe(page)
        no_overflow(page)
        screenshot(page, "ep-decisions")
        page.locator("fieldset").first.get_by_label("Refuser…").check()
        page.get_by_role("button", name="Vérifier les décisions").click()
        page.get_by_role("button", name="Enregistrer 1 décision").click()
        axe(page)
        no_overflow(page)
        page.get_by_label("Motif", exact=True).fill("Accompagnement à poursuivre.")
        page.get_by_role("button", name="Enregistrer 1 décision").click()
        axe(page)
        no_overflow(page)
