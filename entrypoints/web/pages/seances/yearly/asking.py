"""Which séances of a year the page is asked for, and whether a table by month holds them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from entrypoints.web.rendering.addresses import Query
from entrypoints.web.visitors.visits import Visit
from exchanges.documents.programme import EVERYWHERE
from rules.actors import at_work
from rules.days.months import Month
from rules.names import alphabetical
from rules.wording import named
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.reading import yearly
from workflow.reading.yearly import OfYear
from workflow.seances.yearly.generation import Wish

STATES = {code: node.state.label for code, node in PROCEDURE.nodes[Machine.SEANCE].items()}
EVERY_PLACE = "toutes"
"""What the address says for all circonscriptions, where it would be one's own."""
AT_ONCE = 50
IN_A_TABLE = 180
_ABREAST = 6
"""How many circonscriptions one reads beside one another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What the address asks for. ``everywhere``: it says all circonscriptions. ``state`` is of the
    page only: the files have them all."""

    year: int
    genre: str | None
    place: str | None
    everywhere: bool
    state: str | None

    @property
    def wish(self) -> Wish:
        """The séances of the files."""
        return Wish(year=self.year, genre=self.genre, circonscription=self.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The séances that are shown, and how. ``own``: their circonscriptions, which the page opens on
    where the year has too many of them. ``months``: those that a list of several pages may begin
    with, by number; ``since``: the one that it begins with."""

    shown: OfYear
    own: frozenset[str] | None
    number: int
    columns: Mapping[str | None, str]
    months: Mapping[int, str]
    since: int
    dates_asked: bool

    @property
    def of_theirs(self) -> bool:
        """Whether only those of their circonscriptions are shown."""
        return self.own is not None and self.shown.places == self.own

    @property
    def wide(self) -> bool:
        """Whether a table would have more columns than one reads."""
        return len(self.columns.keys() - {None}) > _ABREAST

    @property
    def fits(self) -> bool:
        """Whether the table by month holds them."""
        return not self.wide and self.number <= IN_A_TABLE

    @property
    def by_date(self) -> bool:
        """Whether they are a list."""
        return self.dates_asked or not self.fits


def asked(visit: Visit, query: Query, year: int | None) -> Filter:
    """What is asked for, as far as there is such a kind, place or state."""
    genre, place = query.get("genre"), query.get("circonscription")
    state = query.get("etat")
    return Filter(
        year=year or visit.rulebook.local_day(visit.now).year,
        genre=genre if genre in visit.rulebook.kinds.by_code else None,
        place=place if place in visit.places else None,
        everywhere=place == EVERY_PLACE,
        state=state if state in STATES else None,
    )


def shape(visit: Visit, query: Query, wanted: Filter) -> Shape:
    """How the séances asked for are shown."""
    every = yearly.tallies(visit.store, visit.rulebook, wanted.year)
    own = _own(visit, {one.circonscription for one in every} - {None})
    places = None if wanted.everywhere else own
    if wanted.place is not None:
        places = frozenset({wanted.place})
    shown = OfYear(year=wanted.year, genre=wanted.genre, places=places, state=wanted.state)
    found = [one for one in every if shown.counts(one)]
    number = sum(one.number for one in found)
    months = sorted({one.month for one in found}) if number > AT_ONCE else []
    return Shape(
        shown=shown,
        own=own,
        number=number,
        columns=_columns({one.circonscription for one in found}, visit.places),
        months={one: named(Month(wanted.year, one).first, "MMMM") for one in months},
        since=_since(visit, query, wanted, months),
        dates_asked=query.get("vue") == "dates",
    )


def _own(visit: Visit, present: Collection[str | None]) -> frozenset[str] | None:
    """Their circonscriptions, where more have a séance than one reads beside one another; None when
    theirs are all of these."""
    theirs = at_work(visit.actor)
    return theirs if theirs and len(present) > _ABREAST and not theirs >= set(present) else None


def _columns(present: Collection[str | None], places: Mapping[str, str]) -> dict[str | None, str]:
    """The circonscriptions that have a séance, alphabetical; the whole département last."""
    found: dict[str | None, str] = {
        code: label
        for code, label in sorted(places.items(), key=lambda one: alphabetical(one[1]))
        if code in present
    }
    return found | ({None: EVERYWHERE} if None in present else {})


def _since(visit: Visit, query: Query, wanted: Filter, months: Sequence[int]) -> int:
    """The month that is asked for; else this one, or the next that has a séance. A list of one page
    has them all."""
    today = visit.rulebook.local_day(visit.now)
    first = int(query.get("mois")) if query.get("mois") in map(str, months) else None
    if first is None and wanted.year == today.year:
        first = next((one for one in months if one >= today.month), None)
    return first or next(iter(months), 1)
