"""A séance on the wall and beside it: little is shown of a person, a result is given once."""

from tests.web.reading import form_of, text_of
from tests.web.served import Served
from tests.web.sittings import icl_sitting, line_of
from tests.workflow.build import BOP
from tests.workflow.journeys import soutien
from workflow.tables.accounts import Consultation
from workflow.tables.subjects import Dossier, Passage, Personne, Seance
from workflow.tables.trail import JournalRow


def _person(served: Served, dossier: int) -> dict[str, object]:
    town = served.town
    found: dict[str, object] = town.row(Personne, town.row(Dossier, dossier)["personne_id"])
    return found


def test_the_wall_shows_initials_and_no_more_of_a_person(served: Served) -> None:
    icl, (first, *_) = icl_sitting(served.town)
    person = _person(served, first)

    with served.visitor("referente") as client:
        page = client.get(f"/seances/{icl}/direct").text

    assert f"{str(person['prenom'])[0]}.\u00a0{str(person['nom'])[0]}." in page
    for hidden in ("nom", "prenom", "numero_demande_rsa", "adresse", "telephone"):
        assert str(person[hidden]) not in page
    assert "Samira Haddad" not in page.partition("<main")[0]
    assert "/deconnexion" not in page


def test_the_three_results_are_equal_and_none_is_chosen(served: Served) -> None:
    icl, _ = icl_sitting(served.town)

    with served.visitor("referente") as client:
        answer = client.get(f"/seances/{icl}/direct")

    for label in ("1 · Avis favorable", "2 · Désaccord…", "3 · Ajourner…"):
        assert label in answer.text
    assert "first" not in answer.text.partition('class="results"')[2]
    assert "<form" not in answer.text


def test_a_result_is_given_once_and_the_wall_shows_it(served: Served) -> None:
    town = served.town
    icl, (first, *_) = icl_sitting(town)
    there = f"/seances/{icl}/direct"

    with served.visitor("referente") as client:
        form = form_of(client.get(f"{there}?resultat=rendre_favorable&poste=1"))
        refused = client.post(there, data=form)
        form |= {"accord_accueil": "oui"}
        done = client.post(there, data=form)
        twice = client.post(there, data=form)
        wall = client.get(f"{there}?ligne={line_of(town, first, icl)}")

    assert form["methode"] == "collegiale"
    assert refused.status_code == 422
    assert done.status_code == twice.status_code == 303
    assert town.state(first) == "saisine_a_faire"
    assert len(town.rows(JournalRow, act="rendre_favorable", subject_id=first)) == 1
    assert "Avis favorable, collégial" in text_of(wall)


def test_a_soutien_technique_asks_for_preconisations_and_no_avis(served: Served) -> None:
    town = served.town
    icl = town.seance("2026-05-06")
    dossier, line = soutien(town, icl)
    town.sit(icl)

    with served.visitor("referente") as client:
        page = client.get(f"/seances/{icl}/direct?ligne={line}").text
        form = form_of(client.get(f"/seances/{icl}/direct?ligne={line}&resultat=rendre_soutien"))
        form["preconisations"] = "Revoir le mode de garde."
        client.post(f"/seances/{icl}/direct", data=form)

    assert "1 · Préconisations…" in page
    assert "Avis favorable" not in page
    assert town.rows(Passage, id=line)[0]["state"] == "soutien_rendu"
    assert dossier


def test_before_the_opening_every_reason_is_told_instead_of_buttons(served: Served) -> None:
    town = served.town
    icl = town.seance("2026-05-06")
    soutien(town, icl)
    town.convene(icl, "preparer")
    town.convene(icl, "arreter")

    with served.visitor("referente") as client:
        page = text_of(client.get(f"/seances/{icl}/direct"))

    assert "Donner un résultat n’est pas possible maintenant. La séance n’est pas ouverte." in page


def test_the_list_is_validated_together_but_for_what_was_unticked(served: Served) -> None:
    town = served.town
    icl, (first, second, third) = icl_sitting(town)
    there = f"/seances/{icl}/direct/liste"

    with served.visitor("referente") as client:
        form = form_of(client.get(there))
        form["ligne"] = form["ligne"][:2]
        done = client.post(there, data=form)
        twice = client.post(there, data=form)

    assert "2 situations validées." in text_of(done)
    assert "déjà validée, rien n’a été refait" in text_of(twice)
    assert town.state(first) == town.state(second) == "saisine_a_faire"
    assert town.rows(Passage, dossier_id=third, seance_id=icl)[0]["state"] == "retenu"
    assert {one["methode"] for one in town.rows(Passage, seance_id=icl, state="favorable")} == {
        "liste"
    }


