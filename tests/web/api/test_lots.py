"""One act on several dossiers by the API: kept as they were read, looked at, done, begun again."""

from collections.abc import Sequence
from time import sleep
from typing import Any

import httpx

from tests.web.api.calling import acts_of, calling, codes
from tests.web.served import Served
from tests.web.test_lots import followed
from workflow.tables.subjects import Dossier

REFERENT = {"referent": "7"}


def over(client: httpx.Client, asked: httpx.Response) -> dict[str, Any]:
    """What was asked for, once it is over."""
    told: dict[str, Any] = asked.json()
    assert asked.status_code == 202, asked.text
    assert asked.headers["location"] == f"/api/travaux/{told['travail']}"
    while told["etat"] == "en_cours":
        sleep(0.05)
        told = client.get(f"/api/travaux/{told['travail']}").json()
    return told


def test_an_act_is_looked_at_then_done_once_to_each_dossier(served: Served) -> None:
    first, second, changed = dossiers = followed(served)
    with calling(served, "referente") as client:
        lot = client.post("/api/lots", json=_read(served, dossiers)).json()
        path = f"/api/lots/{lot['lot']}"
        offered = client.get(f"{path}/actes").json()["actes"]
        early = client.post(f"{path}/faire", json={})
        wrong = client.post(f"{path}/actes/reaffecter/apercu", json={"referent": "x"})
        client.post(
            f"/api/dossiers/{changed}/actes/reaffecter", json=REFERENT, headers={"If-Match": "*"}
        )
        looked = over(client, client.post(f"{path}/actes/reaffecter/apercu", json=REFERENT))
        seen = client.get(path).json()
        done = over(client, client.post(f"{path}/faire", json={}))
        told, again = client.get(path).json(), client.post(f"{path}/faire", json={})
        taken_up = client.post(f"{path}/reprise").json()
        listed = client.get("/api/lots").json()["lots"]
    with calling(served, "responsable") as other:
        theirs = other.get(path)

    assert {one["acte"] for one in offered} >= {"reaffecter"}
    assert codes(early) == ["lot_sans_apercu"]
    assert [one["champ"] for one in wrong.json()["refus"]] == ["referent"]
    assert looked["etat"] == done["etat"] == "fini"
    assert [one["apercu"] for one in seen["lignes"]] == ["possible", "possible", "change"]
    assert [one["issue"] for one in told["lignes"]] == ["fait", "fait", "laisse"]
    assert all(one["phrase"] for one in told["lignes"][2]["raisons"])
    assert codes(again) == ["lot_fait"]
    assert [one["issue"] for one in taken_up["lignes"]] == ["fait", "fait", None]
    assert [(one["lot"], one["faites"]) for one in listed] == [(lot["lot"], 2)]
    assert theirs.status_code == 404
    assert [acts_of(served, one).count("reaffecter") for one in (first, second)] == [1, 1]


def test_what_changed_is_done_all_the_same_when_that_is_said(served: Served) -> None:
    (one,) = dossiers = followed(served, 1)
    with calling(served, "referente") as client:
        lot = client.post("/api/lots", json=_read(served, dossiers)).json()["lot"]
        path = f"/api/lots/{lot}"
        client.post(
            f"/api/dossiers/{one}/actes/reaffecter", json=REFERENT, headers={"If-Match": "*"}
        )
        over(client, client.post(f"{path}/actes/reaffecter/apercu", json={"referent": "8"}))
        over(client, client.post(f"{path}/faire", json={"malgre": [one]}))
        told = client.get(path).json()["lignes"]

    assert [line["issue"] for line in told] == ["fait"]
    assert acts_of(served, one).count("reaffecter") == 2


def test_nothing_is_kept_of_dossiers_that_are_elsewhere(served: Served) -> None:
    dossiers = followed(served, 1)
    with calling(served, "ailleurs") as client:
        answer = client.post("/api/lots", json=_read(served, dossiers))

    assert codes(answer) == ["lot_vide"]


def _read(served: Served, dossiers: Sequence[int]) -> dict[str, object]:
    versions = {one["id"]: one["version"] for one in served.town.rows(Dossier)}
    return {"dossiers": [{"dossier": one, "version": versions[one]} for one in dossiers]}
