"""What comes and goes by the API: pieces, saisines received, letters, lists of the month, gaps."""

import json
from base64 import b64encode

from tests.web.api.calling import acts_of, calling, codes, dossier_in
from tests.web.api.test_lots import over
from tests.web.paper import IMPORTED, PDF, REPORT
from tests.web.served import Served
from tests.workflow.build import ALI
from workflow.tables.accounts import Consultation
from workflow.tables.letters import Letter
from workflow.tables.post import Gap, MonthlyList
from workflow.tables.tableau import Piece

ANY = {"If-Match": "*"}
KEY = {"Idempotency-Key": "5f0c0d1e-8a55"}


def test_a_file_is_joined_once_taken_and_taken_away(served: Served) -> None:
    dossier = dossier_in(served, "accompagnement", service_id=ALI)
    path = f"/api/dossiers/{dossier}/pieces"
    said = {"nom": "bilan.pdf", "contenu": b64encode(PDF).decode()}
    with calling(served, "referente") as client:
        first, again = (client.post(path, json=said).json() for _ in range(2))
        number = first["piece"]
        taken = client.get(f"/api/pieces/{number}/contenu")
        wrong = client.post(path, json={**said, "contenu": "JVBERi0x="})
        kind = client.post(path, json={**said, "nom": "bilan.exe"})
        removed = client.post(f"/api/pieces/{number}/retrait", json={"motif": "mauvaise personne"})
        left = client.get(path).json()["pieces"]
    with calling(served, "ailleurs") as client:
        elsewhere = client.post(path, json=said)
        hidden = client.post(f"/api/pieces/{number}/retrait", json={"motif": "essai"})

    assert again == {**first, "deja_jointe": True}
    assert taken.content == PDF
    assert codes(wrong) == ["champ_invalide"]
    assert codes(kind)
    assert removed.json() == {"piece": number, "dossier": dossier}
    assert number not in {one["piece"] for one in left}
    assert elsewhere.status_code == hidden.status_code == 404
    assert [one["removed_at"] is None for one in served.town.rows(Piece, id=number)] == [False]


def test_a_saisine_counts_from_the_day_on_which_it_was_received(served: Served) -> None:
    dossier = dossier_in(served, "saisine_a_faire")
    path = f"/api/dossiers/{dossier}/saisines"
    said = {"recu_le": "2026-05-04", "champs": {"canal": "mail"}}
    with calling(served, "bop") as client:
        read = {"If-Match": client.get(f"/api/dossiers/{dossier}").headers["etag"], **KEY}
        tomorrow = client.post(path, json={**said, "recu_le": "2026-05-06"}, headers=read)
        first, again = (client.post(path, json=said, headers=read) for _ in range(2))
        stale = client.post(path, json=said, headers={"If-Match": read["If-Match"]})
        waiting = client.get("/api/saisines", params={"limite": 200}).json()["saisines"]
        contested = client.get("/api/recours").json()
    with calling(served, "referente") as client:
        closed = client.post(path, json=said, headers=ANY)

    assert tomorrow.status_code == 422
    assert first.json()["etat"] == "saisine_recue", first.text
    assert again.json() == {**first.json(), "deja_fait": True}
    assert stale.status_code == 412
    (told,) = [one for one in waiting if one["dossier"] == dossier]
    assert told["recue_le"] == "2026-05-04T12:00:00+02:00"
    assert told["entree_le"].startswith("2026-05-05")
    assert contested["suite"] is None
    assert closed.status_code == 403


def test_a_gap_is_settled_once_for_a_motive_by_who_may(served: Served) -> None:
    gap = served.town.rows(Gap)[0]["id"]
    path, said = f"/api/ecarts/{gap}/reglement", {"motif": "webRSA a du retard"}
    with calling(served, "bop") as client:
        first, again = (client.post(path, json=said, headers=KEY) for _ in range(2))
        late = client.post(path, json=said)
        listed = client.get("/api/ecarts").json()["ecarts"]
    with calling(served, "referente") as client:
        closed = client.post(path, json=said)

    assert first.status_code == 200, first.text
    assert again.json() == {**first.json(), "deja_fait": True}
    assert codes(late) == ["ecart_regle"]
    assert gap not in {one["ecart"] for one in listed}
    assert closed.status_code in {403, 404}


