"""``seance``: the programme, a séance and its lines, its acts."""

from dataclasses import replace
from typing import Annotated, NoReturn

import typer

from entrypoints import clock
from entrypoints.cli import display, json_forms, options
from entrypoints.cli.dossier_head import KINDS, NATURES, answers_words
from entrypoints.cli.errors import Code
from entrypoints.cli.french import group
from entrypoints.cli.json_forms import Forms
from entrypoints.cli.options import assembly_of
from entrypoints.cli.outcome_screen import if_repeated, show_seance_outcome
from entrypoints.cli.words import full_instant, short_instant
from rules.fields import GREATEST
from rules.refusals import Refused
from rules.wording import NBSP, quantity
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.reading import seances
from workflow.seances import yearly_programme
from workflow.seances.conduct import SeanceCommand, perform

app = group("Les séances : leur programme, leurs lignes, leurs actes.")

PROGRAMMER = "programmer"

Number = Annotated[
    int, typer.Argument(metavar="SEANCE", min=1, max=GREATEST, help="Le numéro de la séance.")
]
Genre = Annotated[str | None, typer.Option("--genre", metavar="icl|ep", help="De ce genre.")]
Place = Annotated[
    str | None,
    typer.Option("--circonscription", metavar="CODE", help="De cette circonscription."),
]


@app.command()
def programmer(
    ctx: typer.Context,
    role: options.InRole,
    genre: Annotated[str, typer.Option("--genre", metavar="icl|ep", help="ICL-I ou EP.")],
    date: Annotated[str, typer.Option("--date", metavar="DATE", help="Le jour de la séance.")],
    heure: Annotated[str, typer.Option("--heure", metavar="HH:MM", help="Son heure.")],
    circonscription: Annotated[
        str | None,
        typer.Option("--circonscription", metavar="CODE", help="Sauf pour tout le département."),
    ] = None,
    motif: Annotated[
        str | None, typer.Option("--motif", metavar="TEXTE", help="Pour un jour non ouvré.")
    ] = None,
    acteur: options.Who = None,
    territoire: options.Territory = None,
    le: options.Happened = None,
    cle: options.Key = None,
    en_json: options.AsJson = False,
) -> None:
    """Inscrit une séance au programme."""
    assembly = assembly_of(ctx)
    by = options.actor(assembly, role, name=acteur, service=None, territory=territoire)
    data: dict[str, object] = {
        "genre": genre,
        "circonscription": options.place_among(assembly, circonscription),
        "date_seance": str(clock.read_day(date)),
        "heure": heure,
        "motif": motif,
    }
    given = {name: value for name, value in data.items() if value is not None}
    act = options.act(assembly, PROGRAMMER, by, happened=le, fields=None)
    _perform(ctx, SeanceCommand(act=replace(act, data=given), key=cle), en_json)


@app.command("publier-programme")
def publier_programme(
    ctx: typer.Context,
    annee: Annotated[
        int, typer.Argument(metavar="ANNEE", min=1990, max=2070, help="L’année du programme.")
    ],
    role: options.InRole,
    circonscription: Annotated[
        str | None,
        typer.Option("--circonscription", metavar="CODE", help="Sinon, toutes celles de l’agent."),
    ] = None,
    acteur: options.Who = None,
    territoire: options.Territory = None,
    le: options.Happened = None,
    cle: options.Key = None,
    en_json: options.AsJson = False,
) -> None:
    """Dit que le programme annuel des ICL-I est publié, une fois ses séances programmées."""
    assembly = assembly_of(ctx)
    by = options.actor(assembly, role, name=acteur, service=None, territory=territoire)
    act = options.act(assembly, yearly_programme.PUBLISH, by, happened=le, fields=None)
    try:
        done = yearly_programme.publish(
            assembly.store,
            assembly.rulebook,
            act,
            annee,
            circonscription=options.place_among(assembly, circonscription),
            key=cle,
        )
    except Refused as refused:
        _refuse(refused, en_json)
    if en_json:
        counted = [{"circonscription": code, "seances": n} for code, n in done.seances]
        display.as_json({"annee": annee, "programme": counted, "deja_fait": done.repeated})
        return
    if_repeated(done)
    display.say(f"Le programme {annee} est publié.")
    for code, n in done.seances:
        display.say(f"{code}{NBSP}: {quantity(n, 'ICL-I', 'ICL-I')}")


