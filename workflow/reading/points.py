"""What screens and documents show of the points of an agenda that are about nobody."""

from rules.seances.points import Point
from workflow.database.store import Store
from workflow.seances.tableau import points


def points_of(store: Store, seance_id: int) -> list[Point]:
    """Those on the agenda of the séance, treated or not, in its order."""
    with store.glance() as tx:
        return [point for point in points.read(tx, seance_id) if point.on_agenda]
