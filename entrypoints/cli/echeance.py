"""``echeance``: what runs, what is past, and how a date was reached."""

from datetime import datetime
from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.cli import display, options
from entrypoints.cli.act_words import LEVELS, rule_label
from entrypoints.cli.errors import BadUsage
from entrypoints.cli.french import group
from entrypoints.cli.json_forms import Forms
from entrypoints.cli.options import assembly_of
from entrypoints.cli.words import full_instant, short_day, short_instant, standing
from rules.account import Account, explain
from rules.calendar import Calendar
from rules.catalogue import BY_CODE
from rules.fields import GREATEST
from rules.rule import Rule
from rules.rulebook import Rulebook
from rules.wording import NBSP, colon, quantity, quoted
from workflow.reading import deadlines
from workflow.reading.deadlines import DeadlineLine, FiredRung

app = group("Les échéances : celles qui courent, celles qui sont dépassées, leur compte.")

_OUTCOMES = {
    "dit": "dite",
    "tu": "non dite, un niveau plus haut parlait",
    "recapitulatif": "dite dans un récapitulatif",
}


@app.command()
def lister(
    ctx: typer.Context,
    en_retard: Annotated[bool, typer.Option("--en-retard", help="Le terme est passé.")] = False,
    sans_date: Annotated[
        bool, typer.Option("--sans-date", help="Leur date n’est pas encore connue.")
    ] = False,
    regle: Annotated[
        str | None, typer.Option("--regle", metavar="CODE", help="De cette règle.")
    ] = None,
    dossier: Annotated[
        int | None,
        typer.Option("--dossier", metavar="N", min=1, max=GREATEST, help="De ce dossier."),
    ] = None,
    seance: Annotated[
        int | None,
        typer.Option("--seance", metavar="N", min=1, max=GREATEST, help="De cette séance."),
    ] = None,
    avant: Annotated[
        str | None, typer.Option("--avant", metavar="DATE", help="Dont le terme vient avant.")
    ] = None,
    closes: Annotated[
        bool, typer.Option("--closes", help="Avec celles qui sont tenues ou sans objet.")
    ] = False,
    limite: options.Most = 50,
    en_json: options.AsJson = False,
) -> None:
    """Liste les échéances, la plus pressante d’abord."""
    assembly = assembly_of(ctx)
    now, calendar = clock.now(), assembly.calendar
    rule = None
    if regle is not None:
        rule = options.one_of(
            regle, sorted(BY_CODE), lambda: f"La règle {quoted(regle)} n’existe pas"
        )
    found = deadlines.deadlines(
        assembly.store,
        now=now,
        late=en_retard,
        undated=sans_date,
        rule=rule,
        dossier=dossier,
        seance=seance,
        before=options.instant(assembly, avant),
        over=closes,
        most=limite + 1,
    )
    shown = found[:limite]
    if en_json:
        forms = Forms(calendar.tz)
        display.as_json(
            {
                "echeances": [forms.deadline(line) for line in shown],
                "tronque": len(found) > limite,
            }
        )
        return
    display.listing(
        ("N°", "Où en est-on, terme", "Délai, règle", "Qui", "Dossier"),
        [
            (
                str(line.id),
                display.pair(
                    standing(line, now, calendar),
                    None if line.due is None else short_instant(line.due, now, calendar),
                ),
                display.pair(rule_label(line.rule), line.rule),
                line.whose,
                None if line.dossier_id is None else str(line.dossier_id),
            )
            for line in shown
        ],
        empty="Aucune échéance.",
        fixed=("N°", "Dossier"),
        right=("N°", "Dossier"),
    )
    if len(found) > limite:
        display.say(f"Il y en a d’autres{NBSP}: --limite {limite * 2}")
    elif shown:
        display.say(quantity(len(shown), "échéance", "échéances"))


