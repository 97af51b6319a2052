"""``echeance``: what runs, what is past, how a date was reached, and what may be changed in it."""

from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.assembly import Assembly
from entrypoints.cli import display, options
from entrypoints.cli.deadlines.bilan import bilan
from entrypoints.cli.deadlines.echeance_moves import fixer, prolonger, rendre, reprendre, suspendre
from entrypoints.cli.deadlines.echeance_screen import show
from entrypoints.cli.deadlines.escalade import prendre
from entrypoints.cli.deadlines.reconciliation import reconcilier
from entrypoints.cli.errors import NotFound
from entrypoints.cli.french import group
from entrypoints.forms.deadlines import Sheet
from entrypoints.forms.deadlines import sheet as sheet_form
from entrypoints.forms.registry import Forms
from entrypoints.words.acts import rule_label
from entrypoints.words.times import dated, standing
from rules.deadlines.explanation import explanation
from rules.fields import GREATEST
from rules.procedures.catalogue import BY_CODE
from rules.wording import quoted
from workflow.reading import deadlines, dossiers, lineages, seances
from workflow.reading.deadlines import DeadlineLine
from workflow.reading.lineages import Law
from workflow.recalculation.snapshots import UnknownSnapshot

app = group("Les échéances : celles qui courent, celles qui sont dépassées, leur compte.")
for _command in (bilan, reconcilier, suspendre, reprendre, prolonger, fixer, rendre, prendre):
    app.command()(_command)


@app.command()
def lister(
    ctx: typer.Context,
    en_retard: Annotated[bool, typer.Option("--en-retard", help="La date est passée.")] = False,
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
        str | None, typer.Option("--avant", metavar="DATE", help="Dont la date vient avant.")
    ] = None,
    closes: Annotated[
        bool, typer.Option("--closes", help="Avec celles qui sont tenues ou sans objet.")
    ] = False,
    limite: options.Most = 50,
    en_json: options.AsJson = False,
) -> None:
    """Liste les échéances, la plus pressante d’abord."""
    assembly = options.watched(ctx)
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
    if not found and dossier is not None:
        dossiers.dossier(assembly.store, dossier)  # raises when there is none of that number
    if not found and seance is not None:
        seances.seance(assembly.store, seance)
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
        ("N°", "Où en est-on, date", "Délai, règle", "Qui", "Dossier"),
        [
            (
                str(line.id),
                display.pair(standing(line, now, calendar), dated(line, now, calendar)),
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
    display.counted(len(shown), "échéance", "échéances", more=len(found) > limite, limit=limite)


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
    assembly = options.watched(ctx)
    store, line, rungs = assembly.store, *deadlines.deadline(assembly.store, numero)
    law = _law(assembly, line)
    sheet = Sheet(
        line=line,
        law=law,
        explained=explanation(line.anchor, law.delay, law.calendar, line.adjustments),
        generations=lineages.generations(store, line),
        rungs=rungs,
    )
    if en_json:
        display.as_json(sheet_form(Forms(assembly.calendar.tz), sheet))
    else:
        show(sheet, now=clock.now(), calendar=assembly.calendar)


def _law(assembly: Assembly, line: DeadlineLine) -> Law:
    """The law of the deadline's own time. Raises NotFound."""
    try:
        return lineages.law(assembly.store, assembly.rulebook, line)
    except UnknownSnapshot as error:
        raise NotFound(f"L’échéance n° {line.id} ne peut plus être expliquée. {error}") from error
