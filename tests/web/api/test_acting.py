"""Acting by the API: done once, upon what was read, or refused with every reason."""

import httpx
import pytest

from tests.web.api.calling import acts_of, calling, codes, dossier_in
from tests.web.served import Served
from tests.workflow.build import ALI, FRANCE_TRAVAIL

SAID = {"motif_code": "1", "service_souhaite": FRANCE_TRAVAIL}
CONSULTED = {"date": "2026-05-04", "accord": True}
ANY = {"If-Match": "*"}


@pytest.mark.parametrize("fixture", ["served", "served_on_postgresql"])
def test_an_act_is_done_once_however_often_it_is_sent_under_its_key(
    request: pytest.FixtureRequest, fixture: str
) -> None:
    served: Served = request.getfixturevalue(fixture)
    dossier = dossier_in(served, "accompagnement", service_id=ALI)
    path = f"/api/dossiers/{dossier}/actes/ouvrir_reorientation"
    with calling(served, "referente") as client:
        read = client.get(f"/api/dossiers/{dossier}").headers["etag"]
        headers = {"If-Match": read, "Idempotency-Key": "5f0c0d1e-8a55"}
        first, again = (client.post(path, json=SAID, headers=headers) for _ in range(2))
        other = client.post(path, json={**SAID, "motif_code": "2"}, headers=headers)

    assert (first.status_code, again.status_code) == (200, 200), first.text
    assert not first.json()["deja_fait"]
    assert again.json() == {**first.json(), "deja_fait": True}
    assert first.headers["etag"] == f'"{first.json()["version"]}"' != read
    assert acts_of(served, dossier).count("ouvrir_reorientation") == 1
    assert other.status_code == 409
    assert codes(other) == ["cle_deja_utilisee"]


@pytest.mark.parametrize("fixture", ["served", "served_on_postgresql"])
def test_who_read_an_older_dossier_is_told_who_did_what_and_when(
    request: pytest.FixtureRequest, fixture: str
) -> None:
    served: Served = request.getfixturevalue(fixture)
    dossier = dossier_in(served, "presaisine")
    path = f"/api/dossiers/{dossier}/actes/consulter"
    with calling(served, "referente") as one, calling(served, "responsable") as other:
        headers = {"If-Match": one.get(f"/api/dossiers/{dossier}").headers["etag"]}
        done = other.post(path, json=CONSULTED, headers=headers)
        answer = one.post(path, json=CONSULTED, headers=headers)

    assert done.status_code == 200, done.text
    assert answer.status_code == 412
    assert codes(answer) == []
    conflict = answer.json()["conflit"]
    assert conflict["par"] == "Odile Fontaine"
    assert conflict["version"] == done.json()["version"] == conflict["version_lue"] + 1
    assert acts_of(served, dossier).count("consulter") == 1


def test_who_does_not_read_the_draft_of_a_service_is_not_told_of_it_by_a_conflict(
    served: Served,
) -> None:
    dossier = dossier_in(served, "accompagnement", service_id=ALI)
    path = f"/api/dossiers/{dossier}"
    with calling(served, "referente") as service, calling(served, "bop") as office:
        read = {"If-Match": office.get(path).headers["etag"]}
        done = service.post(f"{path}/actes/ouvrir_reorientation", json=SAID, headers=ANY)
        told = office.post(f"{path}/actes/relancer", json={"nature": "appel"}, headers=read)

    assert done.status_code == 200, done.text
    assert told.status_code == 412
    conflict = told.json()["conflit"]
    assert (conflict["acte"], conflict["par"], conflict["le"]) == (None, None, None)
    assert conflict["version"] == done.json()["version"]
    assert told.json()["detail"].startswith("Quelqu’un d’autre a changé le dossier")
    assert "Samira Haddad" not in told.text


@pytest.mark.parametrize(
    ("version", "status"),
    [("4", 422), ('"x"', 422), ('W/"4"', 422), ('"99999999999"', 422), ("", 422), ('"999"', 412)],
)
def test_a_version_that_nobody_read_matches_nothing(
    served: Served, version: str, status: int
) -> None:
    dossier = dossier_in(served, "presaisine")
    with calling(served, "referente") as client:
        answer = client.post(
            f"/api/dossiers/{dossier}/actes/consulter",
            json=CONSULTED,
            headers={"If-Match": version},
        )

    assert answer.status_code == status
    assert "consulter" not in acts_of(served, dossier)[-1:]


