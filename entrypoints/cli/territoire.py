"""``territoire``: the map of a day, what a redrawing moves, and its following."""

from datetime import date
from typing import Annotated

import typer

from entrypoints import clock, scheduler
from entrypoints.assembly import Assembly
from entrypoints.cli import display, options, territoire_forms, territoire_screen
from entrypoints.cli.errors import BadUsage, Code
from entrypoints.cli.french import group
from entrypoints.cli.options import assembly_of
from entrypoints.forms.registry import Forms
from rules.redrawing import Redrawing, coming, due, redrawn
from rules.wording import NBSP, day_of_month, listed
from workflow.territory import following
from workflow.territory.forecast import Forecast, forecast

app = group("Le territoire : ses circonscriptions, leurs communes, et leurs redécoupages.")

_FIRST = "Sinon, tous ceux qui viennent, et ce que les précédents laissent à faire."


@app.command()
def voir(
    ctx: typer.Context,
    jour: Annotated[
        str | None,
        typer.Option("--jour", metavar="DATE", help="La carte de ce jour ; sinon, la nôtre."),
    ] = None,
    en_json: options.AsJson = False,
) -> None:
    """Montre la carte d’un jour : les circonscriptions et leurs communes."""
    assembly = assembly_of(ctx)
    rulebook = assembly.configured.rulebook
    day = _day(assembly, jour) or rulebook.local_day(clock.now())
    if en_json:
        display.as_json(territoire_forms.map_form(rulebook.territory, day))
    else:
        territoire_screen.show_map(rulebook.territory, day)


@app.command()
def simuler(
    ctx: typer.Context,
    jour: Annotated[
        str | None,
        typer.Option("--jour", metavar="DATE", help=f"Le premier jour d’un redécoupage. {_FIRST}"),
    ] = None,
    limite: options.Most = 50,
    en_json: options.AsJson = False,
) -> None:
    """Dit ce qu’un redécoupage déplacera, ou ce qu’il reste à faire une fois qu’il a eu lieu."""
    assembly = assembly_of(ctx)
    rulebook, store, now = assembly.rulebook, assembly.store, clock.now()
    asked = _redrawing(assembly, _day(assembly, jour))
    today = rulebook.local_day(now)
    every = (*due(rulebook.territory, today), *coming(rulebook.territory, today))
    found: list[Forecast] = []
    for redrawing in every if asked is None else (asked,):
        with display.progress("Répétition") as bar:
            one = forecast(store, rulebook, redrawing, now=now, progress=bar.of)
        if asked is not None or redrawing.day > today or not one.settled:
            found.append(one)
    if en_json:
        forms = Forms(rulebook.calendar.tz)
        told = [territoire_forms.forecast_form(one, forms, today, limite) for one in found]
        display.as_json({"redecoupages": told})
        return
    for one in found:
        territoire_screen.show_forecast(rulebook, one, today, limite)
    if not found:
        display.say("Rien à faire : aucun redécoupage ne vient, et aucun n’a laissé de reste.")


@app.command()
def appliquer(ctx: typer.Context, en_json: options.AsJson = False) -> None:
    """Fait suivre les dossiers d’un redécoupage qui a eu lieu, sans attendre le balayage."""
    assembly = assembly_of(ctx)
    rulebook, now = assembly.rulebook, clock.now()
    looks = []
    for redrawing in due(rulebook.territory, rulebook.local_day(now)):
        with display.progress("Dossiers") as bar:
            looks.append(
                following.follow(
                    assembly.store,
                    rulebook,
                    redrawing,
                    now=now,
                    by=scheduler.process_name(),
                    again=True,
                    progress=bar.of,
                )
            )
    done = [one for one in looks if one is not None]
    after = [one.day for one in coming(rulebook.territory, rulebook.local_day(now))]
    if en_json:
        display.as_json(
            {
                "redecoupages": [territoire_forms.followed_form(one) for one in done],
                "prochain": after[0].isoformat() if after else None,
            }
        )
    else:
        for one in done:
            territoire_screen.show_followed(one)
        if len(done) < len(looks):
            display.say("Un autre processus fait suivre les dossiers en ce moment.")
        if not looks:
            soon = f"{NBSP}; le prochain est le {day_of_month(after[0])}" if after else ""
            display.say(f"Rien à faire : aucun redécoupage n’a eu lieu{soon}.")
    if any(one.refused for one in done):
        raise typer.Exit(Code.REFUSED)


def _day(assembly: Assembly, text: str | None) -> date | None:
    """Raises UnreadableInstant."""
    zone = assembly.configured.rulebook.calendar.tz
    return None if text is None else clock.read_instant(text, zone).date()


def _redrawing(assembly: Assembly, day: date | None) -> Redrawing | None:
    """The redrawing of that day. Raises BadUsage, with the days of those that there are."""
    territory = assembly.configured.territory
    if day is None:
        return None
    if day in territory.redrawings:
        return redrawn(territory, day)
    known = [f"le {day_of_month(one)}" for one in territory.redrawings]
    there = f"Elle change {listed(known)}" if known else "La configuration ne dit aucun redécoupage"
    raise BadUsage(f"La carte ne change pas le {day_of_month(day)}. {there}.")
