"""Reading by the API: what is open to whoever asks, page after page, and nothing else."""

import base64
import json
from typing import Any

import httpx
import pytest

from tests.web.api.calling import calling, codes, dossier_in
from tests.web.served import Served
from tests.workflow.build import ALI, ALI_ELSEWHERE, ELSEWHERE, HERE
from workflow.tables.subjects import Dossier

BASES = pytest.mark.parametrize("fixture", ["served", "served_on_postgresql"])


@BASES
@pytest.mark.parametrize("sort", ["echeance", "numero", "nom", "anciennete"])
def test_pages_follow_each_other_without_losing_or_repeating_anybody(
    request: pytest.FixtureRequest, fixture: str, sort: str
) -> None:
    served: Served = request.getfixturevalue(fixture)
    found: list[int] = []
    with calling(served, "bop") as client:
        answer = client.get("/api/dossiers", params={"tri": sort, "limite": 5, "ouverts": "false"})
        while True:
            found += [one["dossier"] for one in answer.json()["dossiers"]]
            if answer.json()["suite"] is None:
                break
            answer = client.get(answer.links["next"]["url"])

    assert "next" not in answer.links
    assert sorted(found) == sorted(one["id"] for one in served.town.rows(Dossier))


def test_a_list_holds_what_its_reader_opens_and_nothing_else(looked_at: Served) -> None:
    with calling(looked_at, "bop") as bop, calling(looked_at, "ailleurs") as elsewhere:
        everybody = bop.get("/api/dossiers").json()["dossiers"]
        theirs = elsewhere.get("/api/dossiers").json()["dossiers"]
        opened = [elsewhere.get(f"/api/dossiers/{one['dossier']}") for one in everybody]
    followed = looked_at.town.rows(Dossier, service_id=ALI_ELSEWHERE)

    numbers = {one["dossier"] for one in theirs}
    assert {one["id"] for one in followed} <= numbers < {one["dossier"] for one in everybody}
    assert {one.json()["dossier"] for one in opened if one.status_code == 200} == numbers


def test_filters_and_words_choose_among_them(looked_at: Served) -> None:
    with calling(looked_at, "bop") as client:
        named = client.get("/api/dossiers", params={"q": "ferreira maria"}).json()["dossiers"]
        drafted = client.get(
            "/api/dossiers", params={"etat": ["presaisine", "notifie"], "circonscription": HERE}
        ).json()["dossiers"]
        followed = client.get("/api/dossiers", params={"service": ALI}).json()["dossiers"]
    states = [one["state"] for one in looked_at.town.rows(Dossier, circonscription=HERE)]

    assert {one["nom"] for one in named} == {"DA SILVA FERREIRA"}
    assert len(drafted) == states.count("presaisine") + states.count("notifie") > 0
    assert len(followed) == len(looked_at.town.rows(Dossier, service_id=ALI, closed_at=None)) > 0


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limite=0", "limite"),
        ("limite=201", "limite"),
        ("limite=1.0", "limite"),
        ("limite=1&limite=2", "limite"),
        ("en_retard=oui", "en_retard"),
        ("tri=autre", "tri"),
        ("inconnu=1", "inconnu"),
        ("q=", "q"),
        ("q=a%00b", "q"),
        ("apres=x", "apres"),
        ("service=0", "service.0"),
    ],
)
def test_what_is_not_asked_for_or_not_legible_is_refused_by_its_name(
    looked_at: Served, query: str, field: str
) -> None:
    with calling(looked_at, "bop") as client:
        answer = client.get(f"/api/dossiers?{query}")

    assert answer.status_code == 422
    assert [one["champ"] for one in answer.json()["refus"]] == [field]


@BASES
def test_a_forged_cursor_is_refused(request: pytest.FixtureRequest, fixture: str) -> None:
    served: Served = request.getfixturevalue(fixture)
    with calling(served, "bop") as client:
        for key in (["a\0", "b", 1], ["\ud800", "b", 1], [1, 2, 3], ["a"]):
            forged = json.dumps(["nom", False, *key]).encode()
            token = base64.urlsafe_b64encode(forged).decode().rstrip("=")
            answer = client.get("/api/dossiers", params={"tri": "nom", "apres": token})

            assert answer.status_code == 422, answer.text
            assert codes(answer) == ["champ_invalide"]


def test_what_is_elsewhere_is_answered_like_what_does_not_exist(looked_at: Served) -> None:
    elsewhere = dossier_in(looked_at, "accompagnement", circonscription=ELSEWHERE)
    with calling(looked_at, "referente") as client:
        for what in ("", "/echeances", "/journal", "/lettres", "/messages", "/pieces", "/actes"):
            hidden, absent = (
                client.get(f"/api/dossiers/{one}{what}") for one in (elsewhere, 999_999)
            )

            assert hidden.status_code == absent.status_code == 404
            assert hidden.json() == absent.json()


def test_a_draft_request_is_not_told_to_the_offices(looked_at: Served) -> None:
    dossier = dossier_in(looked_at, "presaisine")
    with calling(looked_at, "bop") as bop, calling(looked_at, "referente") as own:
        hidden, shown = (one.get(f"/api/dossiers/{dossier}").json() for one in (bop, own))
        told, whole = (
            [
                entry["acte"]
                for entry in one.get(f"/api/dossiers/{dossier}/journal").json()["entrees"]
            ]
            for one in (bop, own)
        )

    assert hidden["demande"] is None
    assert shown["demande"]["id"]
    assert "ouvrir_reorientation" in whole
    assert "ouvrir_reorientation" not in told


def test_a_dossier_bears_its_version_as_its_etag(looked_at: Served) -> None:
    dossier = dossier_in(looked_at, "presaisine")
    with calling(looked_at, "referente") as client:
        sheet = client.get(f"/api/dossiers/{dossier}")
        acts = client.get(f"/api/dossiers/{dossier}/actes")

    assert sheet.headers["etag"] == acts.headers["etag"] == f'"{sheet.json()["version"]}"'


def test_the_acts_of_a_dossier_tell_their_fields_and_every_reason_why_not(
    looked_at: Served,
) -> None:
    dossier = dossier_in(looked_at, "presaisine")
    with calling(looked_at, "referente") as client:
        acts = _by_code(client.get(f"/api/dossiers/{dossier}/actes"))
    with calling(looked_at, "manager") as client:
        closed = _by_code(client.get(f"/api/dossiers/{dossier}/actes"))

    assert acts["consulter"]["possible"]
    assert {one["nom"] for one in acts["consulter"]["champs"]} >= {"date", "accord"}
    assert not any(one["possible"] for one in closed.values())
    assert all(one["refus"][0]["phrase"] for one in closed.values())


def test_deadlines_are_told_with_the_count_of_their_days(looked_at: Served) -> None:
    dossier = dossier_in(looked_at, "presaisine")
    with calling(looked_at, "referente") as client:
        (first, *_) = client.get(f"/api/dossiers/{dossier}/echeances").json()["echeances"]
        told = client.get(f"/api/echeances/{first['echeance']}").json()

    assert told["regle"] == first["regle"]
    assert any(one["compte"] for one in told["compte"]["jours"])
    assert told["source"]


def _by_code(answer: httpx.Response) -> dict[str, dict[str, Any]]:
    return {one["acte"]: one for one in answer.json()["actes"]}
