"""Typer speaks French here: its help, and what it says of a command that is written wrong.

Typer carries its own copy of click and gives no public name to most of its errors; this file alone
knows them.
"""

import re
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from os import environ
from typing import Any

import typer
from rich.console import Console
from typer import rich_utils
from typer._click import Command, Context
from typer._click.exceptions import (
    BadOptionUsage,
    BadParameter,
    ClickException,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)
from typer.core import TyperArgument, TyperGroup, TyperOption

from entrypoints import logs
from entrypoints.cli.errors import Code, answer_to
from entrypoints.cli.pipes import while_read
from rules.fields import GREATEST
from rules.wording import NBSP, quoted

_EXTRA = re.compile(r"extra argument(?:s|\(s\))? \((?P<words>.*)\)")
_NEGATIVE = re.compile(r"-\d")
_NO_SIGN = "Un nombre s’écrit sans signe : « - » annonce une option."
_BEFORE = " Pour compter avant la date, ajoutez --sens avant."
_HELP = "Affiche cette aide."
_HELP_OPTIONS = ("--aide", "--help", "-h")


class UnknownCommand(UsageError):
    """No command of that name in the group."""

    def __init__(self, ctx: Context, name: str, names: Iterable[str]) -> None:
        super().__init__(f"La commande {quoted(name)} n’existe pas{_perhaps(name, names)}", ctx)


class Group(TyperGroup):
    """A group of commands whose help and errors are French."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: Context | None = None,
        **extra: Any,
    ) -> Context:
        """The context, once the group speaks French."""
        _in_french(self, Context(self, info_name=info_name, parent=parent))
        return super().make_context(info_name, args, parent, **extra)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """The command, in French."""
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            _in_french(command, Context(command, info_name=cmd_name, parent=ctx))
        return command

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        """The command that the arguments ask for. Raises UnknownCommand."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            raise UnknownCommand(ctx, args[0], self.commands)
        return super().resolve_command(ctx, args)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Runs the command and leaves with its exit code; every error is told in a sentence."""
        _translate()
        run = super().main

        def guarded() -> int:
            return _guarded(
                lambda: run(
                    args=args,
                    prog_name=prog_name,
                    complete_var=complete_var,
                    standalone_mode=False,
                    windows_expand_args=windows_expand_args,
                    **extra,
                )
            )

        sys.exit(while_read(guarded))


def group(help: str, cls: type[Group] = Group) -> typer.Typer:
    """A Typer application that speaks French and shows its help when nothing is asked."""
    return typer.Typer(
        cls=cls,
        help=help,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        subcommand_metavar="COMMANDE [ARGUMENTS]…",
        context_settings={"help_option_names": list(_HELP_OPTIONS)},
    )


def _guarded(run: Callable[[], Any]) -> int:
    try:
        logs.set_up(environ)
        found = run()
    except NoArgsIsHelpError as error:
        sys.stdout.write(f"{error.message}\n")
        return Code.OK
    except ClickException as error:
        _tell(_sentence(error))
        return Code.USAGE
    except Exception as error:
        if environ.get(logs.DEBUG):
            traceback.print_exception(error)
        code, words = answer_to(error)
        _tell(words)
        return code
    return found if isinstance(found, int) and not isinstance(found, bool) else Code.OK


def _tell(words: str) -> None:
    """On the error output: whole lines when it is piped, wrapped at words on a screen."""
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    console.print(words, soft_wrap=not console.is_terminal)


def _sentence(error: ClickException) -> str:
    ctx = error.ctx if isinstance(error, UsageError) else None
    hint = "" if ctx is None else f" Aide{NBSP}: {ctx.command_path} --aide."
    return f"{_what(error)}{hint}"


def _what(error: ClickException) -> str:
    match error:
        case UnknownCommand():
            return error.message
        case NoSuchOption() if _NEGATIVE.match(error.option_name):
            known = [] if error.ctx is None else _options(error.ctx)
            return _NO_SIGN + (_BEFORE if "--sens" in known else "")
        case NoSuchOption():
            known = [] if error.ctx is None else _options(error.ctx)
            name = error.option_name
            return f"L’option {quoted(name)} n’existe pas{_perhaps(name, known)}"
        case MissingParameter():
            return f"Il manque{NBSP}: {_named(error)}.{_choices(error)}"
        case BadParameter():
            return f"La valeur de {_named(error)} n’est pas lisible.{_wanted(error)}"
        case BadOptionUsage():
            return f"L’option {quoted(error.option_name)} attend une valeur."
        case _ if (found := _EXTRA.search(error.message)) is not None:
            return f"{quoted(found['words'])} est de trop."
        case _:
            return error.message


def _named(error: BadParameter) -> str:
    param = error.param
    if param is None:
        return "la commande"
    if isinstance(param, TyperArgument):
        return quoted(param.display_name_raw.strip("[]"))
    return f"l’option {quoted(param.opts[0])}"


def _wanted(error: BadParameter) -> str:
    if (said := _choices(error)) or error.param is None:
        return said
    kind = error.param.type_descriptor
    if kind.annotation is not int:
        return ""
    least, most = kind.parameter_info.min, kind.parameter_info.max
    if most == GREATEST or least is None:
        return " Il faut un nombre entier."
    return (
        f" Il faut {least} au moins."
        if most is None
        else (f" Il faut un nombre entier, de {least} à {most}.")
    )


def _choices(error: BadParameter) -> str:
    choices = None if error.param is None else error.param.type_descriptor.choices
    if not choices:
        return ""
    return f" Choix{NBSP}: {', '.join(str(getattr(one, 'value', one)) for one in choices)}."


def _options(ctx: Context) -> list[str]:
    return [name for param in ctx.command.get_params(ctx) for name in param.opts]


def _perhaps(word: str, names: Iterable[str]) -> str:
    close = get_close_matches(word, list(names), n=1)
    return f". Vouliez-vous dire {quoted(close[0])}{NBSP}?" if close else "."


def _in_french(command: Command, ctx: Context) -> None:
    """The help option in French, and no Python type beside an option whose metavar says it."""
    ctx.help_option_names = list(_HELP_OPTIONS)
    option = command.get_help_option(ctx)
    if option is not None:
        option.help = _HELP
    for param in command.get_params(ctx):
        said = isinstance(param, TyperOption) and param.metavar is not None
        if isinstance(param, TyperArgument | TyperOption) and not (
            said or param.type_descriptor.is_choice
        ):
            param.display_type_rich = _no_type  # type: ignore[method-assign]  # typer's only way


def _no_type(ctx: Context) -> None:
    """Nothing is said of the type."""


def _translate() -> None:
    """The fixed words of Typer's help."""
    rich_utils.DEPRECATED_STRING = "(obsolète) "
    rich_utils.DEFAULT_STRING = f"[par défaut{NBSP}: {{}}]"
    rich_utils.ENVVAR_STRING = f"[variable{NBSP}: {{}}]"
    rich_utils.REQUIRED_LONG_STRING = "[obligatoire]"
    rich_utils.ARGUMENTS_PANEL_TITLE = "Arguments"
    rich_utils.OPTIONS_PANEL_TITLE = "Options"
    rich_utils.COMMANDS_PANEL_TITLE = "Commandes"
