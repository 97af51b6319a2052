"""The command ``reorientation``: every group and command, assembled."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from typer._click import Context

from entrypoints import (
    cli_config,
    cli_demo,
    cli_dossier,
    cli_echeance,
    cli_files,
    cli_journal,
    cli_post,
    cli_procedure,
    cli_seance,
    cli_service,
)
from entrypoints.assembly import Assembly
from entrypoints.errors import MEANINGS
from entrypoints.french import Group, group
from entrypoints.settings import CONFIG, DATABASE_URL


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
    assembly = Assembly(config, os.environ)
    ctx.obj = assembly
    ctx.call_on_close(assembly.close)


_NAMES: list[str] = []

_PARTS: tuple[tuple[str, dict[str, typer.Typer | Callable[..., None]]], ...] = (
    (
        "Tous les jours",
        {
            "dossier": cli_dossier.app,
            "echeance": cli_echeance.app,
            "seance": cli_seance.app,
            "message": cli_post.messages,
        },
    ),
    (
        "Fichiers",
        {
            "importer": cli_files.importer,
            "exporter": cli_files.exporter,
            "liste-orientations": cli_files.orientations,
            "liste-entretiens-diag": cli_files.diagnostics,
            "ecart": cli_post.gaps,
            "echantillon": cli_files.echantillon,
            "demo": cli_demo.demo,
        },
    ),
    (
        "Entretien",
        {
            "tic": cli_service.tic,
            "servir": cli_service.servir,
            "journal": cli_journal.app,
            "procedure": cli_procedure.app,
            "config": cli_config.app,
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
