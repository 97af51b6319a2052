"""A rule of delay in words: how it is counted and from what, what meets it, when it alerts."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from entrypoints.words.acts import LEVELS
from rules.days.calendar import Direction, Unit
from rules.deadlines.rule import (
    ANCHOR_NEXT_SEANCE,
    ANCHOR_OPENING,
    ANCHOR_SEANCE,
    LEAVES,
    Duty,
    Procedure,
    Rule,
    Rung,
    Scope,
)
from rules.deadlines.wants import Want
from rules.delays.account import UNITS
from rules.delays.delay import Delay, WeekMode
from rules.facts import FACTS, STATE_PREFIX
from rules.names import alphabetical
from rules.wording import NBSP, colon, quantity
from rules.words import Office, Words
from states.procedure import PROCEDURE

LACKS: Mapping[Want, str] = {
    Want.CONSULTATION: "Il manque la consultation de la personne, ou ce qu’elle en a dit",
    Want.SAISINE: "La saisine n’est pas complète",
    Want.REPONSES: "Il manque vos réponses sur des lignes",
    Want.RESULTATS: "Il manque le résultat de lignes",
}
"""What misses of a deadline, as its row says it."""


class About(StrEnum):
    """What the rules are about, as they are read."""

    PEOPLE = "les personnes et leurs dossiers"
    SEANCES = "les séances"
    TERRITORY = "le territoire, les services et leur offre"


ABOUT: Mapping[Scope, About] = {
    Scope.PERSONNE: About.PEOPLE,
    Scope.DOSSIER: About.PEOPLE,
    Scope.SEANCE: About.SEANCES,
    Scope.SEANCE_SERVICE: About.SEANCES,
    Scope.SERVICE: About.TERRITORY,
    Scope.CIRCONSCRIPTION: About.TERRITORY,
    Scope.OFFRE: About.TERRITORY,
}
_AWAITED = {
    Duty.SERVICE: "le service",
    Duty.COORDINATION: "la coordination de la séance",
    Duty.PRESIDENT: "le président du conseil départemental",
}
_OFFICES = {Duty.BOP: Office.BOP, Duty.BAT: Office.BAT}


def awaited(duty: Duty, words: Words) -> str:
    """Who has to do it: « le service », « le BOP »."""
    return _AWAITED.get(duty) or words.office(_OFFICES[duty])


def counted(rule: Rule) -> str:
    """« 5 jours ouvrés après l’ouverture »."""
    return f"{_delay(rule.delay)} {_anchor(rule.procedure, rule.anchor)}"


def told(codes: Iterable[str]) -> list[str]:
    """The facts of these codes, as they are read, in alphabetical order."""
    return sorted((_fact(code) for code in codes), key=alphabetical)


def ladder(rule: Rule) -> Iterator[str]:
    """« rappel : 2 jours ouvrés avant », « niveau 1 : à l’échéance »…, the earliest first."""
    for rung in rule.ladder:
        yield colon(LEVELS[rung.level.value], _offset(rung))


def _offset(rung: Rung) -> str:
    if not rung.offset:
        return "à l’échéance"
    side = "après" if rung.offset > 0 else "avant"
    return f"{quantity(abs(rung.offset), *UNITS[rung.unit])} {side}"


def _delay(delay: Delay) -> str:
    if delay.unit is Unit.MOIS_CALENDAIRE:
        return ("jusqu’à la fin du mois de", "jusqu’à la fin du mois qui suit")[delay.n]
    count = quantity(delay.n, *UNITS[delay.unit])
    if delay.strict and delay.n == 1:
        count = f"moins d’{'une' if delay.unit is Unit.SEMAINE else 'un'}{NBSP}"
        count += UNITS[delay.unit][0]
    elif delay.strict:
        count = f"moins de {count}"
    friday = " (jusqu’au vendredi)" if delay.week_mode is WeekMode.VENDREDI_SUIVANT else ""
    return f"{count}{friday} {'après' if delay.direction is Direction.APRES else 'avant'}"


def _anchor(procedure: Procedure, anchor: str) -> str:
    if anchor == ANCHOR_OPENING:
        return "l’ouverture"
    if anchor == ANCHOR_SEANCE:
        return "la séance"
    if anchor == ANCHOR_NEXT_SEANCE:
        return "la prochaine séance"
    code = anchor.partition(":")[2]
    return "l’ouverture" if procedure.opens == {code} else f"« {FACTS[code]} »"


def _fact(code: str) -> str:
    if code == LEAVES:
        return "l’état est quitté"
    if code.startswith(STATE_PREFIX):
        return f"entrée dans « {PROCEDURE.states[code.removeprefix(STATE_PREFIX)].label} »"
    return FACTS[code]
