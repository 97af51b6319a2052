"""What is written of a séance, on a screen and in --json."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from rich.text import Text

from entrypoints.cli import display
from entrypoints.forms.registry import Json
from exchanges.documents.line_words import METHODS, asked, details, result
from exchanges.documents.minutes import (
    PrintedMinutes,
    change_words,
    invited,
    presence,
    totals_words,
    without_quorum,
)
from rules.seances.minutes import PART_LABELS, Attendee, Examined, Grant, Part, Ruling
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


def minutes_form(minutes: PrintedMinutes, *, to_send_again: bool) -> Json:
    """A version, or the draft (``envoye_le`` null)."""
    one = minutes.content
    return {
        "seance": one.seance,
        "document": one.document,
        "version": minutes.number,
        "envoye_le": None if one.sent is None else one.sent.isoformat(),
        "a_renvoyer": to_send_again,
        "changements": list(minutes.corrections),
        "participants": [
            {
                "nom": who.name,
                "fonction": who.function,
                "service": who.service,
                "presence": who.standing,
                "arrivee": who.arrived,
                "depart": who.left,
            }
            for who in one.attendees
        ],
        "presences_relevees": one.signed,
        "quorum": one.quorum,
        "bilan": [{"etat": state, "lignes": n} for state, n in one.totals.items()],
        "lignes": [_line_form(line) for line in one.lines],
        "points": [{"titre": point.title, "conclusion": point.told} for point in one.points],
        "textes": dict(one.parts),
    }


def versions_form(file: File, tz: tzinfo) -> Json:
    """The versions that were sent, and what the next one would change."""
    return {
        "seance": file.draft.seance,
        "document": file.draft.document,
        "versions": [
            {
                "version": one.number,
                "envoye_le": one.sent.astimezone(tz).isoformat(timespec="seconds"),
                "empreinte": one.sha256,
                "modele": one.model,
            }
            for one in file.versions
        ],
        "a_renvoyer": file.to_send_again,
        "changements": [change_words(one) for one in file.corrected],
    }


def _line_form(line: Examined) -> Json:
    again = line.next_held
    return {
        "ligne": line.line,
        "rang_seance": line.rank,
        "dossier": line.dossier,
        "nom": line.nom,
        "prenom": line.prenom,
        "nature": line.nature,
        "service": line.service,
        "service_souhaite": line.wished,
        "etat": line.state,
        "methode": line.method,
        "issue": line.issue,
        "accord_accueil": line.accord_accueil,
        "precisions": [{"champ": name, "texte": words} for name, words in line.told.items()],
        "prochaine_seance": None if again is None else again.isoformat(timespec="seconds"),
        "remarque": line.remark,
        "accorde": None if line.granted is None else _grant_form(line.granted),
        "decision_attendue": line.to_rule,
        "decision": None if line.ruling is None else _ruling_form(line.ruling),
    }


def _grant_form(granted: Grant) -> Json:
    return {"type_orientation": granted.type_orientation, "service": granted.service}


def _ruling_form(ruling: Ruling) -> Json:
    granted = None if ruling.granted is None else _grant_form(ruling.granted)
    return {
        "acte": ruling.act,
        "jour": ruling.day.isoformat(),
        "accorde": granted,
        "motif": ruling.motive,
    }


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
