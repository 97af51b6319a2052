"""The pages of the BOP ask the same of both databases, as many times whatever they list."""

import pytest
from sqlalchemy import event

from tests.web.reading import rows_of
from tests.web.served import Served
from tests.workflow.build import ALI, BOP, execute
from workflow.tables.post import Gap, MonthlyList
from workflow.tables.subjects import Dossier

PAGES = ("/lettres", "/listes", "/ecarts", "/imports", "/courrier", "/recours")


def test_they_are_answered_by_postgresql(served_on_postgresql: Served) -> None:
    town = served_on_postgresql.town
    dossier = town.rows(Dossier, state="accompagnement")[0]["id"]
    town.act(dossier, "recevoir_recours", BOP, date="2026-05-04")
    number = town.rows(MonthlyList, service_id=ALI)[0]["id"]
    gap = town.rows(Gap)[0]["id"]
    with served_on_postgresql.visitor("bop") as client:
        answers = {path: client.get(path) for path in PAGES}
        for path in (
            f"/listes/{number}?comparer=oui",
            f"/listes/{number}/liste.xlsx",
            f"/ecarts/{gap}/regler",
            "/recours?montrer=repondus",
            "/lettres?ou=postee&sorte=orientation",
        ):
            answers[path] = client.get(path)

    assert {path: one.status_code for path, one in answers.items()} == dict.fromkeys(answers, 200)
    assert len(rows_of(answers["/recours"])) == 1
    assert rows_of(answers["/courrier"])
    assert rows_of(answers["/ecarts"])


@pytest.mark.parametrize("path", ["/lettres", "/ecarts", "/courrier"])
def test_more_rows_ask_no_more_of_the_base(served: Served, path: str) -> None:
    asked: list[str] = []
    engine = served.app.state.assembly.store.engine
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    with served.visitor("bop") as client:
        client.get(path)
        asked.clear()
        many = len(rows_of(client.get(path)))
        with_many = len(asked)
        _empty(served)
        asked.clear()
        none = len(rows_of(client.get(path)))

    assert many > none
    assert with_many - len(asked) <= 2, "ce que des lignes demandent, elles le demandent ensemble"


def _empty(served: Served) -> None:
    execute(
        served.town.store,
        "DELETE FROM lettre",
        "DELETE FROM gap",
        "UPDATE dossier SET state = 'attente_ep' WHERE state = 'saisine_recue'",
    )
