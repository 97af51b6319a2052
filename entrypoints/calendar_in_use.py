"""The calendar in use beside the configuration's: what differs, and what to tell of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rules.days.differences import Difference, differences
from rules.rulebook import Rulebook
from rules.wording import NBSP, long_date, quantity, quoted
from workflow.database.store import Store
from workflow.recalculation import calendar_use, snapshots
from workflow.recalculation.calendar_use import InUse

SHOW, APPLY = quoted("calendrier simuler"), quoted("calendrier appliquer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The calendar in use (``use``), the rulebook that counts by it, and what the configuration
    says otherwise: ``differences`` between the calendars, ``hours`` when those of the day or the
    time zone are among them, ``rules`` that changed since."""

    use: InUse
    rulebook: Rulebook
    differences: Sequence[Difference]
    hours: bool
    rules: Sequence[str]

    @property
    def moved(self) -> bool:
        """Whether a date may be another by the configuration's calendar: a release of the library,
        or more years, says nothing else."""
        return self.hours or any(one.day is not None for one in self.differences)

    @property
    def warning(self) -> str | None:
        """What every command says, in a sentence; None when there is nothing to know."""
        return None if self._gap is None else f"Attention{NBSP}: {self._gap}"

    @property
    def _gap(self) -> str | None:
        if self.use.applied is None:
            began = long_date(self.rulebook.local_day(self.use.since))
            return (
                f"le passage au nouveau calendrier, commencé le {began}, n’est "
                f"pas terminé{NBSP}; {APPLY} le reprend."
            )
        if not self.moved:
            return None
        days = sum(one.day is not None for one in self.differences)
        what = f"{quantity(days, 'jour diffère', 'jours diffèrent')}" if days else "les heures"
        return (
            f"le calendrier de la configuration n’est pas celui en vigueur "
            f"({what}){NBSP}; {SHOW} dit ce qui changerait."
        )

    def remarks(self) -> list[str]:
        """What the check of the configuration adds."""
        found = [] if self._gap is None else [self._gap]
        if self.use.applied is not None and self.differences and not self.moved:
            found.append(
                "le calendrier de la configuration vient d’une autre version de la bibliothèque "
                f"de jours fériés, ou couvre d’autres années, sans changer aucun jour{NBSP}; "
                f"{APPLY} le met en vigueur."
            )
        if self.use.applied is not None and self.rules:
            found.append(
                f"{quantity(len(self.rules), 'règle a changé', 'règles ont changé')} depuis que "
                f"les échéances ont été comptées ({', '.join(self.rules)}){NBSP}; {SHOW} dit "
                "lesquelles changeraient."
            )
        return found


def standing_of(store: Store, configured: Rulebook, use: InUse) -> Standing:
    """The standing of a registry whose calendar in use is known."""
    calendar = configured.calendar
    found: Sequence[Difference] = ()
    if use.version != calendar.version:
        calendar = snapshots.calendar(store, use.version)
        found = differences(calendar, configured.calendar)
    now = calendar_use.digests(configured)
    changed = [code for code in {**use.rules, **now} if use.rules.get(code) != now.get(code)]
    return Standing(
        use=use,
        rulebook=replace(configured, calendar=calendar) if found else configured,
        differences=found,
        hours=(calendar.spans, calendar.tz.key)
        != (configured.calendar.spans, configured.calendar.tz.key),
        rules=sorted(changed),
    )
