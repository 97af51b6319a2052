"""A référente's morning: her list, an act, back to the list; with the keyboard alone too."""

from playwright.sync_api import Page, expect

from tests.web.browser.desk import Desk
from tests.web.browser.looking import axe, no_overflow, screenshot
from tests.workflow.build import ALI
from workflow.tables.subjects import Dossier
from workflow.tables.trail import JournalRow

DEPOSIT = "Déposer la saisine"


def acts_of(desk: Desk, dossier: int) -> list[str]:
    rows = desk.town.rows(JournalRow, kind="dossier", subject_id=dossier)
    return [row["act"] for row in rows]


def to_deposit(desk: Desk) -> int:
    """The dossier whose saisine awaits her."""
    return int(desk.town.rows(Dossier, state="saisine_a_faire", service_id=ALI)[0]["id"])


def fill(page: Page) -> None:
    """What the act asks, at the least."""
    page.locator("fieldset", has_text="Canal").get_by_label("mail").check()


def test_she_does_what_is_late_and_comes_back_to_her_list(desk: Desk) -> None:
    dossier = to_deposit(desk)
    with desk.page("referente") as page:
        expect(page.locator("h1")).to_have_text("Ma journée")
        axe(page)
        no_overflow(page)
        screenshot(page, "journee")
        row = page.locator("tbody tr", has=page.locator(f"a[href='/dossiers/{dossier}']")).first
        expect(row).to_contain_text("en retard de")
        row.get_by_role("link", name=f"{DEPOSIT} :").click()

        expect(page.locator("h1")).to_contain_text(DEPOSIT)
        axe(page)
        screenshot(page, "acte")
        page.click("main form.panel button.first")
        expect(page.locator(".errors")).to_be_focused()
        assert page.title().startswith("Erreur\N{NO-BREAK SPACE}: ")
        axe(page)
        fill(page)
        page.click("main form.panel button.first")

        expect(page.get_by_role("status")).to_contain_text("enregistré")
        expect(page.locator("h1")).to_have_text("Ma journée")
        expect(page.locator(f"a[href='/dossiers/{dossier}/actes/deposer_saisine']")).to_have_count(
            0
        )
    assert acts_of(desk, dossier)[-1] == "deposer_saisine"


def test_a_double_click_does_it_once_without_the_script_too(desk: Desk) -> None:
    dossier = to_deposit(desk)
    with desk.page("referente", script=False) as page:
        page.goto(f"/dossiers/{dossier}/actes/deposer_saisine")
        fill(page)
        page.dblclick("main form.panel button.first")
        expect(page.get_by_role("status")).to_contain_text("enregistré")
    assert acts_of(desk, dossier).count("deposer_saisine") == 1


def test_the_keyboard_alone_leads_from_the_list_to_the_act(desk: Desk) -> None:
    with desk.page("referente") as page:
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
        page.keyboard.press("Enter")
        for _ in range(60):
            page.keyboard.press("Tab")
            told = " ".join(page.evaluate("document.activeElement.innerText || ''").split())
            if told.startswith(f"{DEPOSIT} :"):
                break
        page.keyboard.press("Enter")

        expect(page.locator("h1")).to_contain_text(DEPOSIT)


def test_a_dossier_reads_well_wide_narrow_dark_and_printed(desk: Desk) -> None:
    dossier = to_deposit(desk)
    with desk.page("referente") as page:
        page.goto(f"/dossiers/{dossier}")
        expect(page.locator(".stages [aria-current=step]")).to_contain_text("Saisine")
        expect(page.locator("a.button.first")).to_contain_text(DEPOSIT)
        page.click("text=Le compte jour par jour")
        axe(page)
        no_overflow(page)
        screenshot(page, "dossier")
