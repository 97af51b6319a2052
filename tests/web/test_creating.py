"""Somebody who is in no file: looked for first, told from those who are alike, then created."""

import re

import httpx
import pytest

from tests.web.reading import form_of, notice_after, text_of
from tests.web.served import Served
from tests.web.test_dossiers import dossier_in
from tests.workflow.build import ALI
from workflow.tables.subjects import Dossier, Personne
from workflow.tables.trail import JournalRow

PATH = "/personnes/nouvelle"
NEW = {"nom": "Zidane", "prenom": "Lila", "date_naissance": "12/06/1990"}
COMMUNE = "Bobigny"


def step(client: httpx.Client, seen: httpx.Response, **typed: str) -> httpx.Response:
    """Posts the step that is shown."""
    return client.post(PATH, data={**form_of(seen), **typed})


def boxes(seen: httpx.Response) -> list[str]:
    """Of everybody who is alike, that it is not them."""
    return re.findall(r'name="ecarte" value="([0-9]+)"', seen.text)


def somebody(served: Served) -> dict[str, object]:
    """Somebody whose dossier is open."""
    number = dossier_in(served, "accompagnement")
    (dossier,) = served.town.rows(Dossier, id=number)
    (person,) = served.town.rows(Personne, id=dossier["personne_id"])
    return person


@pytest.mark.parametrize("fixture", ["served", "served_on_postgresql"])
def test_a_newcomer_is_created_once_and_found_from_then_on(
    request: pytest.FixtureRequest, fixture: str
) -> None:
    served: Served = request.getfixturevalue(fixture)
    with served.visitor("bop") as client:
        form = step(client, client.get(PATH), **NEW)
        first, again = (step(client, form, ville=COMMUNE) for _ in range(2))
        said = notice_after(client, first)
        found = client.get("/dossiers", params={"q": "zidane"})

    created = served.town.rows(Personne, nom="Zidane")
    assert "Personne ne lui correspond" in text_of(form)
    assert said == "Le dossier de Lila ZIDANE est créé."
    assert first.headers["location"] == again.headers["location"]
    assert [one["date_naissance"] for one in created] == ["1990-06-12"]
    assert "Lila ZIDANE" in text_of(found)
    acts = [one["act"] for one in served.town.rows(JournalRow, subject_id=created[0]["id"])]
    assert "creer_personne" in acts
    (dossier,) = served.town.rows(Dossier, personne_id=created[0]["id"])
    assert dossier["state"] == "a_orienter"


def test_whoever_is_alike_is_shown_with_why_before_any_form(served: Served) -> None:
    known = somebody(served)
    day = "/".join(reversed(str(known["date_naissance"]).split("-")))
    alike = {"nom": str(known["nom"]), "prenom": str(known["prenom"]), "date_naissance": day}
    with served.visitor("bop") as client:
        shown = step(client, client.get(PATH), **alike)
        refused = step(client, shown)
        form = client.post(PATH, data={**form_of(shown), "ecarte": boxes(shown)})

    assert "même nom et même prénom, même date de naissance" in text_of(shown)
    assert "C’est elle" in text_of(shown)
    assert refused.status_code == 422
    assert "Ce n’est aucune des personnes qui lui ressemblent" in text_of(form)


def test_a_telephone_typed_later_is_compared_too(served: Served) -> None:
    known = somebody(served)
    with served.visitor("bop") as client:
        form = step(client, client.get(PATH), **NEW)
        shown = step(client, form, ville=COMMUNE, telephone=str(known["telephone"]))

    assert shown.status_code == 422
    assert "même téléphone" in text_of(shown)
    assert served.town.rows(Personne, nom="Zidane") == []


def test_who_is_oriented_already_is_born_where_they_stand(served: Served) -> None:
    with served.visitor("bop") as client:
        form = step(client, client.get(PATH), **NEW)
        typed = {"ville": COMMUNE, "service": str(ALI), "type_orientation": "5"}
        refused = step(client, form, **typed)
        done = step(client, refused, **typed, oriente_le="02/04/2026", accompagne_le="20/04/2026")

    assert done.status_code == 303, text_of(done)
    (person,) = served.town.rows(Personne, nom="Zidane")
    (dossier,) = served.town.rows(Dossier, personne_id=person["id"])
    assert "Il manque : la date de son orientation." in text_of(refused)
    assert (dossier["state"], dossier["service_id"]) == ("accompagnement", ALI)


def test_what_is_wrong_is_told_beside_its_field_and_nothing_typed_is_lost(served: Served) -> None:
    with served.visitor("bop") as client:
        tomorrow = step(client, client.get(PATH), **{**NEW, "date_naissance": "06/05/2026"})
        form = step(client, client.get(PATH), **NEW)
        nowhere = step(client, form, ville="Lyon", adresse="3 rue de la Gare")

    assert tomorrow.status_code == nowhere.status_code == 422
    assert 'value="Zidane"' in tomorrow.text
    assert "n’est d’aucune circonscription" in text_of(nowhere, "//*[@class='wrong']")
    assert "3 rue de la Gare" in nowhere.text
    assert served.town.rows(Personne, nom="Zidane") == []


def test_who_may_not_create_is_told_who_does(served: Served) -> None:
    with served.visitor("referente") as client:
        page = text_of(client.get(PATH))
        list_ = text_of(client.get("/dossiers"))
        form = form_of(client.get("/preferences"), "/preferences/affichage")
        answer = client.post(PATH, data={**form, **NEW, "etape": "creation", "ville": COMMUNE})

    assert "Créer une personne n’est pas possible pour votre rôle" in page
    assert "Créer une personne" not in list_
    assert answer.status_code == 403
    assert served.town.rows(Personne, nom="Zidane") == []
