"""Files that leave by a page: kept by their reader, opened by nothing of ours."""

import unicodedata
from urllib.parse import quote

from fastapi import Response

from exchanges.tables.reader import Format

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
