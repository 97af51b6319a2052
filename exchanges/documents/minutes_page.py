"""The compte rendu of a séance, or the procès-verbal of an EP, as a PDF.

A version that was sent is printed from what was frozen, by the page that it was sent with: the
bytes are the same each time.
"""

from collections.abc import Sequence
from pathlib import Path

from exchanges.documents.line_words import METHODS, asked, details, result
from exchanges.documents.minutes import (
    UNSIGNED,
    PrintedMinutes,
    invited,
    numbers_words,
    presence,
    totals_words,
    without_quorum,
)
from exchanges.documents.typesetting import typeset
from rules.seances.minutes import PART_LABELS, Attendee, Examined, Minutes, Part
from rules.seances.seats import Presence
from rules.wording import numbered

_SIGNATURES = ("Le président ou la présidente de séance", "Le ou la secrétaire de séance")
"""A procès-verbal is signed (webRSA, pv.odt); a compte rendu is not."""


def write_minutes(path: Path, minutes: PrintedMinutes) -> Path:
    """Writes the PDF, which appears at ``path`` only when whole."""
    return typeset(f"minutes_{minutes.model}", _page(minutes), path)


def _page(minutes: PrintedMinutes) -> dict[str, object]:
    one = minutes.content
    updated = one.sent or one.held.date()
    on_list = [line for line in one.examined if line.method == "liste"]
    return {
        "title": minutes.title,
        "subtitle": minutes.subtitle,
        "departement": minutes.departement,
        "updated": updated.isoformat(),
        "up_to_date": f"{minutes.title} de la séance {numbered(one.seance)} · {minutes.standing}",
        "standing": minutes.standing,
        "draft": one.sent is None,
        "corrections": _corrections(minutes),
        "facts": _facts(one),
        "attendees": _attendees(one.attendees),
        "unsigned": "" if one.signed else f"{UNSIGNED}.",
        "invited": ", ".join(
            dict.fromkeys(invited(who) for who in one.attendees if who.standing is None)
        ),
        "quorum": one.quorum,
        "without_quorum": without_quorum(one) or "",
        "totals": totals_words(one),
        "numbers": numbers_words(one) if one.lines else "",
        "groups": [
            {"name": name, "lines": [_line(line) for line in lines]}
            for name, lines in (
                ("Situations validées sur liste", on_list),
                (
                    "Décisions" if one.document == "proces_verbal" else "Situations examinées",
                    [line for line in one.examined if line.method != "liste"],
                ),
                ("Lignes non examinées", list(one.put_off)),
            )
            if lines
        ],
        "points": [
            {"title": point.title, "told": _paragraphs(point.told or "")} for point in one.points
        ],
        "parts": {
            part.value: {"name": PART_LABELS[part], "told": _paragraphs(one.parts[part.value])}
            for part in Part
            if part.value in one.parts
        },
        "signatures": list(_SIGNATURES) if one.document == "proces_verbal" else [],
    }


def _corrections(minutes: PrintedMinutes) -> dict[str, object] | None:
    if not minutes.corrections:
        return None
    return {
        "name": f"Ce qui change depuis la version {minutes.number - 1}",
        "told": list(minutes.corrections),
    }


def _facts(one: Minutes) -> list[list[str]]:
    found = [("Lieu", one.place), ("Coordination", one.coordinator)]
    return [[name, value] for name, value in found if value]


def _attendees(attendees: Sequence[Attendee]) -> list[dict[str, object]]:
    """Those of whom somebody noted whether they came."""
    return [
        {
            "name": who.name or "",
            "unnamed": "" if who.name else "nom non relevé",
            "function": who.function or "",
            "service": who.service or "",
            "standing": presence(who),
            "there": who.standing == Presence.PRESENT,
        }
        for who in attendees
        if who.standing is not None
    ]


def _line(line: Examined) -> dict[str, object]:
    return {
        "rank": "–" if line.rank is None else str(line.rank),
        "person": f"{line.nom} {line.prenom}",
        "dossier": f"dossier {numbered(line.dossier)}",
        "service": line.service or "",
        "asked": asked(line),
        "result": result(line),
        "method": METHODS.get(line.method or "", ""),
        "details": [{"name": name, "told": _paragraphs(told)} for name, told in details(line)],
    }


def _paragraphs(text: str) -> list[str]:
    """The lines that somebody typed, blank ones aside."""
    return [line.strip() for line in text.splitlines() if line.strip()]
