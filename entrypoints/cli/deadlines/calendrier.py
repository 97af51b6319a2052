"""``calendrier``: the date of a delay, the days between two dates, the days off of a year."""

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Annotated

import typer

from entrypoints.cli import display, options
from entrypoints.cli.dated import FIELDS, Lot, Place, Wanted, anchor_of, by_law, dated
from entrypoints.cli.deadlines.calendar_change import appliquer, simuler
from entrypoints.cli.deadlines.day_count import show_days
from entrypoints.cli.errors import BadUsage, Code
from entrypoints.cli.french import group
from entrypoints.cli.options import assembly_of
from entrypoints.configuration.kinds import FIRST_YEAR, LAST_YEAR
from entrypoints.forms.registry import Forms, Json
from rules.days.calendar import Calendar, Direction, Roll, Unit
from rules.delays.account import UNITS, Account, explain
from rules.delays.delay import HOURS, LONGEST, Delay, WeekMode
from rules.delays.elapsed import elapsed
from rules.fields import parse_hour
from rules.wording import (
    NBSP,
    day_of_month,
    hour_of,
    local_instant,
    long_date,
    named,
    quantity,
    quoted,
)

app = group("Le calendrier : la date d’un délai, les jours entre deux dates, les jours fériés.")
app.command()(simuler)
app.command()(appliquer)

InUnit = Annotated[Unit, typer.Option("--unite", help="L’unité comptée.")]
InDepartement = Annotated[
    str | None,
    typer.Option(
        "--departement",
        metavar="CODE",
        help="Le calendrier légal de ce département (93, 2A, 974) ; sinon, celui de la "
        "configuration, avec ses fermetures.",
    ),
]
InCommune = Annotated[
    str | None,
    typer.Option(
        "--commune",
        metavar="INSEE",
        help="Une de nos communes : son Vendredi saint, s’il n’est pas celui du département.",
    ),
]


@app.command()
def ajouter(
    ctx: typer.Context,
    jour: Annotated[
        str | None, typer.Argument(metavar="DATE", help="Le point de départ, jour non compté.")
    ] = None,
    n: Annotated[
        int | None, typer.Argument(metavar="N", min=0, max=LONGEST, help="Combien d’unités.")
    ] = None,
    unite: InUnit = Unit.JOUR_OUVRE,
    sens: Annotated[
        Direction, typer.Option("--sens", help="Avant ou après le point de départ.")
    ] = Direction.APRES,
    departement: InDepartement = None,
    commune: InCommune = None,
    roulement: Annotated[
        Roll, typer.Option("--roulement", help="Où va une fin qui tombe un jour non ouvré.")
    ] = Roll.AUCUN,
    heure: Annotated[
        str | None,
        typer.Option(
            "--heure", metavar="HEURE", help="L’heure limite (17:00, 17 h) ; sinon, 23:59."
        ),
    ] = None,
    stricte: Annotated[
        bool, typer.Option("--stricte", help="« Moins de » : un jour plus tôt.")
    ] = False,
    variante: Annotated[
        WeekMode,
        typer.Option("--variante", help="Semaines : sept jours, ou le vendredi de la suivante."),
    ] = WeekMode.SEPT_JOURS,
    jour_du_mois: Annotated[
        int | None,
        typer.Option("--jour", metavar="J", min=1, max=31, help="Mois calendaire : quel jour."),
    ] = None,
    detail: Annotated[
        bool, typer.Option("--detail", help="Dit jour par jour ce qui compte, et pourquoi.")
    ] = False,
    lot: Annotated[
        bool,
        typer.Option("--lot", help=f"Lit des lignes {FIELDS} sur l’entrée, répond une par ligne."),
    ] = False,
    en_json: options.AsJson = False,
) -> None:
    """Compte un délai : la date qui vient N unités avant ou après une autre."""
    cut_off = _hour(heure)

    def make(n: int, unit: Unit, direction: Direction) -> Delay:
        # In a lot these two are for the lines that have their unit; alone, the delay has it or not.
        weeks = variante if not lot or unit is Unit.SEMAINE else WeekMode.SEPT_JOURS
        month_day = jour_du_mois if not lot or unit is Unit.MOIS_CALENDAIRE else None
        return Delay(
            n=n,
            unit=unit,
            direction=direction,
            hour=cut_off,
            roll=roulement,
            strict=stricte,
            week_mode=weeks,
            month_day=month_day,
        )

    if lot:
        if jour is not None:
            raise BadUsage(f"Avec --lot, les dates sont sur l’entrée{NBSP}: {FIELDS}.")
        wanted = Wanted(
            unit=unite, direction=sens, make=make, own=lambda: _place(ctx, departement, commune)
        )
        _answer(Lot(wanted, in_json=en_json))
        return
    if jour is None or n is None:
        raise BadUsage("Il manque la date ou le nombre : calendrier ajouter 2026-05-12 2.")
    place = _place(ctx, departement, commune)
    anchor, delay = anchor_of(jour, unite, place), make(n, unite, sens)
    account = explain(anchor, delay, place.calendar)
    if en_json:
        display.as_line(dated(anchor, delay, place) | _as_json(account, place, detail=detail))
        return
    display.title(_end(account, delay, place), place.told)
    display.say(account.sentence)
    if detail:
        show_days(account, lambda day: f"{named(day, 'ddd')}{NBSP}{day_of_month(day)}")


