"""Which files a service sees: those of its own dossiers, and those of the lines that it sees; of
those taken away, the ones that it joined itself.

A file is taken away because it should not have been there, most often somebody else's: whoever
joined it answers for it, and the département (which looks at all of them).
"""

from collections.abc import Iterable

from sqlalchemy import select

from rules.rulebook import Rulebook
from workflow.database.store import Store
from workflow.reading.pieces import PieceLine
from workflow.reading.tableau import tableau
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Passage

_DOSSIER, _PASSAGE = table(Dossier), table(Passage)


def seen(
    store: Store, rulebook: Rulebook, found: Iterable[PieceLine], viewer: int
) -> list[PieceLine]:
    """Those of these files that the service ``viewer`` sees."""
    every = [one for one in found if one.removed is None or one.service_id == viewer]
    lines = {one.line for one in every} - {None}
    with store.read() as connection:
        own = select(_DOSSIER.c.id).where(
            _DOSSIER.c.id.in_({one.dossier_id for one in every}), _DOSSIER.c.service_id == viewer
        )
        mine = set(connection.execute(own).scalars())
        where = select(_PASSAGE.c.seance_id).where(_PASSAGE.c.id.in_(lines)).distinct()
        seances = list(connection.execute(where).scalars())
    shown = {
        line.id
        for seance in seances
        for line in tableau(store, rulebook, seance, viewer=viewer).lines
    }
    return [
        one
        for one in every
        if one.removed is not None or one.dossier_id in mine or one.line in shown
    ]
