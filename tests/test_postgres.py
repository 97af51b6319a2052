from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from tests.postgres import (
    PostgresServer,
    PostgresUnavailable,
    copied_installation,
    found_installations,
    running_server,
)
from tests.scratch import in_memory


def test_the_server_is_a_recent_postgresql_that_speaks_utf8(
    postgres_server: PostgresServer,
) -> None:
    with postgres_server.connect() as connection:
        version = connection.info.server_version
        row = connection.execute("SHOW server_encoding").fetchone()

    assert version >= 150000
    assert row == ("UTF8",)


@pytest.mark.parametrize("turn", ["premier", "second"])
def test_what_a_test_writes_is_unknown_to_the_next(database_url: str, turn: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        tables = inspect(connection).get_table_names()
        connection.execute(text("CREATE TABLE trace (tour TEXT)"))
    engine.dispose()

    assert tables, turn
    assert "trace" not in tables, turn


def test_a_named_server_is_used_and_left_running(postgres_server: PostgresServer) -> None:
    address = postgres_server.url.render_as_string(hide_password=False)

    with running_server({"TEST_POSTGRES_URL": address}, installations=[]) as named:
        assert named == postgres_server

    postgres_server.connect().close()


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://moi:motdepasse@127.0.0.1:1/postgres",
        "postgresql://moi:motdepasse@127.0.0.1:port/postgres",
        "moi:motdepasse@127.0.0.1",
    ],
)
def test_a_named_server_that_does_not_answer_is_told_without_its_password(address: str) -> None:
    environ = {"TEST_POSTGRES_URL": address}

    with (
        pytest.raises(PostgresUnavailable, match="ne répond pas") as caught,
        running_server(environ),
    ):
        pass

    assert "motdepasse" not in str(caught.value)


def test_without_any_installation_the_sentence_says_what_to_do() -> None:
    with (
        pytest.raises(PostgresUnavailable, match=r"\./dev test .* TEST_POSTGRES_URL"),
        running_server({}, installations=[]),
    ):
        pass


def test_an_installation_that_cannot_start_is_named_with_what_it_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    broken = tmp_path / "pg" / "bin"
    broken.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (broken / name).write_text("#!/bin/sh\necho disque plein >&2\nexit 1\n")
        (broken / name).chmod(0o755)

    with (
        pytest.raises(PostgresUnavailable, match="disque plein") as caught,
        running_server({}, installations=[broken]),
    ):
        pass

    assert str(broken) in str(caught.value)


def test_a_started_server_is_gone_at_the_end_with_its_files() -> None:
    with running_server({}) as server, server.connect() as connection:
        row = connection.execute("SHOW data_directory").fetchone()
        assert row is not None
        data = Path(row[0])
        assert data.parent.is_dir()
        assert data.is_relative_to(in_memory() or data)

    assert not data.parent.parent.exists()
    with pytest.raises(PostgresUnavailable), running_server({"TEST_POSTGRES_URL": str(server.url)}):
        pass


def test_a_server_starts_from_binaries_below_a_folder_closed_to_others(tmp_path: Path) -> None:
    closed = copied_installation(found_installations()[0], tmp_path)
    tmp_path.chmod(0o700)

    with running_server({}, installations=[closed]) as server, server.connect() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
