"""Who sends the tables: an organisation of the configuration, or a service by its number."""

from typing import Annotated

import typer

from entrypoints.assembly import Assembly
from entrypoints.cli import options
from entrypoints.cli.errors import NotFound
from entrypoints.counter import counter_of
from exchanges.counter import Organisation
from rules.wording import quoted
from workflow.reading import dossiers

OfOrganisation = Annotated[
    str,
    typer.Option(
        "--organisation",
        metavar="CODE",
        help="Pour qui (code de la configuration, ou numéro d’un service).",
    ),
]


def sender(assembly: Assembly, code: str) -> Organisation:
    """The organisation of that code, else the service of that number. Raises BadUsage, NotFound."""
    known = counter_of(assembly.settings).organisations
    if code in known:
        return known[code]
    if code.isascii() and code.isdigit() and len(code) < 10:
        found = dossiers.services(assembly.store, [int(code)])
        if not found:
            raise NotFound(f"Le service n° {code} n’existe pas.")
        return Organisation(code=code, label=found[0].label, services=(int(code),))
    sentence = f"L’organisation {quoted(code)} n’est pas dans la configuration"
    options.one_of(code, sorted(known), lambda: sentence)
    raise AssertionError(code)
