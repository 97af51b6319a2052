"""``piece``: the files joined to dossiers and to lines."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.cli import display, options
from entrypoints.cli.errors import BadUsage
from entrypoints.cli.french import group
from entrypoints.cli.options import assembly_of
from entrypoints.cli.refused import refuse
from entrypoints.forms.registry import Forms
from entrypoints.forms.tableau import piece as form
from entrypoints.words.pieces import SORTS, size_words
from entrypoints.words.times import short_instant
from exchanges.webrsa.problems import UnreadableFile
from exchanges.webrsa.writer import placed
from rules.days.calendar import Calendar
from rules.fields import GREATEST
from rules.pieces import Sort
from rules.refusals import Refused
from rules.wording import NBSP, colon
from workflow.acts import pieces as acts
from workflow.acts.pieces import Brought
from workflow.reading import dossiers, pieces
from workflow.reading.line_facts import Motivated
from workflow.reading.pieces import UnknownPiece
from workflow.reading.seen_pieces import seen

app = group("Les pièces jointes aux dossiers et aux lignes du tableau.")

OfDossier = Annotated[
    int, typer.Argument(metavar="DOSSIER", min=1, max=GREATEST, help="Le numéro du dossier.")
]
Number = Annotated[
    int, typer.Argument(metavar="PIECE", min=1, max=GREATEST, help="Le numéro de la pièce.")
]
Viewer = Annotated[
    int | None,
    typer.Option(
        "--service",
        metavar="N",
        min=1,
        max=GREATEST,
        help="Seulement ce que ce service voit.",
    ),
]


@app.command()
def joindre(
    ctx: typer.Context,
    dossier: OfDossier,
    fichier: Annotated[
        Path, typer.Argument(metavar="FICHIER", dir_okay=False, help="Le fichier à joindre.")
    ],
    role: options.InRole,
    ligne: Annotated[
        int | None,
        typer.Option(
            "--ligne", metavar="N", min=1, max=GREATEST, help="À cette ligne ; sinon, au dossier."
        ),
    ] = None,
    presaisine: Annotated[
        bool, typer.Option("--presaisine", help="C’est la fiche de pré-saisine.")
    ] = False,
    acteur: options.Who = None,
    service: options.OfService = None,
    territoire: options.Territory = None,
    en_json: options.AsJson = False,
) -> None:
    """Joint un fichier à un dossier, ou à une ligne ; les services de la séance voient la ligne."""
    assembly = assembly_of(ctx)
    by = options.actor(assembly, role, name=acteur, service=service, territory=territoire)
    act = options.act(assembly, acts.JOIN, by, happened=None, fields=None)
    limits = assembly.settings.pieces
    try:
        with fichier.open("rb") as file:
            content = file.read(limits.largest * 2**20 + 1)
    except OSError as error:
        raise UnreadableFile(fichier, "il ne s’ouvre pas") from error
    brought = Brought(
        name=fichier.name,
        content=content,
        sort=Sort.PRESAISINE if presaisine else Sort.AUTRE,
    )
    try:
        done = acts.join(
            assembly.store, assembly.rulebook, limits, act, dossier, brought, line=ligne
        )
    except Refused as refused:
        refuse(refused, en_json)
    if en_json:
        display.as_json(
            {
                "piece": done.piece,
                "sha256": done.sha256,
                "sorte": done.sort.value,
                "deja_jointe": done.repeated,
                "devenue_presaisine": done.qualified,
            }
        )
    elif done.qualified:
        display.say(f"La pièce n° {done.piece}, déjà jointe, est maintenant la pré-saisine.")
    elif done.repeated:
        display.say(f"Cette pièce est déjà jointe ({SORTS[done.sort]}){NBSP}: n° {done.piece}.")
    else:
        display.say(f"Pièce n° {done.piece} jointe.")


@app.command()
def lister(
    ctx: typer.Context,
    dossier: OfDossier,
    retirees: Annotated[
        bool,
        typer.Option(
            "--retirees", help="Avec celles qui ont été retirées : quand, par qui, pourquoi."
        ),
    ] = False,
    service: Viewer = None,
    en_json: options.AsJson = False,
) -> None:
    """Liste les pièces d’un dossier et de ses lignes."""
    assembly = assembly_of(ctx)
    dossiers.dossier(assembly.store, dossier)
    found = pieces.of_dossier(assembly.store, dossier, removed=retirees)
    if service is not None:
        found = seen(assembly.store, assembly.rulebook, found, service)
    if en_json:
        forms = Forms(assembly.calendar.tz)
        display.as_json({"dossier": dossier, "pieces": [form(forms, one) for one in found]})
        return
    now = clock.now()
    display.listing(
        (
            *("N°", "Nom", "Sorte", "Ligne", "Taille", "Jointe le", "Par"),
            *(("Retirée",) if retirees else ()),
        ),
        [
            (
                str(one.id),
                one.name,
                SORTS[Sort(one.sort)],
                "" if one.line is None else str(one.line),
                size_words(one.size),
                short_instant(one.at, now, assembly.calendar),
                one.by,
                *((_removed(one.removed, now, assembly.calendar),) if retirees else ()),
            )
            for one in found
        ],
        empty="Aucune pièce.",
        fixed=("N°", "Ligne"),
        right=("N°", "Ligne", "Taille"),
    )


def _removed(one: Motivated | None, now: datetime, calendar: Calendar) -> str:
    """« mar. 3 mars à 9 h, par Mme Alba : mauvaise personne »; a motive may be erased one day."""
    if one is None:
        return "–"
    told = f"{short_instant(one.at, now, calendar)}, par {one.by}"
    return told if one.motive is None else colon(told, one.motive)


@app.command()
def extraire(
    ctx: typer.Context,
    numero: Number,
    vers: Annotated[
        Path, typer.Option("--vers", metavar="FICHIER", dir_okay=False, help="Où l’écrire.")
    ],
    service: Viewer = None,
    en_json: options.AsJson = False,
) -> None:
    """Écrit une pièce dans un fichier."""
    assembly = assembly_of(ctx)
    found = pieces.piece(assembly.store, numero)
    if service is not None and not seen(assembly.store, assembly.rulebook, [found], service):
        raise UnknownPiece(numero)
    content = pieces.content(assembly.store, numero)
    if vers.exists():
        raise BadUsage(f"Le fichier {vers.name} existe déjà : choisissez un autre nom.")
    vers.parent.mkdir(parents=True, exist_ok=True)
    with placed(vers) as draft:
        draft.write_bytes(content)
    if en_json:
        display.as_json({"piece": numero, "fichier": str(vers), "taille": len(content)})
    else:
        display.say(str(vers))


@app.command()
def retirer(
    ctx: typer.Context,
    numero: Number,
    motif: Annotated[str, typer.Option("--motif", metavar="TEXTE", help="Pourquoi.")],
    role: options.InRole,
    acteur: options.Who = None,
    service: options.OfService = None,
    territoire: options.Territory = None,
    en_json: options.AsJson = False,
) -> None:
    """Retire une pièce, avec un motif ; rien n’est effacé."""
    assembly = assembly_of(ctx)
    by = options.actor(assembly, role, name=acteur, service=service, territory=territoire)
    act = options.act(assembly, acts.REMOVE, by, happened=None, fields=[f"motif={motif}"])
    try:
        dossier = acts.remove(assembly.store, assembly.rulebook, act, numero)
    except Refused as refused:
        refuse(refused, en_json)
    if en_json:
        display.as_json({"piece": numero, "dossier": dossier})
    else:
        display.say(f"Pièce n° {numero} retirée du dossier n° {dossier}.")
