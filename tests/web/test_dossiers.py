"""The dossiers on screen: found, read, acted upon, each within the perimeter of who looks."""

import io
from collections import Counter
from collections.abc import Hashable
from datetime import timedelta
from urllib.parse import urlencode

import httpx
import openpyxl
import pytest
from jinja2.runtime import Macro
from markupsafe import Markup

from entrypoints.web.rendering import frame
from rules.wording import NBSP, quantity
from tests.web.reading import form_of, notice_after, post, rows_of, text_of
from tests.web.served import Served
from tests.web.town import mail_of
from tests.workflow.accounts import PASSWORD
from tests.workflow.build import ALI, ALI_ELSEWHERE, ELSEWHERE, FRANCE_TRAVAIL, HERE, execute
from workflow.tables.accounts import Consultation
from workflow.tables.post import Outbox
from workflow.tables.subjects import Dossier, Personne
from workflow.tables.trail import JournalRow


def dossier_in(served: Served, state: str, **told: object) -> int:
    """A dossier of that state."""
    found = served.town.rows(Dossier, state=state, **told)
    return int(found[0]["id"])


def entries(served: Served, dossier: int) -> list[str]:
    """The acts of a dossier's chain, in order."""
    rows = served.town.rows(JournalRow, kind="dossier", subject_id=dossier)
    return [row["act"] for row in sorted(rows, key=lambda row: row["seq"])]


def test_a_list_shows_what_its_reader_opens_and_nothing_else(looked_at: Served) -> None:
    with looked_at.visitor("bop") as bop, looked_at.visitor("ailleurs") as elsewhere:
        everybody = text_of(bop.get("/dossiers"))
        theirs = text_of(elsewhere.get("/dossiers"))
        of_theirs = rows_of(elsewhere.get("/dossiers"))
    open_ones = [one for one in looked_at.town.rows(Dossier) if one["closed_at"] is None]
    followed = [one for one in open_ones if one["service_id"] == ALI_ELSEWHERE]

    assert f"{len(open_ones)} dossiers dans votre périmètre" in everybody
    assert len(followed) <= len(of_theirs) < len(open_ones)
    assert f"{len(of_theirs)} dossiers dans votre périmètre" in theirs


def test_circonscriptions_are_proposed_to_whoever_has_several(looked_at: Served) -> None:
    chosen = '<select name="circonscription">'
    with looked_at.visitor("bop") as bop, looked_at.visitor("responsable") as service:
        everywhere = [chosen in bop.get(path).text for path in ("/dossiers", "/chiffres")]
        here = [service.get(path).text for path in ("/dossiers", "/chiffres")]
        table = rows_of(service.get("/chiffres"))

    assert everywhere == [True, True]
    assert [chosen in one for one in here] == [False, False]
    assert "Saint-Denis" in table


def test_the_other_acts_are_grouped_by_what_they_are_for(looked_at: Served) -> None:
    dossier = dossier_in(looked_at, "accompagnement", service_id=ALI)
    with looked_at.visitor("referente") as client:
        page = client.get(f"/dossiers/{dossier}")

    others = "//details[summary[contains(., 'Autres actes')]]"
    assert "Le rendez-vous et le contact" in text_of(page, f"{others}//h3")
    under = f"{others}//h3[.='L’accompagnement et le contrat']/following-sibling::ul[1]//a"
    assert "Enregistrer le contrat signé…" in text_of(page, under)


def test_a_name_is_found_whatever_its_accents_and_order(looked_at: Served) -> None:
    with looked_at.visitor("bop") as client:
        found = rows_of(client.get("/dossiers", params={"q": "ferreira maria"}))
        nobody = text_of(client.get("/dossiers", params={"q": "zzzz"}))

    assert found
    assert all(one.startswith("Maria DA SILVA FERREIRA") for one in found)
    assert "Personne ne correspond à « zzzz » dans votre périmètre" in nobody


