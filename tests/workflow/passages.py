"""Other calendars and other rules than those that a world began with."""

from dataclasses import replace
from datetime import date
from typing import Any

from rules.actors import Actor, Role
from rules.days.calendar import Calendar
from rules.days.closures import Closure
from rules.rulebook import Rulebook
from tests.workflow.build import World
from workflow.recalculation import application, calendar_use, snapshots
from workflow.recalculation.application import Applied
from workflow.recalculation.forecast import Forecast, forecast

MANAGER = Actor(name="direction", role=Role.MANAGER)


def opened(world: World) -> World:
    """The registry as the door opens it: what dates are counted by is kept and in use."""
    snapshots.keep(world.store, world.rulebook, world.now)
    calendar_use.first(world.store, world.rulebook, world.now)
    return world


def closed(
    rulebook: Rulebook, first: str, last: str | None = None, label: str = "pont"
) -> Rulebook:
    """The same rules, the département being closed these days besides the others."""
    usual = [Closure(day, day, why) for day, why in rulebook.calendar.closed.items()]
    more = Closure(date.fromisoformat(first), date.fromisoformat(last or first), label)
    return replace(rulebook, calendar=Calendar.compile("93", closures=[*usual, more]))


def ruled(rulebook: Rulebook, code: str, **changes: Any) -> Rulebook:
    """The same, but for one rule, whose versions are changed alike under another name."""
    versions = tuple(
        replace(rule, version=f"{rule.version}bis", **changes) for rule in rulebook.rules[code]
    )
    return replace(rulebook, rules={**rulebook.rules, code: versions})


def without(rulebook: Rulebook, *codes: str) -> Rulebook:
    """The same rules without these."""
    kept = {code: versions for code, versions in rulebook.rules.items() if code not in codes}
    return replace(rulebook, rules=kept)


def seen(world: World, rulebook: Rulebook, *, complete: bool = False) -> Forecast:
    """What that rulebook would change, now."""
    return forecast(world.store, rulebook, now=world.now, complete=complete)


def passed(
    world: World, rulebook: Rulebook, motive: str = "un motif", *, complete: bool = False
) -> Applied | None:
    """The passage to that rulebook, now, by the département."""
    done = application.apply(
        world.store, rulebook, actor=MANAGER, motive=motive, now=world.now, complete=complete
    )
    world.rulebook = rulebook
    return done
