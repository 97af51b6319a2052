"""Services and their offers on screen: each keeps its own."""

from tests.web.reading import form_of, notice_after, post, rows_of, sides_of, text_of
from tests.web.served import Served
from tests.workflow.build import ALI, FRANCE_TRAVAIL, HERE
from workflow.tables.subjects import Offre, Service


def test_everybody_sees_what_is_offered_and_where(looked_at: Served) -> None:
    for who in ("referente", "ep", "administrateur"):
        with looked_at.visitor(who) as client:
            page = client.get("/services")
        assert "Un pas de plus" in " ".join(rows_of(page)), who
        assert "Agence locale d’insertion de Saint-Denis" in text_of(page), who


def test_a_service_publishes_its_offer_and_updates_it(served: Served) -> None:
    with served.visitor("responsable") as client:
        published = post(
            client,
            "/services/offres/publier",
            libelle="Atelier numérique",
            genre="socioprofessionnel",
            capacite="12",
            places="4",
        )
        said = notice_after(client, published)
        number = served.town.rows(Offre, libelle="Atelier numérique")[0]["id"]
        updated = post(client, f"/services/offres/{number}/mettre-a-jour", places="2")

    assert said.startswith("L’offre est publiée.")
    assert updated.status_code == 303
    offer = served.town.rows(Offre, id=number)[0]
    assert (offer["service_id"], offer["places"]) == (ALI, 2)


def test_a_service_publishes_for_itself_alone(looked_at: Served) -> None:
    with looked_at.visitor("responsable") as client, looked_at.visitor("bop") as bop:
        own, every = (one.get("/services/offres/publier") for one in (client, bop))

    assert (
        text_of(own, "//fieldset[@id='champ-service']//label")
        == "Agence locale d’insertion de Saint-Denis"
    )
    assert form_of(own)["service"] == str(ALI)
    assert 'name="operateur"' not in own.text
    assert '<input class="wide" id="champ-operateur"' in every.text


def test_the_place_of_an_offer_is_chosen_among_those_there_are(looked_at: Served) -> None:
    with looked_at.visitor("referente") as client:
        asked = client.get("/services/offres/publier")

    assert "Saint-Denis" in text_of(asked, f"//select/option[@value='{HERE}']")


def test_more_places_than_there_are_is_refused_beside_the_field(served: Served) -> None:
    with served.visitor("responsable") as client:
        answer = post(
            client,
            "/services/offres/publier",
            libelle="Atelier",
            genre="social",
            capacite="5",
            places="9",
        )

    assert answer.status_code == 422
    assert "9 places disponibles pour une capacité de 5" in text_of(answer)
    assert 'value="Atelier"' in answer.text or ">Atelier<" in answer.text


def test_the_offer_of_another_service_is_not_theirs_to_change(served: Served) -> None:
    with served.visitor("conseiller") as client:
        number = served.town.rows(Offre)[0]["id"]
        page = client.get(f"/services/offres/{number}/retirer")

    assert "n’est pas possible pour votre rôle" in text_of(page)


def test_two_who_update_an_offer_choose_where_they_differ_and_share_the_rest(
    served: Served,
) -> None:
    with served.visitor("bop") as one, served.visitor("bat") as other:
        post(
            one, "/services/offres/publier", libelle="X", operateur="Y", genre="autre", capacite="9"
        )
        path = f"/services/offres/{served.town.rows(Offre, libelle='X')[0]['id']}/mettre-a-jour"
        seen = one.get(path)
        post(other, path, places="4", contingent="oui")
        answer = post(one, path, seen=seen, capacite="12", places="3")

    assert answer.status_code == 409
    assert sides_of(answer) == {"places": ["4", "3"]}
    assert "1 autre champ repris" in text_of(answer).replace("\u00a0", " ")
    assert 'name="contingent" value="oui" checked' in answer.text
    assert 'value="12"' in answer.text


def test_hours_are_said_by_the_service_for_itself(served: Served) -> None:
    with served.visitor("responsable") as client:
        own = post(client, f"/services/{ALI}/horaires", horaires="lundi à jeudi, 9 h à 17 h")
        other = post(client, f"/services/{FRANCE_TRAVAIL}/horaires", horaires="jamais")

    assert own.status_code == 303, text_of(own)
    assert other.status_code == 422
    assert served.town.rows(Service, id=ALI)[0]["horaires"] == "lundi à jeudi, 9 h à 17 h"
    assert served.town.rows(Service, id=FRANCE_TRAVAIL)[0]["horaires"] is None
