"""From typed values to a file, by the grammar: indented as webRSA's own, streamed, put in place."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree

from exchanges.webrsa.grammar import BrokenGrammar, Element
from exchanges.webrsa.values import LEXICON

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'


@contextmanager
def placed(path: Path) -> Iterator[Path]:
    """A draft beside `path`, put in its place on a good end and removed on a bad one."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield draft
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def write_records(
    path: Path, spec: Element, header: Mapping[str, Any], records: Iterable[Mapping[str, Any]]
) -> None:
    """Write a file of `entete` and `dossiers` (people, changes), one dossier in memory at a time.

    Raises `BrokenGrammar` for a value that the format does not know.
    """
    group = spec.children["dossiers"]
    dossier = group.children["dossier"]
    with path.open("wb") as file:
        file.write(_DECLARATION + f"<{spec.name}>\n".encode())
        file.write(_text(_element(spec.children["entete"], header)))
        file.write(f"<{group.name}>\n".encode())
        for record in records:
            file.write(_text(_element(dossier, record)))
        file.write(f"</{group.name}>\n</{spec.name}>\n".encode())
        _keep(file)


def write_document(
    path: Path, spec: Element, values: Mapping[str, Any], attributes: Mapping[str, str]
) -> None:
    """Write a whole file held in memory (the referential).

    `attributes` gives, by the name of a child of the root, the value of the attribute it bears.
    Raises `BrokenGrammar` for a value that the format does not know.
    """
    root = _element(spec, values)
    for child in root:
        known = spec.children[str(child.tag)]
        if known.attribute is not None:
            child.set(known.attribute, attributes[known.name])
    with path.open("wb") as file:
        file.write(_DECLARATION + _text(root))
        _keep(file)


def _element(spec: Element, values: Mapping[str, Any]) -> etree._Element:
    element = etree.Element(spec.name)
    _fill(element, spec, values)
    return element


def _fill(element: etree._Element, spec: Element, values: Mapping[str, Any]) -> None:
    if not values.keys() <= spec.children.keys():
        raise BrokenGrammar(f"{spec.name}: {sorted(values.keys() - spec.children.keys())}")
    for name, child in spec.children.items():
        value = values.get(name)
        if value is None:
            continue
        for one in value if child.repeats else (value,):
            node = etree.SubElement(element, name)
            if child.is_leaf:
                node.text = LEXICON[child.kind].write(one)
            else:
                _fill(node, child, one)


def _text(element: etree._Element) -> bytes:
    return etree.tostring(element, encoding="utf-8", pretty_print=True)


def _keep(file: BinaryIO) -> None:
    """The bytes are on the disk before the file takes its name."""
    file.flush()
    os.fsync(file.fileno())
