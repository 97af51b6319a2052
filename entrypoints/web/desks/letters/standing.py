"""Where the post has letters, as whoever visits is told it."""

from collections.abc import Mapping, Sequence

from entrypoints.web.visitors.visits import Visit
from rules.letters.kinds import Standing
from workflow.letters import standings
from workflow.reading.letters import LetterLine


def standing(visit: Visit, lines: Sequence[LetterLine]) -> Mapping[int, Standing]:
    """Where each of them is, by its number. Without a press, nobody can tell one
    that would say something else now."""
    press = None if visit.assembly.settings.letters is None else visit.assembly.press
    views = [one.letter for one in lines]
    with visit.store.glance() as tx:
        return standings.of_letters(tx, visit.rulebook, press, views, visit.now)
