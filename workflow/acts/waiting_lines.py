"""The lines that an act puts off, and the facts that say that they wait. Pure."""

from collections.abc import Iterator, Mapping

from rules.seances.waiting import AGAIN, WAITS, waiting
from rules.situation import PassageView, Situation
from workflow.acts.cases import Case

REORIENTATION = "reorientation"
PUT_OFF = frozenset({"reporte", "ajourne"})
"""The states of a line that left its séance unexamined: what it is about is to be seen again."""

Columns = Mapping[str, object]


def put_off(case: Case, lines: Mapping[int, Columns]) -> Iterator[PassageView]:
    """The lines of the case that an act puts off; ``lines``: the columns that it changes, by
    line."""
    for line in case.passages:
        if lines.get(line.id, {}).get("state") in PUT_OFF:
            yield line


def facts(
    case: Case,
    situation: Situation,
    lines: Mapping[int, Columns],
    born: Columns | None,
    place: Columns,
) -> Iterator[tuple[str, dict[str, object]]]:
    """What an act writes of the lines without request: that those that it puts off wait, that the
    one that it inscribes, ``born``, is one that waited. ``place``: what every fact of it says."""
    said = {name: value for name, value in place.items() if value is not None}
    for line in put_off(case, lines):
        if line.nature != REORIENTATION:
            left = case.seances[line.seance_id]
            where = {"seance": left.id, "genre_seance": left.genre}
            yield WAITS, {**said, "ligne": line.id, "nature": line.nature, **where}
    seance = situation.seance
    if born is None or seance is None:
        return
    for one in waiting(case.facts, case.subject):
        if (one.nature, one.genre) == (born["nature"], seance.genre):
            yield AGAIN, {**said, "ligne": one.line, "nature": one.nature}
            return
