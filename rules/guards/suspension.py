"""What is changed in the count of a delay: a period that makes sense, something to resume or to
give back."""

from collections.abc import Iterator
from datetime import date

from rules.deadlines.adjustments import FIXED, RELEASED
from rules.delays.suspensions import SUSPENSIONS, pauses
from rules.facts import Fact
from rules.refusals import Refusal
from rules.situation import Act, Situation
from rules.wording import day_of_month

_SOURCE = "S1, principe 4"


def periode_de_suspension(situation: Situation, act: Act) -> Refusal | None:
    """« la suspension ne finit pas avant de commencer » S1, principle 4."""
    first, last = situation.values.get("du"), situation.values.get("au")
    if not isinstance(first, date) or not isinstance(last, date) or first <= last:
        return None
    return Refusal(
        code="suspension_a_l_envers",
        sentence=f"La suspension finirait le {day_of_month(last)}, avant de commencer"
        f" le {day_of_month(first)}.",
        remedy="Corrigez « du » ou « au ».",
        source=_SOURCE,
        field="au",
    )


def delai_suspendu(situation: Situation, act: Act) -> Refusal | None:
    """« ce délai est suspendu » there is nothing to resume otherwise."""
    rule = situation.values.get("regle")
    if rule is None:
        return None
    said = [(fact.code, fact.data) for fact in _said(situation) if fact.code in SUSPENSIONS]
    day = situation.values.get("date")
    back = day if isinstance(day, date) else situation.today
    if any(pause.last is None or pause.last >= back for pause in pauses(said, str(rule))):
        return None
    return Refusal(
        code="delai_non_suspendu",
        sentence=f"Le délai {rule} n’est pas suspendu ce jour-là.",
        remedy="Vérifiez le délai et la date de reprise.",
        source=_SOURCE,
        field="regle",
    )


def prolongation_positive(situation: Situation, act: Act) -> Refusal | None:
    """« la prolongation ajoute au moins une unité » S1, principle 4."""
    if situation.values.get("n") != 0:
        return None
    return Refusal(
        code="prolongation_nulle",
        sentence="Une prolongation de zéro ne change rien.",
        remedy="Donnez le nombre d’unités ajoutées.",
        source=_SOURCE,
        field="n",
    )


def date_fixee(situation: Situation, act: Act) -> Refusal | None:
    """« la date de ce délai est fixée à la main » there is nothing to give back otherwise."""
    rule = situation.values.get("regle")
    if rule is None or "ouverture" not in situation.values:
        return None
    last = None
    for fact in _said(situation):
        if fact.code in (FIXED, RELEASED):
            last = fact.code
    if last == FIXED:
        return None
    return Refusal(
        code="date_non_fixee",
        sentence=f"La date du délai {rule} n’est pas fixée à la main.",
        remedy="Vérifiez le délai.",
        field="regle",
    )


def _said(situation: Situation) -> Iterator[Fact]:
    """What was said of the delay that the form names: of this opening when it names one, of this
    service when it names one, in the séance or in the dossier itself."""
    values, dossier = situation.values, situation.dossier
    opening, service = values.get("ouverture"), values.get("service")
    for fact in situation.facts:
        if fact.data.get("regle") != values.get("regle"):
            continue
        named = fact.data.get("ouverture")
        here = dossier is None or fact.subject.id == dossier.id
        if not (here if named is None else opening in (None, named)):
            continue
        if service is None or fact.child in (None, service):
            yield fact
