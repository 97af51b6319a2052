"""The working-day calendars of a département: its own, and those of the communes that differ."""

from collections.abc import Hashable, Mapping
from types import MappingProxyType

from entrypoints.configuration.document import Document, once
from entrypoints.configuration.form import ConfigForm
from rules.days.calendar import Calendar
from rules.days.zones import zone_of
from rules.territory import Territory


def calendar_of(form: ConfigForm, document: Document) -> Calendar:
    """The working-day calendar; a choice that the département's zone does not have is refused."""
    zone, asked = zone_of(form.departement.code), form.calendrier
    for name, choice in (
        ("vendredi_saint_ferie", asked.vendredi_saint_ferie is not None),
        ("vendredi_saint_sauf", bool(asked.vendredi_saint_sauf)),
    ):
        if choice and not zone.parish_friday:
            sentence = "le choix n’existe qu’en Moselle, dans le Bas-Rhin et dans le Haut-Rhin."
            document.refuse(("calendrier", name), sentence)
    if asked.jours_coutumiers is not None and not zone.customs:
        sentence = "le choix n’existe qu’aux Antilles."
        document.refuse(("calendrier", "jours_coutumiers"), sentence)
    calendar = _compiled(form, good_friday=_good_friday(form))
    seen: dict[Hashable, int] = {}
    for position, row in enumerate(form.demi_journees):
        place = ("demi_journees", position, "le")
        once(seen, row.le, place, document)
        if (why := calendar.reason_off(row.le)) is not None:
            document.refuse(place, f"ce jour n’est pas travaillé ({why}).")
    return calendar


def otherwise_of(
    form: ConfigForm, territory: Territory, document: Document
) -> Mapping[str, Calendar]:
    """The calendar of each commune that keeps Vendredi saint otherwise than the département, by its
    INSEE code."""
    excepted = form.calendrier.vendredi_saint_sauf
    seen: dict[Hashable, int] = {}
    for position, insee in enumerate(excepted):
        place = ("calendrier", "vendredi_saint_sauf", position)
        once(seen, insee, place, document)
        if not territory.covers(insee):
            document.refuse(place, "la commune n’est d’aucune circonscription.")
    if not excepted:
        return MappingProxyType({})
    other = _compiled(form, good_friday=not _good_friday(form))
    return MappingProxyType(dict.fromkeys(excepted, other))


def _good_friday(form: ConfigForm) -> bool:
    return form.calendrier.vendredi_saint_ferie is not False


def _compiled(form: ConfigForm, *, good_friday: bool) -> Calendar:
    asked = form.calendrier
    return Calendar.compile(
        form.departement.code,
        closures=[row.closure() for row in form.fermetures],
        half_days=[row.half_day() for row in form.demi_journees],
        pentecost_worked=asked.lundi_de_pentecote_travaille,
        good_friday=good_friday,
        customs=asked.jours_coutumiers is True,
        working_hours=asked.heures,
    )
