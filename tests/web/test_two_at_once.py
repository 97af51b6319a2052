"""Two people at once on one dossier: who was there just before, what was recorded meanwhile."""

from datetime import timedelta

from rules.wording import NBSP
from tests.web.reading import form_of, post, sides_of, text_of
from tests.web.served import Served
from tests.web.test_dossiers import dossier_in, entries
from tests.workflow.build import ALI


def test_who_read_an_older_dossier_is_told_and_loses_nothing(served: Served) -> None:
    dossier = dossier_in(served, "presaisine")
    path = f"/dossiers/{dossier}/actes/consulter"
    with served.visitor("referente") as one, served.visitor("responsable") as other:
        seen = one.get(path)
        other_done = post(other, path, date="04/05/2026", accord="non")
        answer = post(one, path, seen=seen, date="04/05/2026", accord="oui")

    assert other_done.status_code == 303, text_of(other_done)
    assert answer.status_code == 409
    assert "Odile Fontaine a modifié ce dossier à 9" in text_of(answer)
    assert "Enregistré par Odile Fontaine" in text_of(answer, "//table//thead")
    assert sides_of(answer) == {"accord": ["non", "oui"]}
    assert form_of(answer)["date"] == "04/05/2026"


def test_a_conflict_is_settled_by_choosing_a_side_of_each_field(served: Served) -> None:
    dossier = dossier_in(served, "presaisine")
    path = f"/dossiers/{dossier}/actes/consulter"
    with served.visitor("referente") as one, served.visitor("responsable") as other:
        seen = one.get(path)
        post(other, path, date="04/05/2026", accord="non")
        told = post(one, path, seen=seen, date="03/05/2026", accord="oui")
        done = post(one, path, seen=told, date="04/05/2026", accord="oui")

    assert sides_of(told) == {"date": ["04/05/2026", "03/05/2026"], "accord": ["non", "oui"]}
    assert done.status_code == 303
    assert entries(served, dossier)[-2:] == ["consulter", "consulter"]


def test_an_act_that_somebody_did_meanwhile_is_told_and_what_was_typed_is_kept(
    served: Served,
) -> None:
    dossier = dossier_in(served, "presaisine")
    path = f"/dossiers/{dossier}/actes/constater_consultation_impossible"
    with served.visitor("referente") as one, served.visitor("responsable") as other:
        seen = one.get(path)
        gone = post(other, f"/dossiers/{dossier}/actes/retirer_demande", motif="Ne veut plus.")
        answer = post(one, path, seen=seen, tentatives="Deux appels, une visite.")

    assert gone.status_code == 303, text_of(gone)
    assert answer.status_code == 409
    assert "L’étape n’est plus « Pré-saisine »" in text_of(answer)
    assert "Votre saisie, gardée" in text_of(answer)
    assert "Deux appels, une visite." in text_of(answer)
    assert "Relire le dossier" in text_of(answer)


def test_a_form_sent_again_with_something_else_says_what_it_did_and_keeps_what_is_typed(
    served: Served,
) -> None:
    dossier = dossier_in(served, "presaisine")
    path = f"/dossiers/{dossier}/actes/consulter"
    with served.visitor("referente") as client:
        seen = client.get(path)
        post(client, path, seen=seen, date="04/05/2026", accord="non")
        again = post(client, path, seen=seen, date="03/05/2026", accord="oui")
        then = post(client, path, seen=again)

    told = text_of(again, "//*[@class='conflict']").replace(NBSP, " ")
    assert "Ce formulaire a déjà été envoyé" in told
    assert "« Enregistrer la consultation de la personne » à 9 h" in told
    assert "clé" not in told
    assert f'href="/dossiers/{dossier}">Voir ce qui est enregistré' in again.text
    assert form_of(again)["date"] == "03/05/2026"
    assert then.status_code == 303


def test_who_opened_a_dossier_just_before_is_told_to_who_opens_it_next(served: Served) -> None:
    dossier = dossier_in(served, "accompagnement", service_id=ALI)
    path = f"/dossiers/{dossier}"
    with served.visitor("responsable") as first, served.visitor("manager") as manager:
        first.get(path)
        manager.get(path)
        served.town.now += timedelta(minutes=4)
        with served.visitor("referente") as second:
            told, again = text_of(second.get(path)), text_of(second.get(path))
        back = text_of(first.get(path))
        served.town.now += timedelta(minutes=16)
        with served.visitor("bop") as late:
            later = text_of(late.get(path))

    who = "Odile Fontaine, responsable de service, a ouvert ce dossier il y a 4 minutes."
    assert who in told.replace(NBSP, " ")
    assert told.count("a ouvert ce dossier") == again.count("a ouvert ce dossier") == 1
    assert "Odile Fontaine, " not in back.partition("Ce que vous pouvez faire")[0]
    assert "a ouvert ce dossier à l’instant" in back
    assert "a ouvert ce dossier" not in later
