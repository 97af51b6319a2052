"""« Ma journée »: what is awaited of whoever looks, the most urgent first."""

from tests.web.reading import rows_of, text_of
from tests.web.served import Served
from tests.workflow.build import ALI
from workflow.tables.subjects import Dossier


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


def test_a_task_leads_to_the_act_that_does_it_and_back(looked_at: Served) -> None:
    dossier = looked_at.town.rows(Dossier, state="saisine_a_faire", service_id=ALI)[0]["id"]
    with looked_at.visitor("referente") as client:
        page = client.get("/journee")

    act = f'href="/dossiers/{dossier}/actes/deposer_saisine?retour=/journee"'
    assert act in page.text


def test_who_administers_has_no_day(looked_at: Served) -> None:
    with looked_at.visitor("administrateur") as client:
        assert client.get("/journee").status_code == 403
