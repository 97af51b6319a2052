"""What becomes of a line in its séance, as each kind of séance calls it (S2: « pistes de travail »;
note 2024-045: « soutien technique »)."""

from enum import StrEnum


class Outcome(StrEnum):
    """The results of a line, by the state that it enters. Stored: never renamed."""

    FAVORABLE = "favorable"
    DESACCORD = "desaccord_rendu"
    AJOURNE = "ajourne"
    SOUTIEN = "soutien_rendu"
    ACCOMPAGNEMENT_GLOBAL = "accompagnement_global_rendu"
    ACCEPTE = "accepte"
    REFUSE = "refuse"
    ANNULE = "annule"
