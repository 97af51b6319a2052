import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.scratch import ROOM, in_memory


def test_a_folder_with_room_is_written_in(tmp_path: Path) -> None:
    assert in_memory(tmp_path, room=1) == tmp_path


def test_without_enough_room_the_disk_must_do(tmp_path: Path) -> None:
    assert in_memory(tmp_path, room=1 << 60) is None


def test_a_machine_without_a_folder_in_memory_has_its_disk(tmp_path: Path) -> None:
    assert in_memory(tmp_path / "shm") is None


def test_a_folder_where_no_program_runs_will_not_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounted = SimpleNamespace(f_flag=os.ST_NOEXEC | os.ST_NODEV, f_bavail=ROOM, f_frsize=4096)
    monkeypatch.setattr(os, "statvfs", lambda _folder: mounted)

    assert in_memory(tmp_path) is None


def test_a_database_of_sqlite_is_written_in_memory_where_there_is_room(sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))

    assert path.is_relative_to(os.environ.get("TMPDIR", in_memory() or path))
