"""The JSON Schema given to editors: up to date, in French, and true of the shipped file."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from entrypoints.configuration.document import read
from entrypoints.configuration.schema import json_schema, schema_text
from rules.procedures.catalogue import BY_CODE
from tests.entrypoints.configs import SHIPPED, TEXT

SCHEMA = json_schema()


def test_the_committed_schema_is_up_to_date() -> None:
    committed = SHIPPED.with_name("config.schema.json").read_text(encoding="utf-8")

    assert committed == schema_text(), (
        "Écrire entrypoints.configuration.schema.schema_text() dans config.schema.json."
    )


def test_the_configuration_names_its_schema_on_its_first_line() -> None:
    assert TEXT.splitlines()[0] == "# yaml-language-server: $schema=config.schema.json"


def test_the_shipped_configuration_satisfies_the_schema() -> None:
    assert list(faults(SCHEMA, read(SHIPPED).data)) == []


@pytest.mark.parametrize(
    ("steps", "value"),
    [
        (("departement", "nom"), 93),
        (("departement", "prefecture"), "Bobigny"),
        (("mise_en_service",), None),
        (("calendrier", "heures", 0), "9h"),
        (("circonscriptions", 0, "communes", 0, "insee"), "9300"),
        (("echelles", "interne", 0, "niveau"), "niveau_9"),
        (("echelles", "à part"), []),
        (("regles", 0, "code"), "D1-TABLEAU"),
        (("regles", 0, "ancre"), "hier"),
        (("regles", 0, "delai", "unite"), "jours"),
        (("regles", 0, "delai", "n"), -1),
        (("regles", 0, "cible"), 101),
        (("courriel", "tls"), True),
    ],
)
def test_the_schema_underlines_what_the_loader_refuses(
    steps: tuple[str | int, ...], value: object
) -> None:
    data: Any = json.loads(json.dumps(read(SHIPPED).data))
    group = data
    for step in steps[:-1]:
        group = group[step]
    group[steps[-1]] = value

    assert list(faults(SCHEMA, data)) == [steps]


def test_the_schema_asks_for_what_is_missing() -> None:
    data = {key: value for key, value in read(SHIPPED).data.items() if key != "regles"}

    assert list(faults(SCHEMA, data)) == [("regles",)]


def test_every_rule_is_offered_with_its_label() -> None:
    offered = SCHEMA["$defs"]["RuleForm"]["properties"]["code"]["oneOf"]

    assert {one["const"]: one["description"] for one in offered} == {
        code: procedure.label for code, procedure in BY_CODE.items()
    }


def test_every_description_is_ours_and_every_leaf_has_one() -> None:
    groups = [SCHEMA, *SCHEMA["$defs"].values()]

    assert all("description" not in group for group in SCHEMA["$defs"].values())
    assert [
        name
        for group in groups
        for name, node in group.get("properties", {}).items()
        if "description" not in node and name not in ("communes",)
    ] == []


def faults(schema: Any, value: object, steps: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a value does not satisfy the schema, for the words of JSON Schema that ours uses."""
    if "$ref" in schema:
        schema = {**SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], **schema}
    if not _fits(schema, value):
        yield steps
        return
    if "anyOf" in schema:
        branches = [list(faults(branch, value, steps)) for branch in schema["anyOf"]]
        if all(branches):
            yield from max(branches, key=lambda found: len(found[0]))
    if isinstance(value, dict):
        known = schema.get("properties", {})
        named = schema.get("patternProperties", {})
        yield from ((*steps, key) for key in schema.get("required", ()) if key not in value)
        for key, inner in value.items():
            shapes = [node for shape, node in named.items() if re.search(shape, key)]
            if key in known or shapes:
                yield from faults(known.get(key) or shapes[0], inner, (*steps, key))
            elif schema.get("additionalProperties") is False:
                yield (*steps, key)
    if isinstance(value, list):
        for position, inner in enumerate(value):
            yield from faults(schema.get("items", {}), inner, (*steps, position))


TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
}


def _fits(schema: Any, value: object) -> bool:
    kind = TYPES.get(schema.get("type", ""), object)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        return False
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        return False
    if isinstance(value, int) and not isinstance(value, bool):
        low, high = schema.get("minimum", value), schema.get("maximum", value)
        if not low <= value <= high:
            return False
    if isinstance(value, list) and len(value) < schema.get("minItems", 0):
        return False
    if "oneOf" in schema and value not in [one["const"] for one in schema["oneOf"]]:
        return False
    return value in schema.get("enum", [value])
