"""Two people on one dossier: the second chooses, field by field, and loses nothing."""

from playwright.sync_api import Page, expect

from tests.web.browser.desk import Desk
from tests.web.browser.looking import axe, no_overflow, screenshot
from workflow.tables.subjects import Demande, Dossier


def _fill(page: Page, day: str, accord: str) -> None:
    page.get_by_label("Date de la consultation").fill(day)
    page.locator(f"[name=accord][value={accord}]").check()


def test_the_second_of_two_chooses_between_what_is_recorded_and_what_she_typed(desk: Desk) -> None:
    dossier = desk.town.rows(Dossier, state="presaisine")[0]["id"]
    path = f"/dossiers/{dossier}/actes/consulter"
    with desk.page("referente") as page, desk.page("responsable") as other:
        for one in (page, other):
            one.goto(path)
        _fill(other, "04/05/2026", "non")
        other.click("main form.panel button.first")
        _fill(page, "30/04/2026", "oui")
        page.click("main form.panel button.first")

        expect(page.locator(".conflict")).to_be_focused()
        expect(page.locator(".sides input:checked")).to_have_count(2)
        axe(page)
        no_overflow(page)
        screenshot(page, "conflit")
        page.get_by_label("Accord de la personne, votre saisie").check()
        page.click("main form.panel button.first")
        expect(page.get_by_role("status")).to_contain_text("enregistré")

    (asked,) = desk.town.rows(Demande, dossier_id=dossier)
    assert (asked["consulted"], asked["accord_allocataire"]) == ("2026-05-04", 1)
