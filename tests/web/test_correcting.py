"""A mistake corrected on screen: what was, what would move, why; and nothing erased."""

import pytest

from tests.web.reading import form_of, notice_after, post, text_of
from tests.web.served import Served
from tests.web.test_dossiers import dossier_in, entries
from tests.workflow.build import BOP

MOTIVE = "saisi sur le mauvais dossier"


def mistaken(served: Served) -> int:
    """A dossier of which the BOP recorded the suspension of the right by mistake."""
    dossier = dossier_in(served, "accompagnement")
    served.town.act(dossier, "suspendre_droit", BOP, date="2026-05-04")
    return dossier


@pytest.mark.parametrize("fixture", ["served", "served_on_postgresql"])
def test_the_last_act_is_shown_then_undone_with_its_motive(
    request: pytest.FixtureRequest, fixture: str
) -> None:
    served: Served = request.getfixturevalue(fixture)
    dossier = mistaken(served)
    path = f"/dossiers/{dossier}/correction"
    with served.visitor("bop") as client:
        sheet = text_of(client.get(f"/dossiers/{dossier}"))
        page = client.get(path)
        before = entries(served, dossier)
        said = notice_after(client, post(client, path, seen=page, motif=MOTIVE))

    assert "Corriger… Enregistrer la suspension du droit" in sheet
    assert "Enregistrer la suspension du droit" in text_of(page)
    assert before[-1] == "suspendre_droit", "l’aperçu n’écrit rien"
    assert said.startswith("La correction est enregistrée.")
    assert entries(served, dossier)[-1] == "corriger"


def test_what_would_move_is_told_before(served: Served) -> None:
    dossier = dossier_in(served, "accompagnement")
    served.town.act(dossier, "fermer_droit", BOP, date="2026-05-04")
    with served.visitor("bop") as client:
        page = text_of(
            client.get(f"/dossiers/{dossier}/correction"), "//*[@aria-labelledby='bouge']"
        )

    assert "Le dossier sera : En accompagnement" in page
    assert "court, " in page


def test_a_correction_without_its_motive_is_refused_and_says_so_beside_it(served: Served) -> None:
    dossier = mistaken(served)
    with served.visitor("bop") as client:
        answer = post(client, f"/dossiers/{dossier}/correction", motif=" ")

    assert answer.status_code == 422
    assert "Il manque : le motif de la correction." in text_of(answer, "//*[@class='wrong']")
    assert "corriger" not in entries(served, dossier)


def test_who_does_not_correct_is_told_who_does(served: Served) -> None:
    dossier = mistaken(served)
    with served.visitor("referente") as client:
        sheet = text_of(client.get(f"/dossiers/{dossier}"))
        page = client.get(f"/dossiers/{dossier}/correction")

    assert "Corriger…" not in sheet
    assert "Corriger n’est pas possible" in text_of(page)
    assert "Corriger cet acte" not in page.text


def test_a_dossier_that_changed_meanwhile_is_not_corrected_of_another_act(served: Served) -> None:
    dossier = mistaken(served)
    path = f"/dossiers/{dossier}/correction"
    with served.visitor("bop") as client:
        page = client.get(path)
        served.town.act(dossier, "reprendre_droit", BOP, date="2026-05-04")
        answer = post(client, path, seen=page, motif=MOTIVE)

    assert answer.status_code == 409
    assert "Ce qui serait corrigé n’est plus le même acte" in text_of(answer)
    assert MOTIVE in answer.text
    assert "corriger" not in entries(served, dossier)


def test_the_act_of_a_draft_is_neither_shown_nor_undone_by_the_offices(served: Served) -> None:
    dossier = dossier_in(served, "presaisine")
    path = f"/dossiers/{dossier}/correction"
    with served.visitor("bop") as client:
        page = text_of(client.get(path))
        form = form_of(client.get("/preferences"), "/preferences/affichage")
        answer = client.post(path, data={**form, "motif": MOTIVE})

    assert "pas encore partagée" in page
    assert "Ouvrir une demande" not in page
    assert answer.status_code == 422
    assert "corriger" not in entries(served, dossier)