@app.command()
def lister(
    ctx: typer.Context,
    genre: Genre = None,
    circonscription: Place = None,
    etat: Annotated[
        str | None, typer.Option("--etat", metavar="CODE", help="Dans cet état.")
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
    """Liste les séances, par date."""
    assembly = assembly_of(ctx)
    calendar = assembly.calendar
    if genre is not None:
        options.one_of(genre, list(KINDS), lambda: "Une séance est d’un de ces genres")
    found = seances.seances(
        assembly.store,
        genre=genre,
        circonscription=options.place_among(assembly, circonscription),
        state=options.state_among(Machine.SEANCE, etat),
        since=options.instant(assembly, depuis),
        until=options.instant(assembly, jusqu_a),
        most=limite + 1,
    )
    shown = found[:limite]
    if en_json:
        forms = Forms(calendar.tz)
        display.as_json(
            {"seances": [forms.seance(line) for line in shown], "tronque": len(found) > limite}
        )
        return
    now = clock.now()
    display.listing(
        ("N°", "Séance", "Date", "Circ.", "Étape", "Lignes"),
        [
            (
                str(line.id),
                KINDS[line.genre],
                short_instant(line.held, now, calendar),
                line.circonscription or "toutes",
                PROCEDURE.states[line.state].label,
                str(line.lines),
            )
            for line in shown
        ],
        empty="Aucune séance.",
        fixed=("N°", "Séance", "Date", "Circ."),
        right=("N°", "Lignes"),
    )
    if len(found) > limite:
        display.say(f"Il y en a d’autres{NBSP}: --limite {limite * 2}")
    elif shown:
        display.say(quantity(len(shown), "séance", "séances"))


@app.command()
def voir(ctx: typer.Context, numero: Number, en_json: options.AsJson = False) -> None:
    """Montre une séance, qui y siège et ses lignes."""
    assembly = options.watched(ctx)
    calendar = assembly.calendar
    seance, lines, sitting = seances.seance(assembly.store, numero)
    if en_json:
        forms = Forms(calendar.tz)
        display.as_json(
            {
                **forms.seance(seance),
                "services": sitting,
                "lignes": [forms.table_line(line) for line in lines],
            }
        )
        return
    state = PROCEDURE.states[seance.state]
    display.title(
        f"{KINDS[seance.genre]} n° {seance.id} · {state.label}", f"version {seance.version}"
    )
    replaced = seance.replaced_by
    display.sheet(
        [
            ("Date", full_instant(seance.held, calendar)),
            ("Circonscription", seance.circonscription or "tout le département"),
            ("Y siègent", ", ".join(sitting)),
            ("Remplacée par", None if replaced is None else f"la séance n° {replaced}"),
        ]
    )
    answered = any(line.answers for line in lines)
    display.section("Lignes")
    display.listing(
        (
            *("N°", "Dossier", "Personne, service", "Où en est-on, objet"),
            *(("Réponses",) if answered else ()),
        ),
        [
            (
                str(line.id),
                str(line.dossier_id),
                display.pair(f"{line.nom} {line.prenom}", line.service),
                display.pair(PROCEDURE.states[line.state].label, NATURES[line.nature]),
                *((answers_words(line.answers),) if answered else ()),
            )
            for line in lines
        ],
        empty="Aucune ligne.",
        fixed=("N°", "Dossier"),
        right=("N°", "Dossier"),
    )


@app.command()
def agir(
    ctx: typer.Context,
    numero: Number,
    acte: Annotated[str, typer.Argument(metavar="ACTE", help="Le code de l’acte.")],
    role: options.InRole,
    champ: options.Fields = None,
    acteur: options.Who = None,
    service: options.OfService = None,
    territoire: options.Territory = None,
    le: options.Happened = None,
    version: options.Version = None,
    cle: options.Key = None,
    en_json: options.AsJson = False,
) -> None:
    """Enregistre un acte de la séance, avec ce qu’il entraîne pour chaque ligne."""
    assembly = assembly_of(ctx)
    event = options.event_among((Machine.SEANCE,), acte)
    by = options.actor(assembly, role, name=acteur, service=service, territory=territoire)
    act = options.act(assembly, event, by, happened=le, fields=champ)
    command = SeanceCommand(act=act, seance_id=numero, expected_version=version, key=cle)
    _perform(ctx, command, en_json)


def _perform(ctx: typer.Context, command: SeanceCommand, en_json: bool) -> None:
    assembly = assembly_of(ctx)
    try:
        done = perform(assembly.store, assembly.rulebook, command)
    except Refused as refused:
        _refuse(refused, en_json)
    if en_json:
        display.as_json(json_forms.seance_outcome(done))
    else:
        show_seance_outcome(done, command.act.event)


def _refuse(refused: Refused, en_json: bool) -> NoReturn:
    if not en_json:
        raise refused
    display.as_json({"refus": [json_forms.refusal(one) for one in refused.refusals]})
    raise typer.Exit(Code.REFUSED) from refused
