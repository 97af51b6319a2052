"""The days of the post of a letter to one who attends a séance: what may be told of them.

No delay and no state hangs from them, so they are no acts of the procedure: they are judged
together, as they would stand.
"""

from collections.abc import Iterator
from datetime import date

from rules.letters.kinds import LetterView
from rules.refusals import Refusal
from rules.wording import NBSP, day_of_month, numbered

_CORRECT = f"Si une date déjà dite est fausse, reprenez-la{NBSP}: « lettre corriger »."


def untrue(before: LetterView, after: LetterView, today: date) -> Iterator[Refusal]:
    """Why the days of a letter cannot become what ``after`` says."""
    name = f"La lettre {numbered(before.id)}"
    if before.annulled:
        yield _refusal("lettre_annulee", f"{name} est annulée : une autre l’a remplacée.", "lettre")
    told = [
        ("lettre_deja_envoyee", before.sent, after.sent, "est partie"),
        ("lettre_deja_presentee", before.presented, after.presented, "a été présentée"),
        ("lettre_deja_recue", before.received, after.received, "est reçue"),
        ("lettre_deja_revenue", before.returned, after.returned, "est revenue"),
    ]
    for code, was, now, became in told:
        if was is not None and was != now:
            yield _refusal(code, f"{name} {became} le {day_of_month(was)}.", "lettre")
    if after.received is not None and after.returned is not None:
        yield _refusal("lettre_recue_et_revenue", f"{name} est reçue, ou revenue.", "lettre")
    yield from _order(after, name, today)


def _order(after: LetterView, name: str, today: date) -> Iterator[Refusal]:
    later = [day for day in (after.presented, after.received, after.returned) if day is not None]
    days = [*([] if after.sent is None else [after.sent]), *later]
    if any(day > today for day in days):
        yield _refusal("date_future", "Ce jour n’est pas encore venu.", "date")
    if after.sent is None:
        if later:
            yield _refusal("courrier_non_envoye", f"{name} n’est pas partie.", "date")
        return
    if after.sent < after.produced:
        yield _refusal(
            "envoi_avant_production",
            f"{name} n’existe que depuis le {day_of_month(after.produced)}.",
            "date",
        )
    if any(day < after.sent for day in later):
        yield _refusal(
            "courrier_non_envoye", f"{name} n’est partie que le {day_of_month(after.sent)}.", "date"
        )
    ends = [day for day in (after.received, after.returned) if day is not None]
    if after.presented is not None and any(day < after.presented for day in ends):
        yield _refusal(
            "reception_avant_presentation",
            f"{name} n’a été présentée que le {day_of_month(after.presented)}.",
            "date",
        )


def _refusal(code: str, sentence: str, field: str) -> Refusal:
    return Refusal(code=code, sentence=sentence, remedy=_CORRECT, field=field)
