"""The files joined to a dossier: brought, taken, taken away."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from rules.pieces import FileLimits
from tests.web.reading import form_of, notice_after, post, text_of
from tests.web.served import Served
from tests.workflow.build import ALI
from workflow.tables.accounts import Consultation
from workflow.tables.subjects import Dossier
from workflow.tables.tableau import Piece

PDF = b"%PDF-1.7 bilan"


def brought(
    client: httpx.Client, dossier: int, name: str, content: bytes, **typed: str
) -> httpx.Response:
    path = f"/dossiers/{dossier}/pieces"
    form = {**form_of(client.get(path)), **typed}
    form.pop("fichier", None)
    return client.post(path, data=form, files={"fichier": (name, content, "text/html")})


def own(served: Served) -> int:
    return int(served.town.rows(Dossier, service_id=ALI, state="presaisine")[0]["id"])


def test_a_file_is_joined_once_however_often_it_is_brought(served: Served) -> None:
    dossier = own(served)
    with served.visitor("referente") as client:
        first = notice_after(client, brought(client, dossier, "bilan é.pdf", PDF))
        again = notice_after(client, brought(client, dossier, "bilan é.pdf", PDF))
    kept = served.town.rows(Piece, dossier_id=dossier)

    assert "est jointe" in first
    assert "était déjà jointe" in again
    assert [(one["name"], one["sort"]) for one in kept] == [("bilan é.pdf", "autre")]


def test_a_file_that_is_not_what_its_name_says_is_refused(served: Served) -> None:
    dossier = own(served)
    with served.visitor("referente") as client:
        answer = brought(client, dossier, "page.pdf", b"<script>1</script>", sorte="presaisine")
        nothing = post(client, f"/dossiers/{dossier}/pieces")
    kept = served.town.rows(Piece, dossier_id=dossier)

    assert answer.status_code == 422
    assert "n’est pas celui d’un « pdf »" in text_of(answer)
    assert 'value="presaisine" checked' in answer.text
    assert "Choisissez le fichier à joindre." in text_of(nothing)
    assert kept == []


def test_a_file_leaves_as_a_file_and_that_is_written_down(served: Served) -> None:
    piece: dict[str, Any] = served.town.rows(Piece)[0]
    with served.visitor("bop") as client:
        answer = client.get(f"/pieces/{piece['id']}")
    noted = served.town.rows(Consultation, what="voir_piece")

    assert answer.headers["content-disposition"].startswith('attachment; filename="fiche.pdf"')
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "application/pdf"
    assert [(one["kind"], one["subject_id"]) for one in noted] == [("dossier", piece["dossier_id"])]


def test_a_file_of_elsewhere_is_answered_like_one_that_does_not_exist(served: Served) -> None:
    piece = served.town.rows(Piece)[0]["id"]
    with served.visitor("ailleurs") as client:
        there, nowhere = client.get(f"/pieces/{piece}"), client.get("/pieces/999999")

    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert text_of(there) == text_of(nowhere)
    assert served.town.rows(Consultation, what="voir_piece") == []


def test_a_file_is_taken_away_for_a_motive_and_stays_told(served: Served) -> None:
    piece = served.town.rows(Piece)[0]
    with served.visitor("bop") as client:
        refused = post(client, f"/pieces/{piece['id']}/retrait")
        done = post(client, f"/pieces/{piece['id']}/retrait", motif="ce n’est pas la sienne")
        notice_after(client, done)
        told = text_of(client.get(f"/dossiers/{piece['dossier_id']}/pieces"))

    assert refused.status_code == 422
    assert "Il manque : le motif." in text_of(refused)
    assert "« ce n’est pas la sienne »" in told


def test_a_file_that_is_too_heavy_is_told_with_its_weight_and_leads_back(
    looked_at: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = own(looked_at)
    with looked_at.visitor("referente") as client:
        heavy = b"x" * 10_500_000
        joined = client.post(f"/dossiers/{dossier}/pieces", content=heavy)
        at_a_line = client.post("/seances/1/tableau/lignes/2/pieces", content=heavy)
        nowhere = client.post("/nulle/part", content=heavy)

        configured = looked_at.app.state.assembly.configured
        smaller = replace(configured, pieces=FileLimits(largest=3))
        monkeypatch.setattr(looked_at.app.state.assembly, "configured", smaller)
        less = client.post(f"/dossiers/{dossier}/pieces", content=heavy)

    assert {one.status_code for one in (joined, at_a_line, nowhere)} == {413}
    assert "Fichier trop lourd : 10,5 Mo, 3 Mo au plus." in text_of(less)
    for one in (joined, at_a_line, nowhere):
        assert "Fichier trop lourd : 10,5 Mo, 10 Mo au plus." in text_of(one)
        assert "Rien n’a été enregistré." in text_of(one)
    assert f'href="/dossiers/{dossier}/pieces">Revenir au formulaire' in joined.text
    assert 'href="/seances/1/tableau/lignes/2">Revenir au formulaire' in at_a_line.text
    assert "Revenir au formulaire" not in nowhere.text
