"""``colonne``: the columns of tables, and how an organisation calls them."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Annotated

import typer

from entrypoints.cli import display, options
from entrypoints.cli.french import group
from entrypoints.cli.options import assembly_of
from entrypoints.cli.senders import OfOrganisation, sender
from entrypoints.forms.registry import Forms
from exchanges.tables.columns import Column, Kind, known_columns
from exchanges.tables.template import accepted
from rules.wording import NBSP, long_date, quantity, quoted
from workflow.files import column_names
from workflow.files.column_names import Said

app = group("Les colonnes des tableaux : les nôtres, et comment une organisation les appelle.")


@app.command()
def lister(ctx: typer.Context, en_json: options.AsJson = False) -> None:
    """Liste nos colonnes : leur champ, leur titre, ce qui s’y écrit."""
    columns = known_columns()
    if en_json:
        display.as_json(
            {
                "colonnes": [
                    {"champ": one.name, "titre": one.title, "contenu": _written(one)}
                    for one in columns.values()
                ]
            }
        )
        return
    display.listing(
        ("Champ", "Titre, ce qui s’y écrit"),
        [(one.name, display.pair(one.title, _written(one))) for one in columns.values()],
        empty="",
    )
    display.say(quantity(len(columns), "colonne", "colonnes"))


@app.command()
def retenues(
    ctx: typer.Context, organisation: OfOrganisation, en_json: options.AsJson = False
) -> None:
    """Dit comment une organisation appelle nos colonnes : selon « --colonne », ou la configuration.

    Exemple : reorientation colonne retenues --organisation france-travail
    """
    assembly = assembly_of(ctx)
    sends = sender(assembly, organisation)
    with assembly.store.glance() as tx:
        said = column_names.said(tx, sends.code)
    known = {one.field for one in said}
    configured = {name: words for name, words in sends.columns.items() if name not in known}
    if en_json:
        forms = Forms(assembly.calendar.tz)
        display.as_json(
            {
                "organisation": sends.code,
                "retenues": [
                    {"champ": s.field, "en_tete": s.heading, "dit_le": forms.instant(s.at)}
                    for s in said
                ],
                "configuration": [
                    {"champ": name, "en_tete": words} for name, words in configured.items()
                ],
            }
        )
        return
    today = assembly.rulebook.local_day
    display.title(sends.label)
    display.listing(
        ("Champ", "En-tête chez elle", "D’où"),
        [
            *((one.field, one.heading, _since(today(one.at))) for one in said),
            *((name, words, "configuration") for name, words in configured.items()),
        ],
        empty="Aucun en-tête n’est retenu : ses tableaux sont lus sous nos titres.",
    )


@app.command()
def oublier(
    ctx: typer.Context,
    organisation: OfOrganisation,
    champs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CHAMP]…", help="Ces champs ; sinon, tous."),
    ] = None,
    en_json: options.AsJson = False,
) -> None:
    """Oublie les en-têtes retenus d’une organisation ; ceux de la configuration restent."""
    assembly = assembly_of(ctx)
    sends = sender(assembly, organisation)
    fields = [named(one) for one in champs or ()]
    forgotten = assembly.store.attempt(
        lambda tx: column_names.forget(tx, sends.code, fields or None)
    )
    if en_json:
        display.as_json(
            {
                "organisation": sends.code,
                "oubliees": [{"champ": one.field, "en_tete": one.heading} for one in forgotten],
            }
        )
    elif forgotten:
        display.say(f"Oublié{NBSP}: {', '.join(_words(forgotten))}.")
    else:
        display.say("Rien n’était retenu.")


def named(text: str) -> str:
    """The column of that name. Raises BadUsage with the nearest one, or what lists them."""
    return options.one_of(text, list(known_columns()), _unknown(text), listing="colonne lister")


def _unknown(text: str) -> Callable[[], str]:
    return lambda: f"La colonne {quoted(text)} n’existe pas"


def _written(column: Column) -> str | None:
    """What a cell must hold; None for free words, numbers and codes."""
    if column.field is not None:
        return "selon le fait de la ligne" if column.fact is None else accepted(column.field)
    return "une date" if column.kind is Kind.DAY else None


def _since(day: date) -> str:
    return f"retenu le {long_date(day)}"


def _words(said: Iterable[Said]) -> list[str]:
    return [f"{one.field} ({quoted(one.heading)})" for one in said]
