"""``seance``: the programme, a séance and its lines, its acts."""

from dataclasses import replace
from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.cli import display, options
from entrypoints.cli.dossier_head import NATURES, answers_words
from entrypoints.cli.french import group
from entrypoints.cli.json_forms import Forms
from entrypoints.cli.options import assembly_of
from entrypoints.cli.seances import lien, points
from entrypoints.cli.seances.agenda_screen import presence_words, sheet_form, show_agenda
from entrypoints.cli.seances.completude import completude, relancer
from entrypoints.cli.seances.imprimer import imprimer
from entrypoints.cli.seances.participants_screen import attendance_form, show_attendance
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
    reporter,
)
from entrypoints.cli.seances.suivre import suivre
from entrypoints.cli.words import full_instant, line_words, short_instant
from rules.fields import GREATEST
from rules.wording import NBSP, quantity, quoted
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
def programmer(
    ctx: typer.Context,
    role: options.InRole,
    genre: Annotated[
        str,
        typer.Option(
            "--genre", metavar="GENRE", help="Son genre : icl, ep, ou un autre du département."
        ),
    ],
    date: Annotated[str, typer.Option("--date", metavar="DATE", help="Le jour de la séance.")],
    heure: Annotated[str, typer.Option("--heure", metavar="HH:MM", help="Son heure.")],
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
        "lieu": lieu,
        "a_la_suite_de": a_la_suite_de,
        "motif": motif,
    }
    given = {name: value for name, value in data.items() if value is not None}
    act = options.act(assembly, PROGRAMMER, by, happened=le, fields=None)
    carry_out(ctx, SeanceCommand(act=replace(act, data=given), key=cle), en_json=en_json)


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
    sheet = agendas.agenda(assembly.store, assembly.rulebook, numero)
    about_nobody = points_of(assembly.store, numero)
    attendance = participants.of_seance(assembly.store, assembly.rulebook, numero)
    kind = sheet.kind
    if en_json:
        forms = Forms(calendar.tz)
        display.as_json(
            {
                **forms.seance(seance),
                "services": sitting,
                "lignes": [
                    {**forms.table_line(line), "resultat": line_words(kind, line.state)}
                    for line in lines
                ],
                "ordre_du_jour": sheet_form(sheet),
                "points": points.points_form(about_nobody),
                "avec": kind.merged,
                "intervenant": None if kind.visitor is None else kind.visitor.label,
                **attendance_form(forms, attendance),
            }
        )
        return
    state = PROCEDURE.states[seance.state]
    display.title(f"{kind.label} n° {seance.id} · {state.label}", f"version {seance.version}")
    display.sheet(
        [
            ("Date", full_instant(seance.held, calendar)),
            ("Lieu", seance.place),
            ("Circonscription", seance.circonscription or "tout le département"),
            ("Y siègent", ", ".join(sitting)),
            ("Avec", kind.merged),
            ("Intervient", None if kind.visitor is None else kind.visitor.label),
            ("À la suite de", _numbered(seance.after)),
            ("Suivie de", _numbered(seance.followed_by)),
            ("Remplacée par", _numbered(seance.replaced_by)),
            ("Présence", presence_words(sheet.presence)),
        ]
    )
    show_attendance(attendance)
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
                display.pair(line_words(kind, line.state), NATURES[line.nature]),
                *((answers_words(line.answers),) if answered else ()),
            )
            for line in lines
        ],
        empty="Aucune ligne.",
        fixed=("N°", "Dossier"),
        right=("N°", "Dossier"),
    )
    if sheet.agenda.retained:
        show_agenda(sheet.agenda, "Ordre du jour proposé" if sheet.proposed else "Ordre du jour")
    points.show_points(about_nobody)


def _numbered(seance: int | None) -> str | None:
    return None if seance is None else f"la séance n° {seance}"
