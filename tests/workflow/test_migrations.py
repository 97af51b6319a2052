"""The revisions lead to the tables that the code declares, on both databases."""

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

from workflow.database.store import Store
from workflow.tables import (
    accounts,
    agents,
    batches,
    diaries,
    law,
    letters,
    minutes,
    points,
    post,
    seats,
    subjects,
    tableau,
    territory,
    trail,
)
from workflow.tables.columns import table

DECLARED = {
    table(model)
    for room in (
        *(accounts, agents, batches, diaries, law, letters, minutes, points),
        *(post, seats, subjects, tableau, territory, trail),
    )
    for model in vars(room).values()
    if isinstance(model, type) and issubclass(model, SQLModel) and hasattr(model, "__table__")
}


def test_the_revisions_lead_to_the_declared_tables(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, SQLModel.metadata)

    assert differences == []


def test_every_declared_check_and_partial_index_is_there(store: Store) -> None:
    inspector = sa.inspect(store.engine)
    checks, partial = set[object](), set[object]()
    for owner in DECLARED:
        checks |= {one["name"] for one in inspector.get_check_constraints(owner.name)}
        partial |= {
            one["name"]
            for one in inspector.get_indexes(owner.name)
            if one.get("dialect_options", {}).get(f"{store.dialect}_where") is not None
        }

    assert checks == {
        one.name
        for owner in DECLARED
        for one in owner.constraints
        if isinstance(one, sa.CheckConstraint)
    }
    assert partial == {
        index.name
        for owner in DECLARED
        for index in owner.indexes
        if index.dialect_options[store.dialect]["where"] is not None
    }


def test_a_second_upgrade_changes_nothing(store: Store) -> None:
    before = sa.inspect(store.engine).get_table_names()
    store.migrate()

    assert sa.inspect(store.engine).get_table_names() == before
