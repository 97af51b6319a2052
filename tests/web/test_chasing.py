"""« Mes circonscriptions », on screen: what misses, from whom, and who is chased for it."""

from datetime import timedelta

from tests.web.reading import form_of, notice_after, post, text_of
from tests.web.served import Served
from tests.web.sittings import seance_in
from tests.web.town import mail_of
from tests.workflow.accounts import PASSWORD
from workflow.reading import completeness
from workflow.tables.post import Outbox
from workflow.tables.subjects import Seance


def test_a_chase_shows_whom_then_writes_to_each_once_a_day(served: Served) -> None:
    number = seance_in(served.town, "preparee")
    town = served.town
    owing = [one for one in completeness.of_seance(town.store, town.rulebook, number) if one.owing]
    with served.visitor("bat") as client:
        page = client.get(f"/seances/{number}/relancer")
        form = form_of(page)
        nothing = {name: one for name, one in form.items() if not name.startswith("service-")}
        nobody = client.post(f"/seances/{number}/relancer", data=nothing)
        said = notice_after(client, client.post(f"/seances/{number}/relancer", data=form))
        again = client.get(f"/seances/{number}/relancer")
        town.now += timedelta(days=1)
        entered = post(client, "/connexion", adresse=mail_of("bat"), mot_de_passe=PASSWORD)
        next_day = client.get(f"/seances/{number}/relancer")

    assert entered.status_code == 303
    assert "relancé hier à 9" in text_of(next_day)
    assert "rien ne sera renvoyé" not in text_of(next_day)
    assert len(form_of(next_day).keys() & form.keys()) == len(form)
    assert all(one.service in text_of(page) for one in owing)
    assert (nobody.status_code, "checked" in nobody.text) == (422, False)
    assert "Personne n’est coché" in text_of(nobody)
    assert f"{len(owing)} relances envoyées." in said
    assert len(town.rows(Outbox, occasion="relance_tableau")) == len(owing)
    assert "rien ne sera renvoyé" in text_of(again)


def test_every_seance_is_chased_at_once_and_one_that_is_over_meanwhile_is_named(
    served: Served,
) -> None:
    town = served.town
    over = town.seance("2026-05-19")
    town.convene(over, "preparer")
    town.convene(over, "convoquer")
    path = "/circonscriptions/relancer"
    with served.visitor("bat") as client, served.visitor("referente") as other:
        listed, page = client.get("/circonscriptions"), client.get(path)
        form = form_of(page)
        town.convene(over, "annuler", motif="salle inondée")
        said = notice_after(client, client.post(path, data=form))
        again = notice_after(client, client.post(path, data=form))
        theirs = other.get(path)
    others = [one for one in town.rows(Seance) if one["state"] == "preparee"]
    sent = town.rows(Outbox, occasion="relance_tableau")

    assert f'href="{path}"' in listed.text
    assert "sa réponse à la convocation" in text_of(page)
    assert form[f"participant-{over}"]
    assert said.startswith(f"{len(sent)} relances envoyées.")
    assert {one["subject_id"] for one in sent} == {
        one["id"] for one in others if one["genre"] == "icl"
    }
    assert "ICL-I du mar. 19 mai, Saint-Denis" in said
    assert "n’attend plus rien" in said
    assert said == again
    assert theirs.status_code == 403


def test_only_whoever_coordinates_chases(looked_at: Served) -> None:
    number = seance_in(looked_at.town, "preparee")
    with looked_at.visitor("referente") as client:
        assert client.get(f"/seances/{number}/relancer").status_code == 404


def test_my_circonscriptions_says_what_misses_and_from_whom(looked_at: Served) -> None:
    with looked_at.visitor("bat") as client, looked_at.visitor("referente") as other:
        page = client.get("/circonscriptions")
        missing = client.get("/circonscriptions?filtre=manque")
        closed = other.get("/circonscriptions")

    assert "France Travail Saint-Denis : tableau, 3 réponses" in text_of(page)
    assert "Association Le Relais" in text_of(missing)
    assert closed.status_code == 403
