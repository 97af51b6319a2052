"""From an XML element to typed values, by the grammar; every fault is gathered, none is raised."""

from typing import Any

from lxml import etree

from exchanges.webrsa.grammar import Element
from exchanges.webrsa.problems import Problem, shown
from exchanges.webrsa.values import LEXICON

HIDDEN = frozenset({"numero_caf", "nir"})
"""Numbers that identify a person: never shown in a fault, nor anywhere else."""

_NOTHING: Any = object()


def read_values(
    node: etree._Element,
    spec: Element,
    problems: list[Problem],
    *,
    path: str = "",
    skip: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """The children of `node`, by name: a typed value, a dict for a group, a list when it repeats.

    What is wrong is added to `problems` and left out of the answer; so is an absent element. Names
    in `skip` are known to the format and never read.
    """
    values: dict[str, Any] = {}
    numbers: dict[str, int] = {}
    for child in node:
        name = child.tag if isinstance(child.tag, str) else "&…;"
        known = spec.children.get(name)
        where = f"{path}{name}"
        if known is None:
            problems.append(_problem(f"{path}{shown(name)}", "élément inconnu du format"))
            continue
        if name in skip:
            continue
        numbers[name] = number = numbers.get(name, 0) + 1
        if known.repeats:
            where = f"{where}[{number}]"
        elif number > 1:
            problems.append(_problem(where, "élément présent deux fois"))
            continue
        value = _value(child, known, problems, where)
        if value is _NOTHING:
            continue
        if known.repeats:
            values.setdefault(name, []).append(value)
        else:
            values[name] = value
    for name, known in spec.children.items():
        if known.required and name not in numbers:
            problems.append(_problem(f"{path}{name}", "élément obligatoire absent"))
    return values


def _value(node: etree._Element, spec: Element, problems: list[Problem], where: str) -> Any:
    if not spec.is_leaf:
        return read_values(node, spec, problems, path=f"{where}/")
    if len(node):
        problems.append(_problem(where, "une valeur est attendue, pas d’autres éléments"))
        return _NOTHING
    text = node.text or ""
    kind = LEXICON[spec.kind]
    try:
        return kind.read(text)
    except ValueError:
        if not text.strip():
            problems.append(_problem(where, "valeur vide"))
        else:
            visible = None if spec.name in HIDDEN else shown(text)
            problems.append(Problem(field=where, value_shown=visible, reason=kind.wrong))
        return _NOTHING


def _problem(field: str, reason: str) -> Problem:
    return Problem(field=field, value_shown=None, reason=reason)
