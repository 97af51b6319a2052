"""The letters, as the office that posts them works with them."""

from tests.web.reading import form_of, notice_after, post, text_of
from tests.web.served import Served
from tests.workflow.build import BOP, HERE
from workflow.tables.accounts import Consultation
from workflow.tables.letters import Letter, LetterBatch
from workflow.tables.subjects import Dossier
from workflow.tables.trail import JournalRow


def letter_here(served: Served) -> int:
    places = {one["id"]: one["circonscription"] for one in served.town.rows(Dossier)}
    here = [one for one in served.town.rows(Letter) if places[one["dossier_id"]] == HERE]
    return int(here[0]["id"])


def test_letters_are_listed_to_whoever_opens_them_and_no_other(looked_at: Served) -> None:
    told = {}
    for who in ("bop", "referente", "ailleurs"):
        with looked_at.visitor(who) as client:
            told[who] = text_of(client.get("/lettres"), "//tbody[last()]")

    assert told["referente"] != told["ailleurs"]
    assert not set(told["referente"].split()) >= set(told["ailleurs"].split())


def test_a_preview_keeps_nothing_and_says_what_is_left_out_and_why(served: Served) -> None:
    before = len(served.town.rows(Letter)), len(served.town.rows(LetterBatch))
    with served.visitor("bop") as client:
        page = client.get("/lettres")
        answer = client.post("/lettres/apercu", data=form_of(page, "/lettres/apercu"))
        shown = client.get(answer.headers["location"], follow_redirects=True)

    assert "Aperçu : " in text_of(shown, "//h1")
    assert (len(served.town.rows(Letter)), len(served.town.rows(LetterBatch))) == before


def test_printing_twice_makes_one_batch(served: Served) -> None:
    before = len(served.town.rows(LetterBatch))
    with served.visitor("bop") as client:
        page = client.get("/lettres")
        form = {**form_of(page, "/lettres/apercu")}
        told = [
            text_of(
                client.get(
                    client.post("/lettres/imprimer", data=form).headers["location"],
                    follow_redirects=True,
                )
            )
            for _ in range(2)
        ]

    assert "à poster" in told[0]
    assert len(served.town.rows(LetterBatch)) == before + 1
    assert "déjà produite" not in told[0]
    assert "Dont 1 déjà produite, reprise telle quelle." in told[1]


def test_the_letters_of_a_batch_leave_together_and_a_decision_is_notified(served: Served) -> None:
    (dossier,) = served.town.rows(Dossier, state="a_notifier")
    with served.visitor("bop") as client:
        form = form_of(client.get("/lettres"), "/lettres/apercu")
        client.post("/lettres/imprimer", data=form, follow_redirects=True)
        (batch,) = [one for one in served.town.rows(LetterBatch) if one["made_by"] != BOP.name]
        path = f"/lettres/lots/{batch['id']}"
        unsaid = client.post(f"{path}/depart", data=form_of(client.get(path)))
        leaving = {**form_of(client.get(path)), "date": "05/05/2026", "canal": "recommande"}
        told = client.post(f"{path}/depart", data=leaving, follow_redirects=True)
        pdf, listed = client.get(f"{path}/lettres.pdf"), client.get(f"{path}/envois.xlsx")
    (after,) = served.town.rows(Dossier, id=dossier["id"])

    assert unsaid.status_code == 422
    assert "1 lettre postée" in text_of(told, "//h1")
    assert after["state"] == "notifie"
    assert pdf.content.startswith(b"%PDF")
    assert listed.content.startswith(b"PK")


def test_only_who_makes_letters_leave_prints_them(looked_at: Served) -> None:
    with looked_at.visitor("referente") as client:
        page = client.get("/lettres")
        refused = client.post("/lettres/apercu", data={"jeton": _token(page.text)})

    assert "Imprimer" not in text_of(page)
    assert refused.status_code == 403
    assert "Demandez-le à" in text_of(refused)


def test_a_letter_is_read_as_it_was_printed_and_that_is_written_down(served: Served) -> None:
    number = letter_here(served)
    with served.visitor("bop") as client:
        answer = client.get(f"/lettres/{number}/lettre.pdf")
    with served.visitor("ailleurs") as client:
        closed = client.get(f"/lettres/{number}/lettre.pdf")
    noted = served.town.rows(Consultation, what="voir_lettre")

    assert answer.content.startswith(b"%PDF")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-store"
    assert [one["lines"] for one in noted] == [1]
    assert closed.status_code == 404


def test_a_return_is_told_by_the_number_of_the_letter(served: Served) -> None:
    number = letter_here(served)
    with served.visitor("bop") as client:
        wrong = post(client, "/lettres/retour", lettre="999999", retour="npai")
        right = post(
            client, "/lettres/retour", lettre=str(number), retour="npai", date="05/05/2026"
        )
        said = notice_after(client, right)
    (row,) = served.town.rows(Letter, id=number)

    assert wrong.status_code == 422
    assert 'value="999999"' in wrong.text
    assert "Aucune lettre de votre périmètre" in text_of(wrong)
    assert said.startswith(f"Retour de la lettre n° {number} noté.")
    assert row["retour"] == "npai"
    assert served.town.rows(JournalRow, act="constater_npai")


def test_the_departure_of_a_letter_asks_when_and_how(served: Served) -> None:
    number = letter_here(served)
    with served.visitor("bop") as client:
        answer = post(client, f"/lettres/{number}/reception", date="31/02/2026")

    assert answer.status_code == 422
    assert 'value="31/02/2026"' in answer.text


def _token(text: str) -> str:
    return text.split('name="jeton" value="')[1].split('"')[0]
