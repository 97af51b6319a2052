"""``seance``: the programme, a séance and its lines, its acts."""

from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.cli import display, message_screen, options
from entrypoints.cli.acting import Acting, spread
from entrypoints.cli.french import group
from entrypoints.cli.letters.choices import followed
from entrypoints.cli.letters.sheet import show_letters
from entrypoints.cli.options import assembly_of
from entrypoints.cli.seances import lien, points
from entrypoints.cli.seances.completude import completude, relancer
from entrypoints.cli.seances.imprimer import imprimer
from entrypoints.cli.seances.programme import generer, programme, publier_programme
from entrypoints.cli.seances.resultat import resultat
from entrypoints.cli.seances.resultats import resultats
from entrypoints.cli.seances.seance_acts import (
    PLAIN,
    Number,
    agir,
    annuler,
    carry_out,
    deplacer,
    nommer_intervenant,
    reporter,
)
from entrypoints.cli.seances.seance_screen import Seen, seance_form, show_seance
from entrypoints.cli.seances.suivre import suivre
from entrypoints.forms.letters import letter
from entrypoints.forms.registry import Forms
from entrypoints.words.times import short_instant
from rules.fields import GREATEST
from rules.subjects import Subject, SubjectKind
from rules.wording import quoted
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.reading import agendas, participants, seances
from workflow.reading.points import points_of
from workflow.seances.commands import SeanceCommand

app = group("Les séances : leur programme, leurs lignes, leurs actes.")
app.command()(generer)
app.command("publier-programme")(publier_programme)
app.command()(programme)
app.command()(completude)
app.command()(relancer)
app.command()(resultat)
app.command()(resultats)
app.command()(imprimer)
for name, act in PLAIN.items():
    app.command(name)(act)
app.command()(deplacer)
app.command()(reporter)
app.command()(annuler)
app.command("nommer-intervenant")(nommer_intervenant)
app.command()(agir)
app.command()(suivre)
app.add_typer(points.app, name="point")
app.add_typer(lien.app, name="lien")

PROGRAMMER = "programmer"

Genre = Annotated[
    str | None, typer.Option("--genre", metavar="GENRE", help="De ce genre : icl, ep…")
]
Place = Annotated[
    str | None,
    typer.Option("--circonscription", metavar="CODE", help="De cette circonscription."),
]


@app.command()
@spread
def programmer(
    ctx: typer.Context,
    genre: Annotated[
        str,
        typer.Option(
            "--genre", metavar="GENRE", help="Son genre : icl, ep, ou un autre du département."
        ),
    ],
    date: Annotated[str, typer.Option("--date", metavar="DATE", help="Le jour de la séance.")],
    heure: Annotated[
        str, typer.Option("--heure", metavar="HEURE", help="Son heure : 09:30, 9 h 30…")
    ],
    lieu: Annotated[
        str | None, typer.Option("--lieu", metavar="TEXTE", help="La salle et son adresse.")
    ] = None,
    circonscription: Annotated[
        str | None,
        typer.Option("--circonscription", metavar="CODE", help="Sauf pour tout le département."),
    ] = None,
    a_la_suite_de: Annotated[
        int | None,
        typer.Option(
            "--a-la-suite-de",
            metavar="SEANCE",
            min=1,
            max=GREATEST,
            help="Elle se tient juste après cette séance, le même jour.",
        ),
    ] = None,
    motif: Annotated[
        str | None, typer.Option("--motif", metavar="TEXTE", help="Pour un jour non ouvré.")
    ] = None,
    *,
    said: Acting,
) -> None:
    """Inscrit une séance au programme."""
    assembly = assembly_of(ctx)
    data: dict[str, object] = {
        "genre": genre,
        "circonscription": options.place_among(assembly, circonscription),
        "date_seance": str(clock.read_day(date)),
        "heure": heure,
        "lieu": lieu,
        "a_la_suite_de": a_la_suite_de,
        "motif": motif,
    }
    act = said.act(assembly, PROGRAMMER, data)
    carry_out(ctx, SeanceCommand(act=act, key=said.cle), en_json=said.en_json)


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
        options.one_of(
            genre,
            list(assembly.rulebook.kinds.by_code),
            lambda: f"Le genre de séance {quoted(genre)} n’existe pas",
        )
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
        ("N°", "Séance", "Date", "Circ.", "Lieu", "Étape", "Lignes"),
        [
            (
                str(line.id),
                assembly.rulebook.label_of(line.genre, line.circonscription),
                short_instant(line.held, now, calendar),
                line.circonscription or "toutes",
                line.place,
                PROCEDURE.states[line.state].label,
                str(line.lines),
            )
            for line in shown
        ],
        empty="Aucune séance.",
        fixed=("N°", "Séance", "Date", "Circ."),
        right=("N°", "Lignes"),
    )
    display.counted(len(shown), "séance", "séances", more=len(found) > limite, limit=limite)


@app.command()
def voir(ctx: typer.Context, numero: Number, en_json: options.AsJson = False) -> None:
    """Montre une séance, qui y siège et ses lignes."""
    assembly = options.watched(ctx)
    store, rulebook = assembly.store, assembly.rulebook
    seance, lines, sitting = seances.seance(store, numero)
    seen = Seen(
        seance=seance,
        lines=lines,
        sitting=sitting,
        sheet=agendas.agenda(store, rulebook, numero),
        points=points_of(store, numero),
        attendance=participants.of_seance(store, rulebook, numero),
    )
    written = followed(assembly, seance=numero, attendees=True)
    calendar, most = assembly.calendar, options.MOST if en_json else message_screen.SHOWN
    told = message_screen.of_subject(
        store, Subject(SubjectKind.SEANCE, numero), most, rulebook.words
    )
    if en_json:
        forms = Forms(calendar.tz)
        messages = [forms.delivery(line) for line in told.lines]
        told_by_letter = [letter(one.line, one.standing, calendar) for one in written]
        display.as_json(
            {**seance_form(seen, forms), "messages": messages, "lettres": told_by_letter}
        )
        return
    show_seance(seen, calendar)
    show_letters(written, clock.now(), calendar)
    message_screen.show_of_subject(told, most, clock.now(), calendar)
