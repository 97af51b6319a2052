"""The journal, the access log and the escalations, as managers read them."""

import httpx

from tests.web.reading import notice_after, post, rows_of, text_of
from tests.web.served import Served
from tests.workflow.build import execute
from workflow.tables.accounts import Consultation
from workflow.tables.subjects import Dossier
from workflow.tables.trail import JournalRow, TakenEscalation


def test_the_journal_of_a_dossier_is_searched_and_the_search_is_written_down(
    served: Served,
) -> None:
    dossier = served.town.rows(Dossier, state="presaisine")[0]["id"]
    with served.visitor("manager") as client:
        page = client.get("/journal", params={"dossier": str(dossier)})
    written = served.town.rows(JournalRow, kind="dossier", subject_id=dossier)
    noted = served.town.rows(Consultation, what="voir_journal")

    assert len(rows_of(page)) == len(written)
    assert [one["subject_id"] for one in noted] == [dossier]


def test_a_search_that_is_too_wide_is_refused_with_what_to_add(looked_at: Served) -> None:
    with looked_at.visitor("manager") as client:
        answer = client.get("/journal", params={"du": "01/01/2026", "au": "31/12/2026"})

    assert answer.status_code == 422
    assert "31 jours au plus" in text_of(answer)


def test_only_who_may_reads_the_journal(looked_at: Served) -> None:
    for who, status in {
        "manager": 200,
        "bop": 403,
        "referente": 403,
        "administrateur": 403,
    }.items():
        with looked_at.visitor(who) as client:
            assert client.get("/journal").status_code == status, who


def test_who_consulted_what_is_told_and_never_counted(served: Served) -> None:
    dossier = served.town.rows(Dossier, state="presaisine")[0]["id"]
    with served.visitor("referente") as agent, served.visitor("manager") as manager:
        agent.get(f"/dossiers/{dossier}")
        page = text_of(manager.get("/journal/consultations", params={"dossier": str(dossier)}))

    assert "Samira Haddad" in page
    assert f"dossier n° {dossier}" in page


def test_a_whole_journal_is_told_whole_and_a_broken_one_where_it_breaks(served: Served) -> None:
    with served.visitor("manager") as client:
        whole = _verified(client)
        execute(served.town.store, "DROP TRIGGER journal_no_update")
        execute(
            served.town.store,
            "UPDATE journal SET body = replace(body, '\"acteur\"', '\"acteurs\"')"
            " WHERE kind = 'dossier' AND subject_id = 1 AND seq = 1",
        )
        broken = _verified(client)

    assert "aucune rupture" in whole
    assert "Le journal n’est pas intact" in broken


def test_an_escalation_is_taken_by_name_and_once(served: Served) -> None:
    with served.visitor("manager") as client:
        seen = client.get("/escalades")
        number = seen.text.split('action="/escalades/')[1].split("/")[0]
        path = f"/escalades/{number}/prendre"
        said = notice_after(client, post(client, path, seen=seen))
        mine = text_of(client.get("/escalades", params={"etat": "moi"}), "//tbody[1]")
        again = post(client, path, seen=client.get("/preferences"))

    assert said.startswith("Vous avez cette escalade en main.")
    assert mine.count("Manon Girard") == 1
    assert again.status_code == 422
    assert "Cette escalade est déjà prise" in text_of(again)
    assert [one["taken_by"] for one in served.town.rows(TakenEscalation)] == ["Manon Girard"]


def _verified(client: httpx.Client) -> str:
    """What the page says once the journal was read again."""
    answer = post(client, "/journal/verification")
    while answer.status_code == 303:
        answer = client.get(answer.headers["location"])
    return text_of(answer)
