"""``config``: what the département chose, checked."""

from pathlib import Path
from typing import Annotated

import typer

from entrypoints.calendar_in_use import standing_of
from entrypoints.cli import display, options
from entrypoints.cli.errors import Code
from entrypoints.cli.french import group
from entrypoints.cli.options import assembly_of
from entrypoints.configuration.problems import BadConfig, Problem
from entrypoints.configuration.schema import schema_text
from entrypoints.configuration.settings import Settings
from entrypoints.letter_pages import try_pages
from workflow.database.store import DRIVER_ERRORS, DatabaseUnreachable, Store, is_there
from workflow.recalculation import calendar_use

app = group("La configuration du département.")


@app.command()
def verifier(ctx: typer.Context, en_json: options.AsJson = False) -> None:
    """Relit la configuration et dit tout ce qui est à corriger, avec la ligne."""
    assembly = assembly_of(ctx)
    name = assembly.config.name
    try:
        settings = assembly.configured
        if settings.letters is not None:
            try_pages(assembly.config, settings.letters)
    except BadConfig as bad:
        if not en_json:
            raise
        display.as_json(_as_json(assembly.config, bad.problems, ()))
        raise typer.Exit(Code.USAGE) from bad
    remarks = (*settings.warnings, *_of_the_registry(settings))
    if en_json:
        display.as_json(_as_json(assembly.config, (), remarks))
        return
    display.say(
        f"{name} peut être utilisé : {settings.departement_name} ({settings.departement}), "
        f"{len(settings.territory.codes)} circonscriptions, "
        f"{len(settings.rulebook.rules)} délais."
    )
    for remark in remarks:
        display.say(f"À savoir : {remark.told(name)}")


@app.command()
def schema(
    sortie: Annotated[
        Path | None, typer.Option("--sortie", metavar="FICHIER", help="Sinon, à l’écran.")
    ] = None,
) -> None:
    """Donne le schéma JSON de la configuration, pour les éditeurs de texte."""
    if sortie is None:
        display.bare(schema_text())
        return
    sortie.write_text(schema_text(), encoding="utf-8")
    display.say(f"Schéma écrit dans « {sortie} ».")


def _of_the_registry(settings: Settings) -> list[Problem]:
    """What the registry, if there is one, says of the calendar in use. It is looked at as it is:
    neither made nor brought to this release."""
    if not is_there(settings.database_url):
        return []
    store = Store.open(settings.database_url)
    try:
        use = calendar_use.in_use(store)
        remarks = [] if use is None else standing_of(store, settings.rulebook, use).remarks()
    except DatabaseUnreachable as unreachable:
        remarks = [f"{unreachable} Le calendrier en vigueur n’a pas pu être comparé."]
    except DRIVER_ERRORS:
        remarks = []  # a registry of an older release has no calendar in use yet
    finally:
        store.close()
    return [Problem(line=None, where="calendrier", sentence=one) for one in remarks]


def _as_json(
    path: Path, problems: tuple[Problem, ...], warnings: tuple[Problem, ...]
) -> dict[str, object]:
    return {
        "fichier": str(path),
        "utilisable": not problems,
        "defauts": [_problem(one) for one in problems],
        "a_savoir": [_problem(one) for one in warnings],
    }


def _problem(problem: Problem) -> dict[str, object]:
    return {"ligne": problem.line, "ou": problem.where, "phrase": problem.sentence}
