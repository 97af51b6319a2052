"""What becomes of deadlines when a séance moves, ends or is put off: in words, told together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from entrypoints.words.acts import rule_label
from entrypoints.words.times import short_instant
from rules.days.calendar import Calendar
from rules.deadlines.derivation import Status
from rules.wording import all_numbered
from workflow.seances.dates import Redated

BECOMES = {
    Status.OUVERTE: "court",
    Status.SUSPENDUE: "suspendue",
    Status.SANS_ANCRE: "sans date",
    Status.TENUE: "tenue",
    Status.ANNULEE: "sans objet",
    Status.REMPLACEE: "remplacée",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """All those whose deadline of a rule goes from one date to another: « ALI de l’Est, France
    Travail », their rule and its label, « jeu. 7 mai », « jeu. 14 mai »."""

    whose: str
    rule: str
    label: str
    before: str
    after: str


def together(
    dates: Sequence[Redated], services: Mapping[int, str], now: datetime, calendar: Calendar
) -> Iterator[Together]:
    """One for each change, whoever it is of. ``services``: the names of those that sit."""

    def when(instant: datetime | None) -> str:
        return "–" if instant is None else short_instant(instant, now, calendar)

    def after(date: Redated) -> str:
        if date.by_hand:
            return "fixée à la main, inchangée"
        return BECOMES[date.status] if date.after is None else when(date.after)

    alike: dict[tuple[str, str, str], list[Redated]] = {}
    for date in dates:
        alike.setdefault((date.rule, when(date.before), after(date)), []).append(date)
    for (rule, before, then), group in alike.items():
        yield Together(
            whose=_whose(group, services),
            rule=rule,
            label=rule_label(rule),
            before=before,
            after=then,
        )


def _whose(dates: Sequence[Redated], services: Mapping[int, str]) -> str:
    """« séance n° 7 », « ALI de l’Est, France Travail », « dossiers n° 3, 7 et 12 »."""
    dossiers = [date.dossier_id for date in dates if date.dossier_id is not None]
    named = [services[date.service_id] for date in dates if date.service_id is not None]
    alone = [
        date.seance_id for date in dates if date.seance_id is not None and date.service_id is None
    ]
    words = [all_numbered("séance", "séances", alone)] if alone else []
    words += named
    words += [all_numbered("dossier", "dossiers", sorted(dossiers))] if dossiers else []
    return ", ".join(words)
