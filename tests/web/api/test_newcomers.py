"""Who comes in by the API: people created by hand, files imported, agents invited, guests."""

from base64 import b64encode

import pytest

from tests.web.api.calling import calling, codes
from tests.web.api.test_lots import over
from tests.web.served import Served
from tests.web.sittings import seance_in
from tests.workflow.build import ALI, FRANCE_TRAVAIL
from workflow.tables.accounts import DepositedFile
from workflow.tables.agents import Agent
from workflow.tables.seats import Lien
from workflow.tables.subjects import Personne

KEY = {"Idempotency-Key": "5f0c0d1e-8a55"}


def test_somebody_is_created_once_and_told_first_from_who_is_alike(served: Served) -> None:
    known = served.town.rows(Personne)[0]
    said = {
        "nom": known["nom"],
        "prenom": known["prenom"],
        "date_naissance": "1990-06-12",
        "ville": "BOBIGNY",
    }
    who = {name: words for name, words in said.items() if name != "ville"}
    with calling(served, "bop") as client:
        alike = client.post("/api/personnes/semblables", json=who).json()["semblables"]
        doubtful = client.post("/api/personnes", json={"champs": said})
        before = len(served.town.rows(Personne))
        told = {"champs": said, "ecartees": [one["personne"] for one in alike]}
        first, again = (client.post("/api/personnes", json=told, headers=KEY) for _ in range(2))
        missing = client.post("/api/personnes", json={"champs": {"nom": "SEUL"}})
    with calling(served, "referente") as client:
        closed = client.post("/api/personnes", json=told)

    assert known["id"] in {one["personne"] for one in alike}
    assert set(codes(doubtful)) == {"double_possible"}
    assert len(codes(doubtful)) == len(alike)
    assert first.status_code == 200, first.text
    assert again.json() == {**first.json(), "deja_fait": True}
    assert len(served.town.rows(Personne)) == before + 1
    assert set(codes(missing)) == {"champ_manquant"}
    assert codes(closed) == ["acteur_non_autorise"]


def test_a_table_is_brought_tried_and_imported_once(served: Served) -> None:
    content = "Surnom;Prénom;Né le\nZELLER;Max;12/06/1990\n".encode()
    said = {"nom": "suivi.csv", "contenu": b64encode(content).decode()}
    how = {"organisation": str(ALI), "colonnes": {"nom": "Surnom"}, "creer": True}
    people = len(served.town.rows(Personne))
    with calling(served, "bop") as client:
        number = client.post("/api/imports", json=said).json()["depot"]
        path = f"/api/imports/{number}"
        titles = client.get(path).json()["titres"]
        unsaid = client.post(f"{path}/essai", json={})
        unknown = client.post(f"{path}/essai", json={**how, "colonnes": {"rien": "Surnom"}})
        trial = over(client, client.post(f"{path}/essai", json=how))
        untouched = len(served.town.rows(Personne))
        asked = client.post(f"{path}/import", headers=KEY)
        done, again = over(client, asked), client.post(f"{path}/import", headers=KEY).json()
        forgotten = client.get(path)
        imported = client.get("/api/imports").json()
    with calling(served, "administrateur") as other:
        theirs = other.get(f"/api/travaux/{done['travail']}")

    assert [one["titre"] for one in titles] == ["Surnom", "Prénom", "Né le"]
    assert titles[0]["exemples"] == ["ZELLER"]
    assert codes(unsaid) == ["champ_manquant"]
    assert codes(unknown) == ["colonne_inconnue"]
    assert trial["resultat"]["essai"]
    assert untouched == people
    assert done["etat"] == "fini", done
    assert again["travail"] == done["travail"]
    assert served.town.rows(DepositedFile, id=number) == []
    assert forgotten.status_code == theirs.status_code == 404
    assert "suivi.csv" in {one["nom"] for one in imported["importes"]}


def test_a_file_is_its_owners_alone_and_given_up(served: Served) -> None:
    said = {"nom": "x.csv", "contenu": b64encode(b"Nom\nX\n").decode()}
    with calling(served, "bop") as client, calling(served, "administrateur") as other:
        number = client.post("/api/imports", json=said).json()["depot"]
        theirs = other.delete(f"/api/imports/{number}")
        gone = client.delete(f"/api/imports/{number}")

    assert theirs.status_code in {403, 404}
    assert gone.status_code == 204
    assert served.town.rows(DepositedFile, id=number) == []


def test_the_link_of_an_account_is_told_once_to_who_keeps_accounts(served: Served) -> None:
    agent = served.town.rows(Agent, nom="Samira Haddad")[0]["id"]
    path = f"/api/agents/{agent}/compte"
    with calling(served, "administrateur") as client:
        reset = client.post(f"{path}/reinitialiser", json={})
        locked = client.post(f"{path}/verrouiller", json={})
    with calling(served, "responsable") as client:
        closed = client.post(f"{path}/reinitialiser", json={})

    assert "/compte/lien/" in reset.json()["lien"]
    assert [one["champ"] for one in locked.json()["refus"]] == ["motif"]
    assert closed.status_code == 403


@pytest.mark.parametrize("fixture", ["served", "served_on_postgresql"])
@pytest.mark.parametrize(("path", "key"), [("agents", "agent"), ("offres", "offre")])
def test_directories_are_read_page_after_page(
    request: pytest.FixtureRequest, fixture: str, path: str, key: str
) -> None:
    served: Served = request.getfixturevalue(fixture)
    read, following = list[int](), f"/api/{path}?limite=1"
    with calling(served, "bop" if path == "offres" else "manager") as client:
        whole = client.get(f"/api/{path}", params={"limite": 200}).json()[path]
        while following:
            page = client.get(following)
            read += [one[key] for one in page.json()[path]]
            following = page.links["next"]["url"] if "next" in page.links else ""
        foreign = client.get(f"/api/{path}", params={"apres": "WyJyaWVuIixmYWxzZSwxXQ"})

    assert read == [one[key] for one in whole]
    assert len(read) == len(set(read)) > 1
    assert codes(foreign) == ["champ_invalide"]


def test_a_link_to_a_seance_is_made_once_for_one_and_revoked(served: Served) -> None:
    seance = seance_in(served.town, "preparee")
    path, said = f"/api/seances/{seance}/liens", {"service": FRANCE_TRAVAIL}
    with calling(served, "bat") as client:
        first, again = (client.post(path, json=said, headers=KEY) for _ in range(2))
        nobody = client.post(path, json={})
        never = client.post(path, json={**said, "jusqu_au": "2026-02-31"})
        number = first.json()["lien"]
        revoked = client.post(f"{path}/{number}/revocation")
        listed = client.get(path).json()["liens"]
    with calling(served, "conseiller") as client:
        closed = client.post(path, json=said)

    assert "/invite/" in first.json()["adresse"]
    assert again.json() == {**first.json(), "adresse": None, "deja_fait": True}
    assert codes(nobody) == ["lien_pour_qui"]
    assert codes(never) == ["champ_invalide"]
    assert revoked.status_code == 200
    assert {one["lien"]: one["ouvert"] for one in listed}[number] is False
    assert len(served.town.rows(Lien, seance_id=seance)) == 1
    assert closed.status_code == 404
