"""A base in which a line only said how many guests it had, brought to today's tables."""

import pytest
import sqlalchemy as sa

from tests.workflow.revisions import left_at
from workflow.database.store import Store
from workflow.tables.columns import table
from workflow.tables.seats import Invite

CHAIN = "version, seq, head"
BEFORE = (
    f"INSERT INTO personne (id, nom, prenom, search_name, date_naissance, droit, {CHAIN})"
    " VALUES (1, 'N', 'P', 'n p', '1980-01-01', 'ouvert', 0, 0, '')",
    f"INSERT INTO dossier (id, personne_id, state, droit, born_at, {CHAIN})"
    " VALUES (1, 1, 'accompagnement', 'ouvert', 0, 0, 0, '')",
    f"INSERT INTO seance (id, genre, instance, held_at, state, {CHAIN})"
    " VALUES (1, 'icl', 'concertation', 0, 'preparee', 0, 0, '')",
    "INSERT INTO passage (id, seance_id, dossier_id, nature, state, open, invites, inscribed_at)"
    " VALUES (1, 1, 1, 'soutien', 'inscrit', 1, {guests}, 7)",
)


@pytest.mark.parametrize(("counted", "named"), [(2, 2), (50, 50), (4_000, 50)])
def test_guests_that_were_counted_become_as_many_whose_names_nobody_told_within_reason(
    empty: str, counted: int, named: int
) -> None:
    store = Store.open(empty)
    with left_at(store, "0003") as connection:
        for statement in BEFORE:
            connection.execute(sa.text(statement.replace("{guests}", str(counted))))
    store.migrate()

    with store.read() as connection:
        found = connection.execute(sa.select(table(Invite))).mappings().all()
    columns = {column["name"] for column in sa.inspect(store.engine).get_columns("passage")}
    store.close()
    assert [(row["passage_id"], row["qui"], row["nom"], row["declared_at"]) for row in found] == [
        *[(1, "partenaire", None, 7)] * named,
    ]
    assert "invites" not in columns
