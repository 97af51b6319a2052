"""Files that leave by a page: kept by their reader, opened by nothing of ours."""

import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from fastapi import Response

from entrypoints.web.forms.posted import Posted
from entrypoints.web.visitors.visits import Visit
from exchanges.tables.reader import Format
from exchanges.tables.writing import Written, write_table

PDF = "application/pdf"
TABLES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.ODS: "application/vnd.oasis.opendocument.spreadsheet",
}


def download(content: bytes, name: str, media_type: str, *, inline: bool = False) -> Response:
    """The file, under its name whatever letters it has (RFC 6266). ``inline``: the browser may show
    it; only what we wrote ourselves, never what somebody brought."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "".join(one for one in bare if one.isprintable() and one not in '"\\') or "fichier"
    how = "inline" if inline else "attachment"
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}",
            "Cache-Control": "private, no-store",
        },
    )


def format_of(form: Posted) -> Format:
    """The format that was chosen: a spreadsheet, or else text."""
    return Format.XLSX if form.get("format") == Format.XLSX.value else Format.CSV


def table_file(
    visit: Visit,
    name: str,
    format: Format,
    headings: Sequence[str],
    rows: Iterable[Sequence[Written]],
) -> Response:
    """The rows under their headings, in a file of that name and of today."""
    with TemporaryDirectory() as folder:
        content = write_table(Path(folder) / name, format, headings, rows).read_bytes()
    today = visit.rulebook.local_day(visit.now).isoformat()
    return download(content, f"{name}-{today}.{format.value}", TABLES[format])
