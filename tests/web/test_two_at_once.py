"""Two people at once on one dossier: who was there just before, what was recorded meanwhile."""

from datetime import timedelta

import pytest

from entrypoints.web.forms.overtaken import Overtaken
from rules.wording import NBSP
from tests.web.api.calling import calling
from tests.web.reading import form_of, post, sides_of, text_of
from tests.web.served import Served
from tests.web.sittings import seance_in
from tests.web.test_dossiers import dossier_in, entries
from tests.workflow.build import ALI, FRANCE_TRAVAIL, HERE
from workflow.tables.accounts import Consultation
from workflow.tables.agents import Agent
from workflow.tables.seats import Participant
from workflow.tables.subjects import Passage


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


def test_who_reads_a_dossier_by_a_program_has_not_opened_it(served: Served) -> None:
    dossier = dossier_in(served, "accompagnement", service_id=ALI)
    with calling(served, "responsable") as program, served.visitor("referente") as client:
        read = program.get(f"/api/dossiers/{dossier}")
        beside = text_of(client.get(f"/dossiers/{dossier}"))
    kept = served.town.rows(Consultation, what="voir_dossier", subject_id=dossier)

    assert read.status_code == 200
    assert "a ouvert ce dossier" not in beside
    assert {(one["actor"], one["page"]) for one in kept} == {
        *(("Odile Fontaine", 0), ("Samira Haddad", 1)),
    }


def test_of_another_participant_the_form_stays_as_it_was_typed(served: Served) -> None:
    town = served.town
    seance = seance_in(town, "preparee")
    town.convene(seance, "convoquer")
    mine, other = (
        town.rows(Participant, seance_id=seance, service_id=service)[0]["id"]
        for service in (ALI, FRANCE_TRAVAIL)
    )
    path = f"/seances/{seance}/actes/repondre_invitation"
    with served.visitor("referente") as one, served.visitor("bat") as bat:
        seen = one.get(f"{path}?participant={mine}")
        post(bat, path, participant=str(other), reponse="remplace", remplacant="Zoé Petit")
        answer = post(one, path, seen=seen, reponse="decline")

    assert answer.status_code == 409
    assert "Bruno Tessier a modifié la séance" in text_of(answer)
    assert "Le même acte" not in text_of(answer)
    assert sides_of(answer) == {}
    said = form_of(answer)
    assert (said["participant"], said["reponse"]) == (str(mine), "decline")
    assert said["remplacant"] == ""


def test_of_another_service_the_form_stays_as_it_was_typed_and_of_the_same_it_is_told(
    served: Served,
) -> None:
    seance = seance_in(served.town, "preparee")
    path = f"/seances/{seance}/actes/transmettre_tableau"
    with served.visitor("referente") as one, served.visitor("bat") as bat:
        seen = one.get(path)
        done = post(bat, path, service=str(FRANCE_TRAVAIL))
        other = post(one, path, seen=seen, service=str(ALI))
        post(bat, path, service=str(ALI))
        same = post(one, path, seen=other, service=str(ALI))

    assert done.status_code == 303, text_of(done)
    assert (other.status_code, same.status_code) == (409, 409)
    assert sides_of(other) == sides_of(same) == {}
    assert form_of(other)["service"] == str(ALI)
    assert "Le même acte" not in text_of(other)
    assert "Le même acte" in text_of(same)


def test_what_adds_one_more_takes_nothing_over_from_the_other(served: Served) -> None:
    dossier = served.town.rows(Passage, seance_id=seance_in(served.town, "preparee"))[0]
    path = f"/dossiers/{dossier['dossier_id']}/actes/inviter"
    with served.visitor("referente") as one, served.visitor("bat") as other:
        seen = one.get(path)
        done = post(other, path, qui="partenaire", nom="Ana Tuteur", courriel="a@udaf.example")
        answer = post(one, path, seen=seen, qui="partenaire", nom="Léo Roy")

    assert done.status_code == 303, text_of(done)
    assert answer.status_code == 409
    assert "Inviter quelqu’un pour la ligne" in text_of(answer, "//*[@class='conflict']")
    assert "Le même acte" not in text_of(answer)
    assert sides_of(answer) == {}
    assert (form_of(answer)["nom"], form_of(answer)["courriel"]) == ("Léo Roy", "")


def test_a_habilitation_and_an_absence_take_nothing_over_either(served: Served) -> None:
    agent = served.town.rows(Agent, nom="Odile Fontaine")[0]["id"]
    path, away = f"/parametres/agents/{agent}/habiliter", "/preferences/absences"
    with served.visitor("administrateur") as one, served.visitor("responsable") as own:
        seen, mine = one.get(path), own.get(away)
        given = post(one, path, role="bat", circonscription=HERE, du="11/05/2026")
        again = post(one, path, seen=seen, role="bop", du="11/05/2026")
        post(own, away, du="11/05/2026", au="15/05/2026", suppleant=str(agent - 1))
        later = post(own, away, seen=mine, du="01/06/2026", au="05/06/2026")

    assert given.status_code == 303, text_of(given)
    assert (again.status_code, later.status_code) == (409, 409)
    assert form_of(again)["circonscription"] == form_of(later)["suppleant"] == ""
    assert sides_of(again) == sides_of(later) == {}
    assert "Le même acte" not in text_of(again) + text_of(later)


def test_a_field_left_empty_says_from_whom_it_is_taken_over(served: Served) -> None:
    dossier = dossier_in(served, "presaisine")
    path = f"/dossiers/{dossier}/actes/consulter"
    with served.visitor("referente") as one, served.visitor("responsable") as other:
        seen = one.get(path)
        post(other, path, date="04/05/2026", accord="non")
        answer = post(one, path, seen=seen, date="04/05/2026")

    told = text_of(answer, "//*[@class='conflict']").replace(NBSP, " ")
    assert "1 champ repris de ce qu’Odile Fontaine a saisi : Accord de la personne." in told


@pytest.mark.parametrize(
    ("by", "words"),
    [
        (("Odile Fontaine", "vous"), "Vous et Odile Fontaine avez"),
        (("vous",), "Vous avez"),
        (("le planificateur", "Karim Toumi"), "Le planificateur et Karim Toumi ont"),
        (("Karim Toumi",), "Karim Toumi a"),
    ],
)
def test_whoever_reads_comes_first_among_those_who_changed_it(
    by: tuple[str, ...], words: str
) -> None:
    assert Overtaken(acts=(), by=by).who_has == words


def test_a_form_sent_again_of_an_act_that_is_over_keeps_what_is_typed(served: Served) -> None:
    dossier = dossier_in(served, "presaisine")
    path = f"/dossiers/{dossier}/actes/retirer_demande"
    with served.visitor("referente") as client:
        seen = client.get(path)
        post(client, path, seen=seen, motif="Ne veut plus.")
        again = post(client, path, seen=seen, motif="A changé d’avis.")

    assert "Ce formulaire a déjà été envoyé" in text_of(again)
    assert "ci-dessous" not in text_of(again)
    assert "A changé d’avis." in text_of(again, "//*[@class='facts']")
