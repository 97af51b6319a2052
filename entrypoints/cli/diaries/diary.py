"""``agenda``: the coming weeks of a circonscription, a service, a member or an agent."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.assembly import Assembly
from entrypoints.cli import display, options
from entrypoints.cli.diaries import adresse, screen
from entrypoints.cli.diaries.whose import whose
from entrypoints.cli.errors import BadUsage
from entrypoints.cli.french import group
from entrypoints.cli.options import assembly_of
from entrypoints.diaries import diary_of
from rules.fields import GREATEST
from rules.wording import colon, quantity, quoted
from workflow.reading.diaries import Period

app = group("Les agendas : séances et échéances, à l’écran, en fichier, à une adresse secrète.")
app.add_typer(adresse.app, name="adresse")

Place = Annotated[
    str | None,
    typer.Option("--circonscription", metavar="CODE", help="L’agenda de cette circonscription."),
]
Service = Annotated[
    int | None,
    typer.Option("--service", metavar="N", min=1, max=GREATEST, help="L’agenda de ce service."),
]
Member = Annotated[
    int | None,
    typer.Option(
        "--membre", metavar="N", min=1, max=GREATEST, help="L’agenda de ce membre de séances."
    ),
]
Agent = Annotated[
    int | None,
    typer.Option("--agent", metavar="N", min=1, max=GREATEST, help="L’agenda de cet agent."),
]


@app.command()
def voir(
    ctx: typer.Context,
    circonscription: Place = None,
    service: Service = None,
    membre: Member = None,
    agent: Agent = None,
    semaines: Annotated[
        int, typer.Option("--semaines", metavar="N", min=1, max=60, help="Combien de semaines.")
    ] = 4,
    en_json: options.AsJson = False,
) -> None:
    """Montre les semaines à venir : les séances, et ce qui est attendu, jour par jour.

    Exemple : reorientation agenda voir --circonscription 93-01 --semaines 2
    """
    assembly = options.watched(ctx)
    of = whose(
        assembly, circonscription=circonscription, service=service, membre=membre, agent=agent
    )
    now = clock.now()
    today = now.astimezone(assembly.calendar.tz).date()
    last = today + timedelta(weeks=semaines) - timedelta(days=1)
    shown = diary_of(assembly, of, now=now, period=_between(assembly, today, today, last))
    if en_json:
        display.as_json({"du": today.isoformat(), "au": last.isoformat(), **screen.form(shown)})
    else:
        screen.show(shown, today, last)


@app.command()
def exporter(
    ctx: typer.Context,
    vers: Annotated[
        Path,
        typer.Option("--vers", metavar="FICHIER", dir_okay=False, help="Le fichier .ics à écrire."),
    ],
    circonscription: Place = None,
    service: Service = None,
    membre: Member = None,
    agent: Agent = None,
    du: Annotated[
        str | None,
        typer.Option("--du", metavar="DATE", help="Premier jour ; sinon, le mois dernier."),
    ] = None,
    au: Annotated[
        str | None,
        typer.Option(
            "--au",
            metavar="DATE",
            help="Dernier jour ; sinon, tout le programme, et quatre mois d’échéances.",
        ),
    ] = None,
    en_json: options.AsJson = False,
) -> None:
    """Écrit l’agenda en un fichier (.ics), à ouvrir avec son propre agenda.

    Exemple : reorientation agenda exporter --service 12 --vers agenda.ics
    """
    assembly = assembly_of(ctx)
    of = whose(
        assembly, circonscription=circonscription, service=service, membre=membre, agent=agent
    )
    # icalendar takes a tenth of a second to come in, that the other commands do not wait for.
    from exchanges.documents.diary_calendar import write_diary

    now = clock.now()
    diary = diary_of(assembly, of, now=now, period=_asked(assembly, now, du, au))
    path = write_diary(vers, diary)
    counted = {"seances": len(diary.seances), "echeances": len(diary.deadlines)}
    if en_json:
        display.as_json({"fichier": str(path), **counted})
        return
    seances = quantity(counted["seances"], "séance", "séances")
    deadlines = quantity(counted["echeances"], "échéance", "échéances")
    display.say(colon(quoted(str(path)), f"{seances}, {deadlines}"))


def _asked(assembly: Assembly, now: datetime, du: str | None, au: str | None) -> Period:
    """What an address shows, between the days that were given. Raises BadUsage."""
    usual = Period.of(assembly.rulebook, now)
    if du is None and au is None:
        return usual
    first = usual.since.date() if du is None else clock.read_day(du)
    if au is None:
        since = _begins(assembly, first)
        return Period(today=usual.today, since=since, due_before=usual.due_before)
    last = clock.read_day(au)
    if last < first:
        raise BadUsage("Le dernier jour est avant le premier.")
    return _between(assembly, usual.today, first, last)


def _between(assembly: Assembly, today: date, first: date, last: date) -> Period:
    """From the one to the other, both included."""
    after = _begins(assembly, last + timedelta(days=1))
    return Period(today=today, since=_begins(assembly, first), due_before=after, until=after)


def _begins(assembly: Assembly, day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=assembly.calendar.tz)
