"""Lines of a séance by the API: answered one by one, their results and decisions given together."""

from tests.web.api.calling import acts_of, calling, codes
from tests.web.served import Served
from tests.web.sittings import ep_sitting, icl_sitting, line_of, seance_in
from tests.workflow.build import FRANCE_TRAVAIL
from workflow.tables.subjects import Dossier, Passage
from workflow.tables.trail import JournalRow

FAVOURABLE = {"methode": "liste", "accord_accueil": True}
KEY = {"Idempotency-Key": "5f0c0d1e-8a55"}


def test_a_service_that_sits_answers_of_a_line_once_upon_what_it_read(served: Served) -> None:
    (line, dossier) = next(
        (one["id"], one["dossier_id"])
        for one in served.town.rows(Passage, seance_id=seance_in(served.town, "preparee"))
    )
    path, known = f"/api/lignes/{line}", {"service": FRANCE_TRAVAIL, "reponse": "connu"}
    with calling(served, "conseiller") as client:
        read = client.get(path)
        ways = {one["acte"]: one for one in client.get(f"{path}/actes").json()["actes"]}
        said = {"If-Match": read.headers["etag"], **KEY}
        tried = client.post(f"{path}/actes/repondre/essai", json=known, headers=said)
        first, again = (
            client.post(f"{path}/actes/repondre", json=known, headers=said) for _ in range(2)
        )
        unlike = client.post(f"{path}/actes/consulter", json={}, headers=said)
    with calling(served, "ailleurs") as client:
        elsewhere = client.post(f"{path}/actes/repondre", json=known, headers=said)

    assert read.json()["ligne"] == line
    assert "reponse" in {one["nom"] for one in ways["repondre"]["champs"]}
    assert tried.json() == {"possible": True, "refus": []}
    assert first.status_code == 200, first.text
    assert again.json() == {**first.json(), "deja_fait": True}
    assert acts_of(served, dossier).count("repondre") == 1
    assert unlike.status_code == elsewhere.status_code == 404


def test_results_are_recorded_each_by_itself_and_once_under_their_key(served: Served) -> None:
    town = served.town
    icl, dossiers = icl_sitting(town)
    lines = [line_of(town, one, icl) for one in dossiers]
    versions = {one["id"]: one["version"] for one in town.rows(Dossier)}
    told = {
        "resultats": [
            _result(lines[0], "rendre_favorable", versions[dossiers[0]], **FAVOURABLE),
            _result(lines[1], "rendre_desaccord", versions[dossiers[1]] - 1, raisons="Deux avis."),
            _result(lines[2], "ajourner", versions[dossiers[2]]),
        ]
    }
    path = f"/api/seances/{icl}/resultats"
    with calling(served, "referente") as client:
        tried = client.post(f"{path}/essai", json=told).json()["resultats"]
        untouched = {town.row(Passage, one)["state"] for one in lines}
        done, again = (
            client.post(path, json=told, headers=KEY).json()["resultats"] for _ in range(2)
        )

    assert [one["issue"] for one in tried] == ["possible", "change", "refus"]
    assert untouched == {"retenu"}
    assert [one["issue"] for one in done] == ["fait", "change", "refus"]
    assert done[0]["resultat"]["version"] == versions[dossiers[0]] + 1
    assert done[1]["conflit"]["version"] == versions[dossiers[1]]
    assert all(one["phrase"] for one in done[2]["refus"])
    assert [one["issue"] for one in again] == ["deja_fait", "change", "refus"]
    assert acts_of(served, dossiers[0]).count("rendre_favorable") == 1


def test_what_is_no_line_or_no_result_of_the_seance_stops_it_before_anything(
    served: Served,
) -> None:
    town = served.town
    icl, dossiers = icl_sitting(town)
    line, stranger = line_of(town, dossiers[0], icl), 999_999
    before = len(town.rows(JournalRow))
    with calling(served, "referente") as client:
        wrong = client.post(
            f"/api/seances/{icl}/resultats",
            json={
                "resultats": [
                    _result(stranger, "ajourner", 1),
                    _result(line, "consulter", 1),
                    _result(line, "ajourner", 1),
                ]
            },
        )
        decided = client.get(f"/api/seances/{icl}/decisions")

    assert codes(wrong) == [
        *("ligne_inconnue", "ligne_dite_deux_fois", "ligne_dite_deux_fois", "acte_inconnu")
    ]
    assert codes(decided) == ["pas_une_ep"]
    assert len(town.rows(JournalRow)) == before


