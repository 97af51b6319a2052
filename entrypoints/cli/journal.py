"""``journal``: what was done, by whom, and whether nobody touched it since."""

from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.cli import display, options
from entrypoints.cli.accounts import screen as account_screen
from entrypoints.cli.acting import Acting, spread
from entrypoints.cli.errors import BadUsage, Code, NotWhole
from entrypoints.cli.french import group
from entrypoints.cli.options import assembly_of
from entrypoints.cli.refused import refuse
from entrypoints.forms.registry import Forms
from entrypoints.words.acts import act_label, act_words, by, subject_words
from entrypoints.words.times import short_instant
from rules.fields import GREATEST
from rules.refusals import Refused
from rules.subjects import Subject, SubjectKind
from rules.wording import quantity
from workflow.accounts import consultations
from workflow.accounts.consultations import Sought
from workflow.reading import journal
from workflow.trail.verification import verify

app = group("Le journal : qui a fait quoi, quand, et s’il est intact.")


@app.command()
def lister(
    ctx: typer.Context,
    dossier: Annotated[
        int | None,
        typer.Option("--dossier", metavar="N", min=1, max=GREATEST, help="De ce dossier."),
    ] = None,
    seance: Annotated[
        int | None,
        typer.Option("--seance", metavar="N", min=1, max=GREATEST, help="De cette séance."),
    ] = None,
    personne: Annotated[
        int | None,
        typer.Option(
            "--personne",
            metavar="N",
            min=1,
            max=GREATEST,
            help="De cette personne, tous ses dossiers.",
        ),
    ] = None,
    acte: Annotated[
        str | None, typer.Option("--acte", metavar="CODE", help="Cet acte, fait ou refusé.")
    ] = None,
    acteur: Annotated[
        str | None, typer.Option("--acteur", metavar="NOM", help="De cette personne.")
    ] = None,
    depuis: Annotated[
        str | None, typer.Option("--depuis", metavar="DATE", help="À partir de ce jour.")
    ] = None,
    jusqu_a: Annotated[
        str | None, typer.Option("--jusqu-a", metavar="DATE", help="Avant ce jour.")
    ] = None,
    limite: options.Most = 50,
    en_json: options.AsJson = False,
) -> None:
    """Liste les entrées du journal, la plus récente d’abord."""
    assembly = assembly_of(ctx)
    calendar = assembly.calendar
    found = journal.entries(
        assembly.store,
        subject=_subject(dossier, seance, personne),
        personne=personne,
        act=acte,
        actor=acteur,
        since=options.instant(assembly, depuis),
        until=options.instant(assembly, jusqu_a),
        most=limite + 1,
    )
    shown = found[:limite]
    if en_json:
        forms = Forms(calendar.tz)
        display.as_json(
            {"entrees": [forms.entry(one) for one in shown], "tronque": len(found) > limite}
        )
        return
    now = clock.now()
    display.listing(
        ("Quand, qui", "Sujet", "N°", "Acte"),
        [
            (
                display.pair(
                    short_instant(entry.known, now, calendar), by(entry, assembly.rulebook.words)
                ),
                subject_words(entry.subject),
                str(entry.seq),
                display.pair(act_label(entry), act_words(entry, calendar.tz)),
            )
            for entry in shown
        ],
        empty="Aucune entrée.",
        fixed=("Sujet", "N°"),
        right=("N°",),
    )
    display.counted(len(shown), "entrée", "entrées", more=len(found) > limite, limit=limite)


@app.command("consultations")
@spread
def consulted(
    ctx: typer.Context,
    said: Acting,
    dossier: Annotated[
        int | None,
        typer.Option("--dossier", metavar="N", min=1, max=GREATEST, help="De ce dossier."),
    ] = None,
    seance: Annotated[
        int | None,
        typer.Option("--seance", metavar="N", min=1, max=GREATEST, help="De cette séance."),
    ] = None,
    par: Annotated[str | None, typer.Option("--par", metavar="NOM", help="Par cet agent.")] = None,
    depuis: Annotated[
        str | None, typer.Option("--depuis", metavar="DATE", help="À partir de ce jour.")
    ] = None,
    jusqu_a: Annotated[
        str | None, typer.Option("--jusqu-a", metavar="DATE", help="Avant ce jour.")
    ] = None,
    limite: options.Most = 50,
) -> None:
    """Liste qui a consulté ou exporté quoi, le plus récent d’abord. Cette lecture y est écrite."""
    assembly = assembly_of(ctx)
    sought = Sought(
        subject=_subject(dossier, seance, None),
        actor=par,
        since=options.instant(assembly, depuis),
        until=options.instant(assembly, jusqu_a),
    )
    reader, now = said.actor(assembly), clock.now()
    try:
        found = consultations.read(assembly.store, reader, sought, now, most=limite + 1)
    except Refused as refused:
        refuse(refused, said.en_json)
    shown = found[:limite]
    if said.en_json:
        forms = Forms(assembly.calendar.tz)
        display.as_json(
            {
                "consultations": [account_screen.seen_form(forms, one) for one in shown],
                "tronque": len(found) > limite,
            }
        )
        return
    account_screen.show_consultations(shown, assembly.rulebook, now)
    display.counted(
        len(shown), "consultation", "consultations", more=len(found) > limite, limit=limite
    )


@app.command()
def verifier(ctx: typer.Context, en_json: options.AsJson = False) -> None:
    """Relit tout le journal : chaque empreinte, chaque lien, les protections de la base, et chaque
    version envoyée des comptes rendus."""
    store = assembly_of(ctx).store
    with display.progress("Vérification", journal.total(store)) as bar:
        verdict = verify(store, bar.reach)
    entries = quantity(verdict.entries, "entrée", "entrées")
    if en_json:
        display.as_json(
            {
                "intact": not verdict.flaws,
                "entrees": verdict.entries,
                "chaines": verdict.chains,
                "defauts": [
                    {
                        "phrase": flaw.sentence,
                        "sujet": None
                        if flaw.subject is None
                        else {"genre": flaw.subject.kind.value, "id": flaw.subject.id},
                        "numero": flaw.seq,
                    }
                    for flaw in verdict.flaws
                ],
            }
        )
        if verdict.flaws:
            raise typer.Exit(Code.NOT_WHOLE)
    elif verdict.flaws:
        raise NotWhole(
            "\n".join(
                [
                    *(flaw.sentence for flaw in verdict.flaws),
                    f"Le journal n’est pas intact ({entries} lues). Prévenez l’administration.",
                ]
            )
        )
    else:
        chains = quantity(verdict.chains, "sujet", "sujets")
        display.say(f"Le journal est intact : {entries}, {chains}, aucune rupture.")


def _subject(dossier: int | None, seance: int | None, personne: int | None) -> Subject | None:
    asked = [one for one in (dossier, seance, personne) if one is not None]
    if len(asked) > 1:
        raise BadUsage("Choisissez un dossier, une séance ou une personne.")
    if dossier is not None:
        return Subject(SubjectKind.DOSSIER, dossier)
    return None if seance is None else Subject(SubjectKind.SEANCE, seance)
