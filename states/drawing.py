"""The procedure drawn from its pages: diagrams and the table of docs/procedure.md. Deterministic.

What is drawn is what runs: nothing here is written by hand but the words of the frame.
"""

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from rules.choices import Returned
from rules.deadlines.rule import Procedure
from rules.words import USUAL, Words
from states.graph import Graph, Node, dragged_only
from states.page import (
    Birth,
    BirthsNext,
    Choice,
    ClosesDemande,
    Drag,
    EndsFollowUp,
    Exit,
    Guard,
    Machine,
    Page,
)

MACHINE_TITLES = {
    Machine.DOSSIER: "Dossier",
    Machine.PASSAGE: "Ligne d’une séance",
    Machine.SEANCE: "Séance",
}
ANYWHERE = "Tout état ouvert"
_BOX, _ARROW = 22, 18
"""Letters in a line of a box, and of the words of an arrow: a drawing stays on a page."""
_TIED = re.compile(r"(?<=[«·]) | (?=[»:])")
"""Spaces at which no line is cut."""
_CONDITION = re.compile(r"«\s*(.+?)\s*»", re.DOTALL)


def says(guard: Guard | Choice) -> str:
    """The condition in French that a guard's or a choice's docstring begins with."""
    if isinstance(guard, Returned):
        return f"l’état quitté était « {guard.state} »"
    found = _CONDITION.match(guard.__doc__ or "")
    return " ".join(found.group(1).split()) if found else ""


def mermaid(graph: Graph, machine: Machine, catalogue: Sequence[Procedure]) -> str:
    """The diagram of a machine as Mermaid text."""
    lines = ["flowchart TB", '    naissance(("Naissance"))']
    for rank, (page, nodes) in enumerate(_stages(graph, machine)):
        lines.append(f'    subgraph etape_{rank}["{_plain(page.title)}"]')
        for node in nodes:
            words = "<br/>".join(map(_plain, _caption(graph, node, catalogue)))
            left, right = ('(["', '"])') if node.state.final else ('["', '"]')
            lines.append(f"        {node.state.code}{left}{words}{right}")
        lines.append("    end")
    if _struck(graph, machine):
        lines.append(f'    partout{{{{"{ANYWHERE}"}}}}')
    for source, target, labels, dotted in _arrows(graph, machine):
        arrow = "-.->" if dotted else "-->"
        words = "<br/>".join(map(_plain, labels))
        lines.append(f'    {source} {arrow}|"{words}"| {target}')
    return "\n".join(lines) + "\n"


def dot(graph: Graph, machine: Machine, catalogue: Sequence[Procedure]) -> str:
    """The diagram of a machine as DOT text, stages as clusters."""
    lines = [
        f"digraph {machine.value} {{",
        "    rankdir=LR;",
        '    node [shape=box, style=rounded, fontname="Helvetica", margin="0.3,0.1"];',
        '    edge [fontname="Helvetica", fontsize=10];',
        '    ranksep=0.25; nodesep=0.2; fontname="Helvetica";',
        '    naissance [label="Naissance", shape=ellipse];',
    ]
    for rank, (page, nodes) in enumerate(_stages(graph, machine)):
        lines += [f"    subgraph cluster_{rank} {{", f'        label="{_plain(page.title)}";']
        for node in nodes:
            words = _folded(_caption(graph, node, catalogue), _BOX)
            ring = ", peripheries=2" if node.state.final else ""
            lines.append(f'        {node.state.code} [label="{words}"{ring}];')
        lines.append("    }")
    if _struck(graph, machine):
        lines.append(f'    partout [label="{ANYWHERE}", shape=hexagon];')
    for source, target, labels, dotted in _arrows(graph, machine):
        words = _folded(labels, _ARROW)
        style = ", style=dashed" if dotted else ""
        lines.append(f'    {source} -> {target} [label="{words}"{style}];')
    return "\n".join([*lines, "}"]) + "\n"


def tables(graph: Graph, catalogue: Sequence[Procedure], words: Words = USUAL) -> str:
    """The whole procedure as Markdown: each state with its meaning, its deadlines and its exits,
    each exit with who may take it, on which conditions and what it brings with it. ``words``: those
    of a département."""
    blocks: list[str] = []
    for machine in Machine:
        blocks.append(f"## {MACHINE_TITLES[machine]}")
        for page in graph.pages:
            if page.machine is machine:
                blocks.extend(_page(graph, page, catalogue, words))
    return "\n\n".join(blocks) + "\n"


def _page(graph: Graph, page: Page, catalogue: Sequence[Procedure], words: Words) -> Iterator[str]:
    yield f"### {page.title}\n\nSource : {page.source}."
    if page.births:
        yield _table("Naissance", (_row(birth, words) for birth in page.births))
    for state in page.states:
        node = graph.node(page.machine, state.code)
        yield f"#### {state.label} (`{state.code}`)\n\n{_sentence(graph, node, catalogue)}"
        if node.own:
            yield _table("Acte", (_row(exit, words) for exit in node.own))
    if page.everywhere:
        yield _table(
            f"Acte, depuis {ANYWHERE.lower()}",
            (_row(one.exit, words, one.except_in) for one in page.everywhere),
        )


