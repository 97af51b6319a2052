"""What the API says of itself: ``/api/openapi.json`` (OpenAPI 3.1), and the page ``/api``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts

from entrypoints.web.api.protocol.problems import KINDS, MEDIA_TYPE, PREFIX, Problem
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Outside
from rules.wording import NBSP

router = APIRouter(include_in_schema=False)

Schema = dict[str, Any]

VERSION = "1"
PATH = f"{PREFIX}openapi.json"
_METHODS = ("get", "post", "put", "delete")
_SUMMARY = "La réorientation des allocataires du RSA : ce que font les pages, pour les programmes."
_ALWAYS = (401, 403, 422)
_REF = "#/components/schemas/"


@router.get(PATH)
def described(request: Request) -> Response:
    """The description, which says nothing of anybody: whoever asks has it."""
    return JSONResponse(description(request.app))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An operation, on the page."""

    method: str
    path: str
    summary: str
    description: str


@router.get("/api")
def listed(visit: Outside) -> Response:
    """Every operation in a line, and the problems that they answer."""
    told = description(visit.request.app)
    groups: dict[str, list[Line]] = {}
    for path, method, operation in _operations(told):
        line = Line(
            method=method.upper(),
            path=path,
            summary=operation["summary"],
            description=_bound(operation["description"]),
        )
        groups.setdefault(operation["tags"][0], []).append(line)
    return page(visit, "about/api.html", groups=groups, kinds=KINDS, openapi=PATH)


def _bound(text: str) -> str:
    """The text whose guillemets and double signs hold to their words."""
    for sign in "»:;":
        text = text.replace(f" {sign}", f"{NBSP}{sign}")
    return text.replace("« ", f"«{NBSP}")


def description(app: FastAPI) -> Schema:
    """The description of what that application serves."""
    known: Schema | None = getattr(app.state, "api", None)
    if known is None:
        known = app.state.api = _described(app)
    return known


def _described(app: FastAPI) -> Schema:
    told = get_openapi(
        title="Réorientation",
        version=VERSION,
        summary=_SUMMARY,
        routes=[one for one in iter_route_contexts(app.routes) if _is_ours(one.path)],
        separate_input_output_schemas=False,
    )
    schemas = told["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for name, schema in Problem.model_json_schema(ref_template=_REF + "{model}")["$defs"].items():
        schemas[name] = schema
    schemas["Problem"] = _without_definitions(
        Problem.model_json_schema(ref_template=_REF + "{model}")
    )
    for path, method, operation in _operations(told):
        _tell_sessions(operation, method)
        _tell_conditions(operation)
        _tell_where(operation)
        _tell_problems(operation, path)
        _tell_examples(operation, schemas)
    return told


def _is_ours(path: str | None) -> bool:
    return path is not None and path.startswith(PREFIX) and path != PATH


def _without_definitions(schema: Schema) -> Schema:
    return {name: one for name, one in schema.items() if name != "$defs"}


def _operations(told: Schema) -> Iterator[tuple[str, str, Schema]]:
    for path, methods in told["paths"].items():
        for method in _METHODS:
            if method in methods:
                yield path, method, methods[method]


def _tell_sessions(operation: Schema, method: str) -> None:
    """The token of the forms goes with the cookie, and only to what changes something."""
    if "security" in operation:
        cookie: Schema = {"cookie": []} if method == "get" else {"cookie": [], "formulaire": []}
        operation["security"] = [{"jeton": []}, cookie]


def _tell_conditions(operation: Schema) -> None:
    """What 428 asks for is required; it is declared as what may lack, so as to be asked for."""
    if "428" in operation["responses"]:
        for one in operation["parameters"]:
            if one["name"] == "If-Match":
                one["required"] = True
                one["schema"] = one["schema"]["anyOf"][0]
                one["example"] = '"4"'


def _tell_where(operation: Schema) -> None:
    """What lasts is followed elsewhere: the answer says where."""
    if "202" in operation["responses"]:
        operation["responses"]["202"]["headers"] = {
            "Location": {
                "description": "Où le travail se suit.",
                "schema": {"type": "string", "format": "uri-reference"},
                "example": "/api/travaux/12",
            }
        }


def _tell_problems(operation: Schema, path: str) -> None:
    """Each status that is not a success is a problem."""
    answers = operation["responses"]
    found = {int(status) for status in answers if int(status) >= 400} | set(_ALWAYS)
    if "{" in path:
        found.add(404)
    if "requestBody" in operation:
        found |= {400, 411, 413, 415}
    for status in sorted(found):
        kind = KINDS[status]
        answers[str(status)] = {
            "description": kind.title,
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": _REF + "Problem"},
                    "example": {
                        "type": f"/api#{kind.code}",
                        "title": kind.title,
                        "status": status,
                        "detail": f"{kind.title}.",
                        "refus": [],
                    },
                }
            },
        }


def _tell_examples(operation: Schema, schemas: Mapping[str, Schema]) -> None:
    """Each answer and each body bears an example, composed from those of its values."""
    told = [one.get("content", {}) for one in operation["responses"].values()]
    told.append(operation.get("requestBody", {}).get("content", {}))
    for contents in told:
        for content in contents.values():
            if "schema" in content and "example" not in content:
                content["example"] = example_of(content["schema"], schemas)


def example_of(schema: Schema, schemas: Mapping[str, Schema]) -> Any:
    """A value of that schema: the example that it bears, else one made of those of its parts."""
    if schema.get("examples"):
        return schema["examples"][0]
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].removeprefix(_REF)], schemas)
    if "anyOf" in schema:
        return example_of(schema["anyOf"][0], schemas)
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "array":
            return [example_of(schema["items"], schemas)]
        case "object":
            parts = schema.get("properties", {})
            return {name: example_of(part, schemas) for name, part in parts.items()}
    raise LookupError(f"sans exemple : {schema}")
