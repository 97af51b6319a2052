"""When the life of a dossier begins."""

from collections.abc import Iterable
from datetime import datetime

from rules.facts import Fact

_ORIENTED = frozenset({"orientation_validee", "orientation_notifiee"})


def beginning(facts: Iterable[Fact], dossier_id: int) -> datetime | None:
    """The first state of a dossier, or the orientation when it came before: one that is taken up
    from webRSA enters its state at the first contract. None when no fact of it is known.

    ``facts``: those of the person, oldest first.
    """
    own = (fact for fact in facts if fact.subject.id == dossier_id)
    return next(
        (fact.occurred for fact in own if fact.state is not None or fact.code in _ORIENTED), None
    )
