"""Suspensions of a delay, as the facts of its dossier tell them (DOMAIN.md §2.4, §3)."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from rules.delays.delay import Pause

SUSPENDED, RESUMED = "delai_suspendu", "delai_repris"

SUSPENSIONS = frozenset({SUSPENDED, RESUMED})

MOTIVES: Mapping[str, str] = MappingProxyType(
    {
        "service_ferme": "service fermé",
        "personne_empechee": "personne empêchée",
        "tiers_attendu": "réponse d’un tiers attendue",
        "report_justifie": "report justifié",
    }
)
"""Why a delay is suspended: stored codes, never renamed, and never anything about a person. S1,
principle 4: « sous réserve de justification »."""

Said = tuple[str, Mapping[str, object]]
"""The code and the data of a fact."""


def pauses(said: Iterable[Said], rule: str) -> list[Pause]:
    """The suspensions of that rule, in the order in which they were said.

    The day of a resumption counts again: it ends every suspension that goes on that day, and
    leaves those still to come. When none goes on, those to come are given up: they are none.
    """
    periods: list[tuple[date, date | None, str]] = []
    for code, data in said:
        if data.get("regle") != rule:
            continue
        if code == SUSPENDED:
            until = data.get("au")
            motive = MOTIVES[str(data["nature"])]
            periods.append((_day(data["du"]), None if until is None else _day(until), motive))
        elif code == RESUMED:
            back = _day(data["date"])
            eve = back - timedelta(days=1)
            ongoing = any(
                first <= back and (last is None or back <= last) for first, last, _ in periods
            )
            periods = [
                (first, last, motive)
                if ongoing and first > back
                else (first, eve if last is None else min(last, eve), motive)
                for first, last, motive in periods
            ]
    kept = [period for period in periods if period[1] is None or period[0] <= period[1]]
    return [
        Pause(number=number, first=first, last=last, motive=motive)
        for number, (first, last, motive) in enumerate(kept, start=1)
    ]


def _day(value: object) -> date:
    return date.fromisoformat(str(value))
