"""What was ticked of the lines of an EP, page after page.

It travels with the form, frozen as it was shown: the version of the dossier and what is granted.
Nothing is written before the page that shows what will be done.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from entrypoints.web.desks.seances.deciding import Judged, Ticked
from entrypoints.web.desks.seances.levels import Choice, Level
from entrypoints.web.forms.posted import Posted
from rules.fields import GREATEST
from workflow.reading.before_ep import EpLine

FIELD = "decision-"
"""What the name of a ticked line begins with, before its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The lines of which the same was ticked."""

    choice: Choice
    judged: tuple[Judged, ...]

    @property
    def untyped(self) -> tuple[Judged, ...]:
        """Those of which the type of orientation is still to be said."""
        wanted = self.judged if self.choice.grants else ()
        return tuple(one for one in wanted if not one.left and one.ticked.type_orientation is None)

    @property
    def able(self) -> tuple[Judged, ...]:
        """Those that nothing stops."""
        return tuple(one for one in self.judged if not one.left)


def ticked(form: Posted, level: Level, lines: Sequence[EpLine]) -> dict[int, Ticked]:
    """What the form bears, by line; what is no line of this EP, or no decision of this level, is
    nothing."""
    known = {one.passage_id for one in lines}
    found = {}
    for name, told in form.several.items():
        number = _number(name.removeprefix(FIELD)) if name.startswith(FIELD) else None
        one = None if number is None else _read(number, told[-1])
        if one is not None and one.passage_id in known and level.choice(one.event):
            found[one.passage_id] = one
    return found


def _read(passage_id: int, value: str) -> Ticked | None:
    event, _, rest = value.partition(".")
    told = [_number(one) for one in rest.split(".")] + [None, None]
    if told[0] is None:
        return None
    return Ticked(
        passage_id=passage_id,
        event=event,
        version=told[0],
        type_orientation=told[1],
        service=told[2],
    )


def _number(text: str) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    number = int(text)
    return number if number <= GREATEST else None
