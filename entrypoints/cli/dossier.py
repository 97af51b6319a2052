"""``dossier``: list, look, act, correct."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.cli import display, message_screen, options
from entrypoints.cli.acting import ActingUpon, spread
from entrypoints.cli.dossier_screen import Sheet, show
from entrypoints.cli.french import group
from entrypoints.cli.letters.choices import followed
from entrypoints.cli.options import assembly_of
from entrypoints.cli.outcome_screen import show_outcome
from entrypoints.cli.refused import refuse
from entrypoints.forms import acts as act_forms
from entrypoints.forms.letters import letter
from entrypoints.forms.registry import Forms
from entrypoints.words.times import how_far, short_instant
from rules.days.calendar import Calendar
from rules.fields import GREATEST
from rules.refusals import Refused
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from rules.wording import NBSP, quantity
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.access.perimeter import WHOLE
from workflow.acts import commands
from workflow.acts.commands import Command
from workflow.acts.corrections import CORRECTION, correct
from workflow.acts.recording import Outcome
from workflow.reading import deadlines, dossier_list, dossiers, journal
from workflow.reading.dossier_filters import Asked
from workflow.reading.dossier_list import DossierLine

app = group("Les dossiers : les chercher, les lire, y enregistrer un acte.")

LATEST = 10
"""Entries of the journal that the sheet of a dossier shows."""

Number = Annotated[
    int, typer.Argument(metavar="DOSSIER", min=1, max=GREATEST, help="Le numéro du dossier.")
]


@app.command()
def lister(
    ctx: typer.Context,
    etat: Annotated[
        str | None, typer.Option("--etat", metavar="CODE", help="Dans cet état.")
    ] = None,
    service: Annotated[
        int | None,
        typer.Option("--service", metavar="N", min=1, max=GREATEST, help="De ce service référent."),
    ] = None,
    circonscription: Annotated[
        str | None, typer.Option("--circonscription", metavar="CODE", help="De cet endroit.")
    ] = None,
    en_retard: Annotated[
        bool, typer.Option("--en-retard", help="Une échéance au moins est dépassée.")
    ] = False,
    a_reinscrire: Annotated[
        bool,
        typer.Option("--a-reinscrire", help="Une ligne a quitté sa séance, et attend la suivante."),
    ] = False,
    ouverts: Annotated[bool, typer.Option("--ouverts", help="Sans les dossiers clos.")] = False,
    nom: Annotated[
        str | None,
        typer.Option(
            "--nom",
            metavar="MOTS",
            help="Des débuts de mots du nom, ou un numéro.",
        ),
    ] = None,
    limite: options.Most = 50,
    apres: Annotated[
        int,
        typer.Option(
            "--apres", metavar="N", min=0, max=GREATEST, help="Les dossiers qui suivent ce numéro."
        ),
    ] = 0,
    en_json: options.AsJson = False,
) -> None:
    """Liste les dossiers, par numéro."""
    assembly = options.watched(ctx)
    now, calendar = clock.now(), assembly.calendar
    state = options.state_among(Machine.DOSSIER, etat)
    place = options.place_among(assembly, circonscription)
    page = dossier_list.listing(
        assembly.store,
        Asked(
            states=() if state is None else (state,),
            services=() if service is None else (service,),
            circonscriptions=() if place is None else (place,),
            late=en_retard,
            to_inscribe=a_reinscrire,
            open_only=ouverts,
            search=nom,
        ),
        reader=WHOLE,
        now=now,
        after=dossier_list.after_number(apres),
        most=limite,
    )
    shown, more = page.lines, page.following is not None
    if en_json:
        forms = Forms(calendar.tz)
        display.as_json(
            {
                "dossiers": [forms.dossier_line(line) for line in shown],
                "suite": shown[-1].id if more else None,
            }
        )
        return
    _show_list(shown, now, calendar)
    if more:
        display.say(f"La suite{NBSP}: --apres {shown[-1].id}")
    elif shown:
        display.say(quantity(len(shown), "dossier", "dossiers"))


def _show_list(shown: Sequence[DossierLine], now: datetime, calendar: Calendar) -> None:
    display.listing(
        ("N°", "Personne, service", "Étape, circonscription", "Prochaine échéance"),
        [
            (
                str(line.id),
                display.pair(f"{line.nom} {line.prenom}", line.service),
                display.pair(PROCEDURE.states[line.state].label, line.circonscription),
                None
                if line.due is None
                else display.pair(
                    how_far(line.due, now, calendar), short_instant(line.due, now, calendar)
                ),
            )
            for line in shown
        ],
        empty="Aucun dossier.",
        fixed=("N°",),
        right=("N°",),
    )


@app.command()
def voir(
    ctx: typer.Context,
    numero: Number,
    role: options.AskedRole = None,
    service: options.OfService = None,
    territoire: options.Territory = None,
    tout: Annotated[
        bool, typer.Option("--tout", help="Tout le journal, au lieu des dernières entrées.")
    ] = False,
    en_json: options.AsJson = False,
) -> None:
    """Montre un dossier : où il en est, ce qui est attendu, ce qui peut suivre et pourquoi pas."""
    assembly = options.watched(ctx)
    now, store = clock.now(), assembly.store
    subject = Subject(SubjectKind.DOSSIER, numero)
    dossier = dossiers.dossier(store, numero)
    ways = None
    if role is not None:
        by = options.actor(assembly, role, name=None, service=service, territory=territoire)
        asked = Act(event="", actor=by, occurred=now, known=now, data=None)
        command = Command(dossier_id=numero, act=asked)
        ways = commands.possible(store, assembly.rulebook, command)
    entries = journal.entries(
        store, subject=subject, most=options.MOST if tout or en_json else LATEST
    )
    sheet = Sheet(
        dossier=dossier,
        deadlines=deadlines.of_dossier(store, numero, dossier.person.id),
        role=role,
        service=service,
        ways=ways,
        entries=entries[::-1],
        earlier=journal.length(store, subject) - len(entries),
        messages=message_screen.of_subject(
            store,
            subject,
            options.MOST if en_json else message_screen.SHOWN,
            assembly.rulebook.words,
        ),
        letters=followed(assembly, dossier=numero),
    )
    if not en_json:
        show(sheet, now=now, rulebook=assembly.rulebook)
        return
    forms = Forms(assembly.calendar.tz)
    display.as_json(
        {
            **forms.dossier(dossier),
            "echeances": [forms.deadline(line) for line in sheet.deadlines],
            "actes": None if ways is None else act_forms.ways(ways),
            "journal": [forms.entry(entry) for entry in sheet.entries],
            "messages": [forms.delivery(line) for line in sheet.messages.lines],
            "lettres": [letter(one.line, one.standing, assembly.calendar) for one in sheet.letters],
        }
    )


@app.command()
@spread
def agir(
    ctx: typer.Context,
    numero: Number,
    acte: Annotated[str, typer.Argument(metavar="ACTE", help="Le code de l’acte.")],
    champ: options.Fields = None,
    ligne: Annotated[
        int | None,
        typer.Option(
            "--ligne",
            metavar="N",
            min=1,
            max=GREATEST,
            help="La ligne de séance, s’il y en a plusieurs.",
        ),
    ] = None,
    *,
    said: ActingUpon,
) -> None:
    """Enregistre un acte dans un dossier, ou dit toutes les raisons pour lesquelles il ne le peut.

    Exemple : reorientation dossier agir 12 consulter --role referent --service 3
    --champ date=2026-05-04 --champ accord=oui
    """
    assembly = assembly_of(ctx)
    event = options.event_among((Machine.DOSSIER, Machine.PASSAGE), acte)
    command = Command(
        dossier_id=numero,
        act=said.act(assembly, event, fields=champ),
        passage_id=ligne,
        expected_version=said.version,
        key=said.cle,
    )
    try:
        done = commands.perform(assembly.store, assembly.rulebook, command)
    except Refused as refused:
        refuse(refused, said.en_json)
    _told(ctx, done, event, said.en_json)


@app.command()
def corriger(
    ctx: typer.Context,
    numero: Number,
    motif: Annotated[str, typer.Option("--motif", metavar="TEXTE", help="Pourquoi.")],
    acteur: options.Who = None,
    version: options.Version = None,
    cle: options.Key = None,
    en_json: options.AsJson = False,
) -> None:
    """Défait le dernier acte d’un dossier, avec son motif ; réservé au bureau de l’orientation.
    Rien n’est effacé."""
    assembly = assembly_of(ctx)
    by = options.actor(assembly, options.Capacity.BOP, name=acteur, service=None, territory=None)
    act = options.act(assembly, CORRECTION, by, happened=None, fields=None)
    command = Command(
        dossier_id=numero,
        act=replace(act, data={"motif": motif}),
        expected_version=version,
        key=cle,
    )
    try:
        done = correct(assembly.store, assembly.rulebook, command)
    except Refused as refused:
        refuse(refused, en_json)
    _told(ctx, done, CORRECTION, en_json)


def _told(ctx: typer.Context, done: Outcome, event: str, en_json: bool) -> None:
    if en_json:
        display.as_json(act_forms.outcome(Forms(assembly_of(ctx).calendar.tz), done))
    else:
        show_outcome(done, event, now=clock.now(), calendar=assembly_of(ctx).calendar)
