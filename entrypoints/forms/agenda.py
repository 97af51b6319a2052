"""The agenda of a séance, in JSON."""

from entrypoints.forms.registry import Json
from rules.seances.agenda import Agenda, AgendaLine
from rules.seances.capacity import Capacity
from workflow.reading.agendas import AgendaSheet


def sheet(shown: AgendaSheet) -> Json:
    """What ``seance voir`` says of the agenda."""
    return {
        "propose": shown.proposed,
        "permanence": shown.presence,
        **agenda(shown.agenda),
    }


def agenda(one: Agenda) -> Json:
    """An agenda, settled or proposed."""
    load = one.load
    return {
        "situations": load.situations,
        "minutes": load.minutes,
        "minutes_points": one.points,
        "duree": load.duration,
        "depassement": load.excess,
        "charge": load.sentence,
        "demande": one.demand.sentence,
        "retenues": [_line(line, one.capacity) for line in one.retained],
        "reportees": [_line(line, one.capacity) for line in one.postponed],
    }


def _line(line: AgendaLine, capacity: Capacity | None) -> Json:
    return {
        "ligne": line.line,
        "dossier": line.dossier,
        "rang": line.rank,
        "minutes": None if capacity is None else capacity.minutes(line.guests),
        "invites": line.guests,
        "reports": line.reports,
        "raisons": [
            {"code": one.why, "valeur": one.value, "phrase": one.told} for one in line.reasons
        ],
        "phrase": line.sentence,
    }
