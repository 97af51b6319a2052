"""The day, the escalations, the journal, the figures, the offer, the agents, by the API."""

import httpx

from tests.web.api.calling import calling, codes, dossier_in
from tests.web.served import Served
from tests.workflow.build import ALI
from workflow.tables.accounts import Consultation
from workflow.tables.subjects import Offre

ANY = {"If-Match": "*"}


def all_of(client: httpx.Client, path: str, name: str, **asked: object) -> list[dict[str, object]]:
    """Every row of a list, five at a time."""
    told = {one: str(value) for one, value in asked.items()}
    answer = client.get(path, params={"limite": "5", **told})
    found = list(answer.json()[name])
    while "next" in answer.links:
        answer = client.get(answer.links["next"]["url"])
        found += answer.json()[name]
    return found


def test_the_day_and_the_escalations_are_read_page_after_page(looked_at: Served) -> None:
    with calling(looked_at, "bop") as client:
        tasks = all_of(client, "/api/journee", "a_faire")
        whole = client.get("/api/journee", params={"limite": 200}).json()["a_faire"]
        up = all_of(client, "/api/escalades", "escalades")
        every = client.get("/api/escalades", params={"limite": 200}).json()["escalades"]

    assert len(tasks) > 5
    assert tasks == whole
    assert up == every


def test_an_escalation_is_taken_once_by_its_number(served: Served) -> None:
    with calling(served, "bop") as one, calling(served, "manager") as other:
        (first, *_) = one.get("/api/escalades").json()["escalades"]
        path = f"/api/escalades/{first['echeance']['echeance']}/prise"
        done = one.put(path)
        again = other.put(path)
        (taken,) = [
            it
            for it in other.get("/api/escalades", params={"etat": "prise"}).json()["escalades"]
            if it["echeance"]["echeance"] == first["echeance"]["echeance"]
        ]

    assert done.status_code == 200, done.text
    assert again.status_code == 422
    assert taken["prise_par"] == "Brigitte Olivier"


def test_the_journal_is_searched_within_bounds_and_that_is_written(served: Served) -> None:
    dossier = dossier_in(served, "presaisine")
    with calling(served, "manager") as client:
        wide = client.get("/api/journal")
        found = client.get("/api/journal", params={"dossier": dossier}).json()
        few = all_of(client, "/api/journal", "entrees", dossier=dossier)
        days = client.get("/api/journal", params={"du": "2026-05-01", "au": "2026-05-05"})
    noted = served.town.rows(Consultation, what="voir_journal")

    assert codes(wide) == ["recherche_trop_large"]
    assert few == found["entrees"] != []
    assert days.status_code == 200
    assert noted


def test_figures_count_the_dossiers_that_their_reader_opens(looked_at: Served) -> None:
    with calling(looked_at, "bop") as client:
        told = client.get("/api/chiffres").json()
        listed = client.get("/api/dossiers", params={"limite": 200}).json()["dossiers"]
        rules = client.get("/api/regles").json()["regles"]
        wrong = client.get("/api/chiffres", params={"mois": "2026-13"})

    assert told["mois"] == "2026-04"
    assert sum(one["dossiers"] for one in told["dossiers"]) == len(listed)
    assert all(one["dans_le_delai"] <= one["jugees"] for one in told["delais"])
    assert all(one["source"] for one in rules)
    assert codes(wrong) == ["champ_invalide"]


def test_an_offer_is_kept_up_by_whoever_published_it(served: Served) -> None:
    offer = served.town.rows(Offre)[0]["id"]
    path = f"/api/offres/{offer}/actes/mettre-a-jour"
    with calling(served, "bop") as office, calling(served, "conseiller") as stranger:
        (version,) = [
            one["version"]
            for one in office.get("/api/offres").json()["offres"]
            if one["offre"] == offer
        ]
        closed = stranger.post(path, json={}, headers=ANY)
        done = office.post(path, json={}, headers={"If-Match": f'"{version}"'})
        stale = office.post(path, json={}, headers={"If-Match": f'"{version}"'})
        nothing = office.post("/api/offres", json={})
        unknown = office.post(f"/api/offres/{offer}/actes/detruire", json={}, headers=ANY)

    assert codes(closed)
    assert done.status_code == 200, done.text
    assert done.json()["version"] == version + 1
    assert stale.status_code == 412
    assert nothing.status_code == unknown.status_code == 422


def test_the_head_of_a_service_habilitates_the_agent_whom_they_created(served: Served) -> None:
    mail = "yanis.caron@cd93.example"
    with calling(served, "responsable") as head:
        made = head.post("/api/agents", json={"nom": "Yanis Caron", "courriel": mail})
        path = f"/api/agents/{made.json()['agent']}"
        new = head.get(path)
        said = {"role": "referent", "service": ALI, "du": "2026-05-01"}
        done = head.post(
            f"{path}/actes/habiliter", json=said, headers={"If-Match": new.headers["etag"]}
        )
        shown = head.get(path)

    assert new.status_code == 200, new.text
    assert done.status_code == 200, done.text
    assert [one["service"] for one in shown.json()["habilitations"]] == [ALI]


def test_agents_are_kept_by_whoever_may(served: Served) -> None:
    with calling(served, "bop") as client, calling(served, "responsable") as head:
        made = client.post(
            "/api/agents", json={"nom": "Nora Petit", "courriel": "nora.petit@cd93.example"}
        )
        number = made.json()["agent"]
        hidden = head.get(f"/api/agents/{number}")
        path = f"/api/agents/{number}/actes/habiliter"
        said = {"role": "referent", "service": ALI, "du": "2026-05-01"}
        done = client.post(path, json=said, headers={"If-Match": made.headers["etag"]})
        shown = head.get(f"/api/agents/{number}")

    assert made.status_code == done.status_code == 200, done.text
    assert hidden.status_code == 404
    assert [one["role"] for one in shown.json()["habilitations"]] == ["referent"]
    assert shown.headers["etag"] == done.headers["etag"]
