"""What is written of a séance, on a screen."""

from collections.abc import Mapping, Sequence

from rich.text import Text

from entrypoints.cli import display
from exchanges.documents.line_words import METHODS, asked, details, result
from exchanges.documents.minutes import (
    PrintedMinutes,
    change_words,
    invited,
    presence,
    totals_words,
    without_quorum,
)
from rules.seances.minutes import PART_LABELS, Attendee, Examined, Part
from rules.wording import colon, day_of_month, quantity
from workflow.seances.outcomes.minutes import File, Version


def show_minutes(minutes: PrintedMinutes) -> None:
    """A version, or the draft."""
    one = minutes.content
    display.title(f"{minutes.title} · {minutes.subtitle}", minutes.standing)
    _show_changes(minutes.corrections, minutes.number - 1)
    display.sheet(
        [
            ("Lieu", one.place),
            ("Coordination", one.coordinator),
            ("Participants", _attendees(one.attendees)),
            ("Présences", None if one.signed else "non relevées"),
            ("Quorum", one.quorum or without_quorum(one)),
        ]
    )
    _show_part(one.parts, Part.INTRODUCTION)
    display.section("Résultats")
    display.say(totals_words(one))
    display.listing(
        ("N°", "Ligne", "Dossier", "Personne", "Demande", "Résultat"),
        [
            (
                "" if line.rank is None else str(line.rank),
                str(line.line),
                str(line.dossier),
                display.pair(f"{line.nom} {line.prenom}", line.service),
                asked(line),
                _told(line),
            )
            for line in one.lines
        ],
        empty="Aucune ligne.",
        fixed=("N°", "Ligne", "Dossier"),
        right=("N°", "Ligne", "Dossier"),
    )
    if one.points:
        display.section("Points sans situation")
        for point in one.points:
            told = "" if point.told is None else point.told
            display.indented(colon(point.title, told) if told else point.title)
    _show_part(one.parts, Part.ECHANGES)
    _show_part(one.parts, Part.SUITES)


def show_versions(file: File) -> None:
    """The versions that were sent, and whether another is to be sent."""
    display.listing(
        ("Version", "Envoyée le", "Empreinte"),
        [(str(one.number), _sent(one), one.sha256[:16]) for one in file.versions],
        empty="Rien n’est encore envoyé.",
        fixed=("Version",),
        right=("Version",),
    )
    if file.to_send_again:
        changed = [change_words(one) for one in file.corrected]
        display.section(f"Version {file.next_number}, à renvoyer")
        for words in changed:
            display.indented(words)


def _attendees(attendees: Sequence[Attendee]) -> str:
    return "\n".join(_attendee(one) for one in attendees)


def _attendee(one: Attendee) -> str:
    named = invited(one)
    return named if one.standing is None else f"{named}, {presence(one)}"


def _show_part(parts: Mapping[str, str], part: Part) -> None:
    told = parts.get(part.value)
    if told:
        display.section(PART_LABELS[part])
        display.indented(told)


def _told(line: Examined) -> Text:
    """The result, then all that it says, one a line."""
    cell = display.pair(result(line), METHODS.get(line.method or ""))
    for name, words in details(line):
        cell.append(f"\n{display.clean(colon(name, words))}")
    return cell


def _show_changes(words: Sequence[str], before: int) -> None:
    if words:
        count = quantity(len(words), "changement", "changements")
        display.section(f"{count} depuis la version {before}")
        for one in words:
            display.indented(one)


def _sent(one: Version) -> str:
    day = one.content.sent
    return "" if day is None else day_of_month(day)
