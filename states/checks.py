"""What the map must be before anything runs: every breach is named, and all of them at once."""

from collections import Counter
from collections.abc import Iterator, Sequence

from rules.actors import Who
from rules.choices import Returned, ligne_de_reorientation
from rules.deadlines.rule import ANCHOR_FACT, LEAVES, Procedure
from rules.facts import FACTS, OFF_THE_PAGES, entering
from states.graph import Graph, Node, dragged_only, gather
from states.page import Birth, BirthsNext, Clears, Drag, Exit, Machine, Page


class BrokenProcedure(Exception):
    """The pages contradict one another. ``problems`` holds one French sentence for each breach."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("La procédure est incohérente :\n- " + "\n- ".join(self.problems))


def check(pages: Sequence[Page], catalogue: Sequence[Procedure]) -> Graph:
    """The map of the pages. Raises BrokenProcedure naming every breach."""
    graph = gather(pages)
    problems = [
        *_names(graph),
        *_targets(graph),
        *_ambiguities(graph),
        *_wordings(graph),
        *_reach(graph),
        *_drags(graph),
        *_lines_disposed(graph),
        *_births_next(graph),
        *_rules(graph, catalogue),
        *_unwatched(graph, catalogue),
    ]
    if problems:
        raise BrokenProcedure(list(dict.fromkeys(problems)))
    return graph


def _exits(graph: Graph) -> Iterator[tuple[Node, Exit]]:
    for node in graph.all_nodes():
        for exit in node.exits:
            yield node, exit


def _at(node: Node, exit: Exit) -> str:
    return f"« {exit.event} » depuis « {node.state.code} »"


def _names(graph: Graph) -> Iterator[str]:
    """Codes are stored side by side in facts: unique over the three machines."""
    codes = Counter(state.code for page in graph.pages for state in page.states)
    yield from (f"L’état « {code} » est défini {n} fois." for code, n in codes.items() if n > 1)
    for machine in Machine:
        events = Counter(b.event for p in graph.pages if p.machine is machine for b in p.births)
        yield from (
            f"La naissance « {e} » est définie {n} fois." for e, n in events.items() if n > 1
        )
    for node in graph.all_nodes():
        if not (node.state.label.strip() and node.state.meaning.strip()):
            yield f"L’état « {node.state.code} » n’a pas de libellé ou de sens."
    for node, exit in _exits(graph):
        if not exit.label.strip():
            yield f"{_at(node, exit)} n’a pas de libellé."
        yield from (
            f"{_at(node, exit)} écrit le fait inconnu « {fact} »."
            for fact in exit.facts
            if fact not in FACTS
        )
        yield from (
            f"{_at(node, exit)} attend le fait inconnu « {effect.unless_after} »."
            for effect in exit.effects
            if isinstance(effect, Clears) and effect.unless_after not in FACTS
        )
    for birth in _births(graph):
        yield from (
            f"La naissance « {birth.event} » écrit le fait inconnu « {fact} »."
            for fact in birth.facts
            if fact not in FACTS
        )


def _births(graph: Graph) -> Iterator[Birth]:
    for births in graph.births.values():
        yield from births.values()


def _targets(graph: Graph) -> Iterator[str]:
    for node, exit in _exits(graph):
        if exit.target is not None and exit.target not in graph.nodes[node.machine]:
            yield f"{_at(node, exit)} mène à l’état inconnu « {exit.target} »."
    for machine, births in graph.births.items():
        for birth in births.values():
            if birth.target not in graph.nodes[machine]:
                yield f"La naissance « {birth.event} » mène à l’état inconnu « {birth.target} »."
    for page in graph.pages:
        for everywhere in page.everywhere:
            for code in everywhere.except_in:
                if code not in graph.nodes[page.machine]:
                    yield f"« {everywhere.exit.event} » excepte l’état inconnu « {code} »."


def _ambiguities(graph: Graph) -> Iterator[str]:
    for node in graph.all_nodes():
        for event, exits in node.by_event.items():
            if not _exclusive(exits):
                yield (
                    f"« {event} » depuis « {node.state.code} » est ambigu : ses issues doivent"
                    " s’exclure par un même choix."
                )


def _wordings(graph: Graph) -> Iterator[str]:
    """What the journal tells of an act (its event, where it led) says which exit it took."""
    for node in graph.all_nodes():
        for event, exits in node.by_event.items():
            leads = {(exit.target or node.state.code, exit.label) for exit in exits}
            if len(leads) > len({target for target, _ in leads}):
                yield (
                    f"« {event} » depuis « {node.state.code} » mène au même état sous deux"
                    " libellés : le journal ne dirait pas lequel."
                )


def _exclusive(exits: tuple[Exit, ...]) -> bool:
    """Whether one exit, and one only, is picked whatever the situation."""
    if len(exits) == 1:
        choice = exits[0].when
        alone = isinstance(choice, Returned) and len(choice.among) == 1
        return (choice is None or alone) and exits[0].unless is None
    returns = [exit.when for exit in exits if isinstance(exit.when, Returned)]
    if len(returns) == len(exits):
        among = returns[0].among
        targets = tuple(choice.state for choice in returns)
        apart = len(set(among)) == len(among)
        return apart and targets == among and all(choice.among == among for choice in returns)
    if len(exits) != 2:
        return False
    one, other = exits if exits[0].when is not None else (exits[1], exits[0])
    picked = one.when is not None and one.when == other.unless
    return picked and one.unless is None and other.when is None


def _reach(graph: Graph) -> Iterator[str]:
    """Judged without the events that can strike anywhere: a death gets one out of any dead end.
    Only the ends that nothing else leads to (a closed right) may be theirs."""
    for machine in Machine:
        nodes = graph.nodes[machine]
        forward = {code: {e.target or code for e in node.own} for code, node in nodes.items()}
        born = {birth.target for birth in graph.births[machine].values()}
        reached = _closure(born, forward)
        struck = {exit.target for node in nodes.values() for exit in node.common}
        backward: dict[str, set[str]] = {}
        for source, targets in forward.items():
            for target in targets:
                backward.setdefault(target, set()).add(source)
        ends = _closure({code for code, node in nodes.items() if node.state.final}, backward)
        for code, node in nodes.items():
            if code not in reached and not (node.state.final and code in struck):
                yield f"L’état « {code} » est inatteignable."
            if code not in ends:
                yield f"L’état « {code} » est un piège : aucune issue n’en mène à une fin."


def _closure(start: set[str], edges: dict[str, set[str]]) -> set[str]:
    seen, left = set(start), list(start)
    while left:
        for target in edges.get(left.pop(), set()) - seen:
            seen.add(target)
            left.append(target)
    return seen


def _drags(graph: Graph) -> Iterator[str]:
    dragged: set[tuple[Machine, str]] = set()
    for node, exit in _exits(graph):
        for drag in exit.drags:
            dragged.add((drag.machine, drag.event))
            yield from (f"{_at(node, exit)} {reason}" for reason in _drag(graph, node, exit, drag))
    for node, exit in _exits(graph):
        if dragged_only(exit) and (node.machine, exit.event) not in dragged:
            yield f"{_at(node, exit)} n’est à personne et aucun acte ne l’entraîne."


def _drag(graph: Graph, node: Node, exit: Exit, drag: Drag) -> Iterator[str]:
    name = f"entraîne « {drag.event} » ({drag.machine.value})"
    birth = graph.births[drag.machine].get(drag.event)
    knowing = [n for n in graph.nodes[drag.machine].values() if drag.event in n.by_event]
    if birth is None and not knowing:
        yield f"{name}, qui n’existe pas."
        return
    ways: list[Exit | Birth] = [birth] if birth is not None else []
    ways.extend(one for n in knowing for one in n.by_event[drag.event])
    if any(Who.ENTRAINE not in way.who for way in ways):
        yield f"{name}, qui n’admet pas d’être entraîné."
    if birth is not None:
        return
    missing = [n.state.code for n in _where(graph, node, exit, drag) if n not in knowing]
    yield from (
        f"{name}, impossible dans l’état « {code} » où il peut frapper." for code in missing
    )


def _where(graph: Graph, node: Node, exit: Exit, drag: Drag) -> list[Node]:
    """The states in which the dragged event must be possible: those where it may strike."""
    if drag.machine is Machine.PASSAGE:
        ends = exit.target is not None and graph.nodes[node.machine].get(exit.target)
        over = bool(ends and ends.state.final)
        # Of the lines of a séance that goes on, only those whose state knows the event move.
        return graph.open_nodes(Machine.PASSAGE) if over or not drag.each_open else []
    if drag.machine is Machine.DOSSIER and exit.target in _ends(graph, Machine.PASSAGE):
        holding = _holding(graph)
        return [] if any(drag.event in n.by_event for n in holding) else holding
    return []


def _ends(graph: Graph, machine: Machine) -> set[str]:
    return {code for code, node in graph.nodes[machine].items() if node.state.final}


def _holding(graph: Graph) -> list[Node]:
    """The states of the dossier in which a line of its request is open: those that open one."""
    born = graph.births[Machine.PASSAGE]
    codes = {
        exit.target
        for node, exit in _exits(graph)
        if node.machine is Machine.DOSSIER
        and any(d.machine is Machine.PASSAGE and d.event in born for d in exit.drags)
    }
    return [node for node in graph.nodes[Machine.DOSSIER].values() if node.state.code in codes]


def _lines_disposed(graph: Graph) -> Iterator[str]:
    """Whoever leaves a state that holds a line ends the line, or is moved by the line's end."""
    holding = _holding(graph)
    ends = _ends(graph, Machine.PASSAGE)
    for node in holding:
        for exit in node.exits:
            leaves = exit.target not in (None, node.state.code)
            if (
                leaves
                and not _ends_line(graph, exit, ends)
                and not _follows_line(graph, exit, ends)
            ):
                yield f"{_at(node, exit)} laisse ouverte la ligne de la demande."