def test_a_search_that_finds_closed_dossiers_alone_says_so_and_leads_to_them(
    served: Served,
) -> None:
    (dossier,) = [one for one in served.town.rows(Dossier) if one["id"] == 1]
    person = served.town.row(Personne, dossier["personne_id"])
    execute(
        served.town.store,
        "UPDATE dossier SET state = 'clos_reoriente', closed_at = born_at"
        f" WHERE personne_id IN (SELECT id FROM personne WHERE nom = '{person['nom']}')",
    )
    with served.visitor("bop") as client:
        page = client.get("/dossiers", params={"q": person["nom"]})
        path = f"/dossiers?q={person['nom']}&signe=clos"
        found = rows_of(client.get(path))
        elsewhere = text_of(client.get("/dossiers", params={"q": "zzzz"}))

    closed = quantity(len(found), "dossier clos", "dossiers clos").replace(NBSP, " ")
    assert found
    assert "Aucun dossier ouvert ne correspond" in text_of(page)
    assert f"{closed}" in text_of(page)
    assert urlencode({"q": person["nom"], "signe": "clos"}).replace("&", "&amp;") in page.text
    assert "Personne ne correspond" in elsewhere


def test_a_number_that_is_somebodys_opens_their_dossier(looked_at: Served) -> None:
    dossier = looked_at.town.rows(Dossier)[0]["id"]
    with looked_at.visitor("bop") as client:
        answer = client.get("/dossiers", params={"q": str(dossier)})

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/dossiers/{dossier}"


def test_filters_are_told_above_the_list_and_taken_off_one_by_one(looked_at: Served) -> None:
    with looked_at.visitor("bop") as client:
        page = client.get("/dossiers", params={"etape": "presaisine", "circonscription": HERE})
        states = {one["id"]: one["state"] for one in looked_at.town.rows(Dossier)}

    assert "Pré-saisine ✕ Retirer le filtre Pré-saisine" in text_of(page)
    assert len(rows_of(page)) == sum(state == "presaisine" for state in states.values())
    assert f'href="/dossiers?circonscription={HERE}"' in page.text


def test_pages_follow_each_other_without_losing_or_repeating_anybody(looked_at: Served) -> None:
    with looked_at.visitor("bop") as client:
        forged = client.get("/dossiers", params={"apres": "n'importe quoi"})

    assert forged.status_code == 303
    assert forged.headers["location"] == "/dossiers"


def test_columns_are_those_that_the_account_chose(served: Served) -> None:
    with served.visitor("bop") as client:
        done = post(client, "/dossiers/colonnes", colonne="droit", rang_droit="1")
        said = notice_after(client, done)
        page = text_of(client.get("/dossiers"), "//thead")

    assert said == "Vos colonnes sont enregistrées."
    assert page.endswith("Personne Droit RSA")


@pytest.mark.parametrize("column", ["matricule", "demande", "service"])
def test_what_names_somebody_is_drawn_for_one_page_alone(
    served: Served, monkeypatch: pytest.MonkeyPatch, column: str
) -> None:
    kept: list[object] = []
    draw = frame.alike

    def noted(macro: Macro, *told: Hashable) -> Markup:
        kept.append(told)
        return draw(macro, *told)

    monkeypatch.setattr(frame, "alike", noted)
    execute(
        served.town.store,
        "UPDATE personne SET numero_caf = 'CAF' || id, numero_demande_rsa = 'RSA' || id",
    )
    with served.visitor("bop") as client:
        post(client, "/dossiers/colonnes", colonne=column, rang_droit="1")
        shown = text_of(client.get("/dossiers"), "//tbody")

    assert ("RSA" if column == "demande" else "CAF") in shown
    assert "CAF" not in repr(kept)
    assert "RSA" not in repr(kept)
    assert bool(kept) == (column == "service")


def test_filters_are_kept_under_a_name_and_dropped(served: Served) -> None:
    with served.visitor("bop") as client:
        seen = client.get("/dossiers", params={"signe": "retard"})
        form = form_of(seen, "/dossiers/filtres") | {"nom": "Mes retards"}
        kept = notice_after(client, client.post("/dossiers/filtres", data=form))
        listed = client.get("/dossiers")
        again = notice_after(
            client, client.post("/dossiers/filtres", data={**form, "retirer": "oui"})
        )

    assert kept == "« Mes retards » est enregistré."
    assert 'href="/dossiers?signe=retard"' in listed.text
    assert "Mes retards" in text_of(listed, "//ul[@class='chips']")
    assert again == "« Mes retards » est retiré."


