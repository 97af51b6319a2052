"""What is written of a séance: kept as a draft, sent under a number, sent again once corrected."""

from tests.web.reading import form_of, text_of
from tests.web.served import Served
from tests.web.sittings import icl_sitting, line_of
from tests.web.town import Town
from tests.workflow.journeys import favorable
from workflow.tables.minutes import Minutes
from workflow.tables.subjects import Seance
from workflow.tables.trail import JournalRow


def _held(town: Town) -> tuple[int, int]:
    """An ICL-I that was held, and the line of its first dossier."""
    icl, dossiers = icl_sitting(town)
    for dossier in dossiers:
        favorable(town, dossier)
    town.convene(icl, "lever")
    town.tick()
    return icl, line_of(town, dossiers[0], icl)


def test_those_to_send_are_listed_with_their_deadline(served: Served) -> None:
    icl, _ = _held(served.town)

    with served.visitor("bat") as client:
        answer = client.get("/comptes-rendus")

    assert f"/seances/{icl}/compte-rendu" in answer.text
    assert "mer. 13 mai ICL-I du mer. 6 mai" in text_of(answer).replace("\u00a0", " ")


def test_where_none_is_to_send_none_is_counted(looked_at: Served) -> None:
    with looked_at.visitor("bat") as client:
        head = text_of(client.get("/comptes-rendus"), "//div[@class='head']")

    assert "0" not in head


def test_the_draft_is_kept_and_only_what_changed_is_written(served: Served) -> None:
    town = served.town
    icl, line = _held(town)
    there = f"/seances/{icl}/compte-rendu"

    with served.visitor("bat") as client:
        form = form_of(client.get(there))
        form |= {"echanges": "Bonne entente.", f"remarque-{line}": "À revoir en juin."}
        client.post(there, data=form)
        shown = client.get(there)
        client.post(there, data=form_of(shown) | {"echanges": "Bonne entente."})

    assert "Bonne entente." in shown.text
    assert "À revoir en juin." in shown.text
    assert len(town.rows(JournalRow, act="completer_compte_rendu", subject_id=icl)) == 2


def test_a_text_of_somebody_else_is_never_written_over_unseen(served: Served) -> None:
    town = served.town
    icl, _ = _held(town)
    there = f"/seances/{icl}/compte-rendu"

    with served.visitor("bat") as client:
        form, theirs = form_of(client.get(there)), form_of(client.get(there))
        client.post(there, data=theirs | {"echanges": "Les leurs.", "suites": "Relancer."})
        town.convene(icl, "rouvrir_resultats", motif="Une ligne oubliée.")
        late = client.post(there, data=form | {"echanges": "Les miens."})
        shown = form_of(late)

    assert late.status_code == 409
    assert "Les leurs." in text_of(late, "//table[contains(@class, 'sides')]")
    assert "Enregistré par vous" in text_of(late, "//table//thead")
    assert (shown["echanges"], shown["suites"]) == ("Les miens.", "Relancer.")


def test_it_is_sent_once_and_stays_as_it_was_sent(served: Served) -> None:
    town = served.town
    icl, _ = _held(town)
    there = f"/seances/{icl}/compte-rendu"

    with served.visitor("bat") as client:
        looked_at = client.get(f"{there}/envoi")
        form = form_of(looked_at)
        sent = client.post(f"{there}/envoi", data=form)
        twice = client.post(f"{there}/envoi", data=form)
        client.post(there, data=form_of(client.get(there)) | {"suites": "Offre envoyée."})
        after = text_of(client.get(there))
        first = text_of(client.get(f"{there}?version=1"))
        pdf = client.get(f"{there}.pdf?version=1")

    assert "Agence locale d’insertion de Saint-Denis" in text_of(looked_at)
    assert sent.status_code == twice.status_code == 303
    assert town.row(Seance, icl)["state"] == "restituee"
    assert len(town.rows(Minutes, seance_id=icl)) == 1
    assert "La version 2 est à envoyer" in after
    assert "Offre envoyée." not in first
    assert pdf.content.startswith(b"%PDF")


def test_a_service_reads_what_was_sent_and_no_draft(served: Served) -> None:
    town = served.town
    icl, _ = _held(town)
    there = f"/seances/{icl}/compte-rendu"

    with served.visitor("referente") as client:
        before, draft = client.get(there), client.get(f"{there}.pdf")
        envoi = client.get(f"{there}/envoi")
        town.convene(icl, "restituer")
        after = client.get(there)

    assert "n’est pas encore envoyé" in text_of(before)
    assert draft.status_code == envoi.status_code == 404
    assert "Version 1, envoyée le" in text_of(after)
    assert "<textarea" not in after.text
