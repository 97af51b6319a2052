"""One request, from the référente who opens it to the letter and to the service that receives the
person: each agent before their own screen, in the words that they read."""

from playwright.sync_api import Page, expect

from tests.web.browser.desk import Desk
from tests.workflow.build import ALI, EP
from workflow.tables.subjects import Dossier, Seance

PERSON = "Jean-Baptiste DUPONT-AMOUROUX"
ICL, SITTING = "2026-05-19", "2026-05-28 09:30"


def test_a_request_goes_from_the_tableau_to_the_notification(desk: Desk) -> None:
    town = desk.town
    dossier = followed(desk)
    icl = town.seance(ICL)
    town.convene(icl, "preparer")
    (ep,) = (one["id"] for one in town.rows(Seance, genre="ep", state="preparee"))

    the_referente_asks_and_enters_the_line(desk, dossier, icl)
    the_other_service_answers_on_the_tableau(desk, icl)
    the_coordination_settles_the_agenda_and_opens(desk, icl)
    the_referente_gives_the_result_in_the_room(desk, icl)
    the_coordination_sends_the_compte_rendu(desk, icl)
    town.wait(days=1).tick()
    the_referente_deposits_the_saisine(desk, dossier)
    town.wait(days=1).tick()
    the_bop_finds_it_admissible_and_enters_it_on_an_ep(desk)
    town.until(SITTING).tick()
    town.convene(ep, "ouvrir", EP)
    the_ep_gives_its_avis(desk)
    the_president_decides(desk)
    town.wait(days=1).tick()
    the_bop_sends_the_letter(desk)
    town.wait(days=1).tick()
    the_manager_reads_why_and_verifies_the_journal(desk, dossier)
    the_new_service_sees_the_person(desk, that_follows(desk, dossier))


def followed(desk: Desk) -> int:
    """The dossier of somebody whom the ALI follows."""
    return int(desk.town.rows(Dossier, state="accompagnement", service_id=ALI)[0]["id"])


def that_follows(desk: Desk, dossier: int) -> int:
    """The dossier of the same person that the decision gave birth to."""
    person = desk.town.row(Dossier, dossier)["personne_id"]
    return int(desk.town.rows(Dossier, personne_id=person)[-1]["id"])


def done(page: Page, act: str, *, whom: str = "") -> None:
    """The act is asked for on the page where it is told, and recorded on its form."""
    page.get_by_role("button", name=act).click()
    told = f"{act} : enregistré pour {whom}." if whom else f"{act} : enregistré."
    expect(page.get_by_role("status").first).to_contain_text(told)


def the_referente_asks_and_enters_the_line(desk: Desk, dossier: int, icl: int) -> None:
    with desk.page("referente") as page:
        page.goto(f"/dossiers/{dossier}")
        expect(page.locator("h1")).to_have_text(PERSON)
        page.get_by_role("link", name="Ouvrir une demande de réorientation").click()
        page.get_by_label("Motif de réorientation").fill("3")
        page.get_by_label("France Travail Saint-Denis").check()
        done(page, "Ouvrir une demande de réorientation", whom=PERSON)
        page.get_by_role("link", name="Enregistrer la consultation de la personne").click()
        page.get_by_label("Date de la consultation").fill("05/05/2026")
        page.get_by_label("oui").check()
        done(page, "Enregistrer la consultation de la personne", whom=PERSON)
        page.get_by_role("link", name="Inscrire au tableau d’une instance").click()
        page.get_by_label("ICL-I, mar. 19 mai").check()
        done(page, "Inscrire au tableau d’une instance de concertation", whom=PERSON)
        page.goto(f"/seances/{icl}/tableau")
        page.get_by_role("link", name="Envoyer le tableau aux autres services").click()
        page.get_by_label("Agence locale d’insertion de Saint-Denis").check()
        done(page, "Envoyer le tableau aux autres services")


def the_other_service_answers_on_the_tableau(desk: Desk, icl: int) -> None:
    with desk.page("conseiller") as page:
        page.goto(f"/seances/{icl}/tableau")
        row = page.locator("tbody", has_text="DUPONT-AMOUROUX")
        row.locator("select").focus()
        page.keyboard.press("c")
        page.focus("#chercher")
        expect(row).to_contain_text("✓ enregistrée")


def the_coordination_settles_the_agenda_and_opens(desk: Desk, icl: int) -> None:
    desk.town.until("2026-05-13 09:00").tick()
    with desk.page("bat") as page:
        page.goto(f"/seances/{icl}/ordre-du-jour")
        expect(page.locator("main")).to_contain_text("1 retenue, 0 reportée")
        page.get_by_role("button", name="Arrêter l’ordre du jour…").click()
        expect(page.locator("main")).to_contain_text("Rien n’est encore enregistré.")
        page.get_by_role("button", name="Arrêter l’ordre du jour").click()
        expect(page.get_by_role("status")).to_contain_text("arrêté")
    desk.town.until(f"{ICL} 09:30").tick()
    with desk.page("bat") as page:
        page.goto(f"/seances/{icl}")
        page.get_by_role("link", name="Ouvrir la séance").click()
        done(page, "Ouvrir la séance")


