"""What screens and documents show of what is written of a séance."""

from rules.rulebook import Rulebook
from workflow.database.store import Store
from workflow.seances.commands import UnknownSeance
from workflow.seances.outcomes import minutes
from workflow.seances.outcomes.minutes import File


def of_seance(store: Store, rulebook: Rulebook, seance_id: int) -> File:
    """The versions that were sent and the draft of the next. Raises UnknownSeance,
    AlteredMinutes."""
    with store.glance() as tx:
        found = minutes.file(tx, rulebook, seance_id)
    if found is None:
        raise UnknownSeance(seance_id)
    return found
