"""Whether the sweeps run, what waits to leave, what was lost."""

from entrypoints.web.api.answers.leaves import Answer, Count, Flag, Id, Instant
from entrypoints.web.api.answers.trail import Delivery


class Sweep(Answer):
    """The last sweep of the deadlines."""

    le: Instant
    echues: Count
    declenchees: Count
    en_panne: Count


class Night(Answer):
    """The last nightly comparison of the deadlines with the facts."""

    le: Instant
    sujets: Count
    echeances: Count
    ecarts: Count


class Health(Answer):
    """All is well, or what is not. ``silence_depuis``: the last sweep, when it is too long ago;
    ``en_attente``: how many messages should have left, since when the oldest should have;
    ``morts``: those that will not leave by themselves any more, at most a hundred."""

    va_bien: Flag
    balayage: Sweep | None
    silence_depuis: Instant | None
    jamais_balaye: Flag
    en_attente: Count
    en_attente_depuis: Instant | None
    nuit: Night | None
    morts: list[Delivery]
    tronque: Flag


class Mended(Answer):
    """A lost message, and to how many people it leaves again, or will not leave."""

    message: Id
    personnes: Count
