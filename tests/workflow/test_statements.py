"""Statements: compiled once, the same on both databases, and readable by the planner."""

import gc
import sqlite3
from weakref import ref

import pytest
from sqlalchemy import bindparam, select

from rules.access.grants import Right
from tests.workflow.build import BOP
from workflow.access.perimeter import visible
from workflow.database.statements import Statement
from workflow.tables.columns import table
from workflow.tables.subjects import Passage
from workflow.tables.trail import DeadlineRow

PASSAGE, DEADLINE = table(Passage), table(DeadlineRow)
OPEN_LINES = Statement(
    select(PASSAGE.c.id).where(
        PASSAGE.c.dossier_id == bindparam("id"),
        PASSAGE.c.open == 1,
        PASSAGE.c.nature == "l’avis",
    )
)


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_a_value_that_the_statement_fixes_is_in_its_text_and_the_others_are_parameters(
    dialect: str,
) -> None:
    text = OPEN_LINES.text(dialect)

    assert "passage.open = 1" in text
    assert "passage.nature = 'l’avis'" in text
    assert text.count({"sqlite": ":", "postgresql": "%("}[dialect]) == 1


def test_sqlite_finds_what_is_due_by_its_partial_index(sqlite_url: str) -> None:
    due = Statement(
        select(DEADLINE.c.id).where(
            DEADLINE.c.status == "ouverte", DEADLINE.c.next_at <= bindparam("now")
        )
    )
    connection = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    plan = connection.execute(f"EXPLAIN QUERY PLAN {due.text('sqlite')}", {"now": 1}).fetchall()
    connection.close()

    assert [row[3] for row in plan] == ["SEARCH deadline USING INDEX deadline_due (next_at<?)"]


def test_of_a_list_of_a_few_rows_these_alone_are_judged(sqlite_url: str) -> None:
    its = PASSAGE.c.seance_id == bindparam("id")
    lines = Statement(select(PASSAGE.c.id).where(its, visible(BOP, Right.LIGNE, its)))
    connection = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    plan = connection.execute(f"EXPLAIN QUERY PLAN {lines.text('sqlite')}", {"id": 1}).fetchall()
    connection.close()

    assert [row[3] for row in plan if row[3].startswith("SCAN")] == []


def test_a_statement_written_for_a_reader_goes_when_nobody_keeps_it() -> None:
    written = ref(Statement(select(PASSAGE.c.id)))
    gc.collect()

    assert written() is None
