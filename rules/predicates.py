"""Whether an opening fact concerns a rule. Each looks at the fact and at its subject's facts."""

from collections.abc import Sequence

from rules.actors import Genre
from rules.facts import Fact

# Origins of an orientation that was corrected after a diagnostic or a signalement (S0).
CORRECTED_ORIGINS = frozenset({"diagnostic", "signalement"})


def corrected_orientation(opening: Fact, facts: Sequence[Fact]) -> bool:
    """S0 1) and 2): only corrected orientations must appear in the next month's list."""
    return opening.data.get("origine") in CORRECTED_ORIGINS


def first_appointment(opening: Fact, facts: Sequence[Fact]) -> bool:
    """S1 3a: an absence at the first rendez-vous, none having been honoured before."""
    return not any(
        fact.code == "rdv_honore"
        and fact.subject == opening.subject
        and fact.occurred <= opening.occurred
        for fact in facts
    )


def service_is_ali(opening: Fact, facts: Sequence[Fact]) -> bool:
    """S0 1): the monthly « Entretiens diag » concern the agences locales d'insertion."""
    return opening.data.get("genre") == Genre.ALI.value


def seance_is_icl(opening: Fact, facts: Sequence[Fact]) -> bool:
    """The shared tableau and its delays are the ICL-I's, not the EP's."""
    return opening.data.get("genre") == "icl"
