"""The séances on screen: the year, a séance and its acts, what is chased, what a link opens."""

import pytest

from rules.situation import Act
from tests.web.reading import form_of, notice_after, text_of
from tests.web.served import Served
from tests.web.sittings import link_to, seance_in
from tests.workflow.build import ALI, BAT, ELSEWHERE, FRANCE_TRAVAIL
from workflow.reading import completeness
from workflow.seances.participants import links
from workflow.tables.accounts import Consultation
from workflow.tables.post import Outbox
from workflow.tables.seats import LienOuvert
from workflow.tables.subjects import Passage, Seance
from workflow.tables.trail import JournalRow


def acts_of(served: Served, seance: int) -> list[str]:
    """The acts of a séance's chain, in order."""
    rows = served.town.rows(JournalRow, kind="seance", subject_id=seance)
    return [row["act"] for row in sorted(rows, key=lambda row: row["seq"])]


def test_the_year_shows_every_seance_and_links_those_that_are_open(looked_at: Served) -> None:
    every = looked_at.town.rows(Seance)
    (elsewhere,) = (one["id"] for one in every if one["circonscription"] == ELSEWHERE)
    with looked_at.visitor("referente") as client:
        page = client.get("/seances?annee=2026")

    assert f"{len(every)} séances" in text_of(page)
    assert f'href="/seances/{seance_in(looked_at.town, "preparee")}"' in page.text
    assert f'href="/seances/{elsewhere}"' not in page.text


def test_the_filters_of_the_year_are_in_its_address_and_in_words(looked_at: Served) -> None:
    with looked_at.visitor("bat") as client:
        page = client.get("/seances", params={"annee": "2026", "etat": "preparee", "vue": "dates"})
        none = client.get("/seances?annee=2031")

    assert "3 séances · En préparation ✕ Retirer le filtre En préparation" in text_of(page)
    assert "Aucune séance en 2031." in text_of(none)


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "ics"])
def test_the_programme_leaves_as_a_file(looked_at: Served, kind: str) -> None:
    with looked_at.visitor("referente") as client:
        answer = client.get(f"/seances/programme/{kind}?annee=2026")

    assert answer.status_code == 200
    assert f'filename="programme-2026.{kind}"' in answer.headers["content-disposition"]
    starts = {"pdf": b"%PDF", "xlsx": b"PK", "ics": b"BEGIN:VCALENDAR"}
    assert answer.content.startswith(starts[kind])


def test_a_year_is_looked_at_then_created_once(served: Served) -> None:
    address = "/seances/generer?annee=2027&genre=icl"
    with served.visitor("bat") as client:
        page = client.get(address)
        first = notice_after(client, client.post(address, data=form_of(page)))
        again = notice_after(client, client.post(address, data=form_of(page)))
    made = [one for one in served.town.rows(Seance) if one["creneau"] is not None]

    assert f"Créer {len(made)} séances" in text_of(page)
    assert first.startswith(f"{len(made)} séances créées pour 2027.")
    assert again.startswith("0 séance créée")


def test_whoever_coordinates_nothing_generates_nothing(looked_at: Served) -> None:
    with looked_at.visitor("referente") as client:
        year = client.get("/seances?annee=2026")
        page = client.get("/seances/generer?annee=2027")

    assert "Générer l’année" not in year.text
    assert "Générer l’année n’est pas possible" in text_of(page)
    assert "Créer" not in text_of(page)


def test_a_seance_says_where_it_stands_and_what_each_may_do(looked_at: Served) -> None:
    number = seance_in(looked_at.town, "preparee")
    with looked_at.visitor("bat") as bat, looked_at.visitor("referente") as ali:
        seen, theirs = bat.get(f"/seances/{number}"), ali.get(f"/seances/{number}")

    assert "✓ Programmée" in text_of(seen, "//ol[@class='stages']")
    assert "Arrêter l’ordre du jour" in text_of(seen, "//div[@class='buttons']")
    assert "Transmettre le tableau" in text_of(theirs, "//div[@class='buttons']")
    assert "Relancer…" in seen.text
    assert "Relancer…" not in theirs.text


def test_moving_a_seance_shows_what_moves_before_it_does(served: Served) -> None:
    number = seance_in(served.town, "preparee")
    path = f"/seances/{number}/actes/deplacer"
    with served.visitor("bat") as client:
        typed = {"date_seance": "19/05/2026", "heure": "9 h 30"}
        preview = client.post(f"{path}/apercu", data={**form_of(client.get(path)), **typed})
        before = acts_of(served, number)
        said = notice_after(client, client.post(path, data=form_of(preview)))

    assert "Rien n’est encore enregistré" in text_of(preview)
    assert "3 lignes gardées telles quelles" in text_of(preview)
    assert "Arrêter l’ordre du jour" in text_of(preview, "//section[2]")
    assert "deplacer" not in before
    assert "Déplacer la séance : enregistré." in said
    assert acts_of(served, number)[-1] == "deplacer"


def test_a_preview_gives_back_what_was_typed(served: Served) -> None:
    number = seance_in(served.town, "preparee")
    path = f"/seances/{number}/actes/annuler"
    with served.visitor("bat") as client:
        typed = {**form_of(client.get(path)), "motif": "Salle inondée"}
        preview = client.post(f"{path}/apercu", data=typed)
        again = client.post(f"{path}/apercu", data={**form_of(preview), "corriger": "oui"})

    assert "À réinscrire" in text_of(preview) or "à réinscrire" in text_of(preview)
    assert "Salle inondée" in again.text
    assert "annuler" not in acts_of(served, number)


