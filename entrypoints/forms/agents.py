"""Agents, in JSON."""

from entrypoints.forms.registry import Json
from rules.telling import MAIL, Rhythm
from workflow.reading.agents import AgentLine, PreferenceLine

USUAL = (PreferenceLine(channel=MAIL, rhythm=Rhythm.IMMEDIAT.value),)
"""How whoever chose nothing is told."""


def agent(line: AgentLine) -> Json:
    """An agent: habilitations, absences, how they are told."""
    return {
        "agent": line.id,
        "version": line.version,
        "nom": line.name,
        "courriel": line.email,
        "actif": line.active,
        "habilitations": [
            {
                "habilitation": one.id,
                "role": one.role,
                "service": one.service_id,
                "libelle": one.service,
                "circonscription": one.circonscription,
                "du": one.start.isoformat(),
                "au": None if one.end is None else one.end.isoformat(),
                "recoit": one.told,
            }
            for one in line.habilitations
        ],
        "absences": [
            {
                "absence": one.id,
                "du": one.start.isoformat(),
                "au": one.end.isoformat(),
                "suppleant": one.substitute_id,
                "nom": one.substitute,
            }
            for one in line.absences
        ],
        "preferences": [
            {"canal": one.channel, "rythme": one.rhythm} for one in line.preferences or USUAL
        ],
    }
