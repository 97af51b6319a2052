"""The programme of a year in words, before it is a page, a spreadsheet or a calendar.

Everything in it comes from the registry, nothing from the present: the same séances give the same
documents, byte for byte.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from rules.rulebook import Rulebook
from rules.seances.recurrence import Planned
from rules.seances.tableau import tableau_due
from rules.territory import Territory
from rules.wording import day_of_month, hour_of, known_year, long_date
from states.procedure import PROCEDURE
from workflow.reading.yearly import YearlySeance

EVERYWHERE = "Tout le département"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A séance as it is published. Instants are local. ``circonscription`` None: it is the whole
    département's, ``where`` then says so. ``note``: what moved it, or that it will not be held.
    ``tableau``: when the services must have sent theirs."""

    number: int
    genre: str
    kind: str
    circonscription: str | None
    where: str
    starts: datetime
    ends: datetime
    place: str | None
    state: str
    given_up: bool
    note: str | None
    tableau: datetime | None
    revision: int
    revised: datetime

    @property
    def name(self) -> str:
        """« ICL-I 93-01 », « EP »."""
        return self.kind if self.circonscription is None else f"{self.kind} {self.circonscription}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedYear:
    """The programme of a year. ``about`` is the circonscription that it is of, None for all of the
    département's. ``updated``: when a séance was last added, moved or given up, local; ``zone``:
    where that is."""

    year: int
    departement: str
    code: str
    about: str | None
    seances: tuple[Printed, ...]
    updated: datetime
    zone: ZoneInfo

    @property
    def title(self) -> str:
        """« Programme 2027 »."""
        return f"Programme {self.year}"

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of séance in it, in order of time."""
        return tuple(dict.fromkeys(one.kind for one in self.seances))

    @property
    def subtitle(self) -> str:
        """« ICL-I, EP · 93-01 Bobigny–Noisy-le-Sec »."""
        return f"{', '.join(self.kinds)} · {self.about or self.departement}"

    @property
    def up_to_date(self) -> str:
        """« À jour au 3 mars 2026 »."""
        return f"À jour au {day_of_month(self.updated.date())}"


def printed_year(
    seances: Sequence[YearlySeance],
    *,
    year: int,
    rulebook: Rulebook,
    territory: Territory,
    departement: str,
    code: str,
    circonscription: str | None = None,
) -> PrintedYear:
    """The programme of these séances, of which there is one at least."""
    places = territory.labels
    return PrintedYear(
        year=year,
        departement=departement,
        code=code,
        about=None if circonscription is None else f"{circonscription} {places[circonscription]}",
        seances=tuple(printed(one, rulebook, places) for one in seances),
        updated=max(one.revised for one in seances).astimezone(rulebook.calendar.tz),
        zone=rulebook.calendar.tz,
    )


def printed(one: YearlySeance, rulebook: Rulebook, places: Mapping[str, str]) -> Printed:
    """The séance in words. ``places``: the circonscriptions' labels, by code."""
    tz = rulebook.calendar.tz
    starts = one.held.astimezone(tz)
    due = None
    if not one.given_up:
        due = tableau_due(rulebook, one.id, genre=one.genre, body=one.body, held=one.held)
    where = EVERYWHERE
    if one.circonscription is not None:
        where = places.get(one.circonscription, one.circonscription)
    return Printed(
        number=one.id,
        genre=one.genre,
        kind=rulebook.label_of(one.genre, one.circonscription),
        circonscription=one.circonscription,
        where=where,
        starts=starts,
        ends=(
            one.held + rulebook.length_of(one.genre, one.circonscription, starts.date())
        ).astimezone(tz),
        place=one.place,
        state=PROCEDURE.states[one.state].label,
        given_up=one.given_up,
        note=_note(one, rulebook),
        tableau=None if due is None else due.astimezone(tz),
        revision=one.revision,
        revised=one.revised,
    )


def _note(one: YearlySeance, rulebook: Rulebook) -> str | None:
    """What whoever reads the programme must know of it: the last thing that happened."""
    held = rulebook.local_day(one.held)
    if one.given_up:
        if one.replaced_on is None:
            return "annulée"
        following = rulebook.local_day(one.replaced_on)
        told = known_year if following.year == held.year else long_date
        return f"reportée au {told(following)}"
    if one.left is not None:
        left = one.left.astimezone(rulebook.calendar.tz)
        if left.date() != held:
            return f"déplacée, était le {known_year(left.date())}"
        return "nouveau lieu" if one.left == one.held else f"était à {hour_of(left.time())}"
    if one.wanted is None or one.wanted == held:
        return None
    off = rulebook.calendar.reason_off(one.wanted)
    return Planned(wanted=one.wanted, day=held, off=off).moved