def test_an_ep_decides_of_many_lines_and_who_only_looks_of_none(served: Served) -> None:
    town = served.town
    ep, dossiers = ep_sitting(town)
    path = f"/api/seances/{ep}/decisions"
    with calling(served, "ep") as client:
        shown = client.get(path).json()
        first, second, third = shown["lignes"]
        told = {
            "decisions": [
                {**_of(first), "acte": first["propose"], "type_orientation": 5},
                {**_of(second), "acte": "refuser"},
                {**_of(third), "acte": "refuser", "motif": "accompagnement à poursuivre"},
            ]
        }
        tried = client.post(f"{path}/essai", json=told).json()["decisions"]
        done, again = (
            client.post(path, json=told, headers=KEY).json()["decisions"] for _ in range(2)
        )
        unlike = client.post(
            path, json={"decisions": [{**_of(second), "acte": "decider_accepter"}]}
        )
        results = client.post(
            f"/api/seances/{ep}/resultats", json={"resultats": [_result(1, "ajourner", 1)]}
        )
    with calling(served, "manager") as client:
        looked = client.get(path).json()
        closed = client.post(path, json={"decisions": [{**_of(second), "acte": "refuser"}]})

    assert shown["niveau"] == "avis"
    assert first["propose"] == "accepter"
    assert [one["issue"] for one in tried] == ["possible", "refus", "possible"]
    assert [one["issue"] for one in done] == ["fait", "refus", "fait"]
    assert {one["champ"] for one in done[1]["refus"]} == {"motif"}
    assert [one["issue"] for one in again] == ["deja_fait", "refus", "deja_fait"]
    assert sum(acts_of(served, one).count("accepter") for one in dossiers) == 1
    assert codes(unlike) == ["acte_inconnu"]
    assert codes(results) == ["ep"]
    assert looked["niveau"] is None
    assert codes(closed) == ["acteur_non_autorise"]


def test_what_a_decision_does_not_take_is_refused_rather_than_lost(served: Served) -> None:
    ep, dossiers = ep_sitting(served.town)
    path = f"/api/seances/{ep}/decisions"
    with calling(served, "bop") as client:
        shown = client.get(path).json()
        first, second, _ = shown["lignes"]
        said = {"type_orientation": 4, "service": 999_999, "motif": "blabla"}
        told = {
            "decisions": [
                {**_of(first), "acte": "accepter", **said},
                {**_of(second), "acte": "refuser", **said},
            ]
        }
        refused = client.post(path, json=told)

    assert [(one["acte"], one["motif"], one["accorde"]) for one in shown["choix"]] == [
        ("accepter", False, ["type_orientation"]),
        ("refuser", True, []),
        ("reporter", True, []),
    ]
    assert refused.status_code == 422
    assert [(one["code"], one["champ"]) for one in refused.json()["refus"]] == [
        ("champ_inconnu", "decisions.0.service"),
        ("champ_inconnu", "decisions.0.motif"),
        ("champ_inconnu", "decisions.1.type_orientation"),
        ("champ_inconnu", "decisions.1.service"),
    ]
    assert not any("accepter" in acts_of(served, one) for one in dossiers)


def test_saisines_are_put_on_the_agenda_of_an_ep_in_their_turn(served: Served) -> None:
    path = "/api/ep/inscriptions"
    with calling(served, "bop") as client:
        held = client.get("/api/ep/seances").json()["seances"]
        (waiting,) = client.get("/api/dossiers", params={"etat": "saisine_recue"}).json()[
            "dossiers"
        ]
        number = waiting["dossier"]
        accepted = client.post(
            f"/api/dossiers/{number}/actes/declarer_recevable", json={}, headers={"If-Match": "*"}
        )
        listed = client.get("/api/ep/saisines").json()["saisines"]
        tried = client.post(f"{path}/essai", json={}).json()["inscriptions"]
        done = client.post(path, json={"dossiers": [number]}, headers=KEY).json()
        again = client.post(path, json={"dossiers": [number]}).json()
    with calling(served, "manager") as client:
        refused = client.post(path, json={})

    assert held
    assert accepted.status_code == 200, accepted.text
    assert [one["dossier"] for one in listed] == [number]
    assert [(one["dossier"], one["issue"]) for one in tried] == [(number, "possible")]
    assert [one["issue"] for one in done["inscriptions"]] == ["fait"]
    assert done["inscriptions"][0]["seance"] in {one["seance"] for one in held}
    assert again == {"inscriptions": [], "n_attendent_plus": [number]}
    assert acts_of(served, number).count("inscrire_ep") == 1
    assert codes(refused) == ["acteur_non_autorise"]


def _result(line: int, act: str, version: int, **fields: object) -> dict[str, object]:
    return {"ligne": line, "acte": act, "version": version, "champs": fields}


def _of(line: dict[str, object]) -> dict[str, object]:
    return {"ligne": line["ligne"], "version": line["version"]}
