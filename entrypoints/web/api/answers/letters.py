"""Letters: the list of them, those that were made together, what is told of one."""

from entrypoints.web.api.answers.leaves import (
    Agent,
    Answer,
    Code,
    Count,
    Id,
    Instant,
    Token,
)
from entrypoints.web.api.answers.trail import Letter


class LetterPage(Answer):
    """Letters, the latest first. ``suite``: the cursor of the next ones."""

    lettres: list[Letter]
    suite: Token | None


class LetterBatch(Answer):
    """Letters that were made together. ``lettres``: how many still count; ``a_poster``: how many
    have not left."""

    lot: Id
    faite_le: Instant
    par: Agent
    seance: Id | None
    lettres: Count
    a_poster: Count


class LetterBatches(Answer):
    """The batches, the latest first."""

    lots: list[LetterBatch]


class LetterTold(Answer):
    """What the news of a letter brought about, in its dossier or in its séance."""

    lettre: Id
    dossier: Id | None
    seance: Id | None
    etat: Code
