"""``tableau``: the tableau commun of a séance, seen, sent as a file, taken back."""

from pathlib import Path
from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.cli import display, leaving, options
from entrypoints.cli.errors import BadUsage, Code, NotFound
from entrypoints.cli.french import group
from entrypoints.cli.options import Capacity, assembly_of
from entrypoints.cli.refused import refuse
from entrypoints.cli.seances import tableau_screen
from entrypoints.forms import tableau as tableau_forms
from entrypoints.forms.registry import Forms
from exchanges.tableau import sealing, viewers
from exchanges.tableau.export import export_tableau
from exchanges.tableau.intake import import_tableau
from exchanges.webrsa.problems import UnreadableFile
from rules.access.grants import Right
from rules.fields import GREATEST
from rules.refusals import Refused
from rules.wording import colon, quantity
from workflow.reading import dossiers
from workflow.reading.tableau import tableau

app = group("Le tableau commun d’une séance : le voir, l’envoyer, le reprendre.")

Number = Annotated[
    int, typer.Argument(metavar="SEANCE", min=1, max=GREATEST, help="Le numéro de la séance.")
]
Viewer = Annotated[
    int | None,
    typer.Option(
        "--service",
        metavar="N",
        min=1,
        max=GREATEST,
        help="Comme ce service le voit ; sinon, en entier.",
    ),
]
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--mot-de-passe-fichier",
        metavar="FICHIER",
        dir_okay=False,
        help="Un fichier dont la première ligne est le mot de passe.",
    ),
]


@app.command()
def voir(
    ctx: typer.Context, numero: Number, service: Viewer = None, en_json: options.AsJson = False
) -> None:
    """Montre le tableau : ses lignes, les réponses des services, ce qui manque."""
    assembly = assembly_of(ctx)
    _check(ctx, service)
    shown = tableau(assembly.store, assembly.rulebook, numero, viewer=service)
    try:
        viewers.admit("voir_tableau", shown, service, assembly.rulebook.words)
    except Refused as refused:
        refuse(refused, en_json)
    if en_json:
        forms = Forms(assembly.calendar.tz)
        display.as_json(tableau_forms.tableau(forms, shown, service))
    else:
        tableau_screen.show(shown, assembly.rulebook)


@app.command()
def exporter(
    ctx: typer.Context,
    numero: Number,
    vers: Annotated[
        Path,
        typer.Option("--vers", metavar="FICHIER", dir_okay=False, help="Le classeur à écrire."),
    ],
    service: Viewer = None,
    mot_de_passe: Annotated[
        bool,
        typer.Option("--mot-de-passe", help="Chiffre le fichier ; le mot de passe est demandé."),
    ] = False,
    mot_de_passe_fichier: PasswordFile = None,
    role: Annotated[
        Capacity | None,
        typer.Option(
            "--role",
            help="Le rôle sous lequel on le prend ; sinon, celui d’un service ou le bureau de"
            " l’orientation.",
        ),
    ] = None,
    acteur: options.Who = None,
    en_json: options.AsJson = False,
) -> None:
    """Écrit le tableau en XLSX, à remplir par un service ou par la coordination.

    Exemple : reorientation tableau exporter 12 --service 3 --vers tableau-3.xlsx --mot-de-passe
    """
    assembly = assembly_of(ctx)
    _check(ctx, service)
    usual = Capacity.BOP if service is None else Capacity.REFERENT
    by = options.actor(assembly, role or usual, name=acteur, service=service, territory=None)
    password = None if mot_de_passe_fichier is None else _first_line(mot_de_passe_fichier)
    if mot_de_passe and password is None:
        password = typer.prompt(
            "Mot de passe du fichier", hide_input=True, confirmation_prompt=True, err=True
        )
    try:
        done = export_tableau(
            assembly.store,
            assembly.rulebook,
            vers,
            numero,
            viewer=service,
            now=clock.now(),
            password=password,
        )
    except Refused as refused:
        refuse(refused, en_json)
    lines = sum(not line.gone for line in done.lines)
    leaving.note(assembly, by, Right.EXPORT_TABLEAU, lines, seance=numero)
    if en_json:
        display.as_json(
            {
                "fichier": str(vers),
                "seance": numero,
                "service": service,
                "lignes": lines,
                "pas_encore_partagees": done.hidden,
                "chiffre": password is not None,
            }
        )
        return
    display.say(colon(str(vers), quantity(lines, "ligne", "lignes")))
    if done.hidden:
        told = quantity(done.hidden, "ligne n’est", "lignes ne sont")
        display.say(f"{told} pas encore partagée{'s' if done.hidden > 1 else ''} par son service.")


@app.command()
def importer(
    ctx: typer.Context,
    numero: Number,
    fichier: Annotated[
        Path, typer.Argument(metavar="FICHIER", dir_okay=False, help="Le classeur rempli.")
    ],
    role: options.InRole,
    essai: Annotated[
        bool, typer.Option("--essai", help="Dit ce qui changerait, n’enregistre rien.")
    ] = False,
    acteur: options.Who = None,
    service: options.OfService = None,
    territoire: options.Territory = None,
    mot_de_passe_fichier: PasswordFile = None,
    en_json: options.AsJson = False,
) -> None:
    """Reprend un tableau rempli, ligne par ligne ; ce qui a changé entre-temps n’est pas écrasé."""
    assembly = assembly_of(ctx)
    by = options.actor(assembly, role, name=acteur, service=service, territory=territoire)
    try:
        report = import_tableau(
            assembly.store,
            assembly.rulebook,
            fichier,
            numero,
            by=by,
            now=clock.now(),
            trial=essai,
            password=_password(fichier, mot_de_passe_fichier),
        )
    except Refused as refused:
        refuse(refused, en_json)
    if en_json:
        display.as_json(tableau_forms.report(Forms(assembly.calendar.tz), report))
    else:
        tableau_screen.show_report(report)
    if not report.whole:
        raise typer.Exit(Code.REFUSED)


def _check(ctx: typer.Context, service: int | None) -> None:
    if service is not None and not dossiers.services(assembly_of(ctx).store, [service]):
        raise NotFound(f"Le service n° {service} n’existe pas.")


def _password(path: Path, said: Path | None) -> str | None:
    """The password of a file that has one: said in another file, asked on a terminal otherwise."""
    if said is not None:
        return _first_line(said)
    if not sealing.is_sealed_file(path) or not display.is_asked():
        return None
    password: str = typer.prompt("Mot de passe du fichier", hide_input=True, err=True)
    return password


def _first_line(path: Path) -> str:
    try:
        words = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(path, "le mot de passe n’y est pas lisible") from error
    if not words or not words[0]:
        raise BadUsage(f"Le fichier {path.name} ne contient aucun mot de passe.")
    return words[0]
