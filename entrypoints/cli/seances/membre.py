"""``membre``: who holds the seats of séances, and their deputies."""

from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.assembly import Assembly
from entrypoints.cli import display, options
from entrypoints.cli.acting import Acting, ActingUpon, spread
from entrypoints.cli.french import group
from entrypoints.cli.options import assembly_of
from entrypoints.cli.outcome_screen import if_repeated
from entrypoints.cli.refused import refuse
from rules.fields import GREATEST
from rules.refusals import Refused
from rules.seances.members import ADDED, CHANGED, ENDED, LABELS
from rules.situation import Act
from rules.wording import NBSP, day_of_month, numbered, quoted
from workflow.reading import members
from workflow.reading.members import MemberLine
from workflow.seances.participants.members import MemberCommand, perform

app = group("Les membres des séances : leur siège, leurs suppléants, leurs dates.")

Number = Annotated[
    int, typer.Argument(metavar="MEMBRE", min=1, max=GREATEST, help="Le numéro du membre.")
]


@app.command()
@spread
def ajouter(
    ctx: typer.Context,
    champ: Annotated[
        list[str] | None,
        typer.Option(
            "--champ",
            metavar="NOM=VALEUR",
            help="genre et siege, ou suppleant_de ; circonscription, service, nom, qualite, "
            "courriel, du, au ; à répéter.",
        ),
    ] = None,
    *,
    said: Acting,
) -> None:
    """Ajoute un membre, ou le suppléant d’un membre, du même siège."""
    act = said.act(assembly_of(ctx), ADDED, fields=champ)
    _perform(ctx, MemberCommand(act=act, key=said.cle), said.en_json)


@app.command()
@spread
def modifier(
    ctx: typer.Context,
    numero: Number,
    champ: Annotated[
        list[str] | None,
        typer.Option("--champ", metavar="NOM=VALEUR", help="nom, qualite, courriel ; à répéter."),
    ] = None,
    *,
    said: ActingUpon,
) -> None:
    """Modifie le nom, la qualité ou l’adresse d’un membre."""
    act = said.act(assembly_of(ctx), CHANGED, fields=champ)
    _upon(ctx, numero, act, said)


@app.command()
@spread
def retirer(
    ctx: typer.Context,
    numero: Number,
    au: Annotated[
        str | None,
        typer.Option("--au", metavar="DATE", help="Son dernier jour ; sinon, aujourd’hui."),
    ] = None,
    *,
    said: ActingUpon,
) -> None:
    """Met fin à la qualité de membre, à une date."""
    assembly = assembly_of(ctx)
    last = clock.now().astimezone(assembly.calendar.tz).date()
    if au is not None:
        last = clock.read_day(au)
    _upon(ctx, numero, said.act(assembly, ENDED, {"au": str(last)}), said)


@app.command()
def lister(
    ctx: typer.Context,
    genre: Annotated[
        str | None, typer.Option("--genre", metavar="GENRE", help="De ce genre de séance.")
    ] = None,
    circonscription: Annotated[
        str | None,
        typer.Option("--circonscription", metavar="CODE", help="De cette circonscription."),
    ] = None,
    le: Annotated[
        str | None,
        typer.Option("--au", metavar="DATE", help="Membres ce jour-là ; sinon, aujourd’hui."),
    ] = None,
    tous: Annotated[
        bool, typer.Option("--tous", help="Avec ceux qui ne le sont plus, ou pas encore.")
    ] = False,
    limite: options.Most = 50,
    en_json: options.AsJson = False,
) -> None:
    """Liste les membres, chacun avec son siège et de qui il est le suppléant."""
    assembly = assembly_of(ctx)
    rulebook = assembly.rulebook
    if genre is not None:
        options.one_of(
            genre,
            list(rulebook.kinds.by_code),
            lambda: f"Le genre de séance {quoted(genre)} n’existe pas",
        )
    today = clock.now().astimezone(assembly.calendar.tz).date()
    day = today if le is None else clock.read_day(le)
    found = members.listing(
        assembly.store,
        genre=genre,
        circonscription=options.place_among(assembly, circonscription),
        day=None if tous else day,
        most=limite + 1,
    )
    shown = found[:limite]
    if en_json:
        display.as_json(
            {"membres": [_form(line) for line in shown], "tronque": len(found) > limite}
        )
        return
    display.listing(
        ("N°", "Séance", "Siège", "Personne, service", "Circ.", "Dates"),
        [
            (
                str(line.id),
                rulebook.label_of(line.genre),
                _seat(assembly, line),
                display.pair(line.name, line.service),
                line.circonscription or "toutes",
                _dates(line),
            )
            for line in shown
        ],
        empty="Aucun membre.",
        fixed=("N°", "Circ."),
        right=("N°",),
    )
    display.counted(len(shown), "membre", "membres", more=len(found) > limite, limit=limite)


def _seat(assembly: Assembly, line: MemberLine) -> str:
    kinds = assembly.rulebook.kinds
    kind = kinds.at(line.genre, line.start, line.circonscription)
    seat = None if kind is None else kind.seat(line.seat)
    label = line.seat if seat is None else seat.label
    if line.deputy_of is None:
        return label
    return f"{label}, suppléant du {numbered(line.deputy_of)}"


def _dates(line: MemberLine) -> str:
    start = f"depuis le {day_of_month(line.start)}"
    return start if line.end is None else f"{start}, jusqu’au {day_of_month(line.end)}"


def _form(line: MemberLine) -> dict[str, object]:
    return {
        "membre": line.id,
        "version": line.version,
        "genre": line.genre,
        "siege": line.seat,
        "circonscription": line.circonscription,
        "service": line.service_id,
        "libelle": line.service,
        "suppleant_de": line.deputy_of,
        "nom": line.name,
        "qualite": line.title,
        "courriel": line.email,
        "du": line.start.isoformat(),
        "au": None if line.end is None else line.end.isoformat(),
    }


def _upon(ctx: typer.Context, numero: int, act: Act, said: ActingUpon) -> None:
    command = MemberCommand(act=act, member_id=numero, expected_version=said.version, key=said.cle)
    _perform(ctx, command, said.en_json)


def _perform(ctx: typer.Context, command: MemberCommand, en_json: bool) -> None:
    assembly = assembly_of(ctx)
    try:
        done = perform(assembly.store, assembly.rulebook, command)
    except Refused as refused:
        refuse(refused, en_json)
    if en_json:
        display.as_json(
            {"membre": done.member_id, "version": done.version, "deja_fait": done.repeated}
        )
        return
    if_repeated(done)
    label = LABELS[command.act.event]
    display.say(f"Fait{NBSP}: {label}. Membre {numbered(done.member_id)} (version {done.version}).")