def _ends_line(graph: Graph, exit: Exit, ends: set[str]) -> bool:
    return any(
        drag.machine is Machine.PASSAGE
        and drag.when in (None, ligne_de_reorientation)
        and all(
            one.target in ends
            for line in graph.open_nodes(Machine.PASSAGE)
            for one in line.by_event.get(drag.event, ())
        )
        for drag in exit.drags
    )


def _follows_line(graph: Graph, exit: Exit, ends: set[str]) -> bool:
    if not dragged_only(exit):
        return False
    return all(
        one.target in ends
        for node, one in _exits(graph)
        if node.machine is Machine.PASSAGE
        and any(d.machine is Machine.DOSSIER and d.event == exit.event for d in one.drags)
    )


def _births_next(graph: Graph) -> Iterator[str]:
    births = graph.births[Machine.DOSSIER].values()
    for node, exit in _exits(graph):
        for effect in exit.effects:
            if isinstance(effect, BirthsNext):
                answers = sum(
                    b.target == effect.state and effect.origin in b.origins for b in births
                )
                if answers != 1:
                    yield (
                        f"{_at(node, exit)} fait naître un dossier « {effect.state} » d’origine"
                        f" « {effect.origin} » : {answers} naissances y répondent, il en faut une."
                    )


def _rules(graph: Graph, catalogue: Sequence[Procedure]) -> Iterator[str]:
    known = {*FACTS, LEAVES, *(entering(node.state.code) for node in graph.all_nodes())}
    written = {*OFF_THE_PAGES, *(fact for _, exit in _exits(graph) for fact in exit.facts)}
    written |= {fact for birth in _births(graph) for fact in birth.facts}
    system = {exit.event for _, exit in _exits(graph) if Who.SYSTEME in exit.who}
    codes = Counter(rule.code for rule in catalogue)
    yield from (f"La règle « {code} » est définie {n} fois." for code, n in codes.items() if n > 1)
    for rule in catalogue:
        anchors = {
            anchor.removeprefix(ANCHOR_FACT)
            for anchor in rule.anchors
            if anchor.startswith(ANCHOR_FACT)
        }
        named = rule.opens | rule.closes | rule.cancels | rule.looks_at | anchors
        yield from (
            f"La règle « {rule.code} » laisse des cas à la règle inconnue « {exempt.rule} »."
            for exempt in rule.exempts
            if exempt.rule not in codes
        )
        for fact in sorted(named - known):
            yield f"La règle « {rule.code} » nomme le fait ou l’état inconnu « {fact} »."
        awaited = (rule.opens | rule.closes | anchors) & FACTS.keys()
        for fact in sorted(awaited - written):
            yield f"La règle « {rule.code} » attend le fait « {fact} », que rien n’écrit."
        for fact in sorted(rule.closes & rule.cancels):
            yield f"La règle « {rule.code} » est à la fois tenue et annulée par « {fact} »."
        if rule.act is not None and rule.act not in system:
            yield (
                f"La règle « {rule.code} » fait tenter « {rule.act} », qui n’est pas un acte du"
                " planificateur."
            )


def _unwatched(graph: Graph, catalogue: Sequence[Procedure]) -> Iterator[str]:
    """Nobody is forgotten: a state that waits for someone has a deadline that watches it."""
    for node in graph.all_nodes():
        state = node.state
        if not (state.final or state.resting or state.follows or graph.watchers(node, catalogue)):
            yield f"Aucune échéance ne veille sur l’état « {state.code} »."
