"""``echeance bilan``: the share of deadlines met in time, of one rule or of every indicator."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.assembly import Assembly
from entrypoints.cli import display, options
from entrypoints.cli.deadlines import bilan_forms, bilan_screen
from entrypoints.cli.deadlines.bilan_words import Words
from entrypoints.cli.errors import BadUsage, NotFound
from entrypoints.cli.options import assembly_of
from exchanges.figures import Format, write_figures
from rules.actors import Genre
from rules.fields import GREATEST
from rules.procedures.catalogue import BY_CODE
from rules.profiles import OF_THE_PERSON, Dimension
from rules.wording import NBSP, colon, quoted
from workflow.reading import dossiers
from workflow.reading.shares import Asked, Measure, measure


def bilan(
    ctx: typer.Context,
    regle: Annotated[
        str | None,
        typer.Argument(metavar="REGLE", help="La règle ; sinon, toutes celles qui ont une cible."),
    ] = None,
    du: Annotated[
        str | None,
        typer.Option("--du", metavar="DATE", help="Les délais comptés à partir de ce jour."),
    ] = None,
    au: Annotated[
        str | None,
        typer.Option("--au", metavar="DATE", help="Les délais comptés au plus tard de ce jour."),
    ] = None,
    circonscription: Annotated[
        str | None,
        typer.Option("--circonscription", metavar="CODE", help="De cette circonscription."),
    ] = None,
    service: Annotated[
        int | None,
        typer.Option("--service", metavar="N", min=1, max=GREATEST, help="De ce service."),
    ] = None,
    organisme: Annotated[
        Genre | None, typer.Option("--organisme", help="Des services de ce type.")
    ] = None,
    par: Annotated[Dimension | None, typer.Option("--par", help="Le détail, par…")] = None,
    vers: Annotated[
        Path | None,
        typer.Option("--vers", metavar="FICHIER", help="Écrit les chiffres (.csv ou .xlsx)."),
    ] = None,
    en_json: options.AsJson = False,
) -> None:
    """Compte les échéances tenues à temps, en retard ou manquées, et le temps qu’elles ont pris.

    La période est celle du jour d’où part chaque délai, les deux jours compris.
    Exemple : reorientation echeance bilan 1B-ORIENTATION --du 2026-01-01 --au 2026-03-31 --par mois
    """
    assembly = assembly_of(ctx)
    first, last = _period(du, au)
    asked = Asked(
        first=first,
        last=last,
        circonscription=options.place_among(assembly, circonscription),
        service=_known(assembly, service),
        genre=None if organisme is None else organisme.value,
        by=par,
    )
    into = None if vers is None else _format(vers)
    rules = _rules(assembly, regle, par)
    now = clock.now()
    found = [measure(assembly.store, assembly.rulebook, rule, asked, now=now) for rule in rules]
    words = Words(assembly, asked)
    if vers is not None and into is not None:
        _write(vers, into, words, found, now)
    if en_json:
        display.as_json(bilan_forms.as_json(words, found))
        return
    if regle is None and par is None:
        bilan_screen.overview(words, found)
    else:
        for one in found:
            bilan_screen.sheet(words, one)
    if vers is not None:
        display.say(f"{colon('Fichier', str(vers))}")


def _period(first: str | None, last: str | None) -> tuple[date | None, date | None]:
    start = None if first is None else clock.read_day(first)
    end = None if last is None else clock.read_day(last)
    if start is not None and end is not None and end < start:
        raise BadUsage("La période finit avant de commencer.")
    return start, end


def _write(path: Path, into: Format, words: Words, found: Sequence[Measure], now: datetime) -> None:
    write_figures(
        path,
        into,
        title=f"Bilan, {words.period}",
        headings=bilan_forms.HEADINGS,
        rows=bilan_forms.rows(words, found),
        produced=now,
    )


def _rules(assembly: Assembly, rule: str | None, by: Dimension | None) -> Sequence[str]:
    if rule is None:
        every = assembly.rulebook.rules.items()
        return sorted(code for code, rules in every if any(one.targets for one in rules))
    code = options.one_of(rule, sorted(BY_CODE), lambda: f"La règle {quoted(rule)} n’existe pas")
    versions = assembly.rulebook.rules.get(code, ())
    if by in OF_THE_PERSON and not any(one.measured for one in versions):
        raise BadUsage(
            f"La règle {quoted(code)} n’a pas de cible{NBSP}: ce que les personnes étaient alors"
            " n’est pas gardé. Donnez-lui une cible dans la configuration, pour la suite."
        )
    return [code]


def _known(assembly: Assembly, service: int | None) -> int | None:
    if service is not None and not dossiers.services(assembly.store, [service]):
        raise NotFound(f"Le service n° {service} n’existe pas.")
    return service


def _format(path: Path) -> Format:
    try:
        return Format(path.suffix.removeprefix(".").lower())
    except ValueError as error:
        raise BadUsage(f"{quoted(path.name)} ne finit ni par .csv ni par .xlsx.") from error
