"""What came in: saisines that were received, recours that await an answer."""

from tests.web.reading import form_of, notice_after, post, rows_of, text_of
from tests.web.served import Served
from tests.workflow.build import BOP
from workflow.tables.subjects import Dossier
from workflow.tables.trail import FactRow


def test_what_was_received_is_listed_and_the_rest_is_not(looked_at: Served) -> None:
    waiting = looked_at.town.rows(Dossier, state="saisine_recue")
    with looked_at.visitor("bop") as client:
        page = client.get("/courrier")
        incomplete = client.get("/courrier?etat=saisine_incomplete")
    with looked_at.visitor("referente") as client:
        closed = client.get("/courrier")

    assert len(rows_of(page)) == len(waiting) == 1
    assert rows_of(incomplete) == []
    assert closed.status_code == 403


def test_a_form_counts_from_the_day_it_was_received_not_entered(served: Served) -> None:
    dossier = served.town.rows(Dossier, state="saisine_a_faire")[0]["id"]
    path = f"/courrier/formulaire/{dossier}"
    with served.visitor("bop") as client:
        refused = post(client, path, canal="mail")
        form = {**form_of(client.get(path)), "canal": "mail", "recu_le": "04/05/2026"}
        said = notice_after(client, client.post(path, data=form))
        again = client.post(path, data=form)
    (fact,) = served.town.rows(FactRow, subject_id=dossier, code="saisine_deposee")

    assert refused.status_code == 422
    assert "Il manque : reçu le." in text_of(refused)
    assert "Reçue le 4 mai 2026" in said
    assert again.status_code == 303
    assert fact["known_at"] - fact["occurred_at"] > 12 * 3600 * 10**6


def test_a_form_sent_twice_is_answered_alike_once_the_dossier_takes_no_saisine(
    served: Served,
) -> None:
    dossier = served.town.rows(Dossier, state="saisine_a_faire")[0]["id"]
    path = f"/courrier/formulaire/{dossier}"
    with served.visitor("bop") as client:
        form = {**form_of(client.get(path)), "canal": "mail", "recu_le": "04/05/2026"}
        first = notice_after(client, client.post(path, data=form))
        served.town.act(dossier, "retirer_demande", BOP, motif="Ne veut plus.")
        again = notice_after(client, client.post(path, data=form))
        late = client.post(path, data={**form, "cle": "une-autre"})
        undated = client.post(path, data={**form, "cle": "une-autre", "recu_le": ""})

    assert again == first
    assert late.status_code == 409
    assert undated.status_code == 422
    for answer in (late, undated):
        assert "n’est plus de l’étape où le dossier est maintenant" in text_of(answer)
        assert "Votre saisie, gardée" in text_of(answer)


def test_whoever_a_form_is_about_is_looked_for_first(looked_at: Served) -> None:
    with looked_at.visitor("bop") as client:
        short = text_of(client.get("/courrier/formulaire?q=ab"))
        nobody = text_of(client.get("/courrier/formulaire?q=personne-de-ce-nom"))

    assert "Tapez au moins 3 caractères." in short
    assert "Personne ne correspond" in nobody


def test_a_recours_shows_until_it_is_answered(served: Served) -> None:
    dossier = served.town.rows(Dossier, state="accompagnement")[0]["id"]
    served.town.act(dossier, "recevoir_recours", BOP, date="2026-05-04")
    with served.visitor("bop") as client:
        open_ = client.get("/recours")
        link = f"/dossiers/{dossier}/actes/repondre_recours?retour=/recours"
        answered = post(client, link, issue="rejete", motif="décision fondée")
        said = notice_after(client, answered)
        after, over = client.get("/recours"), client.get("/recours?montrer=repondus")

    assert len(rows_of(open_)) == 1
    assert link in open_.text
    assert said
    assert rows_of(after) == []
    assert len(rows_of(over)) == 1
