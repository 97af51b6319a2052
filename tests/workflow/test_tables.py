"""The tables know those that they point at, whichever a program asks for."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Each file in a process that has read no other; a fork spares reading the libraries each time.
PROGRAM = """
import importlib, os, pkgutil, sys
from sqlmodel import SQLModel
from workflow import tables

for file in pkgutil.iter_modules(tables.__path__):
    if os.fork() == 0:
        importlib.import_module(f"workflow.tables.{file.name}")
        SQLModel.metadata.sorted_tables
        sys.exit()
    if os.wait()[1]:
        sys.exit(file.name)
"""


def test_a_foreign_key_finds_its_table_whichever_file_is_read_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, check=False, capture_output=True, text=True
    )

    assert (done.returncode, done.stderr) == (0, "")
