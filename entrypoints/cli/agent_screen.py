"""The screens of agents, and their form in JSON."""

from collections.abc import Sequence
from datetime import date

from entrypoints.cli import display
from entrypoints.forms.agents import USUAL
from rules.actors import Role
from rules.telling import RHYTHM_LABELS, Rhythm
from rules.wording import day_of_month, numbered
from rules.words import Words
from workflow.reading.agents import AbsenceLine, AgentLine, HabilitationLine


def show_list(lines: Sequence[AgentLine], offices: Words, day: date) -> None:
    """One agent a line, with what they may act as, and whether they are away that day."""
    display.listing(
        ("N°", "Agent, courriel", "Habilité à", "Prévenu"),
        [
            (
                str(line.id),
                display.pair(line.name, line.email),
                "\n".join(_capacity(one, offices) for one in line.habilitations),
                display.pair(_told(line), _away(line, day)),
            )
            for line in lines
        ],
        empty="Aucun agent.",
        fixed=("N°",),
        right=("N°",),
    )


def show(line: AgentLine, offices: Words, day: date) -> None:
    """One agent."""
    state = "" if line.active else "n’est plus en fonction"
    display.title(f"{line.name}, agent {numbered(line.id)}", state)
    display.sheet(
        [
            ("Courriel", line.email),
            ("Prévenu", _told(line)),
            ("Absent", _away(line, day)),
            ("Version", str(line.version)),
        ]
    )
    display.section("Habilitations")
    display.listing(
        ("N°", "Rôle", "Dates", "Messages"),
        [
            (
                str(one.id),
                _capacity(one, offices),
                _dates(one),
                "reçus" if one.told else "non reçus",
            )
            for one in line.habilitations
        ],
        empty="Aucune habilitation.",
        fixed=("N°",),
        right=("N°",),
    )
    display.section("Absences")
    display.listing(
        ("N°", "Dates", "Prévenu à sa place"),
        [(str(one.id), _days(one), _substitute(one)) for one in line.absences],
        empty="Aucune absence.",
        fixed=("N°",),
        right=("N°",),
    )


def _capacity(one: HabilitationLine, offices: Words) -> str:
    words = [offices.role(Role(one.role))]
    if one.service_id is not None:
        words.append(one.service or f"service {numbered(one.service_id)}")
    if one.circonscription is not None:
        words.append(one.circonscription)
    return ", ".join(words)


def _dates(one: HabilitationLine) -> str:
    start = f"depuis le {day_of_month(one.start)}"
    return start if one.end is None else f"{start}, jusqu’au {day_of_month(one.end)}"


def _told(line: AgentLine) -> str:
    ways = line.preferences or USUAL
    return " ; ".join(f"{one.channel}, {RHYTHM_LABELS[Rhythm(one.rhythm)]}" for one in ways)


def _away(line: AgentLine, day: date) -> str | None:
    for one in line.absences:
        if one.start <= day <= one.end:
            return f"absent jusqu’au {day_of_month(one.end)}, {_substitute(one)}"
    return None


def _days(one: AbsenceLine) -> str:
    return f"du {day_of_month(one.start)} au {day_of_month(one.end)}"


def _substitute(one: AbsenceLine) -> str:
    if one.substitute_id is None:
        return "personne en particulier"
    return f"{one.substitute} ({numbered(one.substitute_id)})"
