"""The stages of a dossier at a glance, drawn from the pages as the whole diagram is."""

from rules.actors import Who
from states.drawing import ANYWHERE
from states.graph import Graph
from states.page import BirthsNext, Machine


def overview(graph: Graph) -> str:
    """The stages of a dossier at a glance, as DOT: one box a stage, webRSA's own acts left out."""
    pages = [page for page in graph.pages if page.machine is Machine.DOSSIER and page.states]
    stage = {state.code: rank for rank, page in enumerate(pages) for state in page.states}
    over = next(rank for rank, page in enumerate(pages) if all(s.final for s in page.states))
    arrows: dict[tuple[str, str, bool], list[str]] = {}
    for birth in graph.births[Machine.DOSSIER].values():
        if birth.who != (Who.ENTRAINE,):
            arrows.setdefault(("webrsa", f"etape_{stage[birth.target]}", False), [])
    for node in graph.open_nodes(Machine.DOSSIER):
        here = stage[node.state.code]
        for exit in node.own:
            if exit.target is None or exit.who == (Who.IMPORT,):
                continue
            born = [effect.state for effect in exit.effects if isinstance(effect, BirthsNext)]
            there = stage[born[0] if born else exit.target]
            if there != here:
                key = (f"etape_{here}", f"etape_{there}", bool(born))
                labels = arrows.setdefault(key, [])
                if exit.label not in labels:
                    labels.append(exit.label)
    struck = [
        everywhere.exit.label
        for page in graph.pages
        if page.machine is Machine.DOSSIER
        for everywhere in page.everywhere
        if everywhere.exit.target is not None
    ]
    arrows[("partout", f"etape_{over}", False)] = struck
    lines = [
        "digraph etapes {",
        "    rankdir=TB; nodesep=0.35; ranksep=0.5; bgcolor=white;",
        '    node [shape=box, style="rounded,filled", fillcolor="#eef3f8", color="#33557a",'
        ' fontname="Helvetica", fontsize=12, margin="0.35,0.14"];',
        '    edge [fontname="Helvetica", fontsize=9, color="#555555"];',
        '    webrsa [label="Fichiers de webRSA, guichet", shape=ellipse, fillcolor=white];',
        f'    partout [label="{ANYWHERE}", shape=hexagon, fillcolor=white];',
    ]
    for rank, page in enumerate(pages):
        words = "\\l".join([page.title.upper(), *(f"– {s.label}" for s in page.states), ""])
        lines.append(f'    etape_{rank} [label="{words}"];')
    for (source, target, born_next), labels in arrows.items():
        style = ", style=dashed" if born_next else ""
        words = "\\n".join(labels)
        lines.append(f'    {source} -> {target} [label="{words}"{style}];')
    return "\n".join([*lines, "}"]) + "\n"