def test_an_export_holds_what_the_list_shows_and_is_written_down(served: Served) -> None:
    with served.visitor("bop") as client:
        answer = post(client, "/dossiers/export?etape=presaisine", format="xlsx")
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    noted = served.town.rows(Consultation, what="exporter_dossiers")

    assert sheet is not None
    lines = list(sheet.iter_rows(values_only=True))
    assert lines[0][:3] == ("N°", "Nom", "Prénom")
    assert {one[3] for one in lines[1:]} == {"Pré-saisine"}
    assert [one["lines"] for one in noted] == [len(lines) - 1]


def test_who_may_not_export_is_told_who_may(looked_at: Served) -> None:
    with looked_at.visitor("referente") as client:
        page = text_of(client.get("/dossiers/export"))
        form = form_of(client.get("/preferences"), "/preferences/affichage")
        refused = client.post("/dossiers/export", data=form)

    assert "Exporter n’est pas possible pour votre rôle" in page
    assert refused.status_code == 403


def test_a_dossier_tells_where_it_stands_and_its_opening_is_written_down(served: Served) -> None:
    dossier = dossier_in(served, "presaisine")
    with served.visitor("referente") as client:
        page = client.get(f"/dossiers/{dossier}")
    noted = served.town.rows(Consultation, what="voir_dossier")

    assert "Pré-saisine" in text_of(page, "//ol[@class='stages']/li[@aria-current='step']")
    assert "Ce que vous pouvez faire" in text_of(page)
    assert [(one["kind"], one["subject_id"]) for one in noted] == [("dossier", dossier)]


def test_the_bar_of_a_window_has_initials_and_the_page_the_name(looked_at: Served) -> None:
    dossier = dossier_in(looked_at, "presaisine", service_id=ALI)
    person = looked_at.town.row(Personne, looked_at.town.row(Dossier, dossier)["personne_id"])
    there = f"/dossiers/{dossier}"
    paths = (there, f"{there}/actes/consulter", f"{there}/pieces", f"{there}/correction")
    with looked_at.visitor("referente") as client:
        titles = {path: text_of(client.get(path), "//title") for path in paths}
        heading = text_of(client.get(there), "//h1")

    initials = f"{person['prenom'][0]}. {person['nom'][0].upper()}. · dossier n° {dossier}"
    assert titles[there] == f"{initials} · Réorientation"
    for title in titles.values():
        assert initials in title
        assert person["nom"].upper() not in title.upper()
    assert heading == f"{person['prenom']} {person['nom'].upper()}"


def test_a_draft_request_is_not_told_to_the_offices(served: Served) -> None:
    dossier = dossier_in(served, "presaisine")
    with served.visitor("bop") as bop, served.visitor("referente") as own:
        hidden = text_of(bop.get(f"/dossiers/{dossier}"))
        shown = text_of(own.get(f"/dossiers/{dossier}"))

    assert "La demande" not in hidden
    assert "Ouvrir une demande" not in hidden
    assert "La demande" in shown


def test_what_is_elsewhere_is_answered_like_what_does_not_exist(looked_at: Served) -> None:
    elsewhere = dossier_in(looked_at, "accompagnement", circonscription=ELSEWHERE)
    with looked_at.visitor("referente") as client:
        hidden, absent = (client.get(f"/dossiers/{one}") for one in (elsewhere, 999_999))

    assert hidden.status_code == absent.status_code == 404
    assert text_of(hidden) == text_of(absent)


@pytest.mark.parametrize("fixture", ["served", "served_on_postgresql"])
def test_an_act_is_done_once_however_often_its_form_is_posted(
    request: pytest.FixtureRequest, fixture: str
) -> None:
    served: Served = request.getfixturevalue(fixture)
    dossier = dossier_in(served, "accompagnement", service_id=ALI)
    path = f"/dossiers/{dossier}/actes/ouvrir_reorientation"
    with served.visitor("referente") as client:
        form = form_of(client.get(path)) | {
            "motif_code": "1",
            "service_souhaite": str(FRANCE_TRAVAIL),
        }
        first, again = (client.post(path, data=form) for _ in range(2))
        said = notice_after(client, again)

    assert first.status_code == 303, text_of(first)
    person = served.town.row(Personne, served.town.row(Dossier, dossier)["personne_id"])
    assert said.startswith(
        "Ouvrir une demande de réorientation : enregistré pour"
        f" {person['prenom']} {person['nom'].upper()}. Le dossier est maintenant : Pré-saisine."
    )
    assert entries(served, dossier).count("ouvrir_reorientation") == 1


