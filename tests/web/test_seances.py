"""The séances on screen: the year, a séance, its pages and its acts, what they would change."""

import pytest

from rules.wording import NBSP
from tests.web.reading import form_of, notice_after, text_of
from tests.web.served import Served
from tests.web.sittings import seance_in
from tests.workflow.build import ELSEWHERE, FRANCE_TRAVAIL, HERE
from workflow.tables.subjects import Passage, Seance
from workflow.tables.trail import JournalRow

OF_A_COORDINATOR = ("/circonscriptions", "/circonscriptions/relancer", "/escalades")


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


@pytest.mark.parametrize(
    ("who", "state", "place", "others"),
    [
        ("bat", "preparee", HERE, {"tableau", "direct", "compte-rendu"}),
        ("bop", "tenue", None, {"decisions", "compte-rendu"}),
    ],
)
def test_from_any_page_of_a_seance_each_other_is_one_click_away(
    looked_at: Served, who: str, state: str, place: str | None, others: set[str]
) -> None:
    number = seance_in(looked_at.town, state, place)
    under = ("", "/participants/presences", "/participants/convoquer", "/liens", "/relancer")
    every = others | {"ordre-du-jour", "participants"}
    with looked_at.visitor(who) as client:
        pages = {
            path: client.get(f"/seances/{number}{path}")
            for path in (*under, *(f"/{one}" for one in every - {"direct"}))
        }
    missing = {
        (path, one)
        for path, page in pages.items()
        for one in every
        if f'href="/seances/{number}/{one}"' not in page.text
    }

    assert missing == set()


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


@pytest.mark.parametrize("view", ["", "&vue=dates"])
def test_the_year_says_once_that_a_seance_was_put_off(served: Served, view: str) -> None:
    town = served.town
    later = town.seance("2026-05-19")
    gone = seance_in(town, "preparee")
    town.convene(gone, "reporter", motif="grève", seance_remplacante=later)
    with served.visitor("bat") as client:
        told = text_of(client.get(f"/seances?annee=2026{view}"), "//tbody")

    assert "Reportée au mardi 19 mai" in told.replace("\N{NO-BREAK SPACE}", " ")
    assert told.lower().count("reportée") == 1


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
    assert "Erreur\N{NO-BREAK SPACE}: Déplacer la séance" in answer.text


def test_a_form_opened_before_somebody_elses_act_is_told_so(served: Served) -> None:
    number = seance_in(served.town, "preparee")
    path = f"/seances/{number}/actes/annuler"
    with served.visitor("bat") as client:
        seen = client.get(path)
        served.town.convene(number, "deplacer", date_seance="2026-05-19", heure="10:00")
        answer = client.post(path, data={**form_of(seen), "motif": "Salle prise"})

    assert answer.status_code == 409
    assert "a modifié la séance" in text_of(answer)
    assert "Déplacer la séance" in text_of(answer, "//*[@class='conflict']")
    assert "Salle prise" in answer.text


def test_an_act_posted_twice_is_done_once(served: Served) -> None:
    number = seance_in(served.town, "preparee")
    path = f"/seances/{number}/actes/partager_tableau"
    with served.visitor("conseiller") as client:
        form = form_of(client.get(path)) | {"service": str(FRANCE_TRAVAIL)}
        for _ in range(2):
            assert client.post(path, data=form).status_code == 303

    assert acts_of(served, number).count("partager_tableau") == 2  # the ALI's, then this one


def test_an_act_that_moves_the_seance_is_answered_twice_alike(served: Served) -> None:
    number = seance_in(served.town, "preparee")
    path = f"/seances/{number}/actes/arreter"
    with served.visitor("bat") as client:
        settled = form_of(client.post(f"{path}/apercu", data=form_of(client.get(path))))
        first, again = (notice_after(client, client.post(path, data=settled)) for _ in range(2))

    assert "La séance est maintenant" in first
    assert again == first
    assert acts_of(served, number).count("arreter") == 1


@pytest.mark.parametrize(("seen", "status"), [(True, 409), (False, 422)])
@pytest.mark.parametrize("tried", ["", "/apercu"])
def test_a_form_whose_act_the_seance_left_behind_says_so_and_keeps_what_was_typed(
    served: Served, tried: str, seen: bool, status: int
) -> None:
    number = seance_in(served.town, "preparee")
    path = f"/seances/{number}/actes/reporter"
    with served.visitor("bat") as client:
        old = (
            form_of(client.get(path)) | {"motif": "Salle prise"} | ({} if seen else {"version": ""})
        )
        served.town.convene(number, "annuler", motif="grève")
        answer = client.post(f"{path}{tried}", data=old)
        never = client.post(path.replace("reporter", "programmer"), data=old)

    told = text_of(answer)
    assert answer.status_code == status, told
    assert "Reporter à une autre séance n’est pas possible" in told.replace(NBSP, " ")
    assert "Votre saisie, gardée" in told
    assert "Salle prise" in told
    assert 'name="cle"' not in answer.text.partition("<main")[2]
    assert never.status_code == 404
    assert acts_of(served, number).count("reporter") == 0


def test_the_pages_read_and_write_alike_on_postgresql(served_on_postgresql: Served) -> None:
    served = served_on_postgresql
    number = seance_in(served.town, "preparee")
    line = min(one["id"] for one in served.town.rows(Passage, seance_id=number))
    path = f"/seances/{number}/tableau"
    with served.visitor("bat") as bat, served.visitor("conseiller") as theirs:
        answers = [
            bat.get(one)
            for one in ("/seances?annee=2026", f"/seances/{number}", path, *OF_A_COORDINATOR)
        ]
        form = form_of(theirs.get(path), path)
        typed = {f"{line}.reponse:{FRANCE_TRAVAIL}": "connu"}
        said = notice_after(theirs, theirs.post(path, data={**form, **typed}))

    assert [one.status_code for one in answers] == [200] * 6
    assert said.startswith("1 ligne enregistrée.")
