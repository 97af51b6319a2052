"""The suspension of a delay: a period, and something to resume."""

from datetime import date

from rules.refusals import Refusal
from rules.situation import Act, Situation
from rules.suspensions import SUSPENSIONS, pauses

_SOURCE = "S1, principe 4"


def periode_de_suspension(situation: Situation, act: Act) -> Refusal | None:
    """« la suspension ne finit pas avant de commencer » S1, principle 4."""
    first, last = situation.values.get("du"), situation.values.get("au")
    if not isinstance(first, date) or not isinstance(last, date) or first <= last:
        return None
    return Refusal(
        code="suspension_a_l_envers",
        sentence=f"La suspension finirait le {last:%d/%m/%Y}, avant de commencer"
        f" le {first:%d/%m/%Y}.",
        remedy="Corrigez « du » ou « au ».",
        source=_SOURCE,
        field="au",
    )


def delai_suspendu(situation: Situation, act: Act) -> Refusal | None:
    """« ce délai est suspendu dans ce dossier » there is nothing to resume otherwise."""
    dossier, rule = situation.dossier, situation.values.get("regle")
    if dossier is None or rule is None:
        return None
    said = [
        (fact.code, fact.data)
        for fact in situation.facts
        if fact.subject.id == dossier.id and fact.code in SUSPENSIONS
    ]
    day = situation.values.get("date")
    back = day if isinstance(day, date) else situation.today
    if any(pause.last is None or pause.last >= back for pause in pauses(said, str(rule))):
        return None
    return Refusal(
        code="delai_non_suspendu",
        sentence=f"Le délai {rule} n’est pas suspendu dans ce dossier.",
        remedy="Vérifiez le délai et la date de reprise.",
        source=_SOURCE,
        field="regle",
    )
