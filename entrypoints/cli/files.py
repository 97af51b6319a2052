"""Files that go out: ``exporter``, ``echantillon``, the lists of the month."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.assembly import Assembly
from entrypoints.cli import display, leaving, options
from entrypoints.cli.display import Bar
from entrypoints.cli.errors import Code
from entrypoints.cli.french import group
from entrypoints.cli.options import Capacity, assembly_of
from exchanges.export import Exported, export_changes
from exchanges.monthly_lists import Produced, produce_diagnostics, produce_orientations
from exchanges.tables.reader import Format
from exchanges.tables.sample import write_table_sample
from exchanges.webrsa.sample.files import write_samples
from exchanges.webrsa.values import PARIS
from rules.access.grants import Right
from rules.actors import Actor
from rules.fields import GREATEST
from rules.wording import NBSP, colon

orientations = group("La liste des nouvelles orientations du mois, par service.")
diagnostics = group("La liste « Entretiens diag » du mois, par ALI.")


class SampleFormat(StrEnum):
    """What ``echantillon`` writes."""

    WEBRSA = "webrsa"
    CSV = Format.CSV.value
    XLSX = Format.XLSX.value
    ODS = Format.ODS.value


Folder = Annotated[
    Path,
    typer.Option("--dossier", metavar="DIR", file_okay=False, help="Où les fichiers sont écrits."),
]
Month = Annotated[str, typer.Argument(metavar="MOIS", help="Le mois, par exemple 2026-05.")]
Role = Annotated[Capacity, typer.Option("--role", help="Le rôle sous lequel on agit.")]


def exporter(
    ctx: typer.Context,
    ali: Annotated[
        int,
        typer.Option("--ali", metavar="N", min=1, max=GREATEST, help="L’ALI (numéro du service)."),
    ],
    dossier: Folder,
    role: Role = Capacity.BOP,
    acteur: options.Who = None,
    en_json: options.AsJson = False,
) -> None:
    """Écrit le fichier ALI-WebRSA de ce qui n’est pas encore parti ; rien ne part deux fois."""
    assembly = assembly_of(ctx)
    by = _actor(assembly, role, acteur, ali)
    with display.progress("Export") as bar:
        done = export_changes(
            assembly.store,
            assembly.rulebook,
            ali=ali,
            folder=dossier,
            now=clock.now(),
            actor=by,
            progress=bar.reach,
        )
    leaving.note(assembly, by, Right.EXPORT_DOSSIERS, len(done.sent), service=ali)
    if en_json:
        display.as_json(
            {
                "fichier": None if done.path is None else str(done.path),
                "dossiers": list(done.sent),
                "retenus": [
                    {
                        "dossier": number,
                        "raisons": [{"code": r.code, "phrase": r.sentence} for r in reasons],
                    }
                    for number, reasons in done.rejected
                ],
            }
        )
    else:
        _show_export(done)
    if done.rejected:
        raise typer.Exit(Code.REFUSED)


def echantillon(
    personnes: Annotated[
        int, typer.Option("--personnes", metavar="N", min=1, help="Combien de personnes.")
    ],
    dossier: Folder,
    graine: Annotated[
        int, typer.Option("--graine", metavar="G", help="La même graine, les mêmes fichiers.")
    ] = 1,
    ali: Annotated[
        int, typer.Option("--ali", metavar="N", help="Combien d’ALI, ou d’agences.")
    ] = 2,
    a: Annotated[
        str,
        typer.Option("--a", metavar="INSTANT", help="L’instant que portent les fichiers."),
    ] = "2026-01-05T06:00+01:00",
    format: Annotated[
        SampleFormat,
        typer.Option(
            "--format",
            help="webrsa : les fichiers de webRSA ; csv, xlsx, ods : un tableau de France Travail.",
        ),
    ] = SampleFormat.WEBRSA,
    en_json: options.AsJson = False,
) -> None:
    """Écrit des fichiers d’essai, de personnes inventées, dans les vrais formats."""
    at = clock.read_instant(a, PARIS)
    with display.progress("Personnes", personnes) as bar:
        if format is SampleFormat.WEBRSA:
            written = write_samples(
                dossier, people=personnes, seed=graine, alis=ali, at=at, progress=bar.advance
            )
        else:
            table = write_table_sample(
                dossier,
                Format(format.value),
                people=personnes,
                seed=graine,
                agencies=ali,
                at=at,
                progress=bar.advance,
            )
            written = [table]
    if en_json:
        display.as_json({"fichiers": [str(path) for path in written]})
        return
    for path in written:
        display.say(str(path))


@orientations.command("produire")
def produce_orientation_lists(
    ctx: typer.Context,
    mois: Month,
    service: Annotated[
        int | None,
        typer.Option("--service", metavar="N", min=1, max=GREATEST, help="Ce service seulement."),
    ] = None,
    dossier: Folder = Path(),
    role: Role = Capacity.BOP,
    acteur: options.Who = None,
    en_json: options.AsJson = False,
) -> None:
    """Fige la liste du mois de chaque service et l’écrit (XLSX) ; figée, elle ne change plus."""

    def produce(assembly: Assembly, by: Actor, bar: Bar) -> Iterable[Produced]:
        return produce_orientations(
            assembly.store,
            assembly.rulebook,
            month=mois,
            folder=dossier,
            now=clock.now(),
            actor=by,
            service=service,
            progress=bar.advance,
        )

    _produce(ctx, produce, role, acteur, service, en_json)


@diagnostics.command("produire")
def produce_diagnostic_lists(
    ctx: typer.Context,
    mois: Month,
    ali: Annotated[
        int | None,
        typer.Option("--ali", metavar="N", min=1, max=GREATEST, help="Cette ALI seulement."),
    ] = None,
    dossier: Folder = Path(),
    role: Role = Capacity.BOP,
    acteur: options.Who = None,
    en_json: options.AsJson = False,
) -> None:
    """Fige la liste « Entretiens diag » du mois de chaque ALI et l’écrit (XLSX)."""

    def produce(assembly: Assembly, by: Actor, bar: Bar) -> Iterable[Produced]:
        return produce_diagnostics(
            assembly.store,
            assembly.rulebook,
            month=mois,
            folder=dossier,
            now=clock.now(),
            actor=by,
            ali=ali,
            progress=bar.advance,
        )

    _produce(ctx, produce, role, acteur, ali, en_json)


def _produce(
    ctx: typer.Context,
    produce: Callable[[Assembly, Actor, Bar], Iterable[Produced]],
    role: Capacity,
    acteur: str | None,
    service: int | None,
    en_json: bool,
) -> None:
    assembly = assembly_of(ctx)
    by = _actor(assembly, role, acteur, service)
    with display.progress("Listes") as bar:
        done = list(produce(assembly, by, bar))
    for one in done:
        leaving.note(assembly, by, Right.EXPORT_LISTES, one.people, service=one.service_id)
    if not en_json:
        display.say(*([str(one) for one in done] or ["Aucun service n’a de liste ce mois-ci."]))
        return
    display.as_json(
        {
            "listes": [
                {
                    "service": one.service_id,
                    "libelle": one.service,
                    "personnes": one.people,
                    "fichier": None if one.path is None else str(one.path),
                    "empreinte": one.sha256,
                    "deja_produite": one.repeated,
                }
                for one in done
            ]
        }
    )


def _actor(assembly: Assembly, role: Capacity, acteur: str | None, service: int | None) -> Actor:
    return options.actor(assembly, role, name=acteur, service=service, territory=None)


def _show_export(done: Exported) -> None:
    display.say(str(done))
    if done.path is not None:
        display.say(colon("Fichier", str(done.path)))
    for number, reasons in done.rejected:
        display.say(f"Dossier n° {number}, retenu{NBSP}:")
        for one in reasons:
            display.indented(f"{one.sentence} [{one.code}]")