@app.command()
def expliquer(
    ctx: typer.Context,
    numero: Annotated[
        int,
        typer.Argument(metavar="ECHEANCE", min=1, max=GREATEST, help="Le numéro de l’échéance."),
    ],
    en_json: options.AsJson = False,
) -> None:
    """Compte une échéance jour par jour : lesquels comptent, lesquels non et pourquoi."""
    assembly = assembly_of(ctx)
    line, rungs = deadlines.deadline(assembly.store, numero)
    rule = _rule(assembly.rulebook, line)
    calendar = assembly.calendar
    pauses = deadlines.suspensions(assembly.store, line)
    account = None if line.anchor is None else explain(line.anchor, rule.delay, calendar, pauses)
    if en_json:
        forms = Forms(calendar.tz)
        display.as_json(
            {
                **forms.deadline(line),
                "source": rule.source,
                "compte": None if account is None else forms.account(account),
                "alertes": [forms.rung(rung) for rung in rungs],
            }
        )
        return
    _show(line, rule, account, rungs, clock.now(), calendar)


def _rule(rulebook: Rulebook, line: DeadlineLine) -> Rule:
    """The version under which the deadline was opened. Raises BadUsage."""
    for rule in rulebook.rules.get(line.rule, ()):
        if rule.version == line.rule_version:
            return rule
    raise BadUsage(
        f"La version {quoted(line.rule_version)} de la règle {line.rule}, sous laquelle l’échéance"
        f" n° {line.id} a été ouverte, n’est plus dans la configuration{NBSP}: remettez-la."
    )


def _show(
    line: DeadlineLine,
    rule: Rule,
    account: Account | None,
    rungs: list[FiredRung],
    now: datetime,
    calendar: Calendar,
) -> None:
    display.title(f"Échéance n° {line.id} · {rule.procedure.label}", line.rule)
    display.sheet(
        [
            ("Concerne", line.whose),
            ("Dossier", None if line.dossier_id is None else f"n° {line.dossier_id}"),
            ("Où en est-on", standing(line, now, calendar)),
            ("Terme", None if line.due is None else full_instant(line.due, calendar)),
            ("Ouverte le", full_instant(line.opened, calendar)),
            ("Compté de", None if line.anchor is None else full_instant(line.anchor, calendar)),
            ("Règle", f"{line.rule}, version {line.rule_version}"),
            ("Source", rule.source),
            ("Changements", _changes(line)),
        ]
    )
    if account is None:
        display.say("", "Ce dont le délai se compte n’est pas encore connu : il n’a pas de date.")
    else:
        _count(account, line, now, calendar)
    if rungs:
        display.section("Alertes")
        display.listing(
            ("Niveau", "Prévue", "Envoyée", "Issue"),
            [
                (
                    LEVELS[rung.level],
                    full_instant(rung.due, calendar),
                    full_instant(rung.fired, calendar),
                    _OUTCOMES[rung.outcome],
                )
                for rung in rungs
            ],
            empty="",
        )
    if line.next_rung is not None:
        display.say(colon("Prochaine alerte", full_instant(line.next_rung, calendar)))


def _changes(line: DeadlineLine) -> str | None:
    if line.generation == 1:
        return None
    return f"{line.generation}e date : les précédentes sont remplacées"


def _count(account: Account, line: DeadlineLine, now: datetime, calendar: Calendar) -> None:
    display.section("Le compte jour par jour")
    display.say(account.sentence)
    today = now.astimezone(calendar.tz).date()
    display.listing(
        ("Jour", "Compte", "N°", "Pourquoi"),
        [
            (
                short_day(day.day, today),
                "oui" if day.counted else "non",
                None if day.rank is None else str(day.rank),
                day.reason,
            )
            for day in account.lines
        ],
        empty="",
        fixed=("Jour", "Compte", "N°"),
        right=("N°",),
    )
    if line.due is not None and account.due != line.due:
        display.say(
            "Le calendrier a changé depuis : la date enregistrée, "
            f"{full_instant(line.due, calendar)}, n’est plus celle du compte."
        )
