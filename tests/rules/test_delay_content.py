"""A delay is stored, named and read again, whatever it says."""

from dataclasses import fields
from datetime import time

import pytest

from rules.days.calendar import Direction, Roll, Unit
from rules.delays.content import UnreadableDelay, content_of, delay_of
from rules.delays.delay import Delay, WeekMode

SAID: dict[str, object] = {
    "n": 3,
    "unit": Unit.MOIS_CALENDAIRE,
    "direction": Direction.AVANT,
    "hour": time(17, 30),
    "roll": Roll.SUIVANT,
    "strict": True,
    "week_mode": WeekMode.VENDREDI_SUIVANT,
    "month_day": 15,
}
DELAYS = [
    Delay(n=0, unit=Unit.JOUR_CALENDAIRE),
    Delay(n=5, unit=Unit.JOUR_OUVRE, direction=Direction.AVANT, hour=time(17, 30)),
    Delay(n=10, unit=Unit.JOUR_FRANC, roll=Roll.PRECEDENT),
    Delay(n=2, unit=Unit.SEMAINE, week_mode=WeekMode.VENDREDI_SUIVANT),
    Delay(n=1, unit=Unit.MOIS, strict=True, roll=Roll.SUIVANT),
    Delay(n=1, unit=Unit.MOIS_CALENDAIRE, month_day=15),
    Delay(n=48, unit=Unit.HEURE),
]


@pytest.mark.parametrize("delay", DELAYS, ids=lambda delay: f"{delay.n}-{delay.unit.value}")
def test_a_delay_comes_back_from_its_content(delay: Delay) -> None:
    assert delay_of(content_of(delay)) == delay


def test_every_choice_of_a_delay_has_its_key() -> None:
    assert {field.name for field in fields(Delay)} == set(SAID)
    assert set(content_of(Delay(n=3, unit=Unit.JOUR_FRANC, hour=time(17), strict=True))) == {
        *("n", "unite", "heure", "stricte"),
    }


def test_what_every_delay_says_is_left_out() -> None:
    assert content_of(Delay(n=5, unit=Unit.JOUR_OUVRE)) == {"n": 5, "unite": "jour_ouvre"}


@pytest.mark.parametrize(
    "content", [{}, {"n": 5}, {"n": 5, "unite": "jour"}, {"n": 5, "unite": "mois", "quand": "hier"}]
)
def test_a_content_that_is_no_delay_is_refused(content: dict[str, object]) -> None:
    with pytest.raises(UnreadableDelay):
        delay_of(content)
