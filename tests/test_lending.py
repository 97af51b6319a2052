"""What a test did with the PostgreSQL database that it was lent is unknown to the next."""

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from sqlalchemy import PoolProxiedConnection

from tests.lending import TURNS, Lending
from tests.postgres import PostgresServer

MAKE = """
    CREATE TABLE full_one (word text); INSERT INTO full_one VALUES ('kept');
    CREATE TABLE parent (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, word text NOT NULL);
    CREATE TABLE child (parent int REFERENCES parent);
    CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'never'; END $$;
    CREATE TRIGGER never BEFORE DELETE ON parent FOR EACH ROW EXECUTE FUNCTION no();
"""
WRITE = "INSERT INTO parent (word) VALUES ('a'), ('b'); INSERT INTO child VALUES (1), (2)"
COUNT = "SELECT (SELECT count(*) FROM parent), (SELECT count(*) FROM child)"


@pytest.fixture(scope="module")
def template(postgres_server: PostgresServer) -> Iterator[str]:
    """A database of three tables, one of which has a row."""
    name = postgres_server.create()
    with postgres_server.connect(name) as connection:
        connection.execute(MAKE)
    yield name
    postgres_server.drop(name)


@pytest.fixture
def lender(postgres_server: PostgresServer, template: str) -> Iterator[Lending]:
    """Who lends it."""
    lender = Lending(postgres_server, template)
    yield lender
    lender.close()


def used(server: PostgresServer, lender: Lending, *statements: str) -> str:
    """The name of the database that was lent and in which that was done."""
    with lender.lent() as clone, server.connect(clone.name) as connection:
        for statement in statements:
            connection.execute(statement)
    return clone.name


def test_what_was_written_is_gone_and_numbers_start_again_in_the_same_database(
    postgres_server: PostgresServer, lender: Lending
) -> None:
    first = used(postgres_server, lender, WRITE)

    with lender.lent() as second, postgres_server.connect(second.name) as connection:
        counted = connection.execute(COUNT).fetchone()
        numbered = connection.execute(
            "INSERT INTO parent (word) VALUES ('c') RETURNING id"
        ).fetchone()

    assert second.name == first
    assert counted == (0, 0)
    assert numbered == (1,)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE full_one SET word = 'changed'",
        "DELETE FROM full_one",
        "INSERT INTO full_one VALUES ('more')",
        "CREATE TABLE more ()",
        "DROP TABLE child",
        "ALTER TABLE parent DISABLE TRIGGER never",
        "DROP TRIGGER never ON parent",
        "ALTER TABLE parent ALTER word DROP NOT NULL",
        "ALTER TABLE parent ALTER word SET DEFAULT 'a'",
        "ALTER TABLE child DROP CONSTRAINT child_parent_fkey",
        "CREATE INDEX ON child (parent)",
        "ALTER SEQUENCE parent_id_seq INCREMENT 5",
        "ALTER FUNCTION no() COST 5",
        "GRANT SELECT ON child TO pg_monitor",
        "INSERT INTO child VALUES (NULL); ANALYZE child",
    ],
)
def test_whoever_changes_more_than_rows_leaves_another_database_to_the_next(
    postgres_server: PostgresServer, lender: Lending, change: str
) -> None:
    first = used(postgres_server, lender, change)

    with lender.lent() as second, postgres_server.connect(second.name) as connection:
        kept = connection.execute("SELECT word FROM full_one").fetchall()
        left = connection.execute("SELECT FROM pg_database WHERE datname = %s", [first]).fetchall()

    assert second.name != first
    assert kept == [("kept",)]
    assert left == []


def test_who_forgot_to_leave_is_sent_away_with_what_was_not_committed(
    postgres_server: PostgresServer, lender: Lending
) -> None:
    with lender.lent() as first:
        late = postgres_server.connect(first.name)
        late.execute("BEGIN")
        late.execute(WRITE)

    with lender.lent() as second, postgres_server.connect(second.name) as connection:
        counted = connection.execute(COUNT).fetchone()
    with pytest.raises(psycopg.OperationalError):
        late.execute("COMMIT")
    late.close()

    assert second is first
    assert counted == (0, 0)


def test_a_database_whose_keeper_was_sent_away_is_replaced(
    postgres_server: PostgresServer, lender: Lending
) -> None:
    first = used(
        postgres_server,
        lender,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )

    assert used(postgres_server, lender) != first


def test_a_database_is_cloned_anew_before_what_was_deleted_fills_it(
    postgres_server: PostgresServer, lender: Lending
) -> None:
    names = [used(postgres_server, lender) for _ in range(TURNS + 1)]

    assert len(set(names[:TURNS])) == 1
    assert names[TURNS] != names[0]


def behind(connection: PoolProxiedConnection) -> int:
    """Who answers upon it."""
    found: psycopg.Connection = connection.driver_connection  # type: ignore[assignment]  # psycopg's, as the URL says
    return found.info.backend_pid


def test_a_registry_s_connections_stay_from_one_to_the_next_without_what_was_set_upon_them(
    lender: Lending,
) -> None:
    with lender.lent() as first:
        before = first.engine.raw_connection()
        answers = behind(before)
        before.cursor().execute("SET work_mem = '1GB'")
        before.commit()
        before.close()

    with lender.lent() as second, closing(second.engine.raw_connection()) as after:
        cursor = after.cursor()
        cursor.execute("SHOW work_mem")

        assert behind(after) == answers
        assert cursor.fetchone() == ("4MB",)


def test_a_registry_s_connection_that_was_not_given_back_is_sent_away(lender: Lending) -> None:
    with lender.lent() as first:
        late = first.engine.raw_connection()
        late.cursor().execute(WRITE)

    with lender.lent() as second, closing(second.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute(COUNT)

        assert cursor.fetchone() == (0, 0)
    with pytest.raises(psycopg.OperationalError):
        late.cursor().execute(COUNT)
    late.invalidate()


def test_a_registry_s_connection_that_was_sent_away_is_made_again(
    postgres_server: PostgresServer, lender: Lending
) -> None:
    with lender.lent() as first, postgres_server.connect(first.name) as other:
        with closing(first.engine.raw_connection()) as connection:
            gone = behind(connection)
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [gone])

    with lender.lent() as second, closing(second.engine.raw_connection()) as connection:
        assert second is first
        assert behind(connection) != gone