def test_the_lists_of_the_month_are_frozen_once_then_read_and_taken(served: Served) -> None:
    before = len(served.town.rows(MonthlyList))
    with calling(served, "bop") as client:
        first = over(client, client.post("/api/listes/gel"))["resultat"]
        again = over(client, client.post("/api/listes/gel"))["resultat"]
        number = client.get("/api/listes").json()["listes"][0]["liste"]
        told = client.get(f"/api/listes/{number}").json()
        taken = client.get(f"/api/listes/{number}/contenu")
    with calling(served, "manager") as client:
        closed = client.post("/api/listes/gel")

    assert first["listes"] == len(served.town.rows(MonthlyList)) - before > 0
    assert again["listes"] == 0
    assert all(one["figee"]["dossier"] for one in told["personnes"])
    assert taken.content.startswith(b"PK")
    assert served.town.rows(Consultation, what="exporter_listes")
    assert closed.status_code in {403, 404}


def test_letters_are_made_together_told_gone_and_followed(served: Served) -> None:
    said = {"date": "2026-05-05", "canal": "suivi", "suivi": "2C1234"}
    with calling(served, "bop") as client:
        would = over(client, client.post("/api/lettres/apercu"))["resultat"]
        asked = client.post("/api/lettres/impression", headers=KEY)
        made = over(client, asked)["resultat"]
        again = client.post("/api/lettres/impression", headers=KEY).json()
        number = made["lot"]
        listed = client.get("/api/lettres", params={"lot": number}).json()["lettres"]
        one = listed[0]["lettre"]
        page = client.get(f"/api/lettres/{one}/contenu")
        kept = {lot["lot"]: lot for lot in client.get("/api/lettres/lots").json()["lots"]}
        together = client.get(f"/api/lettres/lots/{number}/contenu")
        envelopes = client.get(f"/api/lettres/lots/{number}/envois")
        apart = client.get(f"/api/lettres/lots/{number}/envois", params={"partie": "seances"})
        reprinted = client.post(f"/api/lettres/{one}/reimpression")
        wrong = client.post(f"/api/lettres/lots/{number}/depart", json={"date": "hier"})
        gone = over(client, client.post(f"/api/lettres/lots/{number}/depart", json=said))
        shown = client.get(f"/api/lettres/{one}").json()
        twice = client.post(f"/api/lettres/{one}/nouvelles/envoi", json=said)
        left = {lot["lot"] for lot in client.get("/api/lettres/lots").json()["lots"]}
    with calling(served, "referente") as client:
        closed = client.post("/api/lettres/impression")
    with calling(served, "manager") as client:
        theirs = client.post(f"/api/lettres/{one}/reimpression")

    assert together.content.startswith(b"%PDF")
    assert envelopes.content.startswith(b"PK")
    assert apart.status_code == 404
    assert reprinted.content == page.content
    assert acts_of(served, listed[0]["dossier"]).count("reimprimer_lettre") == 1
    assert codes(theirs) == ["acteur_non_autorise"]
    assert would["lettres"] == made["lettres"] > 0
    assert again["travail"] == asked.json()["travail"]
    assert page.content.startswith(b"%PDF")
    assert {one["champ"] for one in wrong.json()["refus"]} == {"date", "canal"}
    assert gone["resultat"]["ecartees"] == []
    assert (shown["envoyee_le"], shown["suivi"]) == ("2026-05-05", "2C1234")
    assert twice.status_code == 422
    assert kept[number]["a_poster"] == made["lettres"]
    assert number not in left
    assert closed.status_code == 403
    assert acts_of(served, shown["dossier"])[-1]
    assert served.town.rows(Letter, id=one)[0]["lot_id"] == number


def test_the_report_of_a_file_imported_one_day_is_read_again(looked_at: Served) -> None:
    path = "/api/imports/fichiers"
    with calling(looked_at, "bop") as client:
        told = client.get(f"{path}/{IMPORTED}").json()
        listed = client.get("/api/imports").json()["importes"]
        unknown = client.get(f"{path}/{'f' * 64}")
        illegible = client.get(f"{path}/rien")

    assert told["rapport"] == json.loads(json.dumps(REPORT))
    assert {name: told[name] for name in listed[0]} in listed
    assert unknown.status_code == 404
    assert illegible.status_code == 422
