"""Files that come and go: ``importer``, ``exporter``, ``echantillon``, the lists of the month."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.assembly import Assembly
from entrypoints.cli import display, options
from entrypoints.cli.act_words import event_label
from entrypoints.cli.display import Bar
from entrypoints.cli.errors import Code
from entrypoints.cli.french import group
from entrypoints.cli.json_forms import Forms
from entrypoints.cli.options import Capacity, assembly_of
from entrypoints.counter import counter_of
from exchanges.export import Exported, export_changes
from exchanges.imports import import_files
from exchanges.monthly_lists import Produced, produce_diagnostics, produce_orientations
from exchanges.reports import FileReport
from exchanges.webrsa.filenames import Flow
from exchanges.webrsa.sample import write_samples
from exchanges.webrsa.values import PARIS
from rules.actors import Actor
from rules.fields import GREATEST
from rules.wording import NBSP, colon, long_date, quantity
from states.procedure import PROCEDURE
from workflow.gaps import NATURES

orientations = group("La liste des nouvelles orientations du mois, par service.")
diagnostics = group("La liste « Entretiens diag » du mois, par ALI.")

MOST_BAD = 20
"""Refused lines that are shown; --json gives them all."""

_FATES = {
    "nouvelle": ("nouvelle", "nouvelles"),
    "mise_a_jour": ("mise à jour", "mises à jour"),
    "inchangee": ("inchangée", "inchangées"),
    "hors_perimetre": ("hors périmètre", "hors périmètre"),
    "refusee": ("refusée", "refusées"),
}

Folder = Annotated[
    Path,
    typer.Option("--dossier", metavar="DIR", file_okay=False, help="Où les fichiers sont écrits."),
]
Month = Annotated[str, typer.Argument(metavar="MOIS", help="Le mois, par exemple 2026-05.")]
Role = Annotated[Capacity, typer.Option("--role", help="Le rôle sous lequel on agit.")]


def importer(
    ctx: typer.Context,
    fichiers: Annotated[
        list[Path],
        typer.Argument(metavar="FICHIERS…", help="Reçus de webRSA."),
    ],
    essai: Annotated[
        bool, typer.Option("--essai", help="Dit ce qui se passerait, n’enregistre rien.")
    ] = False,
    en_json: options.AsJson = False,
) -> None:
    """Importe des fichiers de webRSA ; chaque mauvaise ligne est dite, les bonnes sont prises."""
    assembly = assembly_of(ctx)
    reports: list[FileReport] = []
    with display.progress("Import") as bar:
        for report in import_files(
            assembly.store,
            counter_of(assembly.settings),
            fichiers,
            now=clock.now(),
            trial=essai,
            progress=bar.advance,
        ):
            reports.append(report)
            if not en_json:
                _show_report(report, assembly, essai=essai)
    if en_json:
        forms = Forms(assembly.calendar.tz)
        display.as_json({"essai": essai, "fichiers": [forms.file_report(one) for one in reports]})
    elif essai:
        display.say("", "C’était un essai : rien n’a été enregistré.")
    if any(report.bad for report in reports):
        raise typer.Exit(Code.REFUSED)


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
            progress=bar.advance,
        )
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
    ali: Annotated[int, typer.Option("--ali", metavar="N", help="Combien d’ALI.")] = 2,
    a: Annotated[
        str,
        typer.Option("--a", metavar="INSTANT", help="L’instant que portent les fichiers."),
    ] = "2026-01-05T06:00+01:00",
    en_json: options.AsJson = False,
) -> None:
    """Écrit des fichiers d’essai, de personnes inventées, dans les vrais formats de webRSA."""
    at = clock.read_instant(a, PARIS)
    with display.progress("Personnes", personnes) as bar:
        written = write_samples(
            dossier, people=personnes, seed=graine, alis=ali, at=at, progress=bar.advance
        )
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


def _show_report(report: FileReport, assembly: Assembly, *, essai: bool) -> None:
    display.title(report.path.name)
    if report.already is not None:
        day = long_date(assembly.rulebook.local_day(report.already))
        display.say(f"Déjà importé le {day} : rien n’a été refait.", "")
        return
    if report.flow == Flow.REFERENTIEL.value:
        display.say(f"{quantity(report.total, 'ligne', 'lignes')} de listes de codes.", "")
        return
    fates = [quantity(report.people[f], *words) for f, words in _FATES.items() if report.people[f]]
    born = {PROCEDURE.states[state].label: count for state, count in report.births.items()}
    display.sheet(
        [
            ("Personnes", colon(str(report.total), ", ".join(fates)) if fates else "0"),
            ("Hors périmètre", _counted(report.aside)),
            ("Dossiers ouverts", _counted(born)),
            ("Actes", _counted({event_label(e): n for e, n in report.acts.items()})),
            ("Écarts", _counted({NATURES.get(g, g): n for g, n in report.gaps.items()})),
            (
                "À relire",
                f"{quantity(len(report.warnings), 'valeur écartée', 'valeurs écartées')}"
                " (--json les donne)"
                if report.warnings
                else None,
            ),
        ]
    )
    if report.bad:
        display.section("Lignes refusées")
        display.listing(
            ("Personne n°", "Ligne", "Champ", "Valeur", "Raison"),
            [
                (str(bad.position), str(bad.line), one.field, one.value_shown, one.reason)
                for bad in report.bad[:MOST_BAD]
                for one in bad.problems
            ],
            empty="",
            right=("Personne n°", "Ligne"),
        )
        if len(report.bad) > MOST_BAD:
            display.say(f"… et {len(report.bad) - MOST_BAD} autres{NBSP}: --json les donne toutes.")
    display.say("")


def _counted(counts: dict[str, int]) -> str | None:
    """« 12 à orienter, 3 en accompagnement », the most frequent first."""
    ranked = sorted(counts.items(), key=lambda pair: -pair[1])
    return ", ".join(f"{name} : {count}" for name, count in ranked if count) or None


def _show_export(done: Exported) -> None:
    display.say(str(done))
    if done.path is not None:
        display.say(colon("Fichier", str(done.path)))
    for number, reasons in done.rejected:
        display.say(f"Dossier n° {number}, retenu{NBSP}:")
        for one in reasons:
            display.indented(f"{one.sentence} [{one.code}]")
