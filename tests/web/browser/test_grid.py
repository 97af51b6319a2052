"""The tableau commun as a service fills it: with the keyboard and a script, then without any."""

from playwright.sync_api import expect

from tests.web.browser.desk import Desk
from tests.web.browser.looking import axe, no_overflow, screenshot
from tests.web.test_tableau import lines_of, soon


def test_a_row_is_saved_on_leaving_it_and_a_conflict_keeps_both(desk: Desk) -> None:
    number = soon(desk.town)
    line = lines_of(desk.town, number)[0]["id"]
    path = f"/seances/{number}/tableau"
    with desk.page("conseiller") as page, desk.page("conseiller") as other:
        for one in (page, other):
            one.goto(path)
        row, theirs = page.locator(f"#l{line}"), other.locator(f"#l{line}")
        row.locator("select").focus()
        page.keyboard.press("c")
        expect(row).to_contain_text("non enregistrée")
        page.keyboard.press("Escape")
        expect(row.locator("select")).to_have_value("")
        row.locator("select").select_option("suivi")
        row.locator("textarea").fill("Vu deux fois")
        page.focus("#chercher")
        expect(row).to_contain_text("✓ enregistrée")
        expect(page.get_by_role("status").first).to_have_text("Ligne 1 enregistrée")
        theirs.locator("select").focus()
        other.keyboard.press("i")
        other.focus("#chercher")
        expect(theirs).to_contain_text("Enregistré : « suivi » ; vous : « inconnu »")
        axe(other)
        no_overflow(other)
        screenshot(other, "tableau-conflit")
        theirs.get_by_role("button", name="Mettre « inconnu »").click()
        expect(theirs).to_contain_text("✓ enregistrée")
        other.reload()
        expect(theirs.locator("select")).to_have_value("inconnu")
        expect(theirs.locator("textarea")).to_have_value("Vu deux fois")


def test_what_is_pasted_in_the_grid_is_looked_at_first(desk: Desk) -> None:
    number = soon(desk.town)
    line = lines_of(desk.town, number)[0]["id"]
    with desk.page("conseiller") as page:
        page.goto(f"/seances/{number}/tableau")
        page.locator(f"#l{line} textarea").focus()
        page.evaluate(
            """text => {
              const data = new DataTransfer();
              data.setData("text/plain", text);
              const told = { clipboardData: data, bubbles: true, cancelable: true };
              document.activeElement.dispatchEvent(new ClipboardEvent("paste", told));
            }""",
            f"Ligne\tRéponse\n{line}\tconnu",
        )
        expect(page.get_by_role("status")).to_contain_text("1 ligne changerait")
        axe(page)
        no_overflow(page)
        page.get_by_role("button", name="Enregistrer 1 ligne").click()
        expect(page.get_by_role("status").first).to_contain_text("1 ligne enregistrée.")


def test_the_pages_of_a_seance_hold_on_a_phone_and_to_axe(desk: Desk) -> None:
    number = soon(desk.town)
    with desk.page("bat") as page:
        for name, path in (
            ("seances", "/seances?annee=2026"),
            ("seance", f"/seances/{number}"),
            ("tableau", f"/seances/{number}/tableau"),
            ("tableau-ajouter", f"/seances/{number}/tableau/ajouter"),
            ("tableau-fichier", f"/seances/{number}/tableau/fichier"),
            ("relancer", f"/seances/{number}/relancer"),
            ("circonscriptions", "/circonscriptions"),
        ):
            page.goto(path)
            axe(page)
            no_overflow(page)
            screenshot(page, name)