def the_referente_gives_the_result_in_the_room(desk: Desk, icl: int) -> None:
    with desk.page("referente") as page:
        page.goto(f"/seances/{icl}/direct")
        expect(page.locator("main")).to_contain_text("J. D.")
        page.get_by_role("link", name="1 · Avis favorable").click()
        page.locator("fieldset", has_text="Accord du service d’accueil").get_by_label("oui").check()
        page.get_by_role("button", name="Enregistrer").click()
        expect(page.locator(".given")).to_contain_text("Avis favorable, collégial")


def the_coordination_sends_the_compte_rendu(desk: Desk, icl: int) -> None:
    with desk.page("bat") as page:
        page.goto(f"/seances/{icl}")
        page.get_by_role("link", name="Lever la séance").click()
        done(page, "Lever la séance")
        page.get_by_role("link", name="Compte rendu", exact=True).click()
        page.get_by_label("Échanges").fill("Les services s’accordent.")
        page.get_by_role("button", name="Garder le brouillon").click()
        page.get_by_role("link", name="Envoyer…").click()
        page.get_by_role("button", name="Renvoyer le tableau et le compte rendu").click()
        expect(page.locator("main")).to_contain_text("Version 1, envoyée le 19 mai 2026")


def the_referente_deposits_the_saisine(desk: Desk, dossier: int) -> None:
    with desk.page("referente") as page:
        page.goto(f"/dossiers/{dossier}")
        page.get_by_role("link", name="Déposer la saisine").click()
        page.locator("fieldset", has_text="Canal").get_by_label("mail").check()
        done(page, "Déposer la saisine", whom=PERSON)


def the_bop_finds_it_admissible_and_enters_it_on_an_ep(desk: Desk) -> None:
    with desk.page("bop") as page:
        page.goto("/courrier")
        page.get_by_role("link", name=f"Recevable… : {PERSON}").click()
        done(page, "Déclarer recevable", whom=PERSON)
        page.goto("/ep")
        page.get_by_role("button", name="Tout inscrire (1)…").click()
        page.get_by_role("button", name="Inscrire 1 saisine").click()
        expect(page.locator("main")).to_contain_text("1 inscription enregistrée.")


def the_ep_gives_its_avis(desk: Desk) -> None:
    with desk.page("ep") as page:
        page.goto("/ep")
        page.get_by_role("link", name="Décider : EP du jeu. 28 mai").click()
        page.get_by_role("button", name="Tout accepter (1)…").click()
        page.get_by_label("Type d’orientation").fill("5")
        page.get_by_role("button", name="Enregistrer 1 décision").click()
        expect(page.locator("main")).to_contain_text("1 décision enregistrée")


def the_president_decides(desk: Desk) -> None:
    with desk.page("president") as page:
        page.goto("/ep")
        page.get_by_role("link", name="Décider : EP du jeu. 28 mai").click()
        expect(page.locator("main")).to_contain_text("EP : avis favorable")
        page.get_by_role("button", name="Suivre tous les avis (1)…").click()
        page.get_by_role("button", name="Enregistrer 1 décision").click()
        expect(page.locator("main")).to_contain_text("1 décision enregistrée")


def the_bop_sends_the_letter(desk: Desk) -> None:
    with desk.page("bop") as page:
        page.goto("/lettres")
        page.get_by_role("button", name="Imprimer les lettres à envoyer…").click()
        expect(page.locator("main")).to_contain_text("Réorientation acceptée vers France Travail")
        page.get_by_role("button", name="Imprimer 2 lettres (un PDF)").click()
        page.get_by_role("link", name="Ouvrir le lot n° 2").click()
        page.get_by_label("Date").fill("29/05/2026")
        page.get_by_label("recommandé").check()
        page.get_by_role("button", name="Marquer postées : 2 lettres").click()
        expect(page.locator("h1")).to_contain_text("2 lettres postées")


def the_manager_reads_why_and_verifies_the_journal(desk: Desk, dossier: int) -> None:
    with desk.page("manager") as page:
        page.goto(f"/dossiers/{dossier}")
        for act, by in (
            ("Accepter la réorientation", "Pierre Lambert"),
            ("Déclarer recevable", "Brigitte Olivier"),
            ("Rendre un avis favorable", "Samira Haddad"),
        ):
            expect(page.locator("main li", has_text=act).first).to_contain_text(by)
        page.goto("/journal/verification")
        page.get_by_role("button", name="Vérifier le journal").click()
        expect(page.get_by_role("status")).to_contain_text("aucune rupture")


def the_new_service_sees_the_person(desk: Desk, dossier: int) -> None:
    with desk.page("conseiller") as page:
        page.goto("/dossiers")
        page.locator(f"a[href='/dossiers/{dossier}']").first.click()
        expect(page.locator("h1")).to_have_text(PERSON)
        expect(page.locator(".stages [aria-current=step]")).to_contain_text("Notification")