@app.command()
def compter(
    ctx: typer.Context,
    du: Annotated[str, typer.Argument(metavar="DU", help="Le premier jour, non compté.")],
    au: Annotated[str, typer.Argument(metavar="AU", help="Le dernier jour, compté.")],
    unite: InUnit = Unit.JOUR_OUVRE,
    departement: InDepartement = None,
    commune: InCommune = None,
    en_json: options.AsJson = False,
) -> None:
    """Compte ce qui sépare deux dates : les unités entières, sans le premier jour."""
    place = _place(ctx, departement, commune)
    start, end = (anchor_of(text, unite, place) for text in (du, au))
    number = elapsed(start, end, unite, place.calendar)
    off = list(_days_off(start, end, unite, place.calendar))
    if en_json:
        display.as_line(
            {
                "nombre": number,
                "du": _written(start, unite, place),
                "au": _written(end, unite, place),
                "unite": unite.value,
                "hors_compte": [{"jour": str(day), "raison": why} for day, why in off],
                **place.as_json(),
            }
        )
        return
    sign = "moins " if number < 0 else ""
    display.title(f"{sign}{quantity(abs(number), *UNITS[unite])}", place.told)
    told = local_instant if unite in HOURS else long_date
    first, last = (told(one.astimezone(place.calendar.tz)) for one in (start, end))
    display.say(f"Du {first} (non compté) au {last}.")
    if off:
        display.say(f"N’y comptent pas{NBSP}: {_gathered(off)}.")


@app.command()
def voir(
    ctx: typer.Context,
    annee: Annotated[
        int, typer.Argument(metavar="ANNEE", min=FIRST_YEAR, max=LAST_YEAR, help="L’année.")
    ],
    departement: InDepartement = None,
    commune: InCommune = None,
    en_json: options.AsJson = False,
) -> None:
    """Montre une année : jours fériés, fermetures, demi-journées."""
    place = _place(ctx, departement, commune)
    calendar = place.calendar
    eve, last = date(annee, 1, 1), date(annee, 12, 31)
    worked = calendar.count(eve, last) + calendar.is_worked(eve)
    days = sorted(_special(annee, calendar))
    if en_json:
        display.as_json(
            {
                "annee": annee,
                "jours_ouvres": worked,
                "jours": [
                    {
                        "jour": day.isoformat(),
                        "genre": kind,
                        "libelle": label,
                        "jusqu_a": until and until.isoformat("minutes"),
                    }
                    for day, kind, label, until in days
                ],
                **place.as_json(),
            }
        )
        return
    display.title(f"{annee}{NBSP}: {quantity(worked, *UNITS[Unit.JOUR_OUVRE])}", place.told)
    display.listing(
        ("Jour", "Quoi", "Libellé"),
        [
            (long_date(day), f"jusqu’à {hour_of(until)}" if until else _KINDS[kind], label)
            for day, kind, label, until in days
        ],
        empty="Rien que des jours ordinaires.",
        fixed=("Jour",),
    )


