"""The options of whoever acts: the same in every command that has them, said once."""

from typing import Annotated, Any

import click
import pytest
import typer
from typer.testing import CliRunner

from entrypoints.cli.acting import ActingUpon, spread
from entrypoints.cli.commands import app

OF_ACTING = {"--role", "--acteur", "--service", "--territoire", "--le", "--cle", "--json"}
COMMANDS = [
    *(f"echeance {one}" for one in ("suspendre", "reprendre", "prolonger", "fixer", "rendre")),
    *(f"seance {one}" for one in ("agir", "deplacer", "annuler", "reporter", "ouvrir", "lever")),
    *(f"seance point {one}" for one in ("ajouter", "retirer", "ordonner", "traiter")),
    *("dossier agir", "ordre-du-jour arbitrer", "compte-rendu completer", "compte-rendu renvoyer"),
    *("membre modifier", "membre retirer", "offre mettre-a-jour", "offre retirer"),
]
"""Those that act upon something which has a version."""


def options_of(words: str) -> set[str]:
    command: Any = typer.main.get_command(app)
    for word in words.split():
        command = command.commands[word]
    return {name for one in command.params for name in one.opts}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_act_upon_something_asks_who_when_and_upon_which_version(command: str) -> None:
    assert {*OF_ACTING, "--version"} <= options_of(command)


@pytest.mark.parametrize("command", ["membre ajouter", "offre publier", "seance programmer"])
def test_what_is_not_there_yet_has_no_version(command: str) -> None:
    found = options_of(command)

    assert found >= OF_ACTING
    assert "--version" not in found


def test_what_is_typed_is_given_as_one_value_and_the_rest_of_the_command_as_it_was() -> None:
    given: list[tuple[str, bool, ActingUpon]] = []

    @spread
    def command(
        name: Annotated[str, typer.Argument()],
        quick: Annotated[bool, typer.Option("--quick")] = False,
        *,
        said: ActingUpon,
    ) -> None:
        """What it does."""
        given.append((name, quick, said))

    door = typer.Typer()
    door.command()(command)
    typed = ["x", "--quick", "--role", "bat", "--version", "4", "--json"]
    done = CliRunner().invoke(door, typed)
    missing = CliRunner().invoke(door, ["x"])

    assert done.exit_code == 0, done.output
    ((name, quick, said),) = given
    assert (name, quick, said.role.value, said.version, said.en_json, said.acteur) == (
        *("x", True, "bat", 4, True, None),
    )
    assert missing.exit_code == click.UsageError.exit_code
    assert command.__doc__ == "What it does."
