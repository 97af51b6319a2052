"""The JSON Schema of the configuration, for editors: they complete, explain and underline."""

import json
from typing import Any

from entrypoints.configuration.form import ConfigForm
from entrypoints.configuration.kinds import SHAPES
from rules.procedures.catalogue import CATALOGUE
from rules.wording import colon

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The schema (draft 2020-12): the form, and what the procedure adds to it."""
    schema = ConfigForm.model_json_schema()
    # What pydantic takes from our docstrings and names is English, and meant for developers.
    for definition in (schema, *schema["$defs"].values()):
        definition.pop("description", None)
    _clean(schema)
    schema["properties"]["echelles"]["additionalProperties"] = False
    rule = schema["$defs"]["RuleForm"]["properties"]
    rule["code"]["oneOf"] = [
        {"const": procedure.code, "description": procedure.label} for procedure in CATALOGUE
    ]
    anchors = {anchor for procedure in CATALOGUE for anchor in procedure.anchors}
    rule["ancre"]["anyOf"] = [{"enum": sorted(anchors)}, {"type": "null"}]
    return {
        "$schema": DIALECT,
        "title": "Configuration d’un département",
        "description": colon("Réorientation RSA", "les choix qui appartiennent au département"),
        **schema,
    }


def schema_text() -> str:
    """The schema as the file ``config.schema.json`` holds it."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def _clean(node: Any) -> None:
    """Leaves out the titles made of key names, and says in French what a pattern wants."""
    if isinstance(node, list):
        for item in node:
            _clean(item)
    elif isinstance(node, dict):
        if isinstance(node.get("title"), str):
            del node["title"]
        if node.get("pattern") in SHAPES:
            node["patternErrorMessage"] = SHAPES[node["pattern"]]
        for item in node.values():
            _clean(item)
