"""Whatever is sent, in its form or out of it, each operation answers as it says that it does."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth

from entrypoints import clock
from entrypoints.gate import gate_of
from entrypoints.web.api.description import PATH, description
from entrypoints.web.api.routes import router
from tests.web.served import Served, serve
from tests.web.town import mail_of
from tests.workflow.accounts import PASSWORD
from workflow.accounts.entering import log_in

EXAMPLES = 4

_CONFIG = schemathesis.Config.from_dict(
    {
        "generation": {"with-security-parameters": False},
        "checks": {
            "positive_data_acceptance": {
                "expected-statuses": ["2xx", "401", "403", "404", "409", "412", "422"]
            }
        },
    }
)
"""What is in its form may be refused by the procedure, name a version that is no more, or go on
from a cursor that no list gave. The session is never drawn: what is out of its form is then what
the operation itself asks for."""


@cache
def operations() -> tuple[tuple[str, str], ...]:
    """The method and the address of each."""
    app = FastAPI(openapi_url=None)
    app.include_router(router)
    paths = description(app)["paths"]
    return tuple((method, path) for path, methods in paths.items() for method in methods)


@pytest.fixture(scope="module")
def tried(sqlite_town: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A town in which anything may happen."""
    folder = tmp_path_factory.mktemp("tried")
    with serve(f"sqlite:///{shutil.copyfile(sqlite_town, folder / 'r.db')}", folder) as served:
        yield served


@pytest.fixture(scope="module")
def described(tried: Served) -> Any:
    """What the API says of itself, and the application to ask."""
    return schemathesis.openapi.from_asgi(PATH, tried.app, config=_CONFIG)


@pytest.fixture(scope="module")
def token(tried: Served) -> str:
    """A session for all that does not close it."""
    return _session(tried)


@pytest.fixture(scope="module")
def asks_who() -> set[str]:
    """The operations that were found closed to whoever has no session: looked at once each."""
    return set()


@pytest.mark.parametrize("mode", GenerationMode, ids=lambda mode: mode.value)
@pytest.mark.parametrize(("method", "path"), operations())
def test_every_answer_is_one_that_the_description_tells(
    described: Any,
    tried: Served,
    token: str,
    asks_who: set[str],
    method: str,
    path: str,
    mode: GenerationMode,
) -> None:
    operation = described[path][method]

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Any) -> None:
        bearer = _session(tried) if path.startswith("/api/session") else token
        answer = case.call_and_validate(
            headers={"Authorization": f"Bearer {bearer}"},
            excluded_checks=[ignored_auth] if operation.label in asks_who else None,
        )
        if answer.status_code < 300:  # it was asked again without the session, and refused
            asks_who.add(operation.label)

    with suppress(Unsatisfiable):  # nothing of it can be out of its form
        ask()


def _session(tried: Served) -> str:
    """A session that nothing has closed."""
    gate = gate_of(tried.app.state.assembly)
    return log_in(gate, mail_of("bop"), PASSWORD, clock.now(), browser="essai").token
