"""Where the tests write: in memory, on a machine that has room there."""

import os
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 1 << 30


def in_memory(folder: Path = MEMORY, room: int = ROOM) -> Path | None:
    """A folder kept in memory, with that many bytes free; None where the disk must do.

    Copying a migrated database took 20 ms there; on a disk that others write to, 60 to 450.
    """
    if not os.access(folder, os.W_OK | os.X_OK):
        return None
    found = os.statvfs(folder)
    if found.f_flag & os.ST_NOEXEC:  # some tests run a program that they wrote
        return None
    return folder if found.f_bavail * found.f_frsize >= room else None