def test_an_act_that_leaves_the_dossier_where_it_stands_does_not_say_that_it_moved(
    served: Served,
) -> None:
    dossier = dossier_in(served, "presaisine")
    with served.visitor("referente") as client:
        path = f"/dossiers/{dossier}/actes/consulter"
        said = notice_after(client, post(client, path, date="05/05/2026", accord="oui"))

    assert served.town.state(dossier) == "presaisine"
    assert "enregistré pour" in said
    assert "maintenant" not in said


def test_a_refused_act_says_why_and_keeps_what_was_typed(served: Served) -> None:
    dossier = dossier_in(served, "presaisine")
    path = f"/dossiers/{dossier}/actes/consulter"
    with served.visitor("referente") as client:
        answer = post(client, path, date="31/12/2026", accord="oui")

    assert answer.status_code == 422
    assert "Erreur : " in text_of(answer, "//title")
    assert 'value="31/12/2026"' in answer.text
    assert "checked" in answer.text
    assert entries(served, dossier)[-1] == "refus"


def test_a_rendez_vous_on_a_day_off_is_recorded_with_a_word_of_warning(served: Served) -> None:
    dossier = dossier_in(served, "accompagnement", service_id=ALI)
    path = f"/dossiers/{dossier}/actes/fixer_rdv"
    with served.visitor("referente") as client:
        on_a_holiday, worked = (
            notice_after(client, post(client, path, date_rdv=day)).replace(NBSP, " ")
            for day in ("08/05/2026", "11/05/2026")
        )

    assert "le 8 mai 2026 n’est pas travaillé (Fête de la Victoire)" in on_a_holiday
    assert "travaillé" not in worked


def test_what_was_typed_after_the_session_closed_is_found_again(served: Served) -> None:
    dossier = dossier_in(served, "presaisine")
    path = f"/dossiers/{dossier}/actes/consulter"
    with served.visitor("referente") as client:
        form = form_of(client.get(path)) | {"date": "04/05/2026", "accord": "non"}
        served.town.now += timedelta(hours=1)
        away = client.post(path, data=form)
        login = client.get(away.headers["location"])
        served.town.now += timedelta(minutes=1)
        back = _log_in_again(client, login)
        found = client.get(back.headers["location"])

    assert "votre saisie est gardée" in text_of(login)
    assert back.headers["location"] == path
    assert "Votre saisie est retrouvée" in text_of(found)
    assert 'value="04/05/2026"' in found.text
    assert "consulter" not in entries(served, dossier)[-1:]


def test_a_form_of_another_site_is_refused(served: Served) -> None:
    dossier = dossier_in(served, "presaisine")
    path = f"/dossiers/{dossier}/actes/consulter"
    with served.visitor("referente") as client:
        form = form_of(client.get(path)) | {"date": "04/05/2026", "accord": "oui"}
        forged = client.post(path, data={**form, "jeton": "0" * 64})
        foreign = client.post(path, data=form, headers={"Sec-Fetch-Site": "cross-site"})

    assert forged.status_code == foreign.status_code == 403
    assert "consulter" not in entries(served, dossier)[-2:]


def _log_in_again(client: httpx.Client, login: httpx.Response) -> httpx.Response:
    form = form_of(login) | {"adresse": mail_of("referente"), "mot_de_passe": PASSWORD}
    return client.post("/connexion", data=form)


def test_every_message_of_a_dossier_is_on_its_sheet_with_its_state(looked_at: Served) -> None:
    told = Counter(
        row["subject_id"]
        for row in looked_at.town.rows(Outbox, kind="dossier")
        if row["routed_at"] is None
    )
    dossier, number = told.most_common(1)[0]
    with looked_at.visitor("bop") as client:
        first = client.get(f"/dossiers/{dossier}").text
        whole = client.get(f"/dossiers/{dossier}?frise=entiere").text

    assert number > 3
    assert first.count("à envoyer</span>") == 3
    assert "Tous ses messages" in first
    assert whole.count("à envoyer</span>") >= number
    assert "Tous ses messages" not in whole
