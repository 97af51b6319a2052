"""What is written of a séance, who was there, who is written to again, by the API."""

from tests.web.api.calling import calling, codes
from tests.web.served import Served
from tests.web.sittings import icl_sitting, seance_in
from tests.workflow.build import AGENT_ALI, ELSEWHERE
from tests.workflow.journeys import favorable
from workflow.tables.subjects import Passage, Seance
from workflow.tables.trail import JournalRow


def test_the_draft_is_of_who_coordinates_and_what_was_sent_of_all(served: Served) -> None:
    town = served.town
    icl, dossiers = icl_sitting(town)
    for dossier in dossiers:
        favorable(town, dossier)
    town.convene(icl, "lever")
    town.tick()
    path = f"/api/seances/{icl}/compte-rendu"
    with calling(served, "bat") as bat, calling(served, "referente") as service:
        due = bat.get("/api/comptes-rendus").json()["seances"]
        draft, hidden = bat.get(path), service.get(path)
        no_file = service.get(f"{path}/contenu")
        sent = bat.post(f"/api/seances/{icl}/actes/restituer", json={}, headers={"If-Match": "*"})
        kept, theirs = bat.get(f"{path}/versions").json(), service.get(path)
        page = service.get(f"{path}/contenu")
        sheet = service.get(f"{path}/contenu", params={"sorte": "xlsx", "version": 1})
        absent = service.get(path, params={"version": 2})

    assert icl in {one["seance"] for one in due}
    assert draft.json()["envoye_le"] is None
    assert len(draft.json()["lignes"]) == 3
    assert hidden.status_code == no_file.status_code == absent.status_code == 404
    assert sent.status_code == 200, sent.text
    assert [one["version"] for one in kept["versions"]] == [1]
    assert theirs.json()["version"] == 1
    assert page.content.startswith(b"%PDF")
    assert sheet.content.startswith(b"PK")


def test_addresses_are_told_to_who_coordinates_only(served: Served) -> None:
    town = served.town
    seance = seance_in(town, "preparee")
    dossier = town.rows(Passage, seance_id=seance)[0]["dossier_id"]
    town.act(
        dossier, "inviter", AGENT_ALI, qui="partenaire", nom="Ana Tuteur", courriel="ana@exemple.fr"
    )
    path = f"/api/seances/{seance}/participants"
    with calling(served, "bat") as bat, calling(served, "referente") as service:
        whole, told = bat.get(path).json(), service.get(path).json()
        elsewhere = town.rows(Seance, circonscription=ELSEWHERE)[0]["id"]
        closed = service.get(f"/api/seances/{elsewhere}/participants")

    assert [one["courriel"] for one in whole["invites"]] == ["ana@exemple.fr"]
    assert [one["nom"] for one in told["invites"]] == ["Ana Tuteur"]
    assert [one["courriel"] for one in told["invites"]] == [None]
    assert closed.status_code == 404


def test_who_is_awaited_is_written_to_once_a_day(served: Served) -> None:
    seance = seance_in(served.town, "preparee")
    path = f"/api/seances/{seance}/relances"
    key = {"Idempotency-Key": "5f0c0d1e-8a55"}
    with calling(served, "bat") as client:
        done, again = (client.post(path, json={}, headers=key).json() for _ in range(2))
        same_day = client.post(path, json={})
    with calling(served, "conseiller") as client:
        refused = client.post(path, json={})
    written = [one["act"] for one in served.town.rows(JournalRow, kind="seance", subject_id=seance)]

    assert done["services"]
    assert again["deja_fait"]
    assert again["services"] == done["services"]
    assert same_day.status_code == 422 or not same_day.json()["services"]
    assert written.count("relancer") == 1
    assert codes(refused)
