"""A query of a screen: in the same words each time, upon the driver, in the view that asks it."""

import pytest
from sqlalchemy import bindparam, func, select, union_all

from tests.workflow.build import insert
from workflow.database.queries import Query
from workflow.database.store import Store
from workflow.tables.columns import table
from workflow.tables.subjects import Circonscription

PLACE = table(Circonscription)
CALLED = Query(
    select(PLACE.c.code, PLACE.c.libelle.label("called"), func.length(PLACE.c.code).label("long"))
    .where(PLACE.c.libelle.like(bindparam("beginning")))
    .order_by(PLACE.c.code)
)
EVERY = Query(select(PLACE.c.code).order_by(PLACE.c.code))
BOTH = Query(
    union_all(select(PLACE.c.code, PLACE.c.libelle), select(PLACE.c.libelle, PLACE.c.code))
)


def place(store: Store, code: str, label: str) -> None:
    insert(store, Circonscription, code=code, libelle=label)


def test_rows_bear_the_names_of_the_columns_and_each_value_is_given_by_name(store: Store) -> None:
    place(store, "93-01", "Bobigny")
    place(store, "93-02", "Bondy 100 %")
    place(store, "93-03", "Aubervilliers")

    with store.read() as view:
        found = CALLED.rows(view, beginning="Bo%")
        first = CALLED.first(view, beginning="A%")

    assert [(one.code, one.called, one.long) for one in found] == [
        ("93-01", "Bobigny", 5),
        ("93-02", "Bondy 100 %", 5),
    ]
    assert first.called == "Aubervilliers"


def test_the_values_of_a_column_or_those_of_two_are_asked_alone(store: Store) -> None:
    place(store, "93-02", "Bondy")
    place(store, "93-01", "Bobigny")

    with store.read() as view:
        assert EVERY.values(view) == ["93-01", "93-02"]
        assert BOTH.pairs(view)["Bondy"] == "93-02"
        assert {one.code for one in BOTH.rows(view)} == {"93-01", "93-02", "Bobigny", "Bondy"}


def test_where_there_is_nothing_there_is_no_first_row(store: Store) -> None:
    with store.read() as view:
        assert (CALLED.rows(view, beginning="x"), EVERY.values(view)) == ([], [])
        assert CALLED.first(view, beginning="x") is None


def test_what_queries_find_in_a_view_is_of_one_instant(store: Store) -> None:
    with store.read() as view:
        before = EVERY.values(view)
        place(store, "93-09", "Noisy")
        assert EVERY.values(view) == before == []
    with store.read() as view:
        assert EVERY.values(view) == ["93-09"]


def test_a_value_that_was_not_given_is_an_error(store: Store) -> None:
    with store.read() as view, pytest.raises(Exception, match="beginning"):
        CALLED.rows(view)
