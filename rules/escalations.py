"""Escalations: what went up because nobody did it in time, and who takes it in hand."""

from datetime import tzinfo
from enum import StrEnum

from rules.deadlines.rule import Level
from rules.done import Done, told
from rules.refusals import Refusal

TAKE = "prendre_escalade"
"""The act. Stored in the chain of what the deadline is about: never renamed."""

HIGHEST_FIRST = (Level.NIVEAU_3, Level.NIVEAU_2)
"""Reminders and the first level go to who is awaited; above, it is an escalation."""


def height(level: Level) -> int | None:
    """The place of a level among ``HIGHEST_FIRST``; None: what it tells is no escalation."""
    return HIGHEST_FIRST.index(level) if level in HIGHEST_FIRST else None


class Standing(StrEnum):
    """Where an escalation stands. ``REGLEE``: its deadline is over."""

    OUVERTE = "ouverte"
    PRISE = "prise"
    REGLEE = "reglee"


def untaken(
    *, escalated: bool, over: bool, taken: Done | None, zone: tzinfo | None
) -> Refusal | None:
    """Why nobody takes it in hand: it did not go up, it is over, somebody did."""
    if not escalated:
        return Refusal(
            code="echeance_sans_escalade",
            sentence="Cette échéance n’est montée à personne.",
            remedy="Qui est attendu est prévenu : laissez venir, ou relancez-le.",
        )
    if over:
        return Refusal(
            code="escalade_reglee",
            sentence="Cette escalade est réglée : son échéance est close.",
            remedy="Il n’y a rien à faire.",
        )
    if taken is not None:
        return Refusal(
            code="escalade_deja_prise",
            sentence=f"Cette escalade est déjà prise{told(taken, zone)}.",
            remedy="Voyez avec cette personne.",
        )
    return None
