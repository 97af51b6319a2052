"""A delay as JSON can hold it: stored, named by its content, counted again years later."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import time
from types import MappingProxyType
from typing import Any

from rules.days.calendar import Direction, Roll, Unit
from rules.delays.delay import Delay, ImpossibleDelay, WeekMode

# The keys are stored: never renamed. Those of the configuration, for a delay that is read there.
_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "n": "n",
        "unit": "unite",
        "direction": "sens",
        "hour": "heure",
        "roll": "roulement",
        "strict": "stricte",
        "week_mode": "variante",
        "month_day": "jour",
    }
)
_READ: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "unit": Unit,
        "direction": Direction,
        "hour": time.fromisoformat,
        "roll": Roll,
        "week_mode": WeekMode,
    }
)


class UnreadableDelay(ValueError):
    """A stored content that is no delay's."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"Ce contenu n’est pas celui d’un délai : {reason}.")


def content_of(delay: Delay) -> dict[str, object]:
    """What the delay says besides what every delay says: a choice that is added one day leaves the
    content of the others as it is, and so their name."""
    return {
        _KEYS[field.name]: _plain(getattr(delay, field.name))
        for field in fields(Delay)
        if getattr(delay, field.name) != field.default
    }


def delay_of(content: Mapping[str, Any]) -> Delay:
    """The delay that a content holds. Raises UnreadableDelay."""
    names = {key: name for name, key in _KEYS.items()}
    try:
        said = {names[key]: value for key, value in content.items()}
        return Delay(**{name: _READ.get(name, _same)(value) for name, value in said.items()})
    except (KeyError, TypeError, ValueError, ImpossibleDelay) as error:
        raise UnreadableDelay(f"{type(error).__name__}, {error}") from error


def _plain(value: object) -> object:
    """An hour as text; codes are text already."""
    return value.isoformat() if isinstance(value, time) else value


def _same(value: Any) -> Any:
    return value