_KINDS = {"ferie": "férié", "fermeture": "fermeture"}


def _special(year: int, calendar: Calendar) -> Iterator[tuple[date, str, str, time | None]]:
    for days, kind in ((calendar.feasts, "ferie"), (calendar.closed, "fermeture")):
        for day, label in days.items():
            if day.year == year:
                yield day, kind, label, None
    for day, half in calendar.half_days.items():
        if day.year == year:
            yield day, "demi_journee", half.label, half.until


def _place(ctx: typer.Context, departement: str | None, commune: str | None) -> Place:
    """By the law alone when a département is named: no configuration is read then."""
    if departement is not None:
        if commune is not None:
            raise BadUsage("Donnez --departement ou --commune, pas les deux.")
        return by_law(departement)
    settings = assembly_of(ctx).configured
    calendar = settings.rulebook.calendar if commune is None else settings.calendar_of(commune)
    if calendar is None:
        raise BadUsage(f"La commune {quoted(commune or '')} n’est d’aucune circonscription.")
    return Place(calendar=calendar, departement=settings.departement, own=True, commune=commune)


def _answer(lot: Lot) -> None:
    """Each answer on a line of its own. The input may bear a mark of UTF-8, or be no UTF-8."""
    lines = (line.decode("utf-8-sig", "replace") for line in sys.stdin.buffer)
    for answer in lot.answers(lines):
        sys.stdout.write(f"{answer}\n")
    if lot.wrong:
        display.warn(f"{quantity(lot.wrong, 'ligne n’a', 'lignes n’ont')} pas de réponse.")
        raise typer.Exit(Code.USAGE)


def _hour(text: str | None) -> time | None:
    if text is None:
        return None
    hour = parse_hour(text)
    if hour is None:
        raise BadUsage(f"{quoted(text)} n’est pas une heure{NBSP}: écrivez 17:00 ou 17 h.")
    return hour


def _as_json(account: Account, place: Place, *, detail: bool) -> Json:
    told = Forms(place.calendar.tz).account(account)
    kept = ("report", "phrase", "jours") if detail else ("report", "phrase")
    return {name: told[name] for name in kept}


def _end(account: Account, delay: Delay, place: Place) -> str:
    assert account.due is not None  # nothing is paused
    local = account.due.astimezone(place.calendar.tz)
    return local_instant(local) if delay.unit in HOURS else long_date(local)


def _written(moment: datetime, unit: Unit, place: Place) -> str:
    local = moment.astimezone(place.calendar.tz)
    return local.isoformat(timespec="seconds") if unit in HOURS else local.date().isoformat()


def _days_off(
    start: datetime, end: datetime, unit: Unit, calendar: Calendar
) -> Iterator[tuple[date, str]]:
    first, last = (one.astimezone(calendar.tz).date() for one in sorted((start, end)))
    while first < last:
        first += timedelta(days=1)
        if (why := calendar.reason_off(first, unit)) is not None:
            yield first, why


def _gathered(off: list[tuple[date, str]]) -> str:
    """« 2 samedis, 2 dimanches, Ascension (14 mai 2026) »."""
    weekends = Counter(why for _, why in off if why in ("samedi", "dimanche"))
    told = [quantity(number, why, f"{why}s") for why, number in weekends.items()]
    told += [f"{why} ({day_of_month(day)})" for day, why in off if why not in weekends]
    return ", ".join(told)
