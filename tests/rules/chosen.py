"""Delays and calendars of every kind, for hypothesis to choose among."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from rules.days.calendar import Calendar, Direction, Roll, Unit
from rules.days.closures import Closure, HalfDay
from rules.delays.delay import HOURS, Delay, ImpossibleDelay, WeekMode

HALF_DAYS = [
    HalfDay(date(2026, 12, 24), time(12), "veille de Noël"),
    HalfDay(date(2026, 12, 31), time(16), "veille du jour de l’an"),
    HalfDay(date(2027, 3, 30), time(8), "déménagement"),
    HalfDay(date(2028, 2, 29), time(10, 15), "panne"),
]
CALENDARS = {
    "métropole": Calendar.compile("93"),
    "demi-journées": Calendar.compile(
        "93",
        half_days=HALF_DAYS,
        closures=[Closure(date(2026, 12, 28), date(2026, 12, 30), "fermeture d’hiver")],
    ),
    "Alsace, heures de nuit": Calendar.compile(
        "67", working_hours=(time(0), time(3), time(22), time(23, 59))
    ),
    "Miquelon": Calendar.compile("975", half_days=HALF_DAYS),
    "Guadeloupe": Calendar.compile("971", customs=True),
    "La Réunion": Calendar.compile("974", pentecost_worked=True),
    "Polynésie": Calendar.compile("987"),
}


@st.composite
def delays(draw: st.DrawFn) -> Delay:
    """Any delay that is not refused."""
    unit = draw(st.sampled_from(Unit))
    while True:
        try:
            return Delay(
                n=draw(st.integers(0, 24)),
                unit=unit,
                direction=draw(st.sampled_from(Direction)),
                hour=None if unit in HOURS else draw(st.none() | st.times()),
                roll=draw(st.sampled_from(Roll)),
                strict=unit not in HOURS and draw(st.booleans()),
                week_mode=draw(st.sampled_from(WeekMode))
                if unit is Unit.SEMAINE
                else WeekMode.SEPT_JOURS,
                month_day=draw(st.none() | st.integers(1, 31))
                if unit is Unit.MOIS_CALENDAIRE
                else None,
            )
        except ImpossibleDelay:
            continue


NIGHTS = [
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # Paris plays 2:00 to 3:00 twice
    datetime(2027, 3, 28, 0, 30, tzinfo=UTC),  # and skips it
    datetime(2026, 11, 1, 4, 30, tzinfo=UTC),  # Miquelon
    datetime(2027, 3, 14, 4, 30, tzinfo=UTC),
    datetime(2028, 2, 29, 9, tzinfo=UTC),
    datetime(2026, 12, 24, 9, tzinfo=UTC),
    datetime(2026, 12, 31, 22, tzinfo=UTC),
]
"""Where counting goes wrong first."""

near_a_night = st.builds(
    lambda night, quarters: night + quarters * timedelta(minutes=15),
    st.sampled_from(NIGHTS),
    st.integers(-400, 400),
)
anywhere = st.builds(
    lambda day, hour: datetime.combine(day, hour, UTC),
    st.dates(date(2000, 1, 1), date(2060, 12, 31)),
    st.times(),
)
instants = near_a_night | anywhere
"""Instants in UTC, near the nights where the clocks change as often as anywhere."""