def test_a_refused_act_keeps_what_was_typed_and_says_every_reason(served: Served) -> None:
    number = seance_in(served.town, "preparee")
    path = f"/seances/{number}/actes/deplacer"
    with served.visitor("bat") as client:
        typed = {"date_seance": "01/05/2026", "heure": "14 h 30"}
        answer = client.post(f"{path}/apercu", data={**form_of(client.get(path)), **typed})

    assert answer.status_code == 422
    assert "14 h 30" in answer.text
    assert "Erreur : Déplacer la séance" in answer.text


def test_a_form_opened_before_somebody_elses_act_is_told_so(served: Served) -> None:
    number = seance_in(served.town, "preparee")
    path = f"/seances/{number}/actes/annuler"
    with served.visitor("bat") as client:
        seen = client.get(path)
        served.town.convene(number, "deplacer", date_seance="2026-05-19", heure="10:00")
        answer = client.post(path, data={**form_of(seen), "motif": "Salle prise"})

    assert answer.status_code == 409
    assert "La séance a changé pendant votre saisie" in text_of(answer)
    assert "Salle prise" in answer.text


def test_an_act_posted_twice_is_done_once(served: Served) -> None:
    number = seance_in(served.town, "preparee")
    path = f"/seances/{number}/actes/partager_tableau"
    with served.visitor("conseiller") as client:
        form = form_of(client.get(path)) | {"service": str(FRANCE_TRAVAIL)}
        for _ in range(2):
            assert client.post(path, data=form).status_code == 303

    assert acts_of(served, number).count("partager_tableau") == 2  # the ALI's, then this one


def test_a_chase_shows_whom_then_writes_to_each_once_a_day(served: Served) -> None:
    number = seance_in(served.town, "preparee")
    town = served.town
    owing = [one for one in completeness.of_seance(town.store, town.rulebook, number) if one.owing]
    with served.visitor("bat") as client:
        page = client.get(f"/seances/{number}/relancer")
        form = form_of(page) | {"service": [str(one.service_id) for one in owing]}
        said = notice_after(client, client.post(f"/seances/{number}/relancer", data=form))
        again = client.get(f"/seances/{number}/relancer")

    assert all(one.service in text_of(page) for one in owing)
    assert f"{len(owing)} relances envoyées." in said
    assert len(town.rows(Outbox, occasion="relance_tableau")) == len(owing)
    assert "rien ne sera renvoyé" in text_of(again)


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


def test_a_link_opens_its_seance_alone_and_its_address_forgets_the_secret(served: Served) -> None:
    number = seance_in(served.town, "preparee")
    secret = link_to(served.town, number, service=FRANCE_TRAVAIL)
    with served.visitor() as client:
        entered = client.get(f"/invite/{secret}")
        page = client.get("/invite")
        elsewhere = client.get(f"/seances/{number}")

    assert entered.headers["location"] == "/invite"
    assert secret not in page.text
    assert "Ce lien expire le" in text_of(page)
    assert "menu" not in page.text
    assert len(served.town.rows(Passage, seance_id=number)) == page.text.count('<tbody id="l')
    assert elsewhere.status_code == 303  # to the login page
    assert [one["answer"] for one in served.town.rows(LienOuvert)] == ["ouvert"]
    assert any(one["what"] == "voir_seance" for one in served.town.rows(Consultation))


def test_a_link_of_a_service_answers_for_it(served: Served) -> None:
    number = seance_in(served.town, "preparee")
    secret = link_to(served.town, number, service=FRANCE_TRAVAIL)
    line = served.town.rows(Passage, seance_id=number)[0]
    with served.visitor() as client:
        client.get(f"/invite/{secret}")
        form = form_of(client.get("/invite"))
        key = f"{line['id']}.reponse:{FRANCE_TRAVAIL}"
        said = notice_after(client, client.post("/invite", data={**form, key: "connu"}))
    entries = served.town.rows(JournalRow, kind="dossier", subject_id=line["dossier_id"])

    assert said.startswith("1 ligne enregistrée.")
    assert [one["actor"][:4] for one in entries if one["act"] == "repondre"] == ["lien"]


def test_a_link_that_opens_no_more_says_whom_to_ask(served: Served) -> None:
    number = seance_in(served.town, "preparee")
    secret = link_to(served.town, number, service=ALI)
    with served.visitor() as client:
        client.get(f"/invite/{secret}")
        now = served.town.now
        act = Act(event=links.REVOKE, actor=BAT, occurred=now, known=now)
        links.revoke(served.town.store, served.town.rulebook, act, 1)
        answers = [client.get("/invite"), client.get(f"/invite/{secret}")]
        unknown = client.get("/invite/" + "x" * 43)

    assert [one.status_code for one in answers] == [410, 410]
    assert "Demandez-en un autre à la coordination de la séance." in text_of(answers[0])
    assert unknown.status_code == 404


def test_the_pages_read_and_write_alike_on_postgresql(served_on_postgresql: Served) -> None:
    served = served_on_postgresql
    number = seance_in(served.town, "preparee")
    line = min(one["id"] for one in served.town.rows(Passage, seance_id=number))
    path = f"/seances/{number}/tableau"
    with served.visitor("bat") as bat, served.visitor("conseiller") as theirs:
        answers = [
            bat.get(one)
            for one in ("/seances?annee=2026", f"/seances/{number}", path, "/circonscriptions")
        ]
        form = form_of(theirs.get(path), path)
        typed = {f"{line}.reponse:{FRANCE_TRAVAIL}": "connu"}
        said = notice_after(theirs, theirs.post(path, data={**form, **typed}))

    assert [one.status_code for one in answers] == [200] * 4
    assert said.startswith("1 ligne enregistrée.")
