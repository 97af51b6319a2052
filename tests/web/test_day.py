"""« Ma journée »: what is awaited of whoever looks, the most urgent first."""

import re
from typing import Any

from lxml import html

from entrypoints.web.desks.lots.offering import Offer, on_a_line
from tests.web.reading import lines_of, rows_of, text_of
from tests.web.served import Served
from tests.workflow.build import ALI, HERE
from tests.workflow.test_offers import published
from workflow.tables.subjects import Circonscription, Dossier


def test_each_has_what_is_awaited_of_them(looked_at: Served) -> None:
    with looked_at.visitor("referente") as own, looked_at.visitor("bop") as bop:
        theirs, offices = text_of(own.get("/journee")), text_of(bop.get("/journee"))

    assert "Déposer la saisine après l’avis favorable" in theirs
    assert "Déposer la saisine après l’avis favorable" not in offices
    assert "Envoyer le courrier de décision" in offices
    assert "Envoyer le courrier de décision" not in theirs


def test_a_filter_shows_as_many_tasks_as_its_chip_says(looked_at: Served) -> None:
    with looked_at.visitor("referente") as client:
        whole = text_of(client.get("/journee"), "//ul[@class='chips']")
        late = client.get("/journee", params={"filtre": "retard"})
        count = int(whole.split("en retard ")[1].split()[0])

    assert count > 0
    assert len(rows_of(late)) == count


def test_each_call_has_its_chip_where_somebody_may_be_called(looked_at: Served) -> None:
    chips = {}
    for name in ("referente", "president", "ep"):
        with looked_at.visitor(name) as client:
            chips[name] = text_of(client.get("/journee"), "//ul[@class='chips']")

    assert "à ma décision" in chips["referente"]
    assert "à compléter" in chips["referente"]
    assert "à ma décision 2" in chips["president"]
    assert "à compléter" not in chips["president"]
    assert "à ma décision" in chips["ep"]
    assert "à compléter" not in chips["ep"]


def test_what_is_to_complete_is_listed_alone(looked_at: Served) -> None:
    with looked_at.visitor("referente") as client:
        listed = text_of(client.get("/journee", params={"filtre": "a_completer"}), "//tbody")

    assert "Inscrire la demande au tableau" in listed
    assert "Déposer la saisine" not in listed


def test_a_list_of_one_place_says_how_it_is_called(looked_at: Served) -> None:
    chips = "//ul[@class='chips']/li[last()]"
    with looked_at.visitor("bop") as client:
        here = client.get("/journee", params={"circonscription": HERE})
        nowhere = client.get("/journee", params={"circonscription": "97-99"})
        name = looked_at.town.rows(Circonscription, code=HERE)[0]["libelle"]

    assert (text_of(here, chips), text_of(nowhere, chips)) == (f"{name} ✕", "97-99 ✕")
    assert "Rien avec ce filtre." in text_of(nowhere, "//tbody")


def test_a_task_leads_to_the_act_that_does_it_and_back(looked_at: Served) -> None:
    dossier = looked_at.town.rows(Dossier, state="saisine_a_faire", service_id=ALI)[0]["id"]
    with looked_at.visitor("referente") as client:
        page = client.get("/journee")

    act = f'href="/dossiers/{dossier}/actes/deposer_saisine?retour=/journee"'
    assert act in page.text


def test_an_offer_to_update_is_told_by_its_name_who_keeps_it_its_type_and_its_place(
    served: Served,
) -> None:
    published(served.town, libelle="Logement", service=str(ALI), operateur="", genre="social")
    with served.visitor("referente") as own, served.visitor("bop") as bop:
        theirs, offices = ("\n".join(lines_of(one.get("/journee"))) for one in (own, bop))

    assert (
        "| Logement Agence locale d’insertion de Saint-Denis"
        " | accompagnement social tout le département | Mettre à jour : Logement" in theirs
    )
    assert (
        "| Un pas de plus Une association"
        " | accompagnement emploi Saint-Denis | Mettre à jour : Un pas de plus" in offices
    )


def test_who_administers_has_no_day(looked_at: Served) -> None:
    with looked_at.visitor("administrateur") as client:
        assert client.get("/journee").status_code == 403


def test_a_task_says_what_its_date_is_counted_from_and_no_code(looked_at: Served) -> None:
    with looked_at.visitor("referente") as client:
        told = text_of(client.get("/journee"), "//tbody")

    assert re.search(r"\d (jours? ouvrés?|mois|semaines?) (après|avant) le ", told)
    assert re.search(r"\b[A-Z]\d*-[A-Z]{3,}", told) is None


def test_the_button_of_a_task_shows_its_verb_and_says_the_whole_act(looked_at: Served) -> None:
    with looked_at.visitor("referente") as client:
        page: Any = html.fromstring(client.get("/journee").text)
    (button, *_) = page.xpath("//a[contains(@href, '/actes/deposer_saisine')]")

    assert button.text == "Déposer"
    assert button.text_content().startswith("Déposer la saisine\N{NO-BREAK SPACE}: ")


def test_the_foot_of_a_list_holds_the_buttons_of_one_line() -> None:
    acts = [
        Offer(event=f"acte_{n}", label="Demander un entretien", number=2, own=True)
        for n in range(5)
    ]

    assert on_a_line(acts) == acts[:3]
