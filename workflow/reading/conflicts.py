"""What is told of a dossier that somebody else changed since it was read: the pages, the API and a
selection tell it alike."""

from workflow.access.perimeter import Reader
from workflow.acts.commands import StaleDossier
from workflow.database.store import Store
from workflow.reading import journal


def told_to(store: Store, reader: Reader, stale: StaleDossier) -> StaleDossier:
    """The same conflict, without who did what and when for a reader whose journal of the dossier
    does not show it: the draft of another service."""
    meanwhile = stale.meanwhile
    shown = journal.of_dossier(store, stale.dossier_id, reader=reader)
    if meanwhile is None or any(
        one.version > stale.seen and (one.actor, one.known) == (meanwhile.by, meanwhile.at)
        for one in shown
    ):
        return stale
    return StaleDossier(stale.dossier_id, seen=stale.seen, found=stale.found, meanwhile=None)
