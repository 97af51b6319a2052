"""The holidays by the text of the law, with an Easter of our own, and the zones to try them on."""

from datetime import date, timedelta

from rules.days.calendar import Calendar

FIRST, LAST = date(1990, 1, 1), date(2070, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]

METROPOLE = Calendar.compile("93")
ZONES_SWEPT = {
    "métropole": (METROPOLE, frozenset[str]()),
    "Moselle": (Calendar.compile("57"), frozenset({"vendredi saint", "12-26"})),
    "Alsace": (Calendar.compile("67"), frozenset({"vendredi saint", "12-26"})),
    "Alsace sans Vendredi saint": (
        Calendar.compile("68", good_friday=False),
        frozenset({"12-26"}),
    ),
    "Guadeloupe": (Calendar.compile("971"), frozenset({"05-27"})),
    "Martinique": (Calendar.compile("972"), frozenset({"05-22"})),
    "Guyane": (Calendar.compile("973"), frozenset({"06-10"})),
    "La Réunion": (Calendar.compile("974"), frozenset({"12-20"})),
    "Mayotte": (Calendar.compile("976"), frozenset({"04-27"})),
}
"""By name: the calendar, and the local days that the law adds."""


def easter(year: int) -> date:
    """Butcher's rule: nothing in common with the library's tables."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), g = divmod(b, 4), (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    correction = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * correction) // 433
    month = (h + correction - 7 * m + 90) // 25
    return date(year, month, (h + correction - 7 * m + 33 * month + 19) % 32)


def feasts_in_law(year: int, local: frozenset[str]) -> set[date]:
    """Code du travail L3133-1, with the local days (L3134-13, L3422-2)."""
    paques = easter(year)
    fixed = {"01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25"}
    found = {
        date.fromisoformat(f"{year}-{day}") for day in fixed | (local - {"vendredi saint"})
    } | {paques + timedelta(days=1), paques + timedelta(days=39)}
    if not 2005 <= year <= 2007:  # worked by law those years (2004-626, undone by 2008-351)
        found.add(paques + timedelta(days=50))
    if "vendredi saint" in local:
        found.add(paques - timedelta(days=2))
    return found


def feasts_of(name: str) -> set[date]:
    """All the holidays of a zone, 1990 to 2070."""
    return {day for year in range(1990, 2071) for day in feasts_in_law(year, ZONES_SWEPT[name][1])}
