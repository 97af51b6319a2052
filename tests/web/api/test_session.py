"""A session of the API: opened, exercised in a capacity, closed; who has none is told so."""

import httpx
import pytest

from entrypoints.web.forms.posted import TOKEN
from rules.access.policy import OUTSIDE
from tests.web.api.calling import calling, codes, dossier_in, log_in
from tests.web.reading import form_of
from tests.web.served import Served
from workflow.tables.accounts import Consultation


def test_a_session_says_who_one_is_and_what_that_opens(looked_at: Served) -> None:
    with httpx.Client(base_url=looked_at.address) as client:
        entered = log_in(client, "referente")
        token = entered.json()["jeton"]
        me = client.get("/api/moi", headers={"Authorization": f"Bearer {token}"})

    assert entered.status_code == 201
    assert "set-cookie" not in entered.headers
    assert me.json()["nom"] == "Samira Haddad"
    assert me.json()["qualite"]["role"] == "referent"
    assert "voir_dossier" in me.json()["peut_ouvrir"]
    assert "voir_journal" not in me.json()["peut_ouvrir"]


def test_a_wrong_password_and_an_unknown_account_are_told_in_the_same_words(
    looked_at: Served,
) -> None:
    with httpx.Client(base_url=looked_at.address) as client:
        wrong = log_in(client, "referente", "une autre phrase que la bonne")
        unknown = log_in(client, "personne")

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert codes(wrong) == ["connexion_refusee"]


@pytest.mark.parametrize(
    "header", [None, "Bearer nul", "Bearer", "Basic YTpi", "", "n importe quoi"]
)
def test_nothing_is_answered_to_who_has_no_session(looked_at: Served, header: str | None) -> None:
    headers = httpx.Headers() if header is None else httpx.Headers({"Authorization": header})
    with calling(looked_at) as client:
        answer = client.get("/api/dossiers", headers=headers)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_wrong_token_is_not_made_good_by_a_cookie(looked_at: Served) -> None:
    with looked_at.visitor("bop") as browser:
        alone = browser.get("/api/moi")
        both = browser.get("/api/moi", headers={"Authorization": "Bearer nul"})

    assert alone.status_code == 200
    assert both.status_code == 401


def test_a_closed_session_opens_nothing(served: Served) -> None:
    with calling(served, "bop") as client:
        closed = client.delete("/api/session")
        after = client.get("/api/moi")

    assert closed.status_code == 204
    assert after.status_code == 401
    assert codes(after) == ["session_fermee"]


def test_who_has_several_capacities_says_which(served: Served) -> None:
    with calling(served, "deux_qualites") as client:
        before = client.get("/api/dossiers")
        stranger = client.put("/api/session/qualite", json={"role": "president"})
        chosen = client.put("/api/session/qualite", json={"role": "bop"})
        after = client.get("/api/dossiers")

    assert before.status_code == 403
    assert codes(before) == ["qualite_a_choisir"]
    assert stranger.status_code == 422
    assert chosen.json()["qualite"]["role"] == "bop"
    assert after.status_code == 200


def test_who_is_habilitated_for_nothing_opens_nothing(looked_at: Served) -> None:
    with calling(looked_at, "sans_qualite") as client:
        answer = client.get("/api/dossiers")

    assert answer.status_code == 403
    assert codes(answer) == ["sans_habilitation"]


def test_a_cookie_reads_but_acts_only_with_the_token_of_the_forms(served: Served) -> None:
    with served.visitor("bop") as browser:
        form = form_of(browser.get("/preferences"), "/preferences/affichage")
        read = browser.get("/api/dossiers")
        forged = browser.delete("/api/session")
        foreign = browser.delete(
            "/api/session", headers={"X-Jeton": form[TOKEN], "Sec-Fetch-Site": "cross-site"}
        )
        own = browser.delete("/api/session", headers={"X-Jeton": form[TOKEN]})

    assert read.status_code == 200
    assert forged.status_code == foreign.status_code == 403
    assert codes(forged) == ["jeton_etranger"]
    assert own.status_code == 204


def test_what_is_opened_is_written_in_the_access_log(served: Served) -> None:
    dossier = dossier_in(served, "presaisine")
    with calling(served, "referente") as client:
        answer = client.get(f"/api/dossiers/{dossier}")
    noted = served.town.rows(Consultation, what="voir_dossier")

    assert answer.status_code == 200
    assert [(one["kind"], one["subject_id"]) for one in noted] == [("dossier", dossier)]


def test_what_nobody_serves_is_a_problem_too(looked_at: Served) -> None:
    with calling(looked_at, "bop") as client:
        nowhere = client.get("/api/rien")
        method = client.patch("/api/dossiers")
        absent = client.get("/api/dossiers/999999")

    assert nowhere.status_code == 404
    assert codes(nowhere) == []
    assert method.status_code == 405
    assert method.headers["allow"] == "GET"
    assert codes(absent) == [OUTSIDE.code]
