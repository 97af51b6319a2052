"""How a command that was refused ends."""

from typing import NoReturn

import typer

from entrypoints.cli import display
from entrypoints.cli.errors import Code
from entrypoints.forms import acts as act_forms
from rules.refusals import Refused


def refuse(refused: Refused, en_json: bool) -> NoReturn:
    """The reasons: in JSON, or in sentences as ``errors`` tells them."""
    if not en_json:
        raise refused
    display.as_json({"refus": [act_forms.refusal(one) for one in refused.refusals]})
    raise typer.Exit(Code.REFUSED) from refused
