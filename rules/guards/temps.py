"""When an act may be said to have happened. These hold for every act of the procedure."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from rules.days.calendar import Calendar, OutsideCalendar
from rules.fields import Field
from rules.refusals import Refusal
from rules.situation import Act, Situation
from rules.subjects import Subject
from rules.wording import day_of_month


def local_day(instant: datetime, act: Act) -> date:
    """The day of an instant where the act happened: the zone is that of ``act.occurred``."""
    return instant.astimezone(act.occurred.tzinfo).date()


def date_echue(situation: Situation, act: Act) -> Refusal | None:
    """« la date de l’acte n’est pas à venir » an act is told after it happened."""
    if act.occurred <= act.known:
        return None
    return Refusal(
        code="date_a_venir",
        sentence=f"L’acte est daté du {day_of_month(situation.today)}, un jour à venir.",
        remedy="Indiquez la date à laquelle il a eu lieu.",
    )


def dates_echues(situation: Situation, fields: Sequence[Field]) -> Iterator[Refusal]:
    """One refusal per date of the form that tells something past and lies after the act."""
    for field in fields:
        day = situation.values.get(field.name) if field.past else None
        if isinstance(day, date) and day > situation.today:
            yield Refusal(
                code="date_a_venir",
                sentence=f"« {field.label} » : le {day_of_month(day)} est à venir.",
                remedy=f"Corrigez « {field.name} ».",
                field=field.name,
            )


def dates_vecues(situation: Situation, fields: Sequence[Field]) -> Iterator[Refusal]:
    """« rien n’est antérieur à la naissance de la personne » neither the act nor a date of the form
    that tells something past. The day of birth is nobody's to read in a refusal."""
    if situation.born is None:
        return
    said = {field.name: situation.values.get(field.name) for field in fields if field.past}
    early = {
        name: day for name, day in said.items() if isinstance(day, date) and day < situation.born
    }
    if not early and situation.today < situation.born:
        yield _not_born(situation.today, None)
    for name, day in early.items():
        yield _not_born(day, name)


def _not_born(day: date, field: str | None) -> Refusal:
    return Refusal(
        code="date_avant_naissance",
        sentence=f"Le {day_of_month(day)}, la personne n’était pas née.",
        remedy="Corrigez la date." if field is None else f"Corrigez « {field} ».",
        field=field,
    )


def hors_calendrier(calendar: Calendar, day: date, field: str) -> Refusal | None:
    """« la date est de celles que le calendrier sait compter » nothing is counted beyond."""
    if calendar.first_day <= day <= calendar.last_day:
        return None
    return Refusal(
        code="date_hors_calendrier",
        sentence=str(OutsideCalendar(day, calendar.first_day.year, calendar.last_day.year)),
        remedy="Corrigez la date.",
        field=field,
    )


def apres_dernier_etat(situation: Situation, act: Act, subject: Subject) -> Refusal | None:
    """« l’acte n’est pas antérieur au dernier changement d’état » the same day is allowed, whatever
    the hour. What was entered too late is corrected, not inserted (ENGINE-LESSONS §1, 9)."""
    entry = next(
        (f for f in reversed(situation.facts) if f.state is not None and f.subject == subject), None
    )
    if entry is None or act.occurred >= entry.occurred:
        return None
    day = local_day(entry.occurred, act)
    if day <= situation.today:
        return None
    return Refusal(
        code="date_anterieure",
        sentence=f"L’acte est daté du {day_of_month(situation.today)}, avant le dernier changement"
        f" d’état, le {day_of_month(day)}.",
        remedy="Une date antérieure se corrige : corrigez d’abord l’acte précédent.",
    )
