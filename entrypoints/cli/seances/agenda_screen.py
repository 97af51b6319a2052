"""The agenda of a séance, on a screen."""

from collections.abc import Sequence

from entrypoints.cli import display
from entrypoints.words.times import full_instant
from rules.days.calendar import Calendar
from rules.seances.agenda import Agenda, AgendaLine
from rules.seances.capacity import Capacity
from rules.seances.reasons import told
from rules.wording import NBSP, colon, lasting, numbered
from workflow.seances.commands import SeanceOutcome


def show_agenda(agenda: Agenda, title: str) -> None:
    """The lines in their order, each with its reasons, then those that are put off."""
    display.section(colon(title, agenda.load.sentence))
    if agenda.postponed:
        display.say(f"{colon('Demande', agenda.demand.sentence)}.")
    if agenda.points:
        display.say(f"Les points sans personne prennent {lasting(agenda.points)}.")
    if agenda.load.excess:
        display.say(f"L’ordre du jour dépasse la séance de {lasting(agenda.load.excess)}.")
    _listing(agenda.retained, agenda.capacity)
    if agenda.postponed:
        display.section("Reportées à la séance suivante")
        _listing(agenda.postponed, agenda.capacity)


def show_settled(done: SeanceOutcome, calendar: Calendar) -> None:
    """The agenda that an act of the séance settled, and what became of the lines it put off."""
    assert done.agenda is not None  # the act settles one
    show_agenda(done.agenda, "Ordre du jour")
    if done.following is not None and done.following_held is not None:
        when = full_instant(done.following_held, calendar)
        display.say(f"La séance suivante est la {numbered(done.following)}, {when}.")
    show_refused(done)


def show_refused(done: SeanceOutcome) -> None:
    """The lines that the next séance could not take."""
    for dossier, refusals in done.refused:
        why = " ".join(one.sentence for one in refusals)
        display.indented(f"Dossier {numbered(dossier)}, à réinscrire à la main. {why}")


def _listing(lines: Sequence[AgendaLine], capacity: Capacity | None) -> None:
    ranked = any(line.rank is not None for line in lines)
    display.listing(
        (
            *(("Rang",) if ranked else ()),
            *("Ligne", "Dossier"),
            *(("Durée",) if capacity else ()),
            "Pourquoi",
        ),
        [
            (
                *((str(line.rank),) if ranked else ()),
                *(str(line.line), str(line.dossier)),
                *((lasting(capacity.minutes(line.guests)),) if capacity else ()),
                told(line.reasons),
            )
            for line in lines
        ],
        empty="Aucune ligne.",
        fixed=("Rang", "Ligne", "Dossier", "Durée"),
        right=("Rang", "Ligne", "Dossier"),
    )


def presence_words(minutes: int | None) -> str | None:
    """« la première heure »: for how long whoever coordinates is there."""
    if minutes is None:
        return None
    first = "la première heure" if minutes == 60 else f"les {minutes}{NBSP}premières minutes"
    return f"peu de situations, la coordination est sur place {first}"
