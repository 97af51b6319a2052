"""A process of its own: the collector of the tests is left alone."""

import subprocess
import sys

from tests.entrypoints.configs import SHIPPED

PROGRAM = """
import gc
from entrypoints import memory
memory.hold()
held = gc.isenabled()
memory.settle()
print(held, gc.isenabled(), gc.get_freeze_count() > 0)
"""


def test_garbage_is_looked_for_once_all_is_loaded_and_among_what_came_since() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=SHIPPED.parent,
        check=True,
        capture_output=True,
        text=True,
    )

    assert done.stdout == "False True True\n"
