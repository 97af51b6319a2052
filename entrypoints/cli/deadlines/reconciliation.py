"""``echeance reconcilier``: are the deadlines what the facts want?"""

import typer

from entrypoints import clock, scheduler
from entrypoints.cli import display, options
from entrypoints.cli.deadlines.moved import as_json, show
from entrypoints.cli.errors import Code, NotWhole
from entrypoints.cli.options import assembly_of
from entrypoints.forms.registry import Forms
from entrypoints.words.acts import subject_words
from rules.wording import NBSP, quantity, quoted
from workflow.recalculation.reconciliation import reconcile


def reconcilier(
    ctx: typer.Context, limite: options.Most = 50, en_json: options.AsJson = False
) -> None:
    """Compare toutes les échéances avec les faits, et dit celles qui n’y répondent pas."""
    assembly = assembly_of(ctx)
    store, rulebook, now = assembly.store, assembly.rulebook, clock.now()
    with display.progress("Rapprochement") as bar:
        report = reconcile(store, rulebook, now=now, by=scheduler.process_name(), progress=bar.of)
    reasons, shown = report.reasons, report.movements[:limite]
    if en_json:
        forms = Forms(rulebook.calendar.tz)
        display.as_json(
            {
                "sujets": report.subjects,
                "examinees": report.deadlines,
                "ecarts": report.found,
                "en_attente": report.pending,
                "echeances": [as_json(one, reasons, forms) for one in shown],
                "etats": [
                    {
                        "sujet": {"genre": one.subject.kind.value, "id": one.subject.id},
                        "etat": one.state,
                        "etat_des_faits": one.entered,
                    }
                    for one in report.states[:limite]
                ],
                "tronque": max(len(report.movements), len(report.states)) > limite,
            }
        )
        if report.found:
            raise typer.Exit(Code.NOT_WHOLE)
        return
    show(shown, reasons, now=now)
    for one in report.states[:limite]:
        display.say(
            f"{subject_words(one.subject).capitalize()} : son état est {quoted(one.state)}, ses "
            f"faits disent {quoted(one.entered or 'aucun')}."
        )
    if report.pending:
        display.say(
            f"{quantity(report.pending, 'échéance attend', 'échéances attendent')} le passage aux "
            f"règles de la configuration{NBSP}: {quoted('calendrier simuler')} les donne."
        )
    deadlines = quantity(report.deadlines, "échéance", "échéances")
    examined = f"{deadlines}, {quantity(report.subjects, 'sujet', 'sujets')}"
    if report.found:
        raise NotWhole(
            f"{quantity(report.found, 'écart', 'écarts')} entre les faits et les échéances "
            f"({examined}). Rien n’a été corrigé : « calendrier appliquer --complet » le fait."
        )
    display.say(f"Les échéances répondent aux faits : {examined}, aucun écart.")
