"""``compte-rendu``: what is written of a séance, drafted, completed, sent, printed again.

The procès-verbal of an EP is one: ``proces-verbal`` is the same group, under its name.
"""

from pathlib import Path
from typing import Annotated, Any

import typer

from entrypoints.cli import display, leaving, options
from entrypoints.cli.acting import ActingUpon, spread
from entrypoints.cli.errors import BadUsage, NotFound
from entrypoints.cli.french import group
from entrypoints.cli.options import Capacity, assembly_of
from entrypoints.cli.seances.minutes_screen import show_minutes, show_versions
from entrypoints.cli.seances.seance_acts import Number, Rehearsed, asked, carry_out
from entrypoints.forms.minutes import minutes_form, versions_form
from exchanges.documents.minutes import PrintedMinutes, printed
from rules.access.grants import Right
from rules.fields import GREATEST
from rules.seances.minutes import PART_LABELS, Part
from rules.wording import NBSP, colon, numbered, quoted
from states.restitution import COMPLETER, RENVOYER
from workflow.reading import minutes
from workflow.seances.outcomes.minutes import File

compte_rendu = group("Le compte rendu d’une séance : à compléter, envoyer, corriger, réimprimer.")
proces_verbal = group("Le procès-verbal d’une EP : les mêmes commandes que « compte-rendu ».")

Sent = Annotated[
    int | None,
    typer.Option(
        "--version",
        metavar="N",
        min=1,
        max=GREATEST,
        help="Cette version ; sinon, celle à envoyer, ou la dernière envoyée.",
    ),
]


def _text(part: Part) -> Any:
    return typer.Option(f"--{part.value}", metavar="TEXTE", help=f"« {PART_LABELS[part]} ».")


@compte_rendu.command()
@proces_verbal.command()
def voir(
    ctx: typer.Context, numero: Number, version: Sent = None, en_json: options.AsJson = False
) -> None:
    """Montre ce qui sera envoyé, ou une version déjà envoyée."""
    file, asked = _asked(ctx, numero, version)
    if en_json:
        display.as_json(minutes_form(asked, to_send_again=file.to_send_again))
    else:
        show_minutes(asked)


@compte_rendu.command()
@proces_verbal.command()
@spread
def completer(
    ctx: typer.Context,
    numero: Number,
    introduction: Annotated[str | None, _text(Part.INTRODUCTION)] = None,
    echanges: Annotated[str | None, _text(Part.ECHANGES)] = None,
    suites: Annotated[str | None, _text(Part.SUITES)] = None,
    ligne: Annotated[
        int | None,
        typer.Option(
            "--ligne", metavar="N", min=1, max=GREATEST, help="La ligne que la remarque concerne."
        ),
    ] = None,
    remarque: Annotated[
        str | None, typer.Option("--remarque", metavar="TEXTE", help="La remarque sur la ligne.")
    ] = None,
    essai: Rehearsed = False,
    *,
    said: ActingUpon,
) -> None:
    """Écrit ou réécrit un texte du compte rendu. Ce qui a été enregistré s’y trouve déjà.

    Exemple : reorientation compte-rendu completer 12 --role bat --suites "Offre envoyée en mai."
    """
    told = {
        Part.INTRODUCTION.value: introduction,
        Part.ECHANGES.value: echanges,
        Part.SUITES.value: suites,
        "ligne": None if ligne is None else str(ligne),
        "remarque": remarque,
    }
    command = asked(ctx, numero, COMPLETER.event, told, said)
    carry_out(ctx, command, en_json=said.en_json, essai=essai)


@compte_rendu.command()
@proces_verbal.command()
@spread
def renvoyer(
    ctx: typer.Context,
    numero: Number,
    essai: Rehearsed = False,
    *,
    said: ActingUpon,
) -> None:
    """Renvoie le compte rendu corrigé depuis son envoi, sous le numéro suivant."""
    command = asked(ctx, numero, RENVOYER.event, {}, said)
    carry_out(ctx, command, en_json=said.en_json, essai=essai)


@compte_rendu.command()
@proces_verbal.command()
def produire(
    ctx: typer.Context,
    numero: Number,
    version: Sent = None,
    pdf: Annotated[
        Path | None,
        typer.Option("--pdf", metavar="FICHIER", dir_okay=False, help="Le PDF à écrire."),
    ] = None,
    xlsx: Annotated[
        Path | None,
        typer.Option(
            "--xlsx", metavar="FICHIER", dir_okay=False, help="Le tableau complété à écrire."
        ),
    ] = None,
    role: options.TakenAs = Capacity.BOP,
    acteur: options.Who = None,
    en_json: options.AsJson = False,
) -> None:
    """Écrit le compte rendu : un PDF, et le tableau complété. Une version envoyée se réimprime
    toujours pareille.

    Exemple : reorientation compte-rendu produire 12 --pdf compte-rendu.pdf --xlsx tableau.xlsx
    """
    assembly = assembly_of(ctx)
    by = options.actor(assembly, role, name=acteur, service=None, territory=None)
    _, asked = _asked(ctx, numero, version)
    files = {name: path for name, path in (("pdf", pdf), ("xlsx", xlsx)) if path is not None}
    if not files:
        raise BadUsage(f"Dites quoi écrire{NBSP}: --pdf ou --xlsx.")
    for name, path in files.items():
        _write(name, path, asked)
    leaving.note(assembly, by, Right.EXPORT_TABLEAU, len(asked.content.lines), seance=numero)
    if en_json:
        display.as_json(
            {
                "seance": numero,
                "version": asked.number,
                "fichiers": {name: str(path) for name, path in files.items()},
            }
        )
        return
    for path in files.values():
        display.say(colon(quoted(str(path)), f"{asked.title.lower()}, {asked.standing.lower()}"))


@compte_rendu.command()
@proces_verbal.command()
def versions(ctx: typer.Context, numero: Number, en_json: options.AsJson = False) -> None:
    """Liste les versions envoyées, et dit ce qui a changé depuis la dernière."""
    assembly = assembly_of(ctx)
    file = minutes.of_seance(assembly.store, assembly.rulebook, numero)
    if en_json:
        display.as_json(versions_form(file, assembly.calendar.tz))
    else:
        show_versions(file)


def _asked(ctx: typer.Context, number: int, version: int | None) -> tuple[File, PrintedMinutes]:
    """Raises NotFound when that version was never sent."""
    assembly = assembly_of(ctx)
    file = minutes.of_seance(assembly.store, assembly.rulebook, number)
    asked = printed(file, assembly.settings.departement_name, version)
    if asked is None:
        raise NotFound(
            f"La séance {numbered(number)} n’a pas de version {version} de son compte rendu."
        )
    return file, asked


def _write(name: str, path: Path, asked: PrintedMinutes) -> None:
    """Each library takes a tenth of a second to come in, that the other commands do not wait
    for."""
    if name == "pdf":
        from exchanges.documents.minutes_page import write_minutes as write
    else:
        from exchanges.documents.minutes_sheet import write_minutes_sheet as write
    write(path, asked)
