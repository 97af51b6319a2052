"""Fiches as a PDF: one page or more for each, bound in one file."""

from pathlib import Path

from exchanges.documents.fiche_words import Sheet
from exchanges.documents.fiches import Bound
from exchanges.documents.typesetting import typeset


def write_fiches(path: Path, bound: Bound) -> Path:
    """Writes the PDF, which appears at ``path`` only when whole."""
    return typeset("fiches", page_data(bound), path)


def page_data(bound: Bound) -> dict[str, object]:
    """What goes into the page."""
    return {
        "title": bound.title,
        "subtitle": bound.subtitle,
        "departement": bound.departement,
        "updated": bound.day.isoformat(),
        "up_to_date": f"{bound.subtitle}. {bound.mark}.",
        "sheets": [_sheet(one, blanks=bound.blanks) for one in bound.sheets],
    }


def _sheet(sheet: Sheet, *, blanks: bool) -> dict[str, object]:
    return {
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "sections": [
            {
                "name": section.name,
                "rows": [
                    [name, [] if value is None else [line for line in value.splitlines() if line]]
                    for name, value in section.rows
                    if blanks or value is not None
                ],
            }
            for section in sheet.sections
        ],
        "ticks": list(sheet.ticks),
        "sign": list(sheet.sign),
    }
