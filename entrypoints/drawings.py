"""The drawings of the procedure laid out, by the programme that comes with graphviz-pure."""

import shutil
import subprocess
import sys
from pathlib import Path

_DRAWER = "graphviz-pure"
_LONGEST = 120
"""Seconds that a drawing may take."""


def svg_of(dot: str) -> str | None:
    """The drawing of a DOT text; None where the programme is not installed."""
    beside = Path(sys.executable).parent / _DRAWER
    programme = str(beside) if beside.exists() else shutil.which(_DRAWER)
    if programme is None:
        return None
    done = subprocess.run(
        [programme, "-Tsvg"], input=dot.encode(), capture_output=True, check=True, timeout=_LONGEST
    )
    return done.stdout.decode()
