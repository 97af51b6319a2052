"""Files that an operation gives: of which types, as its description says them."""

from typing import Any

from entrypoints.web.desks.downloads import PDF, TABLES
from entrypoints.web.desks.settings.drawings import SVG
from exchanges.tables.reader import Format

XLSX = TABLES[Format.XLSX]
CALENDAR = "text/calendar"
ANY = "application/octet-stream"
"""What somebody brought, whatever it is: never opened as a page of ours."""

_EXAMPLES = {
    PDF: "%PDF-1.7 …",
    XLSX: "PK…",
    ANY: "%PDF-1.7 …",
    SVG: "<svg …/>",
    CALENDAR: "BEGIN:VCALENDAR…",
}


def given(*types: str) -> dict[int | str, dict[str, Any]]:
    """The answer of an operation that gives a file of one of these types."""
    return {200: {"content": {one: {"example": _EXAMPLES[one]} for one in types}}}
