"""How far a delay may be extended: a cap in its own unit, and a number of times."""

from rules.deadlines.adjustments import Adjustments
from rules.deadlines.rule import Rule
from rules.delays.account import UNITS
from rules.refusals import Refusal
from rules.wording import quantity

_SOURCE = "S1, principe 4"
_OTHERWISE = "Suspendez-le, ou faites fixer la date par le président du conseil départemental."


def extension_refused(rule: Rule, given: Adjustments, n: int) -> Refusal | None:
    """Why the delay may not be extended by n of its units after what was ``given``; None when it
    may."""
    allowance = rule.allowance
    if allowance is None:
        return Refusal(
            code="delai_non_prolongeable",
            sentence=f"Le délai {rule.code} ne peut être prolongé.",
            remedy=_OTHERWISE,
            source=_SOURCE,
            field="regle",
        )
    if len(given.extensions) >= allowance.times:
        done = quantity(len(given.extensions), "fois", "fois")
        return Refusal(
            code="prolongations_epuisees",
            sentence=f"Le délai {rule.code} a déjà été prolongé {done}, c’est tout ce qui est"
            " permis.",
            remedy=_OTHERWISE,
            source=_SOURCE,
            field="regle",
        )
    left = allowance.most - given.added
    if n <= left:
        return None
    words = UNITS[rule.delay.unit]
    return Refusal(
        code="prolongation_trop_longue",
        sentence=f"Le délai {rule.code} ne peut plus être prolongé que de"
        f" {quantity(left, *words)} ({quantity(allowance.most, *words)} en tout).",
        remedy=f"Donnez au plus {left}.",
        source=_SOURCE,
        field="n",
    )
