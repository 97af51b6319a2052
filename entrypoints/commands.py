"""The command ``reorientation``: every group and command, assembled."""

import os
from pathlib import Path
from typing import Annotated

import typer

from entrypoints import (
    cli_config,
    cli_dossier,
    cli_echeance,
    cli_files,
    cli_journal,
    cli_post,
    cli_procedure,
    cli_seance,
    cli_service,
    logs,
)
from entrypoints.assembly import Assembly
from entrypoints.errors import MEANINGS
from entrypoints.french import group
from entrypoints.settings import CONFIG, DATABASE_URL

_EVERY_DAY, _FILES, _CARE = "Tous les jours", "Fichiers", "Entretien"


def _epilog() -> str:
    codes = "\n\n".join(f"{code.value} · {words}" for code, words in MEANINGS.items())
    return (
        f"La base est celle de [bold]{DATABASE_URL}[/bold], sinon celle de la configuration."
        f"\n\nCodes de sortie :\n\n{codes}"
    )


app = group("Réorientation RSA : le suivi des dossiers, des délais et des séances.")
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
    """Opens the logs and readies the assembly, which opens nothing until it is asked."""
    logs.set_up(os.environ)
    assembly = Assembly(config, os.environ)
    ctx.obj = assembly
    ctx.call_on_close(assembly.close)


for _name, _app, _panel in (
    ("dossier", cli_dossier.app, _EVERY_DAY),
    ("echeance", cli_echeance.app, _EVERY_DAY),
    ("seance", cli_seance.app, _EVERY_DAY),
    ("message", cli_post.messages, _EVERY_DAY),
    ("liste-orientations", cli_files.orientations, _FILES),
    ("liste-entretiens-diag", cli_files.diagnostics, _FILES),
    ("ecart", cli_post.gaps, _FILES),
    ("journal", cli_journal.app, _CARE),
    ("procedure", cli_procedure.app, _CARE),
    ("config", cli_config.app, _CARE),
):
    app.add_typer(_app, name=_name, rich_help_panel=_panel)

for _command, _panel in (
    (cli_files.importer, _FILES),
    (cli_files.exporter, _FILES),
    (cli_files.echantillon, _FILES),
    (cli_service.tic, _CARE),
    (cli_service.servir, _CARE),
):
    app.command(rich_help_panel=_panel)(_command)
