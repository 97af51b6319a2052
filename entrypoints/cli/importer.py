"""``importer``: files of webRSA, of an ALI, tables; ``modele``: the template of a table."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.assembly import Assembly
from entrypoints.cli import display, options
from entrypoints.cli.colonne import named
from entrypoints.cli.errors import BadUsage, Code
from entrypoints.cli.files import Folder
from entrypoints.cli.options import assembly_of
from entrypoints.cli.senders import OfOrganisation, sender
from entrypoints.counter import counter_of
from entrypoints.forms.registry import Forms
from entrypoints.words.acts import event_label
from exchanges.import_news import announce
from exchanges.imports import import_files
from exchanges.reports import FileReport
from exchanges.tables.columns import known_columns
from exchanges.tables.headings import folded
from exchanges.tables.intake import FLOW as TABLE
from exchanges.tables.reader import Format
from exchanges.tables.table_import import Asked
from exchanges.tables.template import write_template
from exchanges.webrsa.filenames import Flow
from rules.facts import FACTS
from rules.wording import NBSP, colon, long_date, quantity, quoted
from states.procedure import PROCEDURE
from workflow.files import column_names
from workflow.files.gaps import NATURES

MOST_BAD = 20
"""Refused lines that are shown; --json gives them all."""

_FATES = {
    "nouvelle": ("nouvelle", "nouvelles"),
    "mise_a_jour": ("mise à jour", "mises à jour"),
    "inchangee": ("inchangée", "inchangées"),
    "hors_perimetre": ("hors périmètre", "hors périmètre"),
    "refusee": ("refusée", "refusées"),
}

Organisation = Annotated[
    str | None,
    typer.Option(
        "--organisation",
        metavar="CODE",
        help="Tableaux : d’où ils viennent (code de la configuration, ou numéro d’un service).",
    ),
]


def importer(
    ctx: typer.Context,
    fichiers: Annotated[
        list[Path],
        typer.Argument(
            metavar="FICHIERS…",
            help="De webRSA ou d’une ALI (XML), ou tableaux (CSV, XLSX, ODS).",
        ),
    ],
    essai: Annotated[
        bool, typer.Option("--essai", help="Dit ce qui se passerait, n’enregistre rien.")
    ] = False,
    organisation: Organisation = None,
    colonne: Annotated[
        list[str] | None,
        typer.Option(
            "--colonne",
            metavar="CHAMP=EN-TÊTE",
            help="Tableaux : l’en-tête d’un de nos champs chez elle ; retenu pour la suite.",
        ),
    ] = None,
    creer: Annotated[
        bool,
        typer.Option("--creer", help="Tableaux : crée les personnes que personne ne connaît."),
    ] = False,
    reprendre: Annotated[
        bool,
        typer.Option(
            "--reprendre", help="Tableaux : relit un fichier déjà importé (lignes refusées)."
        ),
    ] = False,
    en_json: options.AsJson = False,
) -> None:
    """Importe des fichiers ; chaque mauvaise ligne est dite, les bonnes sont prises.

    Exemple : reorientation importer suivi.xlsx --organisation france-travail --essai
    """
    assembly = assembly_of(ctx)
    counter = counter_of(assembly.settings)
    asked = Asked(
        organisation=None if organisation is None else sender(assembly, organisation),
        columns=_columns(colonne),
        create=creer,
        again=reprendre,
    )
    reports: list[FileReport] = []
    with display.progress("Import") as bar:
        for report in import_files(
            assembly.store,
            counter,
            fichiers,
            now=clock.now(),
            trial=essai,
            tables=asked,
            progress=bar.advance,
        ):
            reports.append(report)
            if not en_json:
                _show_report(report, assembly)
    if not essai:
        announce(assembly.store, reports, clock.now())
    if en_json:
        forms = Forms(assembly.calendar.tz)
        display.as_json({"essai": essai, "fichiers": [forms.file_report(one) for one in reports]})
    elif essai:
        display.say("", "C’était un essai : rien n’a été enregistré.")
    if any(report.bad for report in reports):
        raise typer.Exit(Code.REFUSED)


def modele(
    ctx: typer.Context,
    organisation: OfOrganisation,
    dossier: Folder = Path(),
    format: Annotated[Format, typer.Option("--format", help="Le format du fichier.")] = Format.XLSX,
    un_fait_par_ligne: Annotated[
        bool,
        typer.Option("--un-fait-par-ligne", help="Une colonne « Fait », au lieu d’une par fait."),
    ] = False,
    en_json: options.AsJson = False,
) -> None:
    """Écrit le tableau qu’une organisation remplit : nos colonnes sous ses en-têtes, un exemple."""
    assembly = assembly_of(ctx)
    sends = sender(assembly, organisation)
    with assembly.store.glance() as tx:
        called = {**sends.columns, **column_names.remembered(tx, sends.code)}
    today = clock.now().astimezone(assembly.calendar.tz).date()
    path = write_template(
        dossier / f"modele_{sends.code}.{format.value}",
        format,
        called,
        today=today,
        one_fact=un_fait_par_ligne,
    )
    if en_json:
        display.as_json({"fichier": str(path)})
    else:
        display.say(str(path))


def _columns(said: Sequence[str] | None) -> Mapping[str, str]:
    """« nom=NOM_USAGE » by our name. Raises BadUsage."""
    columns: dict[str, str] = {}
    for one in said or ():
        name, equals, heading = (part.strip() for part in one.partition("="))
        if not equals or not heading:
            raise BadUsage(
                f"{quoted(one)} n’est pas une colonne{NBSP}: écrivez --colonne champ=En-tête."
            )
        name = named(name)
        if name in columns:
            raise BadUsage(f"La colonne {quoted(name)} est donnée deux fois.")
        columns[name] = heading
    return columns


def _show_report(report: FileReport, assembly: Assembly) -> None:
    display.title(report.path.name)
    if report.already is not None:
        day = long_date(assembly.rulebook.local_day(report.already))
        again = " --reprendre le relit." if report.flow == TABLE else ""
        display.say(f"Déjà importé le {day}{NBSP}: rien n’a été refait.{again}", "")
        return
    if report.flow == Flow.REFERENTIEL.value:
        display.say(f"{quantity(report.total, 'ligne', 'lignes')} de listes de codes.", "")
        return
    fates = [quantity(report.people[f], *words) for f, words in _FATES.items() if report.people[f]]
    born = {PROCEDURE.states[state].label: count for state, count in report.births.items()}
    display.sheet(
        [
            (_counted_of(report), colon(str(report.total), ", ".join(fates)) if fates else "0"),
            ("Colonnes", _read_as(report)),
            ("Hors périmètre", _counted(report.aside)),
            ("Dossiers ouverts", _counted(born)),
            ("Actes", _counted({event_label(e): n for e, n in report.acts.items()})),
            ("Faits déjà connus", _counted({FACTS[c]: n for c, n in report.known.items()})),
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
    display.say(*report.notes)
    if report.bad:
        _show_bad(report)
    display.say("")


def _show_bad(report: FileReport) -> None:
    """Each with its number, its field and its reason. The number of a line of a table is that of
    the spreadsheet."""
    in_table = report.flow == TABLE
    display.section("Lignes refusées, en tout ou en partie" if in_table else "Lignes refusées")
    numbers = ("Ligne",) if in_table else ("Personne n°", "Ligne")
    display.listing(
        (*numbers, "Colonne" if in_table else "Champ", "Valeur", "Raison"),
        [
            (
                *((str(bad.line),) if in_table else (str(bad.position), str(bad.line))),
                *(one.field, one.value_shown, one.reason),
            )
            for bad in report.bad[:MOST_BAD]
            for one in bad.problems
        ],
        empty="",
        right=numbers,
    )
    if len(report.bad) > MOST_BAD:
        display.say(f"… et {len(report.bad) - MOST_BAD} autres{NBSP}: --json les donne toutes.")


def _counted_of(report: FileReport) -> str:
    return "Lignes" if report.flow == TABLE else "Personnes"


def _read_as(report: FileReport) -> str | None:
    """How many were recognised, and those that bear another name than ours."""
    if not report.columns:
        return None
    others = [
        colon(name, heading)
        for name, heading in report.columns.items()
        if folded(heading) not in (folded(name), folded(known_columns()[name].title))
    ]
    count = quantity(len(report.columns), "reconnue", "reconnues")
    return ", ".join([count, *others])


def _counted(counts: dict[str, int]) -> str | None:
    """« 12 à orienter, 3 en accompagnement », the most frequent first."""
    ranked = sorted(counts.items(), key=lambda pair: -pair[1])
    return ", ".join(f"{name} : {count}" for name, count in ranked if count) or None
