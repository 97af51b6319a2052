"""What is printed for a room: the feuille d’émargement, and the tableau with room to write each
result by hand where there is no network."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from exchanges.documents.line_words import ISSUES, METHODS, NATURES, to_tick
from exchanges.documents.typesetting import typeset
from rules.rulebook import Rulebook
from rules.seances.guests import WHOM_LABELS
from rules.seances.kinds import Body, SeanceKind
from rules.wording import NBSP, colon, day_of_month, local_instant, numbered, quantity
from states.procedure import PROCEDURE
from workflow.reading.participants import Attendance, Attendee, InvitedGuest
from workflow.reading.tableau import Tableau, TableauLine

_BLANK = 6
"""Rows left for those who come without being awaited."""
_NOBODY = dict.fromkeys(("name", "aside", "service", "function", "arrived"), "")
_CONFIDENTIAL = "Document nominatif, à détruire une fois les résultats saisis"


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The séance that the sheets are of, in words. ``held`` is local."""

    number: int
    name: str
    territory: str | None
    kind: SeanceKind
    held: datetime
    place: str | None
    departement: str

    def head(self, title: str, *marks: str) -> dict[str, object]:
        """What each page says of itself, the marks at its foot; nothing of it comes from the
        present."""
        where = " ".join(part for part in (self.name, self.territory) if part)
        place = "" if self.place is None else f" · {self.place}"
        return {
            "title": title,
            "subtitle": f"{where} · {local_instant(self.held)}{place}",
            "departement": self.departement,
            "updated": self.held.date().isoformat(),
            "up_to_date": " ".join(
                f"{one}." for one in (f"Séance {numbered(self.number)}", *marks)
            ),
        }


def room_of(tableau: Tableau, rulebook: Rulebook, departement: str, territory: str | None) -> Room:
    """The séance of a tableau."""
    name = rulebook.label_of(tableau.genre, tableau.circonscription)
    return Room(
        number=tableau.seance_id,
        name=" ".join(part for part in (name, tableau.circonscription) if part),
        territory=territory,
        kind=rulebook.kind_held(tableau.seance),
        held=tableau.held.astimezone(rulebook.calendar.tz),
        place=tableau.place,
        departement=departement,
    )


def write_attendance(path: Path, room: Room, attendance: Attendance, tableau: Tableau) -> Path:
    """Writes the feuille d’émargement, A4 landscape. A séance for which nobody was named has a row
    for each service that sits."""
    people = [*map(_attendee, attendance.attendees), *map(_guest, attendance.guests)]
    rows = people or [{**_NOBODY, "service": service} for service in tableau.sitting.values()]
    count = quantity(len(people), "personne attendue", "personnes attendues")
    if not people:
        count = quantity(len(rows), "service attendu", "services attendus")
    return typeset(
        "attendance",
        {
            **room.head("Feuille d’émargement", count),
            "rows": rows,
            "blank": _BLANK,
        },
        path,
    )


def write_room_tableau(path: Path, room: Room, tableau: Tableau) -> Path:
    """Writes the tableau, A3 landscape: each line with its answers and room for its result."""
    lines = [line for line in tableau.lines if not line.gone]
    ranked = any(line.rank is not None for line in lines)
    return typeset(
        "room_tableau",
        {
            **room.head(
                "Tableau de la séance", quantity(len(lines), "ligne", "lignes"), _CONFIDENTIAL
            ),
            "answered": room.kind.body is not Body.DECISION,
            "lines": [
                _line(_rank(line, place, ranked=ranked), line, tableau, room.kind)
                for place, line in enumerate(lines, 1)
            ],
        },
        path,
    )


def _attendee(one: Attendee) -> dict[str, str]:
    name = one.substitute or one.name or ""
    aside = f"remplace {one.name}" if one.substitute and one.name else one.title or ""
    return {
        "name": name,
        "aside": aside,
        "service": one.service or "",
        "function": one.function,
        "arrived": one.arrived or "",
    }


def _guest(one: InvitedGuest) -> dict[str, str]:
    return {
        "name": one.name or "",
        "aside": one.title or "",
        "service": "",
        "function": f"{WHOM_LABELS[one.whom]}, ligne {numbered(one.line)}",
        "arrived": "",
    }


def _rank(line: TableauLine, place: int, *, ranked: bool) -> str:
    """Its rank on the agenda, as the compte rendu says it too: a line added séance tenante has
    none. Before the agenda is settled, its place."""
    if line.rank is not None:
        return str(line.rank)
    return "–" if ranked else str(place)


def _line(rank: str, line: TableauLine, tableau: Tableau, kind: SeanceKind) -> dict[str, object]:
    born = "" if line.born is None else f"naissance le {day_of_month(line.born)}"
    return {
        "rank": rank,
        "number": f"ligne {numbered(line.id)}",
        "person": f"{line.nom} {line.prenom}",
        "aside": [
            part
            for part in (
                born,
                "" if line.numero_demande_rsa is None else f"RSA {line.numero_demande_rsa}",
                line.ville or "",
            )
            if part
        ],
        "service": line.service or "",
        "nature": NATURES[line.nature],
        "wished": line.wished or "",
        "motive": line.motive or "",
        "accord": _accord(line.accord),
        "flags": list(_flags(line, tableau)),
        "answers": [
            {
                "service": one.service,
                "answer": one.answer,
                "remark": one.remark or "",
                "anomaly": one.anomaly,
            }
            for one in line.answers
        ],
        "result": list(_result(line, kind)),
        "to_tick": [] if line.decided else list(to_tick(kind, line.nature)),
    }


def _result(line: TableauLine, kind: SeanceKind) -> Iterator[str]:
    """What was recorded of a line, and how a request was examined; nothing as long as it waits."""
    if not line.decided:
        return
    yield kind.called(line.state, PROCEDURE.states[line.state].label)
    if line.issue is not None:
        yield ISSUES[line.issue]
    if line.state == "favorable" and line.methode is not None:
        yield METHODS[line.methode]


def _accord(accord: bool | None) -> str:
    if accord is None:
        return ""
    return colon("Accord de la personne", "oui" if accord else "non")


def _flags(line: TableauLine, tableau: Tableau) -> Iterator[str]:
    """What must be seen at once of a line."""
    if line.urgent:
        yield "Urgent"
    if line.priority is not None:
        yield f"Priorité {line.priority}"
    if line.collegial_asked:
        yield "Examen collégial demandé"
    if line.guests:
        yield quantity(line.guests, "personne invitée", "personnes invitées")
    if line.late:
        yield colon("Hors délai", f"{NBSP}; ".join(tableau.late_words(line)))