def test_nothing_is_done_upon_what_was_not_read(served: Served) -> None:
    dossier = dossier_in(served, "presaisine")
    with calling(served, "referente") as client:
        answer = client.post(f"/api/dossiers/{dossier}/actes/consulter", json=CONSULTED)

    assert answer.status_code == 428
    assert codes(answer) == ["version_demandee"]


def test_a_refused_act_carries_every_reason_and_is_in_the_journal(served: Served) -> None:
    dossier = dossier_in(served, "presaisine")
    with calling(served, "referente") as client:
        answer = client.post(
            f"/api/dossiers/{dossier}/actes/consulter",
            json={"date": "2026-12-31", "accord": 3, "autre": "x"},
            headers=ANY,
        )

    assert answer.status_code == 422
    fields = {one["champ"]: one for one in answer.json()["refus"]}
    assert {"accord", "autre"} <= set(fields)
    assert all(one["phrase"] and one["que_faire"] for one in fields.values())
    assert acts_of(served, dossier)[-1] == "refus"


def test_an_act_is_tried_and_nothing_is_written(served: Served) -> None:
    dossier = dossier_in(served, "presaisine")
    path = f"/api/dossiers/{dossier}/actes/consulter/essai"
    before = acts_of(served, dossier)
    with calling(served, "referente") as client:
        possible = client.post(path, json=CONSULTED, headers=ANY).json()
        refused = client.post(path, json={}, headers=ANY).json()

    assert possible == {"possible": True, "refus": []}
    assert not refused["possible"]
    assert refused["refus"]
    assert acts_of(served, dossier) == before


def test_the_last_act_is_undone_by_the_bop_alone(served: Served) -> None:
    dossier = dossier_in(served, "accompagnement", service_id=ALI)
    with calling(served, "referente") as client:
        client.post(f"/api/dossiers/{dossier}/actes/ouvrir_reorientation", json=SAID, headers=ANY)
        path = f"/api/dossiers/{dossier}/corrections"
        refused = client.post(path, json={"motif": "erreur"}, headers=ANY)
    with calling(served, "bop") as client:
        older = {"If-Match": '"1"'}
        stale = client.post(path, json={"motif": "erreur de dossier"}, headers=older)
        done = client.post(path, json={"motif": "erreur de dossier"}, headers=ANY)

    assert refused.status_code == 422
    assert stale.status_code == 412
    assert done.status_code == 200, done.text
    assert done.json()["etat"] == "accompagnement"
    assert acts_of(served, dossier)[-1] == "corriger"


@pytest.mark.parametrize("event", ["nul_acte", "naitre_a_orienter", "Consulter", "a" * 70])
def test_an_act_that_no_dossier_knows_is_no_address(served: Served, event: str) -> None:
    dossier = dossier_in(served, "presaisine")
    with calling(served, "referente") as client:
        answer = client.post(f"/api/dossiers/{dossier}/actes/{event}", json={}, headers=ANY)

    assert answer.status_code in {404, 422}
    assert acts_of(served, dossier)[-1] != "refus"


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"date=2026-05-04", "application/x-www-form-urlencoded", 415),
        (b"[]", "application/json", 422),
        (b"", "application/json", 422),
        (b'{"date": ["2026-05-04"]}', "application/json", 422),
        (b'{"date": NaN}', "application/json", 422),
        (b'{"date": "\\ud800"}', "application/json", 422),
    ],
)
def test_what_is_not_the_json_that_is_asked_is_refused(
    looked_at: Served, content: bytes, kind: str, status: int
) -> None:
    dossier = dossier_in(looked_at, "presaisine")
    with calling(looked_at, "referente") as client:
        answer: httpx.Response = client.post(
            f"/api/dossiers/{dossier}/actes/consulter",
            content=content,
            headers={"Content-Type": kind, **ANY},
        )

    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_act_upon_what_is_elsewhere_leaves_no_trace(served: Served) -> None:
    dossier = dossier_in(served, "accompagnement", service_id=ALI)
    before = acts_of(served, dossier)
    with calling(served, "ailleurs") as client:
        answer = client.post(
            f"/api/dossiers/{dossier}/actes/ouvrir_reorientation", json=SAID, headers=ANY
        )

    assert answer.status_code == 404
    assert acts_of(served, dossier) == before
