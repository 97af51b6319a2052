"""What is answered besides pages: to a monitor, to whoever may not look, to a session that is
over."""

import httpx
import structlog

from tests.web.reading import form_of, text_of
from tests.web.served import Served
from tests.workflow.build import ALI
from workflow.tables.subjects import Dossier


def test_head_answers_as_get_without_its_body_and_is_logged_so(looked_at: Served) -> None:
    with looked_at.visitor("bop") as client, structlog.testing.capture_logs() as logs:
        paths = ("/connexion", "/journee", "/dossiers", "/api/dossiers", "/nulle/part")
        got = {path: client.get(path) for path in paths}
        logs.clear()
        asked = {path: client.head(path) for path in paths}

    for path in paths:
        assert (asked[path].status_code, asked[path].content) == (got[path].status_code, b"")
        assert asked[path].headers.get("content-type") == got[path].headers.get("content-type")
    answered = [one for one in logs if one["event"] == "web.answered"]
    assert {one["method"] for one in answered} == {"HEAD"}
    assert [one["route"] for one in answered][1] == "/journee"


def test_a_post_route_answers_head_no_more_than_get(looked_at: Served) -> None:
    with looked_at.visitor("bop") as client:
        answers = client.get("/deconnexion"), client.head("/deconnexion")

    assert [one.status_code for one in answers] == [405, 405]


def test_a_page_that_is_closed_is_called_by_its_name(looked_at: Served) -> None:
    with looked_at.visitor("administrateur") as client:
        day, appeals = client.get("/journee"), client.get("/recours")
        dossiers = client.get("/dossiers")

    assert {one.status_code for one in (day, appeals, dossiers)} == {403}
    assert "n’ouvre pas cela : la liste du jour." in text_of(day)
    assert "n’ouvre pas cela : les recours." in text_of(appeals)
    assert "n’ouvre pas cela : un dossier" in text_of(dossiers)


def test_what_was_typed_and_could_not_be_kept_is_told_as_lost(looked_at: Served) -> None:
    town = looked_at.town
    dossier = town.rows(Dossier, state="accompagnement", service_id=ALI)[0]["id"]
    path = f"/dossiers/{dossier}/actes/ouvrir_reorientation"
    with looked_at.visitor("referente") as client:
        form = form_of(client.get(path))
        client.cookies.clear()
        answer = client.post(path, data=form)
        login = client.get(answer.headers["location"])

    assert answer.status_code == httpx.codes.SEE_OTHER
    assert "votre saisie n’a pas pu être gardée" in text_of(login)
    assert "Rien n’a été enregistré" in text_of(login)
