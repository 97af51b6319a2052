"""``ordre-du-jour``: the agenda of a séance arbitrated, adjusted, settled."""

from typing import Annotated

import typer

from entrypoints.cli.acting import ActingUpon, spread
from entrypoints.cli.french import group
from entrypoints.cli.seances.seance_acts import Number, Rehearsed, asked, carry_out
from rules.fields import GREATEST
from workflow.seances.tableau.agenda import ARBITRATE

app = group("L’ordre du jour d’une séance, quand la demande dépasse ce qu’elle peut examiner.")


@app.command()
@spread
def arbitrer(
    ctx: typer.Context,
    numero: Number,
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
    *,
    said: ActingUpon,
) -> None:
    """Arrête l’ordre du jour : qui est examiné, dans quel ordre, qui est reporté, et pourquoi.

    Sans ajustement, l’ordre est celui de l’arbitrage : les lignes déjà reportées, l’urgence,
    l’équilibre des structures, l’ancienneté de la demande, les déplacements regroupés.
    """
    data = {
        "deplacer": ",".join(deplacer or ()) or None,
        "retenir": ",".join(map(str, retenir or ())) or None,
        "reporter": ",".join(map(str, reporter or ())) or None,
        "motif": motif or None,
    }
    command = asked(ctx, numero, ARBITRATE, data, said)
    carry_out(ctx, command, en_json=said.en_json, essai=essai)
