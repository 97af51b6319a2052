"""The pages of this room, printed."""

from collections.abc import Mapping
from pathlib import Path

from exchanges.webrsa.writer import placed
from typesetting.press import printed

_PAGES = Path(__file__).with_name("pages")


def typeset(page: str, data: Mapping[str, object], path: Path) -> Path:
    """Writes the PDF of ``pages/<page>.typ``, which appears at ``path`` only when whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = printed(_PAGES / f"{page}.typ", root=_PAGES, data=data)
    with placed(path) as draft:
        draft.write_bytes(written)
    return path