def test_the_bat_says_why_it_writes_the_results_of_the_services(served: Served) -> None:
    town = served.town
    icl, (first, *_) = icl_sitting(town)
    there = f"/seances/{icl}/direct/liste"

    with served.visitor("bat") as client:
        form = form_of(client.get(there))
        refused = client.post(there, data=form)
        done = client.post(there, data=form | {"suppleance": "réseau coupé à l’agence"})

    assert refused.status_code == 422
    assert "3 situations validées." in text_of(done)
    assert town.state(first) == "saisine_a_faire"


def test_a_page_that_shows_itself_again_is_written_once_an_hour(served: Served) -> None:
    icl, _ = icl_sitting(served.town)

    with served.visitor("referente") as client:
        for _ in range(3):
            client.get(f"/seances/{icl}/direct")
        served.town.wait(hours=1.1)
    with served.visitor("referente") as client:
        client.get(f"/seances/{icl}/direct")

    noted = served.town.rows(Consultation, what="voir_seance", subject_id=icl)
    assert len(noted) == 2


def test_a_seance_of_elsewhere_has_no_wall(served: Served) -> None:
    icl, _ = icl_sitting(served.town)

    with served.visitor("ailleurs") as client:
        assert client.get(f"/seances/{icl}/direct").status_code == 404
        assert client.get(f"/seances/{icl}/direct/liste").status_code == 404


def test_the_wall_of_a_seance_that_is_not_open_says_so(looked_at: Served) -> None:
    soon = looked_at.town.rows(Seance, state="preparee")[0]["id"]
    with looked_at.visitor("bat") as client:
        wall = text_of(client.get(f"/seances/{soon}/direct"))
        desk = text_of(client.get(f"/seances/{soon}/direct?poste=1"))

    assert "La séance n’est pas ouverte" in wall
    assert "La séance n’est pas ouverte" in desk
    assert "Lever la séance" not in desk


def test_only_whoever_lifts_the_seance_is_told_that_it_may_be(served: Served) -> None:
    icl = _all_given(served)
    desk, lift = f"/seances/{icl}/direct?poste=1", f"/seances/{icl}/actes/lever"
    pages = {}
    for who in ("referente", "bat"):
        with served.visitor(who) as client:
            pages[who] = client.get(desk), client.get(f"/seances/{icl}/direct"), client.get(lift)

    told = {who: [text_of(one) for one in seen[:2]] for who, seen in pages.items()}
    assert [lift in seen[0].text for seen in pages.values()] == [False, True]
    assert "Lever la séance n’est pas possible maintenant." in told["referente"][0]
    assert ["La séance peut être levée" in one for one in told["referente"]] == [False, False]
    assert ["La séance peut être levée" in one for one in told["bat"]] == [True, True]
    assert pages["bat"][2].status_code == 200


def test_a_seance_that_was_lifted_is_not_to_be_lifted_again(served: Served) -> None:
    icl = _all_given(served)
    served.town.convene(icl, "lever")
    with served.visitor("bat") as client:
        desk, wall = (
            client.get(f"/seances/{icl}/direct?poste=1"),
            client.get(f"/seances/{icl}/direct"),
        )

    for one in (desk, wall):
        assert "La séance est levée." in text_of(one)
        assert "peut être levée" not in text_of(one)
        assert "/actes/lever" not in one.text


def _all_given(served: Served) -> int:
    """A séance each of whose situations has its result."""
    icl, _ = icl_sitting(served.town)
    with served.visitor("referente") as client:
        there = f"/seances/{icl}/direct/liste"
        client.post(there, data=form_of(client.get(there)))
    return icl


def test_the_wall_keeps_the_acronyms_of_what_somebody_else_did(served: Served) -> None:
    town = served.town
    icl, (first, *_) = icl_sitting(town)
    there = f"/seances/{icl}/direct"

    with served.visitor("referente") as client:
        form = form_of(client.get(f"{there}?resultat=rendre_favorable"))
        town.act(first, "constater_demande_complete", BOP, date="2026-05-04", nature="initiale")
        late = client.post(there, data=form | {"accord_accueil": "oui"})

    assert late.status_code == 409
    assert "enregistrer la demande de RSA complète. Rien" in text_of(late)
