"""Results typed after the séance: each line its own, looked at together, recorded once."""

from tests.web.reading import form_of, text_of
from tests.web.served import Served
from tests.web.sittings import ep_sitting, icl_sitting, line_of
from workflow.tables.subjects import Dossier, Passage
from workflow.tables.trail import JournalRow


def test_each_line_gets_its_own_result_and_a_second_click_does_nothing(served: Served) -> None:
    town = served.town
    icl, (first, second, third) = icl_sitting(town)
    versions = {one["id"]: one["version"] for one in town.rows(Dossier)}
    lines = [line_of(town, one, icl) for one in (first, second, third)]
    there = f"/seances/{icl}/resultats"

    with served.visitor("referente") as client:
        form = form_of(client.get(there)) | {
            f"resultat-{lines[0]}": f"rendre_favorable.{versions[first]}",
            f"accueil-{lines[0]}": "oui",
            f"resultat-{lines[1]}": f"rendre_desaccord.{versions[second]}",
            f"mots-{lines[1]}": "Deux services s’y opposent.",
            f"resultat-{lines[2]}": f"ajourner.{versions[third]}",
        }
        checked = client.post(there, data=form)
        states = [town.row(Passage, one)["state"] for one in lines]
        told = form_of(checked)
        done = client.post(f"{there}/enregistrer", data=told)
        twice = client.post(f"{there}/enregistrer", data=told)

    assert "2 résultats à enregistrer" in text_of(checked)
    assert "1 n’est pas possible. Rien n’est encore enregistré" in text_of(checked)
    assert states == ["retenu"] * 3
    assert "2 résultats enregistrés, 1 laissé" in text_of(done)
    assert "déjà enregistré, rien n’a été refait" in text_of(twice)
    assert [town.row(Passage, one)["state"] for one in lines] == [
        *("favorable", "desaccord_rendu", "retenu")
    ]
    assert len(town.rows(JournalRow, act="rendre_favorable", subject_id=first)) == 1


def test_going_back_keeps_what_was_typed(served: Served) -> None:
    town = served.town
    icl, (first, *_) = icl_sitting(town)
    line = line_of(town, first, icl)
    version = town.row(Dossier, first)["version"]
    there = f"/seances/{icl}/resultats"

    with served.visitor("referente") as client:
        form = form_of(client.get(there)) | {
            f"resultat-{line}": f"ajourner.{version}",
            f"mots-{line}": "Personne absente.",
        }
        checked = client.post(there, data=form)
        back = client.post(there, data=form_of(checked, button="aller=revenir"))

    assert form_of(back)[f"mots-{line}"] == "Personne absente."
    assert form_of(back)[f"resultat-{line}"] == f"ajourner.{version}"


def test_an_ep_and_an_icl_lead_to_the_page_of_their_own(served: Served) -> None:
    ep, _ = ep_sitting(served.town)
    icl = served.town.seance("2026-06-24")

    with served.visitor("bop") as client:
        assert f'href="/seances/{ep}/decisions"' in client.get(f"/seances/{ep}/resultats").text
        assert f'href="/seances/{icl}/resultats"' in client.get(f"/seances/{icl}/decisions").text
