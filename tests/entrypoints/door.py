"""The command line as a test uses it: arguments in, words and exit code out."""

import json
from dataclasses import dataclass
from typing import Any

from typer.testing import CliRunner

from entrypoints.cli.commands import app
from tests.entrypoints.configs import plain
from tests.workflow.build import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The door, and the world behind it."""

    world: World

    def __call__(self, *arguments: object, code: int = 0) -> str:
        """What the command tells: its answer, or its error when that exit code is awaited."""
        result = CliRunner().invoke(app, [str(one) for one in arguments])
        assert result.exit_code == code, (result.output, result.exception)
        assert "Traceback" not in result.output
        return plain(result.stderr if code else result.stdout)

    def shown(self, *arguments: object, code: int) -> str:
        """What a command shows that did a part of what was asked."""
        result = CliRunner().invoke(app, [str(one) for one in arguments])
        assert result.exit_code == code, (result.output, result.exception)
        return plain(result.stdout)

    def json(self, *arguments: object, code: int = 0, typed: str | None = None) -> Any:
        """The answer of --json; ``typed`` is what the command reads on its standard input."""
        result = CliRunner().invoke(app, [*(str(one) for one in arguments), "--json"], typed)
        assert result.exit_code == code, (result.output, result.exception)
        return json.loads(result.stdout)
