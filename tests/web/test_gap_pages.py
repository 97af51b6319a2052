"""The differences with webRSA, and who settles them."""

from tests.web.reading import form_of, notice_after, post, rows_of, text_of
from tests.web.served import Served
from workflow.tables.post import Gap
from workflow.tables.trail import JournalRow


def test_what_is_told_here_and_there_stands_side_by_side(looked_at: Served) -> None:
    with looked_at.visitor("bop") as client:
        page = client.get("/ecarts")
    told = text_of(page)

    assert len(rows_of(page)) == 2
    assert "service : Agence locale d’insertion de Saint-Denis" in told
    assert "service : Agence locale d’insertion de Bobigny" in told
    assert "Comparer, puis corriger là où c’est faux." in told


def test_a_difference_is_settled_once_for_a_motive(served: Served) -> None:
    number = served.town.rows(Gap)[0]["id"]
    path = f"/ecarts/{number}/regler"
    with served.visitor("bop") as client:
        refused = post(client, path, motif=" ")
        form = {**form_of(client.get(path)), "motif": "vu avec la CAF"}
        notice_after(client, client.post(path, data=form))
        again = client.post(path, data=form)
        listed = rows_of(client.get("/ecarts"))
    row = next(one for one in served.town.rows(Gap) if one["id"] == number)

    assert refused.status_code == 422
    assert again.status_code == 303
    assert row["settled_by"] == "Brigitte Olivier"
    assert len(served.town.rows(JournalRow, act="regler_ecart")) == 1
    assert len(listed) == 1


def test_a_manager_looks_and_does_not_settle(served: Served) -> None:
    number = served.town.rows(Gap)[0]["id"]
    with served.visitor("manager") as client:
        page = client.get("/ecarts")
        asked = client.get(f"/ecarts/{number}/regler")
        token = {"jeton": page.text.split('name="jeton" value="')[1].split('"')[0]}
        answer = client.post(f"/ecarts/{number}/regler", data={**token, "motif": "non"})
    row = next(one for one in served.town.rows(Gap) if one["id"] == number)

    assert "Régler…" not in text_of(page)
    assert "n’est pas ouvert à votre rôle" in text_of(asked)
    assert answer.status_code == 422
    assert row["settled_at"] is None
