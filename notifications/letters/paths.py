"""Which fields a page names, wherever it names them: in a branch that is never taken too.

Not all of typst is understood: a field reached through a function of the page's own is seen when
the letter is printed. What is reached from ``champs`` is: ``champs.service.nom``, the same through
``let service = champs.service``, ``for point in champs.ordre_du_jour``, ``….map(point => …)``.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_ROOT = "champs"
_NAME = r"[^\W\d][\w-]*"
_STEP = rf"(?:\s*\n\s*)?\.(?:at\(\s*\"[^\"]*\"\s*\)|{_NAME})"
_ALONE = r"(?:(?<![\w.-])|(?<=\.\.))"  # « ..champs » spreads a list
_OUTSIDE = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
_PARAMETER = re.compile(rf"^#let (?:objet|corps)\(\s*(?P<name>{_NAME})\s*\)", re.MULTILINE)
_GIVEN = re.compile(
    rf"\blet\s+(?P<alias>{_NAME})\s*=\s*(?P<root>{_NAME})(?P<path>(?:{_STEP})+)(?=\s*(?:[;\n}}\]]|$))"
)
_LOOPED = re.compile(rf"\bfor\s+(?P<alias>{_NAME})\s+in\s+(?P<root>{_NAME})(?P<path>(?:{_STEP})+)")
_MAPPED = re.compile(
    rf"{_ALONE}(?P<root>{_NAME})(?P<path>(?:{_STEP})+)\(\s*(?P<alias>{_NAME})\s*=>"
)
_REACHED = re.compile(rf"{_ALONE}(?P<root>{_NAME})(?P<path>(?:{_STEP})+)(?P<call>\()?")
_STEPS = re.compile(rf"\.(?:at\(\s*\"(?P<key>[^\"]*)\"\s*\)|(?P<name>{_NAME}))")
_ITEM = "[]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """A field that a page names: the steps from the fields of the letter, « [] » being an item of
    a list. ``line`` counts from 1."""

    line: int
    steps: tuple[str, ...]

    def unknown_in(self, known: Mapping[str, object]) -> str | None:
        """Up to where the path leads to nothing, « service.horaire »; None when all is there."""
        here: object = known
        told: list[str] = []
        for step in self.steps:
            if step == _ITEM:
                here = here[0] if isinstance(here, Sequence) and here else None
                continue
            told.append(step)
            if not isinstance(here, Mapping) or step not in here:
                return ".".join(told)
            here = here[step]
        return None


def reaches(text: str) -> Iterator[Reach]:
    """Every field named in a page, in its order."""
    code = _OUTSIDE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    named = _aliases(code)
    for found in _REACHED.finditer(code):
        base = _base(named, found["root"], found.start())
        if base is None:
            continue
        steps = _steps(found["path"])
        if found["call"]:
            steps = steps[:-1]  # the last one is a method
        line = code.count("\n", 0, found.start()) + 1
        if steps:
            yield Reach(line=line, steps=(*base, *steps))


def _aliases(code: str) -> dict[str, list[tuple[int, tuple[str, ...]]]]:
    """What each name stands for, from which place on."""
    named: dict[str, list[tuple[int, tuple[str, ...]]]] = {_ROOT: [(0, ())]}
    for found in _PARAMETER.finditer(code):
        named.setdefault(found["name"], []).append((found.start(), ()))
    told = [
        *((found, ()) for found in _GIVEN.finditer(code)),
        *((found, (_ITEM,)) for found in _LOOPED.finditer(code)),
        *((found, (_ITEM,)) for found in _MAPPED.finditer(code)),
    ]
    for found, item in sorted(told, key=lambda one: one[0].start()):
        base = _base(named, found["root"], found.start())
        if base is None:
            continue
        steps = _steps(found["path"])
        if found.re is _MAPPED:
            steps = steps[:-1]
        named.setdefault(found["alias"], []).append((found.end(), (*base, *steps, *item)))
    return named


def _base(
    named: Mapping[str, list[tuple[int, tuple[str, ...]]]], name: str, place: int
) -> tuple[str, ...] | None:
    before = [steps for start, steps in named.get(name, ()) if start <= place]
    return before[-1] if before else None


def _steps(path: str) -> tuple[str, ...]:
    return tuple(found["key"] or found["name"] for found in _STEPS.finditer(path))
