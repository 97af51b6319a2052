"""What the API says of itself: whole, in French, with examples that hold."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from jsonschema_rs import Draft202012Validator

from entrypoints.web.api.description import PATH, description
from entrypoints.web.api.protocol.problems import KINDS
from entrypoints.web.api.routes import router
from tests.web.reading import text_of
from tests.web.served import Served

Schema = dict[str, Any]


@pytest.fixture(scope="module")
def told() -> Schema:
    """The description."""
    app = FastAPI(openapi_url=None)
    app.include_router(router)
    return description(app)


def each(told: Schema) -> Iterator[tuple[str, Schema]]:
    """The operations, by method and address."""
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def contents(operation: Schema) -> Iterator[Schema]:
    """What it takes and what it answers."""
    yield from operation.get("requestBody", {}).get("content", {}).values()
    for answer in operation["responses"].values():
        yield from answer.get("content", {}).values()


def test_every_operation_is_told_in_french_with_its_problems(told: Schema) -> None:
    assert told["openapi"].startswith("3.1")
    for name, operation in each(told):
        statuses = set(operation["responses"])

        assert operation["summary"][0].isupper(), name
        assert operation["description"], name
        assert {"401", "403"} <= statuses, name
        assert ("404" in statuses) >= ("{numero}" in name), name
        if "202" in statuses:
            assert operation["responses"]["202"]["headers"]["Location"]["example"], name
        for status in statuses - {"200", "201", "202", "204"}:
            assert set(operation["responses"][status]["content"]) == {"application/problem+json"}


def test_every_body_and_every_answer_bears_an_example_that_holds(told: Schema) -> None:
    found = 0
    for name, operation in each(told):
        for content in contents(operation):
            if "schema" not in content:
                continue
            schema = {**content["schema"], "components": told["components"]}
            errors = list(Draft202012Validator(schema).iter_errors(content["example"]))
            found += 1

            assert errors == [], f"{name} : {errors}"
    assert found > 100


def test_a_cookie_acts_with_the_token_of_the_forms_only(told: Schema) -> None:
    for name, operation in each(told):
        alone = name.startswith("get ")
        asked = operation.get("security", [])

        assert asked in (
            [],  # coming in
            [{"jeton": []}, {"cookie": []} if alone else {"cookie": [], "formulaire": []}],
        ), name


def test_operations_have_names_of_their_own(told: Schema) -> None:
    names = [operation["operationId"] for _, operation in each(told)]

    assert len(names) == len(set(names))


def test_whatever_is_sent_is_strict(told: Schema) -> None:
    for name, schema in told["components"]["schemas"].items():
        if schema.get("type") == "object" and "properties" in schema:
            assert schema["additionalProperties"] is False, name


def test_the_description_and_its_page_are_open_to_whoever_asks(looked_at: Served) -> None:
    with httpx.Client(base_url=looked_at.address, timeout=60) as client:  # drawn at the first call
        described = client.get(PATH)
        page = client.get("/api")
    shown = text_of(page)

    for name, operation in each(described.json()):
        method, path = name.split()
        assert f"{method.upper()} {path}" in shown
        assert operation["summary"] in shown
    assert all(f'id="{kind.code}"' in page.text for kind in KINDS.values())
