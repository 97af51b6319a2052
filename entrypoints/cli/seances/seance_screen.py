"""A séance, who sits in it and its lines, on a screen and in JSON."""

from collections.abc import Sequence
from dataclasses import dataclass

from entrypoints.cli import display
from entrypoints.cli.dossier_head import answers_words
from entrypoints.cli.seances import points
from entrypoints.cli.seances.agenda_screen import presence_words, show_agenda
from entrypoints.cli.seances.participants_screen import HELD, show_attendance, show_unsigned
from entrypoints.forms import agenda
from entrypoints.forms.participants import attendance_form
from entrypoints.forms.registry import Forms, Json
from entrypoints.words.dossiers import NATURES
from entrypoints.words.times import full_instant, line_words
from rules.days.calendar import Calendar
from rules.seances.kinds import SeanceKind
from rules.seances.points import Point
from states.procedure import PROCEDURE
from workflow.reading.agendas import AgendaSheet
from workflow.reading.participants import Attendance
from workflow.reading.seances import SeanceLine, TableLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is known of a séance. ``sitting``: the names of its services; ``points``: those of its
    agenda that are about nobody."""

    seance: SeanceLine
    lines: Sequence[TableLine]
    sitting: Sequence[str]
    sheet: AgendaSheet
    points: Sequence[Point]
    attendance: Attendance


def seance_form(seen: Seen, forms: Forms) -> Json:
    """The answer of ``seance voir --json``."""
    kind = seen.sheet.kind
    return {
        **forms.seance(seen.seance),
        "services": seen.sitting,
        "lignes": [
            {**forms.table_line(line), "resultat": line_words(kind, line.state)}
            for line in seen.lines
        ],
        "ordre_du_jour": agenda.sheet(seen.sheet),
        "points": points.points_form(seen.points),
        "avec": kind.merged,
        "intervenant": None if kind.visitor is None else kind.visitor.label,
        **attendance_form(forms, seen.attendance),
    }


def show_seance(seen: Seen, calendar: Calendar) -> None:
    """All of it, the agenda last."""
    seance, sheet = seen.seance, seen.sheet
    _head(seen, calendar)
    show_attendance(seen.attendance)
    if seance.state in HELD and not seen.attendance.signed:
        show_unsigned()
    _lines(seen.lines, sheet.kind)
    if sheet.agenda.retained:
        show_agenda(sheet.agenda, "Ordre du jour proposé" if sheet.proposed else "Ordre du jour")
    points.show_points(seen.points)


def _head(seen: Seen, calendar: Calendar) -> None:
    seance, kind = seen.seance, seen.sheet.kind
    state = PROCEDURE.states[seance.state]
    display.title(f"{kind.label} n° {seance.id} · {state.label}", f"version {seance.version}")
    display.sheet(
        [
            ("Date", full_instant(seance.held, calendar)),
            ("Lieu", seance.place),
            ("Circonscription", seance.circonscription or "tout le département"),
            ("Y siègent", ", ".join(seen.sitting)),
            ("Avec", kind.merged),
            ("Intervient", _visitor(seen)),
            ("À la suite de", _numbered(seance.after)),
            ("Suivie de", _numbered(seance.followed_by)),
            ("Remplacée par", _numbered(seance.replaced_by)),
            ("Présence", presence_words(seen.sheet.presence)),
        ]
    )


def _visitor(seen: Seen) -> str | None:
    """« psychologue conventionné, Sylvie Roux, s.roux@… » ; or that nobody is named yet."""
    visitor, named = seen.sheet.kind.visitor, seen.attendance.visitor
    if visitor is None:
        return None
    if named is None or named.name is None:
        return f"{visitor.label}, personne n’est encore nommé"
    return f"{visitor.label}, {named.name}, {named.email}"


def _lines(lines: Sequence[TableLine], kind: SeanceKind) -> None:
    answered = any(line.answers for line in lines)
    display.section("Lignes")
    display.listing(
        (
            *("N°", "Dossier", "Personne, service", "Où en est-on, objet"),
            *(("Réponses",) if answered else ()),
        ),
        [
            (
                str(line.id),
                str(line.dossier_id),
                display.pair(f"{line.nom} {line.prenom}", line.service),
                display.pair(line_words(kind, line.state), NATURES[line.nature]),
                *((answers_words(line.answers),) if answered else ()),
            )
            for line in lines
        ],
        empty="Aucune ligne.",
        fixed=("N°", "Dossier"),
        right=("N°", "Dossier"),
    )


def _numbered(seance: int | None) -> str | None:
    return None if seance is None else f"la séance n° {seance}"
