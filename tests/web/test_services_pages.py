"""Services and their offers on screen: each keeps its own."""

from typing import Any

import httpx
from lxml import html

from tests.web.reading import form_of, notice_after, post, rows_of, sides_of, text_of
from tests.web.served import Served
from tests.workflow.build import ALI, FRANCE_TRAVAIL, HERE, execute
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


def test_a_whole_departement_is_read_page_after_page_and_nothing_is_lost(served: Served) -> None:
    _departement(served)

    with served.visitor("bop") as client:
        offers = _pages(client, "offres")
        services = _pages(client, "services")

    assert max(len(one.content) for one in [*offers, *services]) < 100_000
    names = [one for page in offers for one in rows_of(page) if one.startswith("Atelier")]
    assert names == [f"Atelier {n:03}Association {n:03}" for n in range(120)]
    names = [
        one
        for page in services
        for one in rows_of(page)
        if "Association 0" <= one < "Association 2"
    ]
    assert names == [f"Association {n:03}association référente" for n in range(120)]


def test_each_of_the_two_lists_goes_on_by_itself(served: Served) -> None:
    _departement(served)

    with served.visitor("bop") as client:
        further = _pages(client, "services")[1]
        wrong = client.get("/services?mots=a&apres_offre=x")

    told = rows_of(further)
    assert "Atelier 000Association 000" in told
    assert "Association 000" not in " ".join(told[50:])
    assert "Association 060" in " ".join(told[50:])
    assert wrong.headers["location"] == "/services?mots=a"


def test_services_and_offers_are_found_by_the_words_of_their_names(looked_at: Served) -> None:
    with looked_at.visitor("responsable") as client:
        offered = text_of(client.get("/services?mots=PAS"), "//tbody")
        named = text_of(client.get("/services?mots=saint+agence"), "//tbody")
        nothing = text_of(client.get("/services?mots=zzz"), "//main")

    assert ("Un pas de plus" in offered, "Agence locale" in offered) == (True, False)
    assert "Agence locale d’insertion de Saint-Denis" in named
    assert "France Travail" not in named
    assert "Aucune offre avec ces filtres." in nothing
    assert "Aucun service avec ces filtres." in nothing


def test_whoever_is_of_a_service_goes_straight_to_it(looked_at: Served) -> None:
    link = "//a[normalize-space()='Mon service']"
    with looked_at.visitor("responsable") as client, looked_at.visitor("bop") as office:
        page = client.get("/services")
        found = rows_of(client.get(_link(page, link)))
        none = _link(office.get("/services"), link)

    assert any("le vôtre" in one for one in found)
    assert none == ""


def _departement(served: Served) -> None:
    """A hundred and twenty services more, each with its offer."""
    rows = [
        f"(1, 1, '', {1000 + n}, 'Association {n:03}', 'association', '[\"{HERE}\"]',"
        f" '{n} rue de la République, 93200 Saint-Denis', '0149000000', 'a{n}@exemple.fr', 1)"
        for n in range(120)
    ]
    offers = [
        f"(1, 1, '', 'Atelier {n:03}', {1000 + n}, 'social', '{HERE}', 12, 0, 0, 0)"
        for n in range(120)
    ]
    execute(
        served.town.store,
        "INSERT INTO service (version, seq, head, id, libelle, genre, circonscriptions, adresse,"
        f" telephone, email, active) VALUES {', '.join(rows)}",
        "INSERT INTO offre (version, seq, head, libelle, service_id, genre, circonscription,"
        f" capacite, contingent, published_at, updated_at) VALUES {', '.join(offers)}",
    )


def _pages(client: httpx.Client, what: str) -> list[httpx.Response]:
    """The pages of one of the two lists, one after the other."""
    read, path = [], "/services"
    while path:
        read.append(client.get(path))
        path = _link(read[-1], f"//nav[@aria-label='Pages des {what}']/a[@class='button']")
    return read


def _link(page: httpx.Response, path: str) -> str:
    """Where a link leads, empty when there is none."""
    found: Any = html.fromstring(page.text).xpath(f"{path}/@href")
    return next(iter(found), "")
