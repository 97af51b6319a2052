"""``ordre-du-jour``: the agenda of a séance arbitrated, adjusted, settled."""

from dataclasses import replace
from typing import Annotated

import typer

from entrypoints.cli import options
from entrypoints.cli.french import group
from entrypoints.cli.options import assembly_of
from entrypoints.cli.seances.seance_acts import Number, Rehearsed, carry_out
from rules.fields import GREATEST
from workflow.seances.commands import SeanceCommand
from workflow.seances.tableau.agenda import ARBITRATE

app = group("L’ordre du jour d’une séance, quand la demande dépasse ce qu’elle peut examiner.")


@app.command()
def arbitrer(
    ctx: typer.Context,
    numero: Number,
    role: options.InRole,
    essai: Rehearsed = False,
    deplacer: Annotated[
        list[str] | None,
        typer.Option("--deplacer", metavar="LIGNE=RANG", help="Examine la ligne à ce rang."),
    ] = None,
    retenir: Annotated[
        list[int] | None,
        typer.Option(
            "--retenir",
            metavar="LIGNE",
            min=1,
            max=GREATEST,
            help="Retient la ligne malgré la capacité.",
        ),
    ] = None,
    reporter: Annotated[
        list[int] | None,
        typer.Option(
            "--reporter",
            metavar="LIGNE",
            min=1,
            max=GREATEST,
            help="Reporte la ligne à la séance suivante.",
        ),
    ] = None,
    motif: Annotated[
        str | None, typer.Option("--motif", metavar="TEXTE", help="Pourquoi on ajuste.")
    ] = None,
    acteur: options.Who = None,
    territoire: options.Territory = None,
    le: options.Happened = None,
    version: options.Version = None,
    cle: options.Key = None,
    en_json: options.AsJson = False,
) -> None:
    """Arrête l’ordre du jour : qui est examiné, dans quel ordre, qui est reporté, et pourquoi.

    Sans ajustement, l’ordre est celui de l’arbitrage : les lignes déjà reportées, l’urgence,
    l’équilibre des structures, l’ancienneté de la demande, les déplacements regroupés.
    """
    assembly = assembly_of(ctx)
    by = options.actor(assembly, role, name=acteur, service=None, territory=territoire)
    given: dict[str, object] = {
        "deplacer": ",".join(deplacer or ()),
        "retenir": ",".join(map(str, retenir or ())),
        "reporter": ",".join(map(str, reporter or ())),
        "motif": motif or "",
    }
    act = options.act(assembly, ARBITRATE, by, happened=le, fields=None)
    command = SeanceCommand(
        act=replace(act, data={name: value for name, value in given.items() if value}),
        seance_id=numero,
        expected_version=version,
        key=cle,
    )
    carry_out(ctx, command, en_json=en_json, essai=essai)
