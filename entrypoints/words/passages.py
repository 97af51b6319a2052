"""A passage to another calendar in words: why a deadline moves, what came of it."""

from entrypoints.words.acts import WHY
from rules.days.differences import Difference
from rules.wording import NBSP, day_of_month, quantity
from workflow.recalculation.application import Applied
from workflow.recalculation.movements import Movement
from workflow.recalculation.reasons import CALENDAR, Reasons

_NOTHING = "aucune échéance recomptée"
_MOST_NAMED = 10


def passage_words(done: Applied | None) -> str:
    """What was done; None: it was in use already."""
    if done is None:
        return "Rien à faire : ce calendrier et ces règles sont déjà en vigueur."
    changed = quantity(done.changed, "échéance recomptée", "échéances recomptées")
    if done.failed:
        some = ", ".join(str(one) for one in done.failed[:_MOST_NAMED])
        return (
            f"Le passage n’est pas terminé{NBSP}: {changed if done.changed else _NOTHING}{NBSP}; "
            f"celles de {some} n’ont pas pu l’être. "
            "Le journal technique dit pourquoi ; la même commande reprendra."
        )
    start = "Le passage interrompu est terminé" if done.resumed else "C’est en vigueur"
    if not done.changed:
        return f"{start}{NBSP}: {_NOTHING}."
    each = "avec son entrée" if done.changed == 1 else "chacune avec son entrée"
    return f"{start}{NBSP}: {changed}, {each} au journal."


def why_words(one: Movement, reasons: Reasons) -> str:
    """« 9 juillet 2026, fermeture locale : pont et 1 autre jour ; règle changée »."""
    said = [WHY[code] for code in one.why]
    days = days_of(one, reasons)
    if days and days[0].day is not None:
        told = f"{day_of_month(days[0].day)}, {days[0].after}"
        others = len(days) - 1
        more = f" et {quantity(others, 'autre jour', 'autres jours')}" if others else ""
        said[said.index(WHY[CALENDAR])] = f"{told}{more}"
    return f"{NBSP}; ".join(said)


def days_of(one: Movement, reasons: Reasons) -> list[Difference]:
    """The days that move it, when the calendar does."""
    return reasons.days_of(one) if CALENDAR in one.why else []
