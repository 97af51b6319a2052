"""A file is brought, its columns are told, it is tried, then imported."""

from datetime import timedelta

import httpx

from tests.web.reading import form_of, notice_after, text_of
from tests.web.served import Served
from workflow.accounts import deposits
from workflow.tables.accounts import DepositedFile
from workflow.tables.post import ReceivedFile
from workflow.tables.subjects import Personne

TABLE = "Identité;Prénom;Né(e) le;Téléphone\nZELLER;Ève;02/03/1990;0612345678\nX;Y;31/02/1990;\n"


def brought(client: httpx.Client, content: str = TABLE, organisation: str = "1") -> str:
    """The address of the page of a table that was brought."""
    page = client.get("/imports")
    form = {**form_of(page, None), "organisation": organisation}
    form.pop("fichier", None)
    answer = client.post("/imports", data=form, files={"fichier": ("suivi.csv", content.encode())})
    assert answer.status_code == 303, text_of(answer)
    return str(answer.headers["location"])


def tried(client: httpx.Client, path: str, **typed: str) -> httpx.Response:
    form = {**form_of(client.get(path), f"{path}/essai"), **typed}
    return client.post(f"{path}/essai", data=form, follow_redirects=True)


def organisation(client: httpx.Client) -> str:
    page = client.get("/imports").text
    return page.split('<option value="">fichier de webRSA</option><option value="')[1].split('"')[0]


def test_a_table_goes_through_its_four_pages(served: Served) -> None:
    people = len(served.town.rows(Personne))
    with served.visitor("bop") as client:
        path = brought(client, organisation=organisation(client))
        headings = text_of(client.get(path))
        trial = tried(client, path, colonne_0="Nom", creer="oui")
        kept = len(served.town.rows(Personne))
        form = form_of(trial, f"{path}/importer")
        done = client.post(f"{path}/importer", data=form, follow_redirects=True)
        number = str(done.url).rpartition("/")[2]
        lines = client.get(f"/imports/resultats/{number}/lignes.xlsx")
        imported = client.get("/imports")

    assert "ZELLER · X" in headings
    assert "rien n’est encore enregistré" in text_of(trial, "//h1")
    assert "cette date n’existe pas" in text_of(trial)
    assert kept == people, "un essai n’enregistre personne"
    assert "Import enregistré" in text_of(done, "//h1")
    assert lines.content.startswith(b"PK")
    assert "suivi.csv" in text_of(imported)
    assert served.town.rows(DepositedFile) == [], "le fichier n’est plus gardé"


def test_a_column_that_is_none_of_ours_is_refused_and_what_was_typed_stays(served: Served) -> None:
    with served.visitor("bop") as client:
        path = brought(client, organisation=organisation(client))
        answer = tried(client, path, colonne_0="Nom", colonne_3="n’importe quoi")
        unsaid = tried(client, path, organisation="")

    assert answer.status_code == 422
    assert 'value="Nom"' in answer.text
    assert "n’est aucune de nos colonnes" in text_of(answer)
    assert "Dites de qui vient ce tableau." in text_of(unsaid)


def test_a_file_that_waits_is_its_owners_alone_and_for_a_day(served: Served) -> None:
    with served.visitor("bop") as client, served.visitor("administrateur") as other:
        path = brought(client)
        seen, unseen = client.get(path), other.get(path)
        deposits.purge(served.town.store, served.town.now + timedelta(hours=23))
        still = len(served.town.rows(DepositedFile))
        deposits.purge(served.town.store, served.town.now + timedelta(hours=25))

    assert (seen.status_code, unseen.status_code) == (200, 404)
    assert still == 1
    assert served.town.rows(DepositedFile) == []


def test_a_file_is_given_up_and_forgotten(served: Served) -> None:
    with served.visitor("bop") as client:
        path = brought(client)
        form = form_of(client.get(path), f"{path}/abandon")
        said = notice_after(client, client.post(f"{path}/abandon", data=form))

    assert "rien n’a été importé" in said
    assert served.town.rows(DepositedFile) == []


def test_what_cannot_be_read_is_told_and_nothing_of_it_is_taken(served: Served) -> None:
    before = len(served.town.rows(ReceivedFile))
    with served.visitor("bop") as client:
        path = brought(client, content="<pas_webrsa/>")
        told = tried(client, path)

    assert "Ce travail n’est pas allé au bout" in text_of(told)
    assert "ne peut pas être lu" in text_of(told)
    assert len(served.town.rows(ReceivedFile)) == before


def test_imports_are_closed_to_services(looked_at: Served) -> None:
    with looked_at.visitor("referente") as client:
        assert client.get("/imports").status_code == 403
