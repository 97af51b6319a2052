"""``python -m benchmarks [NOM…]``: a JSON line a measure on the output, then a table beside it."""

from collections.abc import Callable, Iterator
from typing import Annotated

import typer
from rich.console import Console

from benchmarks import (
    imports,
    letters,
    load,
    messages,
    pages,
    recompute,
    seance,
    step,
    tick,
    verify,
    working_days,
)
from benchmarks.databases import KINDS, Databases, of_kind
from benchmarks.measure import Measure, show
from entrypoints import logs, memory
from tests.postgres import PostgresUnavailable

ON_DATABASES: dict[str, Callable[[Databases, float], Iterator[Measure]]] = {
    "step": step.measure,
    "import": imports.measure,
    "tick": tick.measure,
    "verify": verify.measure,
    "recompute": recompute.measure,
    "seance": seance.measure,
    "messages": messages.measure,
    "pages": pages.measure,
    "load": load.measure,
}
ALONE: dict[str, Callable[[float], Iterator[Measure]]] = {
    "calendar": working_days.measure,
    "recompute": recompute.alone,
    "letters": letters.measure,
}
NAMES = tuple(dict.fromkeys((*ON_DATABASES, *ALONE)))
OF_A_DEPARTMENT = ("pages", "load")
"""What first raises a million dossiers, in minutes: only when it is asked for by name."""
_LEFT_OUT = (
    f"Laissés de côté : {', '.join(OF_A_DEPARTMENT)}, qui créent d’abord un million de dossiers "
    "(plusieurs minutes). Pour les demander : ./dev bench "
    f"{' '.join(OF_A_DEPARTMENT)} --base postgresql."
)


def main(
    noms: Annotated[
        list[str] | None, typer.Argument(metavar="[NOM…]", help=f"Parmi : {', '.join(NAMES)}.")
    ] = None,
    base: Annotated[
        str | None, typer.Option(help="sqlite ou postgresql ; les deux par défaut.")
    ] = None,
    echelle: Annotated[
        float, typer.Option(min=0.01, max=10, help="Taille des mesures ; 1 par défaut.")
    ] = 1.0,
) -> None:
    """Mesure ce que coûte la vitesse, en rapports pris dans une même exécution."""
    chosen = noms or [name for name in NAMES if name not in OF_A_DEPARTMENT]
    if not noms:
        Console(stderr=True).print(_LEFT_OUT)
    if unknown := [name for name in chosen if name not in NAMES]:
        raise typer.BadParameter(f"mesure inconnue : {', '.join(unknown)}.")
    if base is not None and base not in KINDS:
        raise typer.BadParameter(f"base inconnue : {base}.")
    # As the service logs: every line is rendered, then thrown away.
    logs.set_up({})  # as the command line does: nothing is written unless it is asked for
    memory.settle()  # so does it
    measures: list[Measure] = []
    try:
        for measure, server in _run(chosen, KINDS if base is None else (base,), echelle):
            print(measure.as_line(server), flush=True)
            measures.append(measure)
    except PostgresUnavailable as error:
        Console(stderr=True).print(str(error))
        raise typer.Exit(1) from error
    finally:
        show(measures, Console(stderr=True))


def _run(
    names: list[str], kinds: tuple[str, ...], scale: float
) -> Iterator[tuple[Measure, str | None]]:
    on_databases = [name for name in names if name in ON_DATABASES]
    for kind in kinds if on_databases else ():
        with of_kind(kind) as databases:
            for name in on_databases:
                for measure in ON_DATABASES[name](databases, scale):
                    yield measure, databases.server
    for name in names:
        if name in ALONE:
            for measure in ALONE[name](scale):
                yield measure, None


if __name__ == "__main__":
    typer.run(main)
