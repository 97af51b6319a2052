"""``procedure``: is it whole, and what does it look like."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from entrypoints.cli import display, options
from entrypoints.cli.errors import BadUsage
from entrypoints.cli.field_values import valeurs
from entrypoints.cli.french import group
from entrypoints.cli.options import assembly_of
from entrypoints.drawings import svg_of
from rules.procedures.catalogue import CATALOGUE
from rules.wording import quantity
from states import drawing
from states.checks import check
from states.page import Machine
from states.procedure import PAGES, PROCEDURE

app = group("La procédure : sa cohérence, son dessin, les valeurs de ses champs.")
app.command()(valeurs)


class Format(StrEnum):
    """What ``dessiner`` writes."""

    MERMAID = "mermaid"
    DOT = "dot"
    SVG = "svg"
    TABLEAU = "tableau"


@app.command()
def verifier(ctx: typer.Context, en_json: options.AsJson = False) -> None:
    """Vérifie la procédure et les délais de la configuration : personne ne peut être oublié."""
    graph = check(PAGES, CATALOGUE)
    assembly = assembly_of(ctx)
    in_force = sum(len(versions) for versions in assembly.configured.rulebook.rules.values())
    counts = {
        "machines": len(graph.nodes),
        "etats": sum(1 for _ in graph.all_nodes()),
        "actes": len({(n.machine, event) for n in graph.all_nodes() for event in n.by_event}),
        "regles": len(CATALOGUE),
        "regles_en_vigueur": in_force,
    }
    if en_json:
        display.as_json({"coherente": True, **counts})
        return
    display.say(
        f"La procédure est cohérente : {quantity(counts['etats'], 'état', 'états')}, "
        f"{quantity(counts['actes'], 'acte', 'actes')}, "
        f"{quantity(counts['regles'], 'délai', 'délais')}.",
        "Tout état se quitte, et une échéance veille sur chaque état où quelqu’un est attendu.",
    )


@app.command()
def dessiner(
    machine: Annotated[
        Machine, typer.Option("--machine", help="Ce qui est dessiné.")
    ] = Machine.DOSSIER,
    format: Annotated[
        Format, typer.Option("--format", help="tableau décrit toute la procédure en Markdown.")
    ] = Format.MERMAID,
    sortie: Annotated[
        Path | None, typer.Option("--sortie", metavar="FICHIER", help="Sinon, à l’écran.")
    ] = None,
) -> None:
    """Dessine la procédure telle qu’elle s’exécute."""
    text = _drawn(machine, format)
    if sortie is None:
        display.bare(text)
        return
    sortie.parent.mkdir(parents=True, exist_ok=True)
    sortie.write_text(text, encoding="utf-8")
    display.say(f"Dessin écrit dans « {sortie} ».")


def _drawn(machine: Machine, format: Format) -> str:
    match format:
        case Format.MERMAID:
            return drawing.mermaid(PROCEDURE, machine, CATALOGUE)
        case Format.DOT:
            return drawing.dot(PROCEDURE, machine, CATALOGUE)
        case Format.SVG:
            return _laid_out(drawing.dot(PROCEDURE, machine, CATALOGUE))
        case Format.TABLEAU:
            return drawing.tables(PROCEDURE, CATALOGUE)


def _laid_out(dot: str) -> str:
    """The drawing. Raises BadUsage when the programme that does it is not there."""
    drawn = svg_of(dot)
    if drawn is None:
        raise BadUsage("Le format svg demande graphviz-pure : choisissez dot ou mermaid.")
    return drawn