def _sentence(graph: Graph, node: Node, catalogue: Sequence[Procedure]) -> str:
    state = node.state
    meaning = f"{state.meaning[0].upper()}{state.meaning[1:]}."
    if state.final:
        return f"{meaning} État final."
    if state.resting:
        return f"{meaning} Lieu de repos : {state.resting}."
    if state.follows is not None:
        return f"{meaning} Suit les échéances de la séance."
    rules = graph.watchers(node, catalogue)
    listed = " ; ".join(f"{rule.label} (`{rule.code}`)" for rule in rules)
    return f"{meaning}\n\nÉchéances : {listed}."


def _table(first: str, rows: Iterable[tuple[str, ...]]) -> str:
    head = (first, "Mène à", "Qui", "Conditions", "Demande", "Entraîne")
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _row(exit: Exit | Birth, words: Words, except_in: tuple[str, ...] = ()) -> tuple[str, ...]:
    choices: list[str] = []
    drags: tuple[Drag, ...] = ()
    targets: tuple[str, ...] = (exit.target,) if exit.target else ()
    if isinstance(exit, Exit):
        drags = exit.drags
        targets = exit.back_to or targets
        if exit.when is not None:
            choices.append(f"si {says(exit.when)}")
        if exit.unless is not None:
            choices.append(f"sauf si {says(exit.unless)}")
    if except_in:
        choices.append(f"sauf depuis {_codes(except_in)}")
    asked = [field.label if field.required else f"({field.label})" for field in exit.asks]
    return (
        f"{exit.label} (`{exit.event}`)",
        _codes(targets) or "le même état",
        ", ".join(map(words.who, exit.who)),
        " ; ".join([*choices, *map(says, exit.guards)]),
        " ; ".join(asked),
        " ; ".join([*map(_dragged, drags), *_brings(exit), *_alerts(exit)]),
    )


def _codes(codes: Iterable[str]) -> str:
    return " ou ".join(f"`{code}`" for code in codes)


def _dragged(drag: Drag) -> str:
    subject = "chaque ligne ouverte" if drag.each_open else drag.machine.value
    condition = f" si {says(drag.when)}" if drag.when is not None else ""
    return f"{subject} : `{drag.event}`{condition}"


def _brings(exit: Exit | Birth) -> Iterator[str]:
    for effect in exit.effects:
        if isinstance(effect, ClosesDemande):
            yield f"la demande ouverte se clôt : {effect.issue}"
        elif isinstance(effect, BirthsNext):
            yield f"un dossier naît : `{effect.state}`, origine {effect.origin}"
        elif isinstance(effect, EndsFollowUp):
            yield "le dernier contrat et la désignation de la personne référente prennent fin"


def _alerts(exit: Exit | Birth) -> Iterator[str]:
    if isinstance(exit, Exit):
        yield from (f"une alerte si {says(alert.when)}" for alert in exit.alerts)


def _stages(graph: Graph, machine: Machine) -> Iterator[tuple[Page, list[Node]]]:
    """The pages that have states, with them."""
    for page in graph.pages:
        if page.machine is machine and page.states:
            yield page, [graph.node(machine, state.code) for state in page.states]


def _caption(graph: Graph, node: Node, catalogue: Sequence[Procedure]) -> Iterator[str]:
    """The label of a state, then the deadlines that watch it."""
    yield node.state.label
    if not (node.state.final or node.state.follows or node.state.resting):
        for rule in graph.watchers(node, catalogue):
            yield f"· {rule.label}"


def _struck(graph: Graph, machine: Machine) -> dict[str, list[str]]:
    """The states that an event striking anywhere leads to, with the words of those events."""
    struck: dict[str, list[str]] = {}
    for page in graph.pages:
        if page.machine is machine:
            for everywhere in page.everywhere:
                exit = everywhere.exit
                if exit.target is not None:
                    struck.setdefault(exit.target, []).append(exit.label)
    return struck


def _arrows(graph: Graph, machine: Machine) -> Iterator[tuple[str, str, list[str], bool]]:
    """(from, to, words, dotted) in the order of the pages. Dotted: nobody takes it directly."""
    arrows: dict[tuple[str, str, bool], list[str]] = {}
    for birth in graph.births[machine].values():
        key = ("naissance", birth.target, dragged_only(birth))
        arrows.setdefault(key, []).append(birth.label)
    for node in graph.nodes[machine].values():
        for exit in node.own:
            if exit.target is not None:
                key = (node.state.code, exit.target, dragged_only(exit))
                arrows.setdefault(key, []).append(exit.label)
    for target, labels in _struck(graph, machine).items():
        arrows.setdefault(("partout", target, False), []).extend(labels)
    for (source, target, dotted), labels in arrows.items():
        yield source, target, labels, dotted


def _folded(lines: Iterable[str], width: int) -> str:
    """Lines of DOT, none longer than ``width`` letters where its words allow."""
    whole = (_TIED.sub("\u00a0", _plain(line)) for line in lines)
    return "\\n".join(
        part for line in whole for part in textwrap.wrap(line, width, break_long_words=False)
    )


def _plain(words: str) -> str:
    """Words that neither notation takes for its own."""
    return words.replace("\\", "\\\\").replace('"', "”")
