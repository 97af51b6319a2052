"""The door of typst: a page of ours, its data, a PDF that is archived (PDF/A) and read aloud
(PDF/UA). Only the fonts that the library carries are used: the same data give the same bytes.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import typst

from exchanges.webrsa.writer import placed

_PAGES = Path(__file__).with_name("pages")


def typeset(page: str, data: Mapping[str, object], path: Path) -> Path:
    """Writes the PDF of ``pages/<page>.typ``, which appears at ``path`` only when whole.

    The data go in as one text: nothing of them is ever read as a command.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    written = typst.compile(
        _PAGES / f"{page}.typ",
        root=_PAGES,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["a-2a", "ua-1"],
    )
    with placed(path) as draft:
        draft.write_bytes(written)
    return path
