"""The tableau commun by the API: a line added, the workbook that travels, the fiches of an EP."""

from base64 import b64encode

from tests.web.api.calling import calling, codes
from tests.web.served import Served
from tests.web.sittings import ep_sitting
from tests.web.test_tableau import acts_on, filled, lines_of, soon
from tests.workflow.build import ALI, FRANCE_TRAVAIL
from workflow.tables.accounts import Consultation
from workflow.tables.subjects import Dossier


def test_a_line_is_added_with_what_it_bears_or_not_at_all(served: Served) -> None:
    number = soon(served.town)
    mine = served.town.rows(Dossier, state="accompagnement", service_id=ALI)[0]["id"]
    theirs = served.town.rows(Dossier, service_id=FRANCE_TRAVAIL)[0]["id"]
    path = f"/api/seances/{number}/lignes"
    said = {"nature": "soutien technique", "prevenue_le": "2026-05-04"}
    with calling(served, "referente") as client:
        hidden = client.post(path, json={"dossier": theirs, "champs": said})
        wrong = client.post(path, json={"dossier": mine, "champs": {**said, "couleur": "bleu"}})
        half = client.post(path, json={"dossier": mine, "champs": said})
        whole = {**said, "prevenue_par": "S. Haddad", "prevenue_moyen": "entretien"}
        before = len(lines_of(served.town, number))
        added = client.post(path, json={"dossier": mine, "champs": whole})
        twice = client.post(path, json={"dossier": mine, "champs": whole})
        line = client.get(f"/api/lignes/{added.json()['ligne']}").json()

    assert hidden.status_code == 404
    assert "champ_inconnu" in codes(wrong)
    assert {one["champ"] for one in half.json()["refus"]} == {"prevenue_par", "prevenue_moyen"}
    assert added.json() == {"seance": number, "ligne": line["ligne"], "dossier": mine}
    assert twice.status_code == 422
    assert len(lines_of(served.town, number)) == before + 1


def test_the_tableau_leaves_and_comes_back_cell_by_cell(served: Served) -> None:
    number = soon(served.town)
    line = lines_of(served.town, number)[0]
    path = f"/api/seances/{number}/tableau"
    with calling(served, "conseiller") as client:
        weak = client.post(f"{path}/export", json={"mot_de_passe": "court"})
        sealed = client.post(f"{path}/export", json={"mot_de_passe": "long et sûr"})
        exported = client.post(f"{path}/export", json={})
        back = {"contenu": b64encode(filled(exported.content, line["id"])).decode()}
        trial = client.post(f"{path}/reprise/essai", json=back).json()
        before = acts_on(served, line)
        taken = client.post(f"{path}/reprise", json=back).json()
        again = client.post(f"{path}/reprise", json=back).json()
        unread = client.post(f"{path}/reprise", json={"contenu": "AAAA"})
    with calling(served, "manager") as client:
        closed = [client.post(f"{path}/export", json={}), client.post(f"{path}/reprise", json=back)]

    assert codes(weak) == ["mot_de_passe_faible"]
    assert sealed.content.startswith(b"\xd0\xcf\x11\xe0")
    (change,) = trial["changements"]
    assert (change["ligne"], change["apres"]) == (line["id"], "connu")
    assert "repondre" not in before
    assert taken["changements"] == trial["changements"]
    assert acts_on(served, line)[-1] == "repondre"
    assert again["changements"] == []
    assert [one["champ"] for one in unread.json()["refus"]] == ["contenu"]
    assert [one.status_code for one in closed] == [403, 404]
    noted = served.town.rows(Consultation, what="exporter_tableau")
    assert {one["lines"] for one in noted} == {3}


def test_the_fiches_of_an_ep_leave_to_whoever_prepares_it(served: Served) -> None:
    ep, _ = ep_sitting(served.town)
    with calling(served, "bop") as client:
        named = client.get(f"/api/seances/{ep}/syntheses")
        nameless = client.get(f"/api/seances/{ep}/syntheses", params={"anonymes": "true"})
    with calling(served, "president") as client:
        closed = client.get(f"/api/seances/{ep}/syntheses")

    assert named.content.startswith(b"%PDF")
    assert nameless.content.startswith(b"%PDF")
    assert closed.status_code == 404
    noted = served.town.rows(Consultation, what="exporter_tableau")
    assert [one["lines"] for one in noted] == [3, 0]
