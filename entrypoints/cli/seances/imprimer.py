"""``seance imprimer``: what is printed for the room."""

from pathlib import Path
from typing import Annotated

import typer

from entrypoints.cli import display, options
from entrypoints.cli.errors import BadUsage
from entrypoints.cli.options import assembly_of
from entrypoints.cli.seances.seance_acts import Number
from rules.wording import NBSP, colon, quoted
from workflow.reading import participants
from workflow.reading.tableau import tableau as tableau_of


def imprimer(
    ctx: typer.Context,
    numero: Number,
    emargement: Annotated[
        Path | None,
        typer.Option(
            "--emargement", metavar="FICHIER", dir_okay=False, help="La feuille d’émargement, PDF."
        ),
    ] = None,
    tableau: Annotated[
        Path | None,
        typer.Option(
            "--tableau",
            metavar="FICHIER",
            dir_okay=False,
            help="Le tableau en A3, PDF, avec la place d’écrire chaque résultat.",
        ),
    ] = None,
    en_json: options.AsJson = False,
) -> None:
    """Écrit ce qu’on imprime pour la salle : la feuille d’émargement, le tableau A3.

    Les résultats écrits à la main se saisissent ensuite d’un coup : seance resultats.
    """
    from exchanges.documents.room import room_of, write_attendance, write_room_tableau

    assembly = assembly_of(ctx)
    store, rulebook = assembly.store, assembly.rulebook
    files = {
        name: path for name, path in (("emargement", emargement), ("tableau", tableau)) if path
    }
    if not files:
        raise BadUsage(f"Dites quoi écrire{NBSP}: --emargement ou --tableau.")
    found = tableau_of(store, rulebook, numero)
    room = room_of(
        found,
        rulebook,
        assembly.settings.departement_name,
        assembly.settings.territory.labels.get(found.circonscription or ""),
    )
    if emargement is not None:
        write_attendance(emargement, room, participants.of_seance(store, rulebook, numero), found)
    if tableau is not None:
        write_room_tableau(tableau, room, found)
    if en_json:
        display.as_json(
            {"seance": numero, "fichiers": {name: str(path) for name, path in files.items()}}
        )
        return
    for name, path in files.items():
        told = "feuille d’émargement" if name == "emargement" else "tableau A3"
        display.say(colon(quoted(str(path)), told))
