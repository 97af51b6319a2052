"""Contents of files: those that an operation gives, of which types, as its description says them;
those that it takes, as JSON bears them."""

from base64 import b64decode
from typing import Any

from entrypoints.web.desks.downloads import PDF, TABLES
from entrypoints.web.desks.settings.drawings import SVG
from exchanges.tables.reader import Format
from rules.fields import UNREADABLE
from rules.refusals import Refusal, Refused
from workflow.acts import pieces as acts

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
_NOT_BASE64 = Refusal(
    code=UNREADABLE,
    sentence="« contenu » n’est pas un fichier en base64.",
    remedy="Codez ses octets en base64 (RFC 4648), sans retour à la ligne.",
    field="contenu",
)


def given(*types: str) -> dict[int | str, dict[str, Any]]:
    """The answer of an operation that gives a file of one of these types."""
    return {200: {"content": {one: {"example": _EXAMPLES[one]} for one in types}}}


def decoded(content: str) -> bytes:
    """The bytes of a file that came in base64, in the letters that its model asks for. Raises
    Refused."""
    if len(content) % 4:  # what the decoder lets pass when its padding is too long
        raise Refused(acts.JOIN, (_NOT_BASE64,))
    return b64decode(content)
