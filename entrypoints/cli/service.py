"""``tic`` and ``servir``: what happens without anybody asking."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event
from typing import Annotated

import typer

from entrypoints import clock, logs, scheduler
from entrypoints.assembly import Assembly
from entrypoints.cli import display, options
from entrypoints.cli.errors import BadUsage, Code
from entrypoints.cli.options import assembly_of
from entrypoints.letter_pages import has_its_own, try_pages
from entrypoints.post import send_due
from entrypoints.words.times import full_instant
from rules.days.calendar import Calendar
from rules.wording import NBSP, colon, quantity
from workflow.accounts import consultations, deposits
from workflow.database.statements import compile_all
from workflow.database.store import Store
from workflow.reading import deadlines
from workflow.sweep.ticks import Report, sweep

_EVERY = 60
_AHEAD = (
    f"Attention{NBSP}: cet instant est à venir. Les alertes qui ne sont pas encore dues sont"
    f" déclenchées dès maintenant, une fois pour toutes{NBSP}: à réserver à une base d’essai."
)


def tic(
    ctx: typer.Context,
    a: Annotated[
        str | None,
        typer.Option(
            "--a", metavar="INSTANT", help="Comme s’il était cet instant ; un jour seul vaut 0 h."
        ),
    ] = None,
    en_json: options.AsJson = False,
) -> None:
    """Fait un balayage : chaque alerte due est déclenchée, une fois."""
    assembly = assembly_of(ctx)
    present = clock.now()
    now = options.instant(assembly, a) or present
    _refuse_past(assembly, now, asked=a is not None)
    if now > present:
        display.warn(_AHEAD)
    with display.progress("Alertes") as bar:
        report = sweep(
            assembly.store,
            assembly.rulebook,
            now=now,
            by=scheduler.process_name(),
            progress=bar.reach,
        )
    _tidy(assembly.store, assembly.settings.lasting.log_months, present)
    if en_json:
        display.as_json(
            {
                "instant": now.astimezone(assembly.calendar.tz).isoformat(timespec="seconds"),
                "dues": report.due,
                "declenchees": report.fired,
                "dites": report.told,
                "laissees": report.skipped,
                "en_panne": report.failed,
                "cycles_ouverts": report.cycles,
                "dossiers_redecoupes": report.redrawn,
                "retard_max_secondes": int(report.max_lateness.total_seconds()),
            }
        )
    else:
        _show(report, assembly.calendar)
    if report.failed:
        raise typer.Exit(Code.UNEXPECTED)


def servir(
    ctx: typer.Context,
    toutes_les: Annotated[
        int,
        typer.Option(
            "--toutes-les", metavar="SECONDES", min=1, max=3600, help="Entre deux balayages."
        ),
    ] = _EVERY,
    sans_web: Annotated[bool, typer.Option("--sans-web", help="Sans ouvrir la porte web.")] = False,
) -> None:
    """Veille : balaie les échéances, envoie les messages et répond sur le web, jusqu’à l’arrêt
    (Ctrl+C)."""
    assembly = assembly_of(ctx)
    store, settings = assembly.store, assembly.settings

    def send(now: datetime) -> object:
        law = replace(settings, rulebook=assembly.standing.rulebook)
        return send_due(store, law, now=now)

    watch(assembly, send, every=toutes_les, web=not sans_web)


def _tidy(store: Store, months: int, now: datetime) -> None:
    """Erases what is kept for a time only."""
    consultations.purge(store, months, now)
    deposits.purge(store, now)


def watch(
    assembly: Assembly,
    send: Callable[[datetime], object],
    *,
    every: int = _EVERY,
    web: bool = True,
) -> None:
    """Sweeps each ``every`` seconds, sends what is due and answers on the web, until it is asked
    to stop. Raises PortTaken."""
    logs.set_up(assembly.environ, service=True)
    store, settings = assembly.store, assembly.settings
    if settings.letters is not None and has_its_own(settings.letters):
        try_pages(assembly.config, settings.letters)
    compile_all()
    stop = Event()
    door = _web_door(assembly) if web else nullcontext()
    with scheduler.stopped_by_signals(stop), door:
        display.say(
            "Le planificateur est en marche, un balayage toutes les "
            f"{quantity(every, 'seconde', 'secondes')}. Arrêt{NBSP}: Ctrl+C."
        )
        scheduler.serve(
            store,
            lambda: assembly.standing.rulebook,
            send,
            tidy=lambda now: _tidy(store, settings.lasting.log_months, now),
            every=timedelta(seconds=every),
            nightly=settings.reconciled_at,
            clock=clock.now,
            stop=stop,
        )
    display.say("Le planificateur est arrêté. Tout ce qui était en cours est enregistré.")


@contextmanager
def _web_door(assembly: Assembly) -> Iterator[None]:
    """The web door open, as long as the scheduler runs. Raises PortTaken."""
    # They take half a second to come in, that the other commands do not wait for.
    from entrypoints.web.serving.app import app_of
    from entrypoints.web.serving.server import serving

    web = assembly.settings.web
    with serving(app_of(assembly), web):
        display.say(colon("La porte web est ouverte", web.address))
        yield


def _refuse_past(assembly: Assembly, now: datetime, *, asked: bool) -> None:
    """Nothing is left to fire before the last sweep. Asked for such an instant, it is refused; when
    the last one was ahead of time, the present is only warned."""
    last = deadlines.last_sweep(assembly.store)
    if last is None or now >= last.at:
        return
    day = full_instant(last.at, assembly.calendar)
    if asked:
        raise BadUsage(
            f"Le dernier balayage est daté du {day}{NBSP}: avant lui, il n’y a plus rien à"
            " déclencher."
        )
    display.warn(
        f"Attention{NBSP}: le dernier balayage est daté du {day}{NBSP}; avant lui, rien n’est"
        " déclenché."
    )


def _show(report: Report, calendar: Calendar) -> None:
    display.title("Balayage", full_instant(report.at, calendar))
    late = report.max_lateness
    display.sheet(
        [
            ("Alertes dues", str(report.due)),
            ("Déclenchées", f"{report.fired}, dont {quantity(report.told, 'dite', 'dites')}"),
            ("Laissées à plus tard", _unless_none(report.skipped)),
            ("En panne", _unless_none(report.failed)),
            ("Cycles du mois ouverts", _unless_none(report.cycles)),
            ("Dossiers suivant un redécoupage", _unless_none(report.redrawn)),
            ("Plus grand retard", _duration(late) if report.fired else None),
        ]
    )
    if report.failed:
        display.say("Ce qui est en panne sera essayé de nouveau, de plus en plus tard.")


def _unless_none(count: int) -> str | None:
    return str(count) if count else None


def _duration(lateness: timedelta) -> str:
    minutes = int(lateness.total_seconds()) // 60
    if minutes < 60:
        return quantity(minutes, "minute", "minutes")
    hours = minutes // 60
    return (
        quantity(hours, "heure", "heures") if hours < 48 else quantity(hours // 24, "jour", "jours")
    )
