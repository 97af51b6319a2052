"""The command ``reorientation``: every group and command, assembled."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from typer._click import Context

from entrypoints.assembly import Assembly
from entrypoints.cli import (
    agent,
    colonne,
    config,
    demo,
    display,
    dossier,
    ecart,
    fait,
    files,
    importer,
    journal,
    message,
    offre,
    piece,
    procedure,
    saisine,
    service,
    territoire,
)
from entrypoints.cli.accounts import compte
from entrypoints.cli.deadlines import calendrier, echeance
from entrypoints.cli.diaries import diary
from entrypoints.cli.errors import MEANINGS
from entrypoints.cli.french import Group, group
from entrypoints.cli.letters import lettre
from entrypoints.cli.seances import agenda, compte_rendu, ep, membre, seance, tableau
from entrypoints.configuration.settings import CONFIG, DATABASE_URL


def _epilog() -> str:
    codes = " ; ".join(f"{code.value} {words}" for code, words in MEANINGS.items())
    return (
        f"La base est celle de [bold]{DATABASE_URL}[/bold], sinon celle de la configuration."
        f"\n\nCodes de sortie : {codes}."
    )


class Root(Group):
    """The command itself: what is for every day comes first in its help."""

    def list_commands(self, ctx: Context) -> list[str]:
        """The names, panel by panel, as they were assembled."""
        return list(_NAMES)


app = group("Réorientation RSA : le suivi des dossiers, des délais et des séances.", Root)
app.info.epilog = _epilog()


@app.callback()
def prepare(
    ctx: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config", metavar="FICHIER", envvar=CONFIG, help="La configuration du département."
        ),
    ] = None,
) -> None:
    """Readies the assembly, which opens nothing until it is asked."""
    assembly = Assembly(config, os.environ, display.warn)
    ctx.obj = assembly
    ctx.call_on_close(assembly.close)


_NAMES: list[str] = []

_PARTS: tuple[tuple[str, dict[str, typer.Typer | Callable[..., None]]], ...] = (
    (
        "Tous les jours",
        {
            "dossier": dossier.app,
            "echeance": echeance.app,
            "fait": fait.app,
            "seance": seance.app,
            "ordre-du-jour": agenda.app,
            "ep": ep.app,
            "tableau": tableau.app,
            "piece": piece.app,
            "compte-rendu": compte_rendu.compte_rendu,
            "proces-verbal": compte_rendu.proces_verbal,
            "saisine": saisine.saisine,
            "synthese": saisine.synthese,
            "membre": membre.app,
            "calendrier": calendrier.app,
            "agenda": diary.app,
            "offre": offre.app,
            "lettre": lettre.app,
            "message": message.app,
        },
    ),
    (
        "Fichiers",
        {
            "importer": importer.importer,
            "modele": importer.modele,
            "colonne": colonne.app,
            "exporter": files.exporter,
            "liste-orientations": files.orientations,
            "liste-entretiens-diag": files.diagnostics,
            "ecart": ecart.app,
            "echantillon": files.echantillon,
            "demo": demo.demo,
        },
    ),
    (
        "Entretien",
        {
            "tic": service.tic,
            "servir": service.servir,
            "journal": journal.app,
            "procedure": procedure.app,
            "config": config.app,
            "agent": agent.app,
            "compte": compte.app,
            "territoire": territoire.app,
        },
    ),
)

for _panel, _parts in _PARTS:
    for _name, _part in _parts.items():
        _NAMES.append(_name)
        if isinstance(_part, typer.Typer):
            app.add_typer(_part, name=_name, rich_help_panel=_panel)
        else:
            app.command(_name, rich_help_panel=_panel)(_part)
