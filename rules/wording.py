"""Dates, hours and quantities in French, as operators read them. No clock: the year is always said.

Non-breaking spaces stand between a number and its word and before « : » and « ; ».
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import lru_cache

import pendulum

NBSP = "\N{NO-BREAK SPACE}"


def colon(left: str, right: str) -> str:
    """Two parts joined by a colon, as French sets it."""
    return f"{left}{NBSP}: {right}"


def named(day: date, pattern: str) -> str:
    """The day by pendulum's pattern, in French: « dddd » jeudi, « ddd » jeu., « MMMM » mai."""
    return _named(day.year, day.month, day.day, pattern)


@lru_cache(maxsize=4_096)
def _named(year: int, month: int, day: int, pattern: str) -> str:
    """Of a day that a list tells again and again."""
    return pendulum.date(year, month, day).format(pattern, locale="fr")


def ordinal_day(day: int) -> str:
    """« 1er », « 2 », « 31 »: only the first of a month is an ordinal."""
    return "1er" if day == 1 else str(day)


def day_of_month(day: date) -> str:
    """« 1er mai 2025 », « 12 mai 2025 »."""
    return f"{ordinal_day(day.day)}{NBSP}{named(day, 'MMMM')}{NBSP}{day.year}"


def long_date(day: date) -> str:
    """« lundi 12 mai 2025 »."""
    return f"{named(day, 'dddd')} {day_of_month(day)}"


def known_year(day: date) -> str:
    """« lundi 12 mai », « vendredi 1er mai »: where the year is said once for all."""
    return f"{named(day, 'dddd')} {ordinal_day(day.day)}{NBSP}{named(day, 'MMMM')}"


def hour_of(moment: time) -> str:
    """« 9 h 30 », « 17 h »; seconds are left out."""
    minutes = f"{NBSP}{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour}{NBSP}h{minutes}"


def lasting(minutes: int) -> str:
    """« 45 min », « 3 h », « 3 h 45 »."""
    hours, left = divmod(minutes, 60)
    if not hours:
        return f"{left}{NBSP}min"
    return f"{hours}{NBSP}h" + (f"{NBSP}{left:02}" if left else "")


def local_instant(moment: datetime) -> str:
    """« lundi 12 mai 2025 à 9 h 30 », from a datetime already in local time."""
    return f"{long_date(moment)} à {hour_of(moment.time())}"


def quantity(n: int, singular: str, plural: str) -> str:
    """« 1 jour ouvré », « 2 jours ouvrés »; French counts 0 as singular."""
    return f"{grouped(n)}{NBSP}{singular if n < 2 else plural}"


def grouped(n: int) -> str:
    """« 214 », « 4 812 »: its thousands apart."""
    return f"{n:,}".replace(",", NBSP)


def megabytes(weight: int) -> str:
    """« 14 Mo », « 10,2 Mo »: bytes, up to the next tenth, so that too much never looks enough."""
    tenths = -(-weight // 100_000)
    return f"{grouped(tenths // 10)}{f',{tenths % 10}' if tenths % 10 else ''}{NBSP}Mo"


def ordinal(n: int) -> str:
    """« 2e », « 3e »; from 2 up, before a masculine or a feminine noun."""
    return f"{n}e"


def quoted(words: str) -> str:
    """« words », with the spaces that never break."""
    return f"«{NBSP}{words}{NBSP}»"


def numbered(n: int) -> str:
    """« n° 1 »."""
    return f"n°{NBSP}{n}"


def listed(words: Sequence[str], last: str = "et") -> str:
    """« a », « a et b », « a, b et c »; ``last`` stands before the last."""
    *first, end = words
    return f"{', '.join(first)} {last} {end}" if first else end


def all_numbered(singular: str, plural: str, numbers: Sequence[int]) -> str:
    """« dossier n° 12 », « dossiers n° 3, 7 et 12 »."""
    noun = plural if len(numbers) > 1 else singular
    return f"{noun} n°{NBSP}{listed([str(one) for one in numbers])}"
